"""What drifts through a film: many small things, each on a way of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from limner.sandbox.studio.film.lens import inverted, placed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from PIL import Image

    from limner.sandbox.studio.canvas import Point
    from limner.sandbox.studio.film.movement import Shot

_ROOM = 1.7
_STEPS_OF_SIZE = 40


@dataclass(frozen=True)
class Kind:
    """How the things of a swarm move.

    Attributes:
        count: How many there are.
        speed: In shares of the frame's shorter side a second, right and down.
        spread: How much faster and slower than that some are, as a share.
        sway: How far they go to and fro, in shares of the shorter side.
        pace: How many of its pictures a thing goes through in a second; a swarm of one
            picture doesn't care.
        band: The height they keep to, in shares of the frame, 0 at its middle.
        depth: 1 is where the scene is; more is nearer, and moves more with the camera.
    """

    count: int
    speed: Point
    spread: float = 0.3
    sway: float = 0.0
    pace: float = 0.0
    band: tuple[float, float] = (-0.85, 0.85)
    depth: float = 1.0


@dataclass(frozen=True)
class _Thing:
    place: Point
    speed: Point
    turn: float
    looks: Sequence[Image.Image]


class Swarm:
    """Small pictures that drift over a film, and come in again where they went out.

    Args:
        kind: How they move.
        looks: For each sort of thing its pictures, RGBA, in the order they are gone through.
        frame: Width and height, in pixels.
        chance: Where they begin.
    """

    def __init__(
        self,
        kind: Kind,
        looks: Sequence[Sequence[Image.Image]],
        frame: tuple[int, int],
        chance: Random,
    ) -> None:
        self._kind, self._frame = kind, frame
        self._unit = min(frame)
        self._sizes: dict[tuple[int, int], Image.Image] = {}
        self._things = [
            self._thing(looks[index % len(looks)], chance) for index in range(kind.count)
        ]

    def _thing(self, looks: Sequence[Image.Image], chance: Random) -> _Thing:
        kind, unit = self._kind, self._unit
        place = chance.uniform(-0.5, 0.5) * _ROOM * self._frame[0], chance.random()
        haste = 1 + chance.uniform(-kind.spread, kind.spread)
        speed = kind.speed[0] * unit * haste, kind.speed[1] * unit * haste
        return _Thing(place, speed, chance.uniform(0, math.tau), looks)

    def put_on(self, picture: Image.Image, shot: Shot, seconds: float) -> None:
        """Draw what the camera sees of it."""
        near = _nearer(shot, self._kind.depth)
        matrix = inverted(near.projection(self._frame))
        size = math.exp(shot.closer)
        for thing in self._things:
            right, down = placed(matrix, self._place(thing, seconds))
            look = self._sized(self._look(thing, seconds), round(size * _STEPS_OF_SIZE))
            left = round(right + (self._frame[0] - look.width) / 2)
            top = round(down + (self._frame[1] - look.height) / 2)
            picture.paste(look, (left, top), look)

    def _place(self, thing: _Thing, seconds: float) -> Point:
        kind, (width, height) = self._kind, self._frame
        room = width * _ROOM
        low, high = kind.band[0] * height, kind.band[1] * height
        sway = kind.sway * self._unit * math.sin(thing.turn + seconds * 2.1)
        right = thing.place[0] + thing.speed[0] * seconds + sway
        down = thing.place[1] * (high - low) + thing.speed[1] * seconds
        right = (right + room / 2) % room - room / 2
        bob = sway * 0.4 if not thing.speed[1] else 0.0
        return right, low + down % (high - low) + bob

    def _look(self, thing: _Thing, seconds: float) -> Image.Image:
        step = int(thing.turn * 5 + seconds * self._kind.pace)
        return thing.looks[step % len(thing.looks)]

    def _sized(self, look: Image.Image, steps: int) -> Image.Image:
        """A look in another size; a zoom makes few sizes of it, each of them once."""
        if steps == _STEPS_OF_SIZE:
            return look
        key = id(look), steps
        if key not in self._sizes:
            factor = steps / _STEPS_OF_SIZE
            self._sizes[key] = look.resize([max(1, round(side * factor)) for side in look.size])
        return self._sizes[key]


def _nearer(shot: Shot, depth: float) -> Shot:
    """The same shot for what is nearer: steps move it more, turns don't."""
    moved = type(shot)(right=shot.right * (depth - 1), up=shot.up * (depth - 1))
    return shot + moved


def swarms_on(
    picture: Image.Image, swarms: Sequence[Swarm], shot: Shot, seconds: float
) -> Image.Image:
    """A picture with swarms on it; it is changed."""
    for swarm in swarms:
        swarm.put_on(picture, shot, seconds)
    return picture
