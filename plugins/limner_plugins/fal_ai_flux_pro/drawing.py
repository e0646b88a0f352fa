"""The hand of fal-ai/flux-pro in the sandbox: much detail, deep colours, glowing lights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

from limner.sandbox.effects import graded, on_small, pool, shaded, toned
from limner.sandbox.studio.development import draw
from limner.sandbox.studio.scenes.sketch import Manner
from limner_plugins.fal_ai_flux_pro.enhancing import additions

if TYPE_CHECKING:
    from limner.sandbox.toolkit import Brief

_GUIDANCE = 3.5
_DETAIL = 1.35
_SMALL = 640


def paint(brief: Brief) -> Image.Image:
    """What a brief asks for."""
    more = additions(brief.title) if brief.given("enhance_prompt") else ""
    return draw(brief, Manner(hand="pro", detail=_DETAIL, more=more), _GUIDANCE, _finished)


def _finished(picture: Image.Image) -> Image.Image:
    """Like a film still: glowing lights, cool shadows and warm lights, darker corners."""
    still = graded(picture, "#06121f", "#8a7f86", "#ffefd2", 0.18)
    still = toned(still, saturation=1.18, contrast=1.08)
    still = ImageChops.screen(still, on_small(still, _bloom, _SMALL))
    corners = ImageChops.invert(pool(picture.size, (0.5, 0.48), (1.15, 1.15)))
    return shaded(still, corners.point(lambda value: max(0, value - 70)), "#241c3a")


def _bloom(picture: Image.Image) -> Image.Image:
    bright = picture.point([max(0, value - 190) * 2 for value in range(256)] * 3)
    return bright.filter(ImageFilter.GaussianBlur(max(picture.size) * 0.014))
