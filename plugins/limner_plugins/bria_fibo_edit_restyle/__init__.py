"""bria/fibo-edit/restyle: the same image in another style."""

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
    """Draw the caller's picture in the style that was asked for."""
    from limner.sandbox.toolkit import render

    return render(request, paint=_paint)


def _paint(brief: Brief) -> Image.Image:
    from limner_plugins.bria_fibo_edit_restyle.styles import restyled

    return restyled(brief.picture("image_url"), brief.given("style"), brief.dice())
