"""bria/fibo-edit/colorize: the same image in other colors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner import hookimpl

if TYPE_CHECKING:
    from PIL import Image

    from limner.rendering import Rendering
    from limner.request import Request
    from limner.sandbox.toolkit import Brief


@hookimpl
def render_sandbox(request: Request) -> Rendering:
    """Draw the caller's picture in the colours that were asked for."""
    from limner.sandbox.toolkit import render

    return render(request, paint=_paint)


def _paint(brief: Brief) -> Image.Image:
    from limner_plugins.bria_fibo_edit_colorize.looks import colorized

    return colorized(brief.picture("image_url"), brief.given("color"), brief.dice())
