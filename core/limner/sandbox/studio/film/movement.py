"""How a camera moves: where it looks at each time of a film, and what its movements are called."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from limner.sandbox.studio.film.camera import smooth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BEGIN = -0.35
_FULL = 10
_FOCUS = 1.1


@dataclass(frozen=True)
class Shot:
    """Where a camera stands and looks, seen from where the film is at rest.

    Attributes:
        right: How far it has moved, in shares of the frame's width.
        up: Likewise, of its height.
        pan: How far it has turned to the right, in radians.
        tilt: Upwards.
        roll: Clockwise, so that the picture turns the other way.
        closer: What is seen is larger by e to this power.
    """

    right: float = 0.0
    up: float = 0.0
    pan: float = 0.0
    tilt: float = 0.0
    roll: float = 0.0
    closer: float = 0.0

    def __add__(self, other: Shot) -> Shot:
        """Both movements at once."""
        return Shot(
            self.right + other.right,
            self.up + other.up,
            self.pan + other.pan,
            self.tilt + other.tilt,
            self.roll + other.roll,
            self.closer + other.closer,
        )

    def __mul__(self, share: float) -> Shot:
        """A share of this movement."""
        return Shot(
            self.right * share,
            self.up * share,
            self.pan * share,
            self.tilt * share,
            self.roll * share,
            self.closer * share,
        )

    @property
    def turned(self) -> bool:
        """Whether a straight cut of the picture can't show it."""
        return bool(self.pan or self.tilt or self.roll)

    def at(self, progress: float) -> Shot:
        """Where the camera is at a time of the film, 0 to 1, if this is its whole way.

        The way begins on the other side of the place of rest, so that each of its moments
        tells one movement from another.
        """
        return self * (_BEGIN + smooth(progress))

    def projection(self, frame: tuple[int, int]) -> tuple[float, ...]:
        """Where a frame's pixels lie on the flat picture that is filmed.

        Args:
            frame: Its width and height, in pixels.

        Returns:
            Nine numbers, a matrix by rows: from places right and down of the frame's
            middle to those right and down of the picture's middle, in its pixels.
        """
        side = max(frame)
        focus, size = side * _FOCUS, math.exp(-self.closer)
        turn = _turn(self)
        plane = (
            (turn[0] * size, turn[1] * size, turn[2] * focus),
            (turn[3] * size, turn[4] * size, turn[5] * focus),
            (turn[6] * size / focus, turn[7] * size / focus, turn[8]),
        )
        right, down = self.right * frame[0], -self.up * frame[1]
        rows = (
            [a + right * c for a, c in zip(plane[0], plane[2], strict=True)],
            [b + down * c for b, c in zip(plane[1], plane[2], strict=True)],
            plane[2],
        )
        return tuple(value / rows[2][2] for row in rows for value in row)


def _turn(shot: Shot) -> tuple[float, ...]:
    """The rotation from the camera's directions (right, down, ahead) to those of the room."""
    sp, cp = math.sin(shot.pan), math.cos(shot.pan)
    st, ct = math.sin(shot.tilt), math.cos(shot.tilt)
    sr, cr = math.sin(shot.roll), math.cos(shot.roll)
    return (
        cp * cr - sp * st * sr,
        -cp * sr - sp * st * cr,
        sp * ct,
        ct * sr,
        ct * cr,
        -st,
        -sp * cr - cp * st * sr,
        sp * sr - cp * st * cr,
        cp * ct,
    )


MOVEMENTS: Mapping[str, Shot] = {
    "horizontal": Shot(right=0.27),
    "vertical": Shot(up=0.27),
    "pan": Shot(pan=math.radians(20)),
    "tilt": Shot(tilt=math.radians(15)),
    "roll": Shot(roll=math.radians(24)),
    # As Kling's documentation has it: more is a wider field of view.
    "zoom": Shot(closer=-0.55),
}
"""What Kling's kinds of movement do at a value of 10."""

PRESETS: Mapping[str, Shot] = {
    "down_back": Shot(up=-0.16, closer=-0.38),
    "forward_up": Shot(tilt=math.radians(8), closer=0.4),
    "right_turn_forward": Shot(pan=math.radians(12), closer=0.34),
    "left_turn_forward": Shot(pan=math.radians(-12), closer=0.34),
}
"""What Kling's preset movements do."""

_WORDS: Sequence[tuple[frozenset[str], Shot]] = (
    (frozenset({"forward", "forwards", "closer", "approach", "approaches"}), Shot(closer=0.3)),
    (frozenset({"back", "backward", "backwards", "away", "retreat"}), Shot(closer=-0.3)),
    (frozenset({"left"}), Shot(right=-0.1)),
    (frozenset({"right"}), Shot(right=0.1)),
    (frozenset({"up", "upwards", "upward", "ascend", "ascends"}), Shot(up=0.1)),
    (frozenset({"down", "downwards", "downward", "descend", "descends"}), Shot(up=-0.1)),
    (frozenset({"roll", "rolls", "spin", "spins", "rotate", "rotates"}), Shot(roll=0.16)),
    (frozenset({"tilt", "tilts"}), Shot(tilt=0.1)),
)


def spoken(words: Sequence[str]) -> Shot | None:
    """The movement of the camera that a prompt's words ask for; None for none.

    Args:
        words: In lower case, in their order.
    """
    known = [shot for names, shot in _WORDS if names.intersection(words)]
    if {"zoom", "zooms", "zooming"}.intersection(words):
        known.append(Shot(closer=-0.35 if {"out", "wide"}.intersection(words) else 0.35))
    if not known:
        return None
    total = known[0]
    for shot in known[1:]:
        total += shot
    return total


def advanced(kind: str, value: float) -> Shot:
    """One of Kling's kinds of movement, by a value from -10 to 10."""
    return MOVEMENTS[kind] * (value / _FULL)
