"""Which things drift through a film: a prompt's words choose, and so does its mood."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limner.sandbox.studio.film import sprites
from limner.sandbox.studio.film.swarm import Kind, Swarm
from limner.sandbox.studio.palette import WHITE, mix

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from random import Random

    from PIL import Image

    from limner.sandbox.studio.palette import Colour, Palette

    Looks = Sequence[Sequence[Image.Image]]

_AMBER: Colour = (255, 190, 92)
_EMBER: Colour = (255, 128, 48)
_AUTUMN: Sequence[Colour] = ((196, 78, 36), (226, 148, 46), (150, 52, 40), (214, 176, 70))
_PETALS: Sequence[Colour] = ((255, 214, 226), (250, 184, 206), (255, 238, 240))
_BALLOONS: Sequence[Colour] = ((222, 72, 66), (246, 178, 64), (84, 150, 190))


def _birds(unit: float, palette: Palette, _chance: Random) -> Looks:
    dark = mix(palette.near, palette.far, 0.12)
    return [sprites.bird(unit * size, dark) for size in (0.06, 0.042, 0.034)]


def _snow(unit: float, _palette: Palette, _chance: Random) -> Looks:
    sizes = ((0.006, 0.95), (0.009, 0.9), (0.014, 0.75), (0.024, 0.5))
    return [[sprites.dot(unit * size, WHITE, share, 0.8)] for size, share in sizes]


def _rain(unit: float, palette: Palette, _chance: Random) -> Looks:
    pale = mix(palette.haze, WHITE, 0.6)
    sizes = ((0.08, 0.4), (0.11, 0.5), (0.16, 0.6))
    return [[sprites.streak(unit * size, 0.18, pale, share)] for size, share in sizes]


def _leaves(unit: float, _palette: Palette, chance: Random) -> Looks:
    return [sprites.leaf(unit * chance.uniform(0.025, 0.05), colour) for colour in _AUTUMN]


def _petals(unit: float, _palette: Palette, chance: Random) -> Looks:
    return [sprites.leaf(unit * chance.uniform(0.024, 0.044), colour) for colour in _PETALS]


def _fireflies(unit: float, palette: Palette, _chance: Random) -> Looks:
    warm = mix(palette.light, _AMBER, 0.55)
    return [sprites.glow(unit * size, warm) for size in (0.018, 0.026, 0.036)]


def _embers(unit: float, _palette: Palette, _chance: Random) -> Looks:
    return [sprites.glow(unit * size, _EMBER) for size in (0.012, 0.018, 0.026)]


def _meteors(unit: float, palette: Palette, _chance: Random) -> Looks:
    return [[sprites.meteor(unit * size, palette.light, 0.9)] for size in (0.24, 0.16, 0.3)]


def _balloons(unit: float, _palette: Palette, _chance: Random) -> Looks:
    sizes = zip((0.13, 0.09, 0.065), _BALLOONS, strict=True)
    return [[sprites.balloon(unit * size, colour)] for size, colour in sizes]


def _bubbles(unit: float, _palette: Palette, _chance: Random) -> Looks:
    return [[sprites.bubble(unit * size, WHITE)] for size in (0.01, 0.016, 0.026, 0.04)]


def _clouds(unit: float, palette: Palette, chance: Random) -> Looks:
    colour = mix(palette.haze, palette.light, 0.6)
    share = 0.4 if palette.night else 0.72
    return [[sprites.cloud(unit * size, colour, share, chance)] for size in (0.8, 0.55, 1.0)]


_Sort = tuple[frozenset[str], Kind, "Callable[[float, Palette, Random], Looks]"]

_SORTS: Sequence[_Sort] = (
    (
        frozenset({"cloud", "clouds", "cloudy", "sky"}),
        Kind(4, (0.022, 0), sway=0, band=(-0.62, -0.12), depth=0.7),
        _clouds,
    ),
    (
        frozenset({"bird", "birds", "gull", "gulls", "seagull", "seagulls", "flock"}),
        Kind(9, (0.1, 0), 0.2, sway=0.02, pace=7, band=(-0.4, -0.02), depth=1.1),
        _birds,
    ),
    (
        frozenset({"balloon", "balloons"}),
        Kind(6, (0.02, -0.008), sway=0.004, band=(-0.62, 0.2), depth=1.1),
        _balloons,
    ),
    (
        frozenset({"meteor", "meteors", "star", "stars", "starry", "midnight", "space"}),
        Kind(5, (-0.7, 0.29), 0.2, band=(-0.75, 0.0), depth=0.6),
        _meteors,
    ),
    (
        frozenset({"snow", "snowy", "snowfall", "snowflake", "snowflakes", "winter", "blizzard"}),
        Kind(230, (0.03, 0.15), 0.5, sway=0.02, depth=1.5),
        _snow,
    ),
    (
        frozenset({"rain", "rainy", "raining", "storm", "stormy", "drizzle"}),
        Kind(150, (-0.29, 1.6), 0.15, depth=1.4),
        _rain,
    ),
    (
        frozenset({"leaf", "leaves", "autumn", "foliage"}),
        Kind(34, (0.07, 0.1), 0.5, sway=0.03, pace=6, depth=1.5),
        _leaves,
    ),
    (
        frozenset({"petal", "petals", "blossom", "blossoms", "cherry", "spring", "flowers"}),
        Kind(46, (0.06, 0.07), 0.5, sway=0.03, pace=6, depth=1.5),
        _petals,
    ),
    (
        frozenset({"firefly", "fireflies", "magic", "magical", "fairy", "lantern", "lanterns"}),
        Kind(34, (0.012, -0.012), 0.9, sway=0.03, pace=6, depth=1.4),
        _fireflies,
    ),
    (
        frozenset({"fire", "flame", "flames", "ember", "embers", "sparks", "lava", "volcano"}),
        Kind(60, (0.03, -0.16), 0.5, sway=0.015, pace=9, depth=1.4),
        _embers,
    ),
    (
        frozenset({"bubble", "bubbles", "underwater", "fish", "reef", "champagne"}),
        Kind(40, (0.0, -0.09), 0.4, sway=0.012, depth=1.4),
        _bubbles,
    ),
)
_WEATHER = frozenset(
    {"sky", "cloudy", "starry", "midnight", "space", "snow", "snowy", "winter", "blizzard", "rain"}
    | {"rainy", "raining", "storm", "stormy", "drizzle", "autumn", "spring", "fire", "lava"}
    | {"volcano", "underwater", "reef"}
)
THINGS = frozenset().union(*(names for names, _, _ in _SORTS)) - _WEATHER
"""Words for what drifts through a film, and not for the scene that it drifts through."""

_BY_DAY = frozenset({"birds", "clouds"})
_BY_NIGHT = frozenset({"stars", "clouds"})


def living(  # noqa: PLR0913 - keywords, each a part of what is chosen
    frame: tuple[int, int],
    palette: Palette,
    chance: Random,
    *,
    words: Collection[str],
    without: Collection[str] = (),
    amount: float = 1.0,
    scenery: bool = True,
) -> list[Swarm]:
    """What drifts through a film.

    Args:
        frame: Width and height, in pixels.
        palette: The scene's colours.
        chance: Where everything begins.
        words: The prompt's words, in lower case.
        without: Words that remove what they name.
        amount: 1 is the usual number of each.
        scenery: Whether clouds and birds, or falling stars, come unasked.
    """
    usual = (_BY_NIGHT if palette.night else _BY_DAY) if scenery else frozenset()
    asked = usual.union(words)
    return [
        Swarm(
            replace(kind, count=max(1, round(kind.count * amount))),
            looks(min(frame), palette, chance),
            frame,
            chance,
        )
        for names, kind, looks in _SORTS
        if names.intersection(asked) and not names.intersection(without)
    ]
