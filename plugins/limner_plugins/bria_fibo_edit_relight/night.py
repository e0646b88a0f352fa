"""Lights of the night: the blue hour, moon and stars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from limner.sandbox.effects import lit, shaded, slope
from limner.sandbox.studio.beams import halo
from limner.sandbox.studio.texture import both, clouds, curve, weaker

if TYPE_CHECKING:
    from random import Random

    from limner.sandbox.studio.canvas import Point
    from limner_plugins.bria_fibo_edit_relight.stage import Stage

_FAR_UP = 0.62


def blue_hour(picture: Image.Image, stage: Stage) -> Image.Image:
    """The sun is gone, the sky is still light, and lamps have come on."""
    low = both(curve(slope(stage.size, 270), 40, 140), curve(slope(stage.size, 90), 70, 150))
    picture = lit(picture, weaker(both(low, stage.behind), 0.75), (255, 138, 104))
    picture = lit(picture, weaker(low, 0.2), (226, 120, 130))
    place = stage.source((-0.05, 0.45), (0.5, -0.05), (0.5, 1.05))
    if place:
        picture = lit(picture, weaker(halo(stage.size, place, 0.9), 0.5), (150, 186, 255))
    pale = both(curve(stage.picture.convert("L"), 176, 238), curve(stage.things, 128, 230))
    glow = pale.filter(ImageFilter.GaussianBlur(max(stage.size) * 0.008))
    picture = lit(picture, weaker(glow, 0.75), (255, 166, 70))
    return lit(picture, weaker(pale, 0.7), (255, 196, 112))


def moonlight(picture: Image.Image, stage: Stage) -> Image.Image:
    """A full moon behind things, with a ring of haze, or its light alone."""
    sky = _open_sky(stage)
    picture = shaded(picture, weaker(sky, 0.5), (70, 84, 140))
    picture = lit(picture, weaker(both(_stars(stage, 130, 0.8), sky), 0.7), (206, 220, 255))
    place = stage.source((0.14, 0.2), (0.5, 0.13), (0.5, 0.96))
    if place is None:
        return picture
    behind = stage.behind if stage.direction != "bottom" else None
    picture = lit(picture, weaker(halo(stage.size, place, 0.85), 0.6), (120, 160, 235))
    picture = lit(picture, weaker(halo(stage.size, place, 0.3), 0.8), (186, 208, 255))
    return _with_moon(picture, stage, place, behind)


def starlight(picture: Image.Image, stage: Stage) -> Image.Image:
    """Thousands of stars, the Milky Way across the sky, and a faint glow where day was."""
    sky = _open_sky(stage)
    picture = shaded(picture, weaker(sky, 0.72), (52, 50, 108))
    band = both(_milky_way(stage), sky)
    picture = lit(picture, weaker(band, 0.75), (128, 96, 196))
    picture = lit(picture, curve(band, 120, 255), (150, 168, 220))
    low = both(curve(slope(stage.size, 270), 70, 150), curve(slope(stage.size, 90), 80, 140))
    picture = lit(picture, weaker(low, 0.22), (40, 150, 150))
    place = stage.source((-0.05, 0.3), (0.5, -0.1), (0.5, 1.1))
    if place:
        picture = lit(picture, weaker(halo(stage.size, place, 0.9), 0.5), (112, 96, 230))
    picture = lit(picture, both(_stars(stage, 800, 1.0), sky), (236, 238, 255))
    return lit(picture, both(_stars(stage, 36, 2.2), sky), (255, 248, 230))


def _open_sky(stage: Stage) -> Image.Image:
    """A mask of where stars are seen; where nothing is like sky, faintly at the top."""
    top = curve(slope(stage.size, 90), 195, 250)
    upper = both(stage.behind, curve(slope(stage.size, 90), 10, 90))
    return ImageChops.lighter(upper, weaker(top, 0.45))


def _stars(stage: Stage, count: int, size: float) -> Image.Image:
    """A mask of stars in the upper part of a picture, larger ones with a shine."""
    width, height = stage.size
    unit = max(stage.size) / 1024
    sheet = Image.new("L", stage.size)
    pen = ImageDraw.Draw(sheet)
    # A star is a pixel at least: a small picture has room for fewer.
    for _ in range(round(count * min(1.0, unit) ** 1.2)):
        x, y = stage.chance.random() * width, stage.chance.random() ** 1.2 * height
        radius = max(0.35, unit * size * stage.chance.uniform(0.35, 1.15))
        strength = round(255 * stage.chance.uniform(0.3, 1) ** (1.6 / size))
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=strength)
    shine = sheet.filter(ImageFilter.GaussianBlur(unit * size * 1.6))
    return ImageChops.add(sheet, weaker(shine, 1.4))


def _milky_way(stage: Stage) -> Image.Image:
    """A mask of a cloudy band from corner to corner."""
    side = max(stage.size)
    sheet = clouds((256, 256), stage.chance, 0.28, 5)
    across = Image.linear_gradient("L").point([_bell(value / 255) for value in range(256)])
    band = both(across, curve(sheet, 40, 220)).rotate(32, Image.Resampling.BICUBIC)
    large = band.resize((round(side * 1.5),) * 2, Image.Resampling.BICUBIC)
    left, top = round(side * 0.3), round(side * 0.36)
    return large.crop((left, top, left + stage.size[0], top + stage.size[1]))


def _bell(place: float) -> int:
    near: float = max(0.0, 1 - ((place - 0.5) / 0.17) ** 2) ** 1.5
    return round(255 * near)


def _with_moon(
    picture: Image.Image, stage: Stage, place: Point, behind: Image.Image | None
) -> Image.Image:
    unit = max(min(stage.size), max(stage.size) / 4)
    side = max(2, round(unit * 0.15))
    face = _moon(side, stage.chance)
    left, top = (round(p * s - side / 2) for p, s in zip(place, stage.size, strict=True))
    box = left, top, left + side, top + side
    shape = _disc(side)
    if behind:
        shape = both(shape, ImageChops.lighter(behind.crop(box), Image.new("L", shape.size, 40)))
    whole = picture.copy()
    whole.paste(face, (left, top), shape)
    return whole


def _moon(side: int, chance: Random) -> Image.Image:
    seas = clouds((side, side), chance, 0.5, 3)
    return shaded(
        Image.new("RGB", (side, side), (248, 250, 255)),
        weaker(curve(seas, 110, 230), 0.5),
        (168, 180, 206),
    )


def _disc(side: int) -> Image.Image:
    fine = Image.new("L", (side * 4, side * 4))
    ImageDraw.Draw(fine).ellipse((0, 0, side * 4 - 1, side * 4 - 1), fill=255)
    return fine.resize((side, side), Image.Resampling.BOX)
