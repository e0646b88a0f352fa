"""clarityai/crystal-upscaler: larger images, above all portraits."""

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
    """Enlarge the caller's picture; the more creativity, the more crystals grow on its edges."""
    from limner.sandbox.toolkit import render

    return render(request, paint=_paint)


def _paint(brief: Brief) -> Image.Image:
    from limner.sandbox.studio.scaling.loupe import with_loupe
    from limner.sandbox.studio.scaling.upscaling import enlarged, source_size
    from limner_plugins.clarityai_crystal_upscaler.crystals import crystallised

    factor, creativity = float(brief.given("scale_factor")), float(brief.given("creativity"))
    source = brief.picture("image_url", size=source_size(brief.size, factor))
    picture = enlarged(source, brief.size, lambda sheet: crystallised(sheet, creativity))
    return with_loupe(picture, source, factor)
