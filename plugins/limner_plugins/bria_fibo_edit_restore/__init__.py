"""bria/fibo-edit/restore: the same image, cleaned and renewed."""

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
    """Clean the caller's picture, and leave a strip that shows what it was cleaned of."""
    from limner.sandbox.toolkit import render

    return render(request, paint=_paint)


def _paint(brief: Brief) -> Image.Image:
    from limner_plugins.bria_fibo_edit_restore.comparison import compared
    from limner_plugins.bria_fibo_edit_restore.restoring import restored

    picture = brief.picture("image_url")
    return compared(picture, restored(picture), brief.dice())
