"""bria/fibo-edit/reseason: the same image in another season."""

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
    """Draw the caller's picture in the season that was asked for."""
    from limner.sandbox.toolkit import render

    return render(request, paint=_paint)


def _paint(brief: Brief) -> Image.Image:
    from limner_plugins.bria_fibo_edit_reseason.seasons import reseasoned

    return reseasoned(brief.picture("image_url"), brief.given("season"), brief.dice())
