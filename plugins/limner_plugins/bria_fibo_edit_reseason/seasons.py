"""A picture in another season."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from limner.sandbox.effects import graded, lit, pool, slope, toned
from limner.sandbox.studio.scaling.detail import keeping_detail
from limner.sandbox.studio.seeing.backdrop import backdrop
from limner.sandbox.studio.seeing.sunless import sun_of
from limner.sandbox.studio.texture import both, clouds, curve, weaker
from limner_plugins.bria_fibo_edit_reseason.bough import with_bough
from limner_plugins.bria_fibo_edit_reseason.falling import Depth, scattered, snowing
from limner_plugins.bria_fibo_edit_reseason.foliage import foliage, repainted
from limner_plugins.bria_fibo_edit_reseason.meadow import with_meadow
from limner_plugins.bria_fibo_edit_reseason.snow import drift, snowed_in
from limner_plugins.bria_fibo_edit_reseason.sprites import leaf, petal
from limner_plugins.bria_fibo_edit_reseason.sun import low_sun, summer_sun

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    Season = Callable[[Image.Image, Random], Image.Image]

_PETALS = (255, 183, 208), (255, 205, 222), (250, 158, 192)
_LEAVES = (
    *((196, 48, 24), (224, 86, 20), (238, 136, 24), (247, 184, 40), (150, 34, 26)),
    *((176, 92, 32), (232, 110, 30)),
)


def reseasoned(picture: Image.Image, season: str, chance: Random) -> Image.Image:
    """A picture in a season.

    Args:
        picture: RGB.
        season: What it's called in the model's schema.
        chance: Where leaves and flakes fall.
    """
    return keeping_detail(picture, lambda copy: SEASONS[season](copy, chance))


def _spring(picture: Image.Image, chance: Random) -> Image.Image:
    leaves = repainted(
        picture,
        lambda hue: 60 + (hue - 72) * 0.32,
        lambda saturation: 40 + saturation * 0.95,
        lambda value: 30 + value * 1.12,
    )
    fresh = Image.composite(
        leaves, toned(picture, saturation=1.12, brightness=1.1), foliage(picture)
    )
    fresh = _with_sky(
        fresh, backdrop(picture), ((112, 168, 214), (184, 219, 240), (240, 248, 252)), 0.55
    )
    fresh = fresh.point([round(20 + value * 0.93) for value in range(256)] * 3)
    fresh = lit(fresh, weaker(pool(picture.size, (1.0, 0.0), (1.1, 1.1)), 0.5), (255, 226, 214))
    fresh = with_bough(fresh, chance)
    depths = (
        Depth(46, (0.008, 0.014)),
        Depth(18, (0.02, 0.034), 0.03),
        Depth(5, (0.05, 0.085), 0.13),
        Depth(40, (0.012, 0.024), 0.0, 9),
    )
    return scattered(fresh, petal, _PETALS, depths, chance)


def _summer(picture: Image.Image, chance: Random) -> Image.Image:
    leaves = repainted(
        picture,
        lambda hue: 76 + (hue - 76) * 0.5,
        lambda saturation: 30 + saturation * 1.2,
        lambda value: value * 1.02,
    )
    deep = toned(picture, saturation=1.4, contrast=1.12, warmth=0.16)
    deep = Image.composite(toned(leaves, contrast=1.1), deep, weaker(foliage(picture), 0.85))
    deep = _with_sky(
        deep, backdrop(picture), ((20, 92, 186), (62, 152, 226), (214, 238, 250)), 0.6
    )
    place = sun_of(picture) or (0.16, 0.12)
    return with_meadow(summer_sun(deep, place, chance), chance)


def _autumn(picture: Image.Image, chance: Random) -> Image.Image:
    patches = clouds(picture.size, chance, 0.2, 4)
    leaves = repainted(
        picture,
        patches.point([round(3 + value * 0.125) for value in range(256)]),
        lambda saturation: 110 + saturation * 0.6,
        lambda value: 16 + value * 1.22,
    )
    turned = graded(picture, (44, 22, 18), (178, 116, 64), (255, 236, 196), 0.34)
    turned = toned(turned, warmth=0.3, contrast=1.04)
    turned = Image.composite(leaves, turned, foliage(picture))
    turned = _with_sky(
        turned, backdrop(picture), ((146, 104, 84), (226, 176, 112), (255, 236, 190)), 0.5
    )
    turned = low_sun(turned, chance)
    depths = (
        Depth(36, (0.012, 0.022)),
        Depth(210, (0.018, 0.05), 0.0, 11),
        Depth(16, (0.03, 0.055), 0.015),
        Depth(6, (0.09, 0.14), 0.09),
    )
    return scattered(turned, leaf, _LEAVES, depths, chance)


def _winter(picture: Image.Image, chance: Random) -> Image.Image:
    sky = backdrop(picture)
    pale = toned(picture, saturation=0.15, contrast=0.94)
    cold = Image.composite(pale, toned(picture, saturation=0.85), foliage(picture))
    cold = toned(graded(cold, (20, 32, 58), (138, 156, 184), (246, 250, 255), 0.26), warmth=-0.2)
    cold = _with_sky(cold, sky, ((96, 112, 142), (190, 202, 218), (238, 242, 246)), 0.75)
    cold = snowed_in(cold, sky, chance)
    return snowing(drift(cold, chance), chance)


def _with_sky(
    picture: Image.Image,
    sky: Image.Image,
    colours: tuple[tuple[int, int, int], ...],
    share: float,
) -> Image.Image:
    """A picture whose sky has other colours, where it is day there."""
    dark, middle, light = colours
    air = graded(picture, dark, middle, light)
    day = curve(picture.convert("L"), 40, 130)
    top = curve(slope(picture.size, 90), 60, 150)
    return Image.composite(air, picture, weaker(both(sky, day, top), share))


SEASONS: Mapping[str, Season] = {
    "spring": _spring,
    "summer": _summer,
    "autumn": _autumn,
    "winter": _winter,
}
"""By their names in the model's schema."""
