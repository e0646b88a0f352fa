"""bria/fibo-edit/relight: the same image in another light."""

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
    """Draw the caller's picture in the light that was asked for."""
    from limner.sandbox.toolkit import render

    return render(request, paint=_paint)


def _paint(brief: Brief) -> Image.Image:
    from limner.sandbox.chance import dice
    from limner_plugins.bria_fibo_edit_relight.relighting import relit

    picture = brief.picture("image_url")
    kind, direction = brief.given("light_type"), brief.given("light_direction")
    # Stars and lamps stay where they are when the light comes from elsewhere.
    return relit(picture, kind, direction, dice(kind, picture.size))
