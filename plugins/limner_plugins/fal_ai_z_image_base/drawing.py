"""The hand of fal-ai/z-image/base in the sandbox: gouache on rough paper."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from PIL import ImageFilter, ImageOps

from limner.sandbox.effects import graded, grainy, on_small, toned
from limner.sandbox.studio.development import draw
from limner.sandbox.studio.scenes.sketch import Manner

if TYPE_CHECKING:
    from PIL import Image

    from limner.sandbox.toolkit import Brief

_GUIDANCE = 4.0
_MARGIN = 0.022
_PAPER = (247, 238, 220)
_BLURRY = frozenset({"blurry", "blur", "blurred", "soft", "unsharp", "bokeh"})
_GRAINY = frozenset({"grain", "grainy", "noise", "noisy", "texture", "paper"})
_DARK = frozenset({"dark", "darkness", "gloomy", "dim", "underexposed"})
_GAUDY = frozenset({"saturated", "oversaturated", "colorful", "colourful", "garish", "gaudy"})
_PALE = frozenset({"pale", "washed", "desaturated", "dull", "faded", "grey", "gray"})


def paint(brief: Brief) -> Image.Image:
    """What a brief asks for."""
    avoid = str(brief.given("negative_prompt"))
    manner = Manner(hand="z", avoid=avoid)
    return draw(brief, manner, _GUIDANCE, partial(_finished, brief=brief, avoid=avoid))


def _finished(picture: Image.Image, brief: Brief, avoid: str) -> Image.Image:
    """Matt colours on rough paper; some words of the negative prompt undo some of it."""
    words = frozenset(re.findall(r"[a-z]+", avoid.lower()))
    matt = graded(picture, "#2b2350", "#d0785c", "#fff3d6", 0.34)
    matt = toned(
        matt,
        contrast=0.94,
        brightness=1.16 if words & _DARK else 1.0,
        saturation=(0.7 if words & _GAUDY else 1.0) * (1.35 if words & _PALE else 1.0),
    )
    if words & _BLURRY:
        matt = matt.filter(ImageFilter.UnsharpMask(max(1, min(picture.size) * 0.004), 130, 1))
    if not words & _GRAINY:
        matt = on_small(matt, lambda it: _rough(it, brief), 3000)
    margin = round(min(picture.size) * _MARGIN)
    inner = matt.crop((margin, margin, matt.width - margin, matt.height - margin))
    return ImageOps.expand(inner, margin, _PAPER)


def _rough(picture: Image.Image, brief: Brief) -> Image.Image:
    return grainy(picture, brief.dice("paper"), 0.11, max(1.0, min(picture.size) / 600))
