"""A thing in a scene, drawn in coordinates of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.sandbox.studio.curves import oval, rounded, stroke

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.sandbox.studio.canvas import Canvas, Point, Rim
    from limner.sandbox.studio.palette import Colour

_RIM_SHARE = 0.75


class Stamp:
    """Where and how large a thing is drawn: (0, 0) is its foot, x runs right, y up, 1 its size.

    Attributes:
        canvas: What it is drawn on.
        foot: In pixels.
        size: In pixels.
        light: The colour of the edges that the light falls on.
    """

    def __init__(
        self, canvas: Canvas, foot: Point, size: float, light: Colour, *, mirrored: bool = False
    ) -> None:
        self.canvas, self.foot, self.size, self.light = canvas, foot, size, light
        self._across = -size if mirrored else size
        self._from = 1.0 if mirrored else -1.0

    def at(self, x: float, y: float) -> Point:
        """A place in pixels of the canvas."""
        return self.foot[0] + x * self._across, self.foot[1] - y * self.size

    def lit_from(self, place: Point) -> Stamp:
        """Let the light come from the side on which a place of the canvas lies."""
        self._from = -1.0 if place[0] < self.foot[0] else 1.0
        return self

    def body(self, *outlines: Sequence[Point], colours: tuple[Colour, Colour]) -> None:
        """Fill outlines as one body, from its top colour to its bottom one, and light its edge."""
        self._form(outlines, colours, (self.light, self._rim(0.012), _RIM_SHARE))

    def patch(self, *outlines: Sequence[Point], colour: Colour) -> None:
        """Fill outlines with one flat colour."""
        self._form(outlines, (colour, colour), None)

    def blob(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill a smooth outline through points."""
        self.patch(rounded(points), colour=colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Fill a circle."""
        self.canvas.disc(self.at(x, y), radius * self.size, colour)

    def oval(self, centre: Point, radii: Point, colour: Colour, opacity: float = 1.0) -> None:
        """Fill an oval."""
        points = [self.at(*point) for point in oval(centre, *radii)]
        self.canvas.shape(points, colour, opacity)

    def line(self, points: Sequence[Point], thickness: float, colour: Colour) -> None:
        """Draw a smooth line."""
        self.patch(stroke(points, thickness, thickness), colour=colour)

    def glaze(self, points: Sequence[Point], colour: Colour, opacity: float) -> None:
        """Lay a colour thinly over a polygon."""
        self.canvas.shape([self.at(*point) for point in points], colour, opacity)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Let a colour shine from a place."""
        self.canvas.glow(self.at(x, y), radius * self.size, colour, strength)

    def shadow(self, across: float, colour: Colour) -> None:
        """A shadow on the ground below."""
        for grown in (1.0, 0.8, 0.6):
            self.oval((0, 0), (across * grown, across * grown * 0.13), colour, 0.16)

    def _form(
        self,
        outlines: Sequence[Sequence[Point]],
        colours: tuple[Colour, Colour],
        rim: Rim | None,
    ) -> None:
        placed = [[self.at(*point) for point in outline] for outline in outlines]
        self.canvas.form(placed, colours, rim)

    def _rim(self, share: float) -> Point:
        width = max(1.0, share * self.size)
        return self._from * width, -width * 0.7
