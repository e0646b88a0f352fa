"""Lamps: a spotlight, lights out of focus, and a studio's flash."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from limner.sandbox.effects import graded, lit, on_small, pool, shaded, toned
from limner.sandbox.studio.beams import halo
from limner.sandbox.studio.palette import Colour, mix
from limner.sandbox.studio.texture import both, curve, moved, weaker

if TYPE_CHECKING:
    from limner.sandbox.studio.canvas import Point
    from limner_plugins.bria_fibo_edit_relight.stage import Stage

_SHEET = 480
_LAMPS: tuple[Colour, ...] = (
    *((255, 190, 110), (255, 150, 90), (255, 220, 160), (255, 130, 130), (130, 190, 255)),
    *((190, 150, 255), (255, 206, 130)),
)


def spotlight(picture: Image.Image, stage: Stage) -> Image.Image:
    """All is dark but for a cone of light, and what it falls on."""
    dark = toned(graded(picture, (2, 3, 10), (30, 34, 56), (112, 118, 146), 0.75), brightness=0.42)
    place = stage.source((-0.16, 0.02), (stage.subject[0], -0.22), (stage.subject[0], 1.14))
    if stage.direction is None:
        disc = pool(stage.size, stage.subject, (0.6, 0.75))
        return Image.composite(toned(picture, brightness=1.1), dark, curve(disc, 0, 120))
    disc = curve(halo(stage.size, stage.subject, 0.58), 26, 60)
    # It isn't as bright on a wall, or on the sky.
    disc = both(disc, stage.behind.point([255 - value * 3 // 5 for value in range(256)]))
    bright = toned(picture, brightness=1.2)
    bright = lit(bright, halo(stage.size, stage.subject, 0.6), (96, 84, 60))
    if place is None:
        return Image.composite(bright, dark, disc)
    beam = _cone(stage, place)
    whole = Image.composite(bright, dark, ImageChops.lighter(disc, weaker(beam, 0.35)))
    fading = halo(stage.size, place, 1.7)
    return lit(whole, weaker(both(beam, fading), 0.8), (255, 236, 196))


def _cone(stage: Stage, place: Point) -> Image.Image:
    """A mask of the beam from a lamp to the disc that it throws."""
    factor = min(1.0, _SHEET / max(stage.size))
    width, height = (max(1, round(side * factor)) for side in stage.size)
    unit = max(min(width, height), max(width, height) / 4)
    x, y = place[0] * width, place[1] * height
    to = stage.subject[0] * width, stage.subject[1] * height
    angle = math.atan2(to[1] - y, to[0] - x) + math.pi / 2
    half = unit * 0.44
    ends = [
        (to[0] + sign * half * math.cos(angle), to[1] + sign * half * math.sin(angle))
        for sign in (-1, 1)
    ]
    sheet = Image.new("L", (width, height))
    ImageDraw.Draw(sheet).polygon([(x, y), *ends], fill=255)
    soft = sheet.filter(ImageFilter.GaussianBlur(unit * 0.014))
    return soft.resize(stage.size, Image.Resampling.BICUBIC)


def bokeh(picture: Image.Image, stage: Stage) -> Image.Image:
    """A background that melts, with lamps in it that are discs, out of focus."""
    melted = on_small(picture, lambda copy: copy.filter(ImageFilter.GaussianBlur(9)), 300)
    edge = curve(halo(stage.size, stage.subject, 0.95), 120, 20)
    far = ImageChops.lighter(stage.behind, weaker(edge, 0.9))
    whole = Image.composite(melted, picture, far)
    whole = Image.blend(whole, ImageChops.screen(whole, melted), 0.28)
    # Lamps shine in the evening.
    whole = shaded(whole, weaker(far, 0.8), (150, 112, 122))
    lamps = _lamps(stage)
    return Image.composite(
        ImageChops.screen(whole, lamps),
        whole,
        far.point([70 + v * 185 // 255 for v in range(256)]),
    )


def _lamps(stage: Stage) -> Image.Image:
    """Discs of light, most of them where the light comes from."""
    factor = min(1.0, _SHEET / max(stage.size))
    width, height = (max(1, round(side * factor)) for side in stage.size)
    unit = max(min(width, height), max(width, height) / 4)
    sheet = Image.new("RGB", (width, height))
    for size, count in ((0.045, 40), (0.085, 22), (0.14, 9)):
        for _ in range(count):
            x, y = _lamp(stage)
            radius = max(1.0, unit * size * stage.chance.uniform(0.55, 1))
            strength = stage.chance.uniform(0.35, 0.85) * (1 - 2 * size)
            lamp = _disc(radius, mix((0, 0, 0), stage.chance.choice(_LAMPS), strength))
            place = round(x * width - radius), round(y * height - radius)
            under = sheet.crop((*place, place[0] + lamp.width, place[1] + lamp.height))
            sheet.paste(ImageChops.screen(under, lamp), place)
    return sheet.resize(stage.size, Image.Resampling.BICUBIC)


def _disc(radius: float, colour: Colour) -> Image.Image:
    """A disc on black whose rim is brighter than its middle."""
    side = max(2, round(radius * 2))
    fine = Image.new("RGB", (side * 3, side * 3))
    end, rim = side * 3 - 1, max(1, round(side * 0.13))
    pen = ImageDraw.Draw(fine)
    pen.ellipse((0, 0, end, end), fill=mix(colour, (0, 0, 0), 0.25), outline=colour, width=rim)
    return fine.resize((side, side), Image.Resampling.BOX)


def _lamp(stage: Stage) -> Point:
    """A place for a lamp."""
    one, other = stage.chance.random(), stage.chance.random()
    near = other**2.2
    if stage.direction == "side":
        return near * 0.9, one
    if stage.direction == "top-down":
        return one, near * 0.8
    if stage.direction == "bottom":
        return one, 1 - near * 0.8
    if stage.direction == "front":
        angle, reach = one * math.tau, 0.36 + 0.24 * other
        return 0.5 + math.cos(angle) * reach, 0.5 + math.sin(angle) * reach
    return one, other


def studio(picture: Image.Image, stage: Stage) -> Image.Image:
    """A bare flash: white light, black shadows with sharp edges, a dark room around."""
    wall = graded(stage.picture, (30, 31, 34), (108, 110, 115), (214, 216, 220))
    picture = Image.composite(wall, picture, weaker(stage.behind, 0.7))
    picture = shaded(picture, _cast(stage), (36, 38, 48))
    room = pool(stage.size, _aim(stage), (0.95, 1.0))
    picture = shaded(picture, weaker(curve(room, 105, 0), 0.92), (8, 9, 12))
    hot = curve(picture.convert("L"), 176, 236)
    return lit(picture, weaker(both(hot, curve(stage.near, 60, 160)), 0.6), (210, 220, 235))


def _aim(stage: Stage) -> Point:
    """What the lamp is turned to: rather the side that it stands on."""
    x, y = stage.subject
    shifts = {"side": (-0.2, 0.0), "top-down": (0.0, -0.2), "bottom": (0.0, 0.2)}
    right, down = shifts.get(stage.direction or "", (0.0, 0.0))
    return x + right, y + down


def _cast(stage: Stage) -> Image.Image:
    """A mask of the shadows that things throw on what is behind them."""
    ways = {"side": (0.085, 0.012), "top-down": (0.008, 0.09), "bottom": (0.01, -0.1)}
    across, down = ways.get(stage.direction or "", (0.0, 0.0))
    if stage.direction == "front":
        across, down = 0.014, 0.018
    unit = max(stage.size)
    shape = curve(stage.things, 110, 170)
    fallen = moved(shape, round(across * unit), round(down * unit))
    return weaker(both(fallen, stage.behind), 0.85)
