"""Which function draws which style, and the sheet that it is drawn on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image

from limner_plugins.bria_fibo_edit_restyle.anime import anime
from limner_plugins.bria_fibo_edit_restyle.cubism import cubism
from limner_plugins.bria_fibo_edit_restyle.drawn import coloring_book, story_board
from limner_plugins.bria_fibo_edit_restyle.engraved import cross_etching, wood_cut
from limner_plugins.bria_fibo_edit_restyle.flat_art import cartoon, vector_art
from limner_plugins.bria_fibo_edit_restyle.nouveau import art_nouveau
from limner_plugins.bria_fibo_edit_restyle.painted import oil_painting
from limner_plugins.bria_fibo_edit_restyle.printed import pop_art, retro_ad
from limner_plugins.bria_fibo_edit_restyle.relief import render_3d

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

STYLES: Mapping[str, Callable[[Image.Image, Random], Image.Image]] = {
    "3D Render": render_3d,
    "Cubism": cubism,
    "Oil Painting": oil_painting,
    "Anime": anime,
    "Cartoon": cartoon,
    "Coloring Book": coloring_book,
    "Retro Ad": retro_ad,
    "Pop Art Halftone": pop_art,
    "Vector Art": vector_art,
    "Story Board": story_board,
    "Art Nouveau": art_nouveau,
    "Cross Etching": cross_etching,
    "Wood Cut": wood_cut,
}
"""Each gets a picture and dice, and gives a picture of the same size."""

_FEWEST, _MOST = 600_000, 1_100_000
_LONGEST, _LARGEST_SCALE = 2048, 6


def restyled(picture: Image.Image, style: str, chance: Random) -> Image.Image:
    """A picture in a style; in one that isn't known, the picture itself.

    Args:
        picture: RGB, of any size.
        style: As the model calls it.
        chance: Where the hand's irregularities come from.
    """
    if style not in STYLES:
        return picture
    sheet = picture.resize(_sheet_size(picture.size), Image.Resampling.BICUBIC)
    return STYLES[style](sheet, chance).resize(picture.size, Image.Resampling.BICUBIC)


def _sheet_size(size: tuple[int, int]) -> tuple[int, int]:
    """Large enough for fine lines, and small enough to be drawn at once."""
    pixels = size[0] * size[1]
    scale = math.sqrt(max(_FEWEST, min(_MOST, pixels)) / pixels)
    scale = min(scale, _LARGEST_SCALE, _LONGEST / max(size))
    width, height = (max(1, round(side * scale)) for side in size)
    return width, height
