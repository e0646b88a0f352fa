"""The panel of a story board: a frame drawn by hand, and marks for the camera."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PIL import Image

from limner_plugins.bria_fibo_edit_restyle.regions import ink, penned, unit

if TYPE_CHECKING:
    from random import Random

    from PIL import ImageDraw

    Box = tuple[float, float, float, float]
    Colour = tuple[int, int, int]
    Point = tuple[float, float]

_PAPER = 244, 243, 238
_RED_PENCIL = 205, 62, 50


def panelled(sheet: Image.Image, pencil: Colour, chance: Random) -> Image.Image:
    """A sketch inside a frame, with arrows of a camera that comes nearer."""
    width, height = sheet.size
    one = unit(sheet)
    gap = int(min(one * 5, width / 8, height / 8))
    box = gap, gap, width - gap, height - gap
    paper = Image.new("RGB", sheet.size, _PAPER)
    paper.paste(sheet.crop(box), (gap, gap))
    twice = (gap * 2.0, gap * 2.0, (width - gap) * 2.0, (height - gap) * 2.0)
    ink(paper, pencil, penned(sheet.size, lambda pen: _frame(pen, twice, one, chance)))
    ink(paper, _RED_PENCIL, penned(sheet.size, lambda pen: _camera(pen, twice, one)))
    return paper


def _frame(pen: ImageDraw.ImageDraw, box: Box, one: float, chance: Random) -> None:
    """Each side twice, and beyond the corners."""
    left, top, right, bottom = box
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    for index, (x, y) in enumerate(corners * 2):
        u, v = corners[(index + 1) % 4]
        long = max(1.0, math.hypot(u - x, v - y))
        ahead = (u - x) / long * one * 1.6, (v - y) / long * one * 1.6
        ends = x - ahead[0], y - ahead[1], u + ahead[0], v + ahead[1]
        line = [end + chance.gauss(0, 0.22) * one for end in ends]
        pen.line(line, 235, max(1, round(one * 0.8)))


def _camera(pen: ImageDraw.ImageDraw, box: Box, one: float) -> None:
    """The corners of what will be seen at last, and an arrow towards each."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    arm = min(width, height) * 0.09
    for across, down in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
        x = (left + right) / 2 - across * width * 0.3
        y = (top + bottom) / 2 - down * height * 0.3
        mark = [(x + across * arm, y), (x, y), (x, y + down * arm)]
        pen.line(mark, 230, max(1, round(one)))
        start = x - across * width * 0.13, y - down * height * 0.13
        _arrow(pen, start, (x - across * width * 0.02, y - down * height * 0.02), one)


def _arrow(pen: ImageDraw.ImageDraw, start: Point, end: Point, one: float) -> None:
    pen.line([start, end], 230, max(1, round(one)))
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    wings = [
        (end[0] - math.cos(angle + side) * one * 5, end[1] - math.sin(angle + side) * one * 5)
        for side in (-0.42, 0.42)
    ]
    pen.polygon([end, *wings], fill=230)
