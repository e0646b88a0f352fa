"""fal-ai/kling-video/v1/standard/text-to-video: a video from text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner import hookimpl

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image

    from limner.rendering import Rendering
    from limner.request import Request
    from limner.sandbox.brief import Brief


@hookimpl
def render_sandbox(request: Request) -> Rendering:
    """A scene of the prompt's, filmed as the camera's parameters say."""
    from limner.sandbox.toolkit import render

    return render(request, direct=_direct)


def _direct(brief: Brief) -> Callable[[float], Image.Image]:
    from limner_plugins.fal_ai_kling_video_v1_standard_text_to_video.directing import direct

    return direct(brief)
