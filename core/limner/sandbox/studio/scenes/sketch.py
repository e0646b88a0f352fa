"""What all parts of a picture are drawn from: the sheet, the colours, the prompt, the chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from limner.sandbox.chance import dice

if TYPE_CHECKING:
    from random import Random

    from limner.sandbox.studio.canvas import Canvas, Point
    from limner.sandbox.studio.palette import Palette
    from limner.sandbox.studio.words.vocabulary import Reading

Facts = tuple[tuple[object, ...], tuple[object, ...]]
"""What chance depends on: that of the composition, and in addition that of details."""


@dataclass(frozen=True)
class Manner:
    """How a picture is drawn.

    Attributes:
        hand: Whose it is; another hand draws another picture from the same prompt.
        avoid: A prompt of what shall not be seen.
        more: What an enhanced prompt has beside the caller's own.
        detail: How many small things there are; 1 is the usual number.
        bands: How many flat colours a gradient has; 0 for a smooth one.
        emphasis: How large the things that the prompt names are; 1 is the usual size.
    """

    hand: str = ""
    avoid: str = ""
    more: str = ""
    detail: float = 1.0
    bands: int = 0
    emphasis: float = 1.0


@dataclass(frozen=True)
class Sketch:
    """A picture that is being drawn.

    Attributes:
        canvas: The sheet.
        palette: The colours.
        reading: What the prompt says.
        manner: How it is drawn.
        facts: What its chance depends on.
    """

    canvas: Canvas
    palette: Palette
    reading: Reading
    manner: Manner
    facts: Facts

    def plan(self, what: str) -> Random:
        """Chance for where things are: the same for prompts that name the same things."""
        return dice(*self.facts[0], what)

    def chance(self, what: str) -> Random:
        """Chance for what things look like: another one for each prompt."""
        return dice(*self.facts[0], *self.facts[1], what)

    def many(self, count: int) -> int:
        """How many small things there are, where there usually are `count`."""
        return round(count * self.manner.detail)

    def has(self, *names: str) -> bool:
        """Whether the prompt names any of these things."""
        return any(name in self.reading.names for name in names)

    def shuns(self, *words: str) -> bool:
        """Whether any of these shall not be seen."""
        return bool(self.reading.shunned.intersection(words))

    @property
    def floored(self) -> bool:
        """Whether something stands in the foreground, which needs a ground."""
        return bool(self.reading.standing)


@dataclass(frozen=True)
class Spot:
    """Where in a scene things can be put, in pixels from the top left.

    Attributes:
        horizon: Where the sky ends.
        floor: Where things stand that stand in front.
        sun: Where the light comes from.
    """

    horizon: float
    floor: float
    sun: Point
