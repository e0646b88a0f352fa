"""What a prompt and a seed look like: one of a few scenes in one of a few moods."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from limner.sandbox.chance import dice
from limner.sandbox.studio.canvas import Canvas
from limner.sandbox.studio.city import draw_city
from limner.sandbox.studio.mountains import ROLLING, STEEP, draw_mountains
from limner.sandbox.studio.palette import choose_palette
from limner.sandbox.studio.papercut import draw_papercut
from limner.sandbox.studio.seaside import SAILING, draw_seaside

if TYPE_CHECKING:
    from PIL import Image

_SCENES = (
    (
        draw_seaside,
        SAILING | {"sea", "ocean", "lighthouse", "beach", "coast", "island", "harbour"},
    ),
    (draw_city, frozenset({"city", "skyline", "street", "tower", "skyscraper", "town"})),
    (draw_mountains, ROLLING | STEEP | {"landscape", "jungle"}),
    (draw_papercut, frozenset({"abstract", "pattern", "paper", "logo", "texture", "shapes"})),
)


def compose(size: tuple[int, int], seed: int, title: str) -> Image.Image:
    """The picture that a prompt and a seed stand for, without any lettering.

    Args:
        size: Width and height in pixels.
        seed: Another seed gives another picture.
        title: The prompt: some words choose the scene and the mood, all of it the chance.
    """
    chance = dice(seed, title)
    words = frozenset(re.findall(r"[a-z]+", title.lower()))
    palette = choose_palette(words, chance)
    named = [scene for scene, triggers in _SCENES if triggers.intersection(words)]
    draw = chance.choice(named or [scene for scene, _ in _SCENES])
    canvas = Canvas(size)
    draw(canvas, palette, chance, words)
    return canvas.finished(size)
