"""The size of a picture, in whichever parameters a model has for it.

image_size     a name (`landscape_4_3`), `{"width": 1024, "height": 768}`, `1024x768`
aspect_ratio   `4:3`
resolution     `720p`: the pixels of the shorter side
width, height  pixels
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeGuard

from limner.expectations.asked import SIZES as NAMED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SIZES = ("image_size", "video_size", "size")
RATIOS = ("aspect_ratio",)
SHORT_SIDES = ("resolution",)
SIDES = ("width", "height")
FRAMES = (*SIZES, *RATIOS, *SHORT_SIDES, *SIDES)
"""The names of parameters that are about a picture's size."""

SAME_SHAPE = 0.03
"""By what part two shapes may differ and still be called by one name: 1024 x 576 is 16:9."""

SIDE_STEP = 16
"""Pixels of which a side that is worked out here is a multiple, as most models want it."""

_LONGEST_SIDE = 99_999
_PAIR = re.compile(r"(\d{1,5})([:x*])(\d{1,5})", re.ASCII)
_SHORT_SIDE = re.compile(r"(\d{3,4})p", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Frame:
    """What is known of a picture's size.

    Attributes:
        shape: Its width in heights; None where that isn't known.
        short: The pixels of its shorter side, likewise.
    """

    shape: Fraction | None = None
    short: int | None = None

    def __or__(self, other: Frame) -> Frame:
        """What is known from both; this one wins."""
        return Frame(self.shape or other.shape, self.short or other.short)

    @property
    def knows(self) -> frozenset[str]:
        """The names of what is known."""
        return frozenset(name for name in ("shape", "short") if getattr(self, name) is not None)

    @property
    def pixels(self) -> tuple[int, int] | None:
        """Width and height, if both are known."""
        if self.shape is None or self.short is None:
            return None
        wide = self.shape > 1
        exact = self.short * (self.shape if wide else 1 / self.shape)
        long = int(exact) if exact.denominator == 1 else 2 * round(exact / 2)
        return (long, self.short) if wide else (self.short, long)

    @property
    def ratio(self) -> str | None:
        """The shape in its smallest whole numbers: `16:9`."""
        if self.shape is None:
            return None
        return f"{self.shape.numerator}:{self.shape.denominator}"

    def is_shaped_like(self, other: Frame) -> bool:
        """Whether both have one shape, as far as names of shapes go."""
        if self.shape is None or other.shape is None:
            return False
        return abs(self.shape / other.shape - 1) <= SAME_SHAPE

    def lies_like(self, other: Frame) -> bool:
        """Whether both are upright, or lie, or are square."""
        shapes = (self.shape or 0, other.shape or 0)
        return len({(shape > 1) - (shape < 1) for shape in shapes}) == 1

    def of_area(self, area: int) -> tuple[int, int]:
        """Width and height of about so many pixels in this shape."""
        width = (area * (self.shape or 1)) ** 0.5
        across, down = (max(1, round(side / SIDE_STEP)) for side in (width, area / width))
        return across * SIDE_STEP, down * SIDE_STEP


NOTHING = Frame()


def frame_of(name: str, value: Any) -> Frame:
    """What a parameter's value tells of a picture's size.

    Args:
        name: The parameter's.
        value: Its value; where it is `width` and `height` at once, a mapping of both.
    """
    if isinstance(value, dict):
        width, height = (value.get(side) for side in SIDES)
        return _of(width, height) if _is_side(width) and _is_side(height) else NOTHING
    text = value.strip() if isinstance(value, str) else ""
    if name not in SHORT_SIDES and text in NAMED:
        return _of(*NAMED[text])
    if found := _PAIR.fullmatch(text):
        across, down = int(found[1]), int(found[3])
        if not across or not down:
            return NOTHING
        return Frame(Fraction(across, down)) if found[2] == ":" else _of(across, down)
    found = _SHORT_SIDE.fullmatch(text)
    return Frame(short=int(found[1])) if found else NOTHING


def closest(frame: Frame, choices: Mapping[str, Frame]) -> Iterator[str]:
    """The choices that are most like a frame: of one shape first, then those that lie like it.

    Among choices of one shape, those whose shorter side is nearest; else the nearest shape.
    """

    def distance(name: str) -> tuple[bool, float, float]:
        other = choices[name]
        apart = float(max(frame.shape / other.shape, other.shape / frame.shape))  # type: ignore[operator]
        pixels = abs((other.short or 0) - (frame.short or other.short or 0))
        same = frame.is_shaped_like(other)
        return (not same, 0 if same else apart, pixels)

    alike = [name for name, other in choices.items() if other.shape and frame.lies_like(other)]
    yield from sorted(alike, key=distance)


def _of(width: int, height: int) -> Frame:
    return Frame(Fraction(width, height), min(width, height))


def _is_side(side: Any) -> TypeGuard[int]:
    return type(side) is int and 0 < side <= _LONGEST_SIDE
