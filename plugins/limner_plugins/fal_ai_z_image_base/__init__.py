"""fal-ai/z-image/base: images in many styles from text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner import hookimpl

if TYPE_CHECKING:
    from PIL import Image

    from limner import Request
    from limner.rendering import Rendering
    from limner.sandbox.toolkit import Brief


@hookimpl
def render_sandbox(request: Request) -> Rendering:
    """A print of the prompt on paper, without what `negative_prompt` names."""
    from limner.sandbox.toolkit import render

    return render(request, paint=_paint)


def _paint(brief: Brief) -> Image.Image:
    from limner_plugins.fal_ai_z_image_base.drawing import paint

    return paint(brief)
