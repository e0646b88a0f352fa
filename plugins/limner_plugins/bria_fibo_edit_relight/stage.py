"""What a light falls on, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter, ImageOps

from limner.sandbox.effects import outlines, pool, slope
from limner.sandbox.studio.seeing.backdrop import backdrop
from limner.sandbox.studio.texture import curve, moved, weaker

if TYPE_CHECKING:
    from random import Random

    from limner.sandbox.studio.canvas import Point

_SMALL = 400
_ASIDE = {"side": (-1, 0), "top-down": (0, -1), "bottom": (0, 1)}
_SLOPES = {"side": 180, "top-down": 90, "bottom": 270}


@dataclass(frozen=True)
class Stage:
    """A picture that is to be lit.

    Attributes:
        picture: As it was, RGB.
        direction: Where the light comes from, as the schema calls it; None is everywhere.
        chance: Where chance comes from.
    """

    picture: Image.Image
    direction: str | None
    chance: Random

    @property
    def size(self) -> tuple[int, int]:
        """In pixels."""
        return self.picture.size

    @cached_property
    def behind(self) -> Image.Image:
        """A mask of the sky, or of whatever is behind the things in the picture."""
        return backdrop(self.picture)

    @cached_property
    def things(self) -> Image.Image:
        """A mask of all that isn't behind."""
        return ImageChops.invert(self.behind)

    @cached_property
    def subject(self) -> Point:
        """Where most is to be seen, as shares; never far from the picture's middle."""
        edges = outlines(self.picture.resize((96, 96), Image.Resampling.BOX))
        seen = ImageChops.multiply(edges, self.things.resize(edges.size)).resize((24, 24))
        weights = ImageChops.multiply(seen, pool(seen.size, (0.5, 0.5), (0.8, 0.8))).tobytes()
        whole = sum(weights)
        if not whole:
            return 0.5, 0.5
        x = sum(weight * (place % 24 + 0.5) for place, weight in enumerate(weights)) / whole
        y = sum(weight * (place // 24 + 0.5) for place, weight in enumerate(weights)) / whole
        return min(0.7, max(0.3, x / 24)), min(0.64, max(0.4, y / 24))

    @cached_property
    def near(self) -> Image.Image:
        """A mask that grows towards the light; even grey, where it is everywhere."""
        if self.direction is None:
            return Image.new("L", self.size, 128)
        if self.direction == "front":
            return curve(pool(self.size, self.subject, (0.85, 0.85)), 0, 170)
        return slope(self.size, _SLOPES[self.direction])

    def source(self, side: Point, top: Point, bottom: Point) -> Point | None:
        """The place of a lamp that is seen; none is, where it is in front or everywhere."""
        places = {"side": side, "top-down": top, "bottom": bottom}
        return places.get(self.direction or "")

    def relief(self, hardness: float) -> Image.Image:
        """What faces the light, and what doesn't: 128 is neither.

        Args:
            hardness: 0 (all of it round and soft) to 1 (every wrinkle counts).
        """
        grey = ImageOps.autocontrast(self.picture.convert("L"), cutoff=1)
        factor = min(1.0, _SMALL / max(self.size))
        across, down = (max(1, round(side * factor)) for side in self.size)
        small = across, down
        unit = max(small) / _SMALL
        body = self.things.resize(small).filter(ImageFilter.GaussianBlur(18 * unit))
        heights = [(body, 12 * unit, 1.2)]
        rough = grey.resize(small, Image.Resampling.BICUBIC)
        heights += [(rough.filter(ImageFilter.GaussianBlur(7 * unit)), 5 * unit, 0.15)]
        heights += [(rough.filter(ImageFilter.GaussianBlur(1.6 * unit)), 1.5 * unit, hardness)]
        level = Image.new("L", small, 128)
        for height, step, share in heights:
            lean = self._lean(height, max(1, round(step)))
            level = ImageChops.add(level, _scaled(lean, share), 1, -128)
        large = level.resize(self.size, Image.Resampling.BICUBIC)
        return Image.composite(Image.new("L", self.size, 128), large, self.behind)

    def _lean(self, height: Image.Image, step: int) -> Image.Image:
        if self.direction is None:
            return Image.new("L", height.size, 128)
        if self.direction == "front":
            # What is turned away from the viewer gets less of it.
            steep = ImageChops.lighter(
                ImageChops.difference(moved(height, step, 0), moved(height, -step, 0)),
                ImageChops.difference(moved(height, 0, step), moved(height, 0, -step)),
            )
            return ImageChops.subtract(Image.new("L", height.size, 150), weaker(steep, 0.6))
        x, y = (step * part for part in _ASIDE[self.direction])
        return ImageChops.subtract(moved(height, x, y), moved(height, -x, -y), 1, 128)


def _scaled(lean: Image.Image, share: float) -> Image.Image:
    return lean.point(
        [min(255, max(0, round(128 + (value - 128) * share))) for value in range(256)]
    )
