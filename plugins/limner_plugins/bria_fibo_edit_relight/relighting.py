"""A picture in another light."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from limner.sandbox.effects import graded, lit, shaded, toned
from limner.sandbox.studio.scaling.detail import keeping_detail
from limner.sandbox.studio.seeing.sunless import without_sun
from limner.sandbox.studio.texture import curve, weaker
from limner_plugins.bria_fibo_edit_relight import day, indoors, night
from limner_plugins.bria_fibo_edit_relight.lights import LIGHTS, Light
from limner_plugins.bria_fibo_edit_relight.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    Air = Callable[[Image.Image, Stage], Image.Image]

_ALL_RELIEF = 1.5

AIRS: Mapping[str, Air] = {
    "midday": day.midday,
    "blue hour light": night.blue_hour,
    "low-angle sunlight": day.low_sun,
    "sunrise light": day.sunrise,
    "spotlight on subject": indoors.spotlight,
    "overcast light": day.overcast,
    "soft overcast daylight lighting": day.soft_daylight,
    "cloud-filtered lighting": day.through_clouds,
    "fog-diffused lighting": day.fog,
    "moonlight lighting": night.moonlight,
    "starlight nighttime": night.starlight,
    "soft bokeh lighting": indoors.bokeh,
    "harsh studio lighting": indoors.studio,
}
"""What is seen of the lights themselves, by their names in the model's schema."""


def relit(picture: Image.Image, kind: str, direction: str | None, chance: Random) -> Image.Image:
    """A picture in a light.

    Args:
        picture: RGB.
        kind: What the light is called in the model's schema.
        direction: Where it comes from, likewise; None is from everywhere.
        chance: Where stars, clouds and lamps are.
    """

    def work(copy: Image.Image) -> Image.Image:
        stage = Stage(without_sun(copy), direction, chance)
        return AIRS[kind](_lighted(stage, LIGHTS[kind]), stage)

    return keeping_detail(picture, work)


def _lighted(stage: Stage, light: Light) -> Image.Image:
    """A picture in a light's colours, brighter and more plastic where it falls."""
    picture = toned(
        stage.picture,
        saturation=light.saturation,
        contrast=light.contrast,
        brightness=light.brightness,
    )
    picture = graded(picture, light.dark, light.middle, light.pale, light.share)
    if stage.direction is None:
        return picture
    relief = stage.relief(light.hardness)
    strength = light.depth * _ALL_RELIEF
    picture = shaded(picture, weaker(curve(relief, 122, 40), min(1.0, strength)), light.shade)
    away = weaker(curve(stage.near, 190, 0), light.fall)
    picture = shaded(picture, away, light.shade)
    facing = weaker(curve(relief, 134, 225), 0.75 * min(1.0, strength))
    picture = lit(picture, facing, light.beam)
    toward = weaker(curve(stage.near, 110, 255, 1.5), 0.55 * light.fall)
    return lit(picture, ImageChops.multiply(toward, stage.near), light.beam)
