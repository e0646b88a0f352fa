"""Lights of the day: sun, clouds and fog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter, ImageOps

from limner.sandbox.effects import graded, lit, on_small, shaded, slope
from limner.sandbox.studio.beams import halo, rays
from limner.sandbox.studio.texture import both, clouds, curve, weaker

if TYPE_CHECKING:
    from limner.sandbox.studio.palette import Colour
    from limner_plugins.bria_fibo_edit_relight.stage import Stage


def midday(picture: Image.Image, stage: Stage) -> Image.Image:
    """A white sun high in a deep blue sky."""
    sky = graded(stage.picture, (18, 78, 168), (70, 150, 226), (226, 242, 252))
    picture = Image.composite(sky, picture, weaker(_bright_sky(stage), 0.7))
    place = stage.source((0.04, 0.16), (0.5, 0.04), (0.5, 1.02))
    if place:
        picture = lit(
            picture, weaker(rays(stage.size, place, stage.chance, 30, 0.8), 0.5), (255, 252, 236)
        )
        picture = lit(picture, halo(stage.size, place, 0.42), (255, 253, 240))
        picture = lit(picture, curve(halo(stage.size, place, 0.2), 0, 130), (255, 255, 255))
    return picture


def low_sun(picture: Image.Image, stage: Stage) -> Image.Image:
    """Long warm beams that rake over everything."""
    place = stage.source((-0.04, 0.42), (0.5, -0.06), (0.5, 1.06))
    band = both(curve(slope(stage.size, 270), 60, 150), curve(slope(stage.size, 90), 60, 150))
    picture = lit(picture, weaker(both(band, stage.behind), 0.5), (255, 168, 70))
    if place:
        beams = rays(stage.size, place, stage.chance, 34, 1.9)
        picture = lit(picture, weaker(beams, 0.7), (255, 188, 92))
        picture = lit(picture, halo(stage.size, place, 0.6), (255, 220, 140))
    return picture


def sunrise(picture: Image.Image, stage: Stage) -> Image.Image:
    """A sky from lavender to peach, and a sun that has just come up behind things."""
    sky = _between((150, 140, 200), (255, 206, 170), stage.size)
    picture = Image.composite(sky, picture, weaker(_bright_sky(stage), 0.55))
    low = curve(slope(stage.size, 270), 70, 150)
    haze = both(low, curve(slope(stage.size, 90), 40, 140))
    picture = lit(picture, weaker(haze, 0.45), (255, 190, 160))
    place = stage.source((0.13, 0.47), (0.5, 0.1), (0.5, 0.98))
    if place:
        picture = lit(picture, weaker(halo(stage.size, place, 0.95), 0.8), (255, 160, 110))
        disc = curve(halo(stage.size, place, 0.12), 40, 58)
        seen = disc if stage.direction == "bottom" else both(disc, stage.behind)
        picture = Image.composite(Image.new("RGB", stage.size, (255, 243, 214)), picture, seen)
    return picture


def overcast(picture: Image.Image, stage: Stage) -> Image.Image:
    """A grey lid of clouds; hardly any shadow."""
    sky = _clouded(stage, 2.5, (112, 120, 130), (152, 159, 167), (198, 203, 208))
    dim = weaker(curve(stage.near, 128, 0), 0.75)
    sky = lit(shaded(sky, dim, (90, 98, 114)), curve(stage.near, 128, 255), (64, 66, 68))
    return Image.composite(sky, picture, weaker(_bright_sky(stage), 0.85))


def soft_daylight(picture: Image.Image, stage: Stage) -> Image.Image:
    """Bright and white from all over the sky, with a glow on what is pale."""
    sky = _clouded(stage, 2.5, (214, 222, 232), (236, 240, 244), (255, 255, 255))
    sky = shaded(sky, curve(stage.near, 128, 0), (176, 184, 200))
    picture = Image.composite(sky, picture, weaker(_bright_sky(stage), 0.72))
    glow = on_small(picture, lambda copy: copy.filter(ImageFilter.GaussianBlur(9)), 400)
    return Image.blend(picture, ImageChops.screen(picture, glow), 0.3)


def through_clouds(picture: Image.Image, stage: Stage) -> Image.Image:
    """Patches of sun and of shade, and beams from between the clouds."""
    holes = clouds(stage.size, stage.chance, 0.45, 3, 2)
    sky = _clouded(stage, 2.2, (70, 128, 194), (150, 182, 214), (255, 252, 246))
    picture = Image.composite(sky, picture, weaker(_bright_sky(stage), 0.8))
    land = stage.things.point([90 + round(value * 0.65) for value in range(256)])
    holes = ImageChops.add(holes, curve(stage.near, 40, 216), 1, -128)
    picture = shaded(picture, weaker(both(curve(holes, 140, 70), land), 0.85), (92, 104, 138))
    patches = both(curve(holes, 135, 215), land)
    picture = lit(picture, weaker(patches, 0.48), (255, 226, 160))
    place = stage.source((-0.1, 0.1), (0.5, -0.22), (0.5, 1.2))
    if place:
        beams = rays(stage.size, place, stage.chance, 30, 1.8)
        picture = lit(picture, weaker(beams, 0.6), (255, 240, 204))
    return picture


def fog(picture: Image.Image, stage: Stage) -> Image.Image:
    """Fog in front of everything: thick in the distance, in drifts near by."""
    drifts = clouds(stage.size, stage.chance, 0.4, 4, 2.6)
    far = curve(slope(stage.size, 90), 20, 190)
    thick = ImageChops.lighter(weaker(stage.behind, 0.8), weaker(far, 0.6))
    thick = ImageChops.add(weaker(thick, 0.8), weaker(drifts, 0.4), 1, -12)
    grey = Image.new("RGB", stage.size, (212, 217, 220))
    grey = shaded(grey, curve(stage.near, 128, 0), (150, 160, 172))
    picture = Image.composite(grey, picture, weaker(thick, 0.86))
    place = stage.source((-0.02, 0.4), (0.5, -0.02), (0.5, 1.02))
    if stage.direction == "front":
        place = stage.subject
    if place:
        picture = lit(picture, weaker(halo(stage.size, place, 0.9), 0.85), (255, 250, 236))
    return picture


def _clouded(stage: Stage, stretch: float, *colours: Colour) -> Image.Image:
    """A sky full of clouds, from the colour of its gaps to that of their tops."""
    heaps = curve(clouds(stage.size, stage.chance, 0.34, 6, stretch), 50, 205)
    dark, middle, light = colours
    return ImageOps.colorize(heaps, dark, light, middle)


def _bright_sky(stage: Stage) -> Image.Image:
    """A mask of what is behind, but not of its lower part."""
    return both(stage.behind, curve(slope(stage.size, 90), 30, 130))


def _between(top: Colour, bottom: Colour, size: tuple[int, int]) -> Image.Image:
    upper, lower = (Image.new("RGB", size, colour) for colour in (top, bottom))
    return Image.composite(lower, upper, curve(slope(size, 270), 0, 170))
