"""fal-ai/flux/dev: images from text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner import hookimpl

if TYPE_CHECKING:
    from PIL import Image

    from limner import Request
    from limner.rendering import Rendering
    from limner.sandbox.toolkit import Brief

_GUIDANCE = 3.5


@hookimpl
def render_sandbox(request: Request) -> Rendering:
    """A drawing of the prompt, developed as far as the parameters bring it."""
    from limner.sandbox.toolkit import render

    return render(request, paint=_paint)


def _paint(brief: Brief) -> Image.Image:
    from limner.sandbox.studio.development import draw
    from limner.sandbox.studio.scenes.sketch import Manner

    return draw(brief, Manner(), _GUIDANCE)
