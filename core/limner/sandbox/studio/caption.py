"""What is written over every picture: the tag "sandbox", the prompt and the parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageDraw, ImageFilter

from limner.sandbox.studio.lettering import Font, flowed, font_of, showable, wrapped
from limner.sandbox.studio.palette import WHITE, Colour

if TYPE_CHECKING:
    from collections.abc import Sequence

TAG = "sandbox"
_LETTER = 0.031
_SMALLEST = 11.0
_SMALLEST_OF_ALL = 6.5
_INK: Colour = (18, 20, 28)
_SAND: Colour = (250, 217, 137)
_FAINT: Colour = (205, 211, 222)
_WIDEST_PANEL = 36
_NARROWEST_PANEL = 4
_TALLEST_PANEL = 0.42
_MOST_ROWS = 4


@dataclass(frozen=True)
class Label:
    """A piece of lettering and the plate under it.

    Attributes:
        place: Its left upper corner, in pixels.
        plate: The shape of the plate, `L`.
        tint: The plate's colour, and how much of the picture it hides (0 to 1).
        letters: The lettering, `RGBA`, of the plate's size.
    """

    place: tuple[int, int]
    plate: Image.Image
    tint: tuple[Colour, float]
    letters: Image.Image

    def put_on(self, picture: Image.Image) -> None:
        """Draw it; the plate is frosted glass over the picture."""
        x, y = self.place
        width, height = self.plate.size
        glass = _frosted(picture.crop((x, y, x + width, y + height)))
        colour, share = self.tint
        glass = Image.blend(glass, Image.new("RGB", glass.size, colour), share)
        glass.paste(self.letters, (0, 0), self.letters)
        picture.paste(glass, self.place, self.plate)


def inscribe(picture: Image.Image, title: str, lines: Sequence[str]) -> Image.Image:
    """A picture with the tag and the caption on it; where it is clear, only they are not.

    Args:
        picture: RGB or RGBA.
        title: The prompt.
        lines: The parameters, such as "guidance_scale 3.5".
    """
    alpha = picture.getchannel("A") if picture.has_transparency_data else None
    whole = picture.convert("RGB")
    for label in labels(picture.size, title, lines):
        label.put_on(whole)
        if alpha:
            alpha.paste(255, label.place, label.plate)
    if alpha:
        whole.putalpha(alpha)
    return whole


class _Row(NamedTuple):
    text: str
    font: Font
    colour: Colour
    height: float


def labels(size: tuple[int, int], title: str, lines: Sequence[str]) -> list[Label]:
    """The tag and the caption for a picture; on a tiny one less, or nothing.

    Args:
        size: Of the picture, in pixels.
        title: The prompt.
        lines: The parameters, such as "guidance_scale 3.5".
    """
    em = max(_SMALLEST, min(size) * _LETTER)
    found = _tag(size, em), _panel(size, em, showable(title), [showable(line) for line in lines])
    return [label for label in found if label]


def _tag(size: tuple[int, int], em: float) -> Label | None:
    natural = font_of(em).getlength(TAG) / em
    em = min(em, size[0] / (natural + 1.2), size[1] / 1.5)
    if em < _SMALLEST_OF_ALL:
        return None
    font = font_of(em)
    width, height = round(font.getlength(TAG) + em * 1.1), round(em * 1.5)
    letters = _sheet((width, height))
    ImageDraw.Draw(letters).text((width / 2, height * 0.48), TAG, _INK, font, anchor="mm")
    gap = round(min(em * 0.9, (size[0] - width) / 2, (size[1] - height) / 2))
    place = size[0] - width - gap, gap
    return Label(place, _rounded((width, height), height / 2), (_SAND, 0.96), letters)


def _panel(size: tuple[int, int], em: float, title: str, lines: Sequence[str]) -> Label | None:
    gap, inset = round(em * 0.9), round(em * 0.8)
    room = min(size[0] - 2 * gap, round(em * _WIDEST_PANEL)) - 2 * inset
    if room < em * _NARROWEST_PANEL:
        return None
    rows = _rows(em, (room, (size[1] - 2 * gap) * _TALLEST_PANEL - 2 * inset), title, lines)
    if not rows:
        return None
    width = round(max(row.font.getlength(row.text) for row in rows)) + 2 * inset
    height = round(sum(row.height for row in rows)) + 2 * inset
    letters = _sheet((width, height))
    _write(letters, rows, inset)
    place = gap, size[1] - height - gap
    return Label(place, _rounded((width, height), em * 0.55), (_INK, 0.74), letters)


def _rows(em: float, room: tuple[float, float], title: str, lines: Sequence[str]) -> list[_Row]:
    """As many rows as there is room for, one of the prompt first of all."""
    width, height = room
    small = max(_SMALLEST, em * 0.74)
    tall, low, air = em * 1.3, small * 1.45, em * 0.3
    font = font_of(small)
    lower = flowed(lines, font, width, _count((height - tall - air) / low))
    rows = [_Row(text, font, _FAINT, low) for text in lower]
    font = font_of(em)
    upper = wrapped(title, font, width, _count((height - low * len(lower) - air) / tall))
    if upper and lower:
        rows.insert(0, _Row("", font, WHITE, air))
    return [*(_Row(text, font, WHITE, tall) for text in upper), *rows]


def _count(places: float) -> int:
    return max(0, min(_MOST_ROWS, int(places)))


def _write(letters: Image.Image, rows: Sequence[_Row], inset: int) -> None:
    pen = ImageDraw.Draw(letters)
    y = float(inset)
    for row in rows:
        pen.text((inset, y + row.height / 2), row.text, row.colour, row.font, anchor="lm")
        y += row.height


def _sheet(size: tuple[int, int]) -> Image.Image:
    return Image.new("RGBA", size, (0, 0, 0, 0))


def _frosted(glass: Image.Image) -> Image.Image:
    coarse = max(1, min(glass.size) // 24)
    small = glass.resize(
        (-(-glass.width // coarse), -(-glass.height // coarse)), Image.Resampling.BOX
    )
    return small.filter(ImageFilter.GaussianBlur(2)).resize(glass.size, Image.Resampling.BICUBIC)


def _rounded(size: tuple[int, int], radius: float) -> Image.Image:
    """A plate with smooth corners, which Pillow's own rounded rectangle hasn't."""
    side = max(1, min(round(radius), *(length // 2 for length in size)))
    circle = Image.new("L", (side * 8, side * 8))
    ImageDraw.Draw(circle).ellipse((0, 0, side * 8 - 1, side * 8 - 1), fill=255)
    circle = circle.resize((side * 2, side * 2), Image.Resampling.BOX)
    plate = Image.new("L", size, 255)
    for column, x in ((0, 0), (1, size[0] - side)):
        for row, y in ((0, 0), (1, size[1] - side)):
            left, top = column * side, row * side
            plate.paste(circle.crop((left, top, left + side, top + side)), (x, y))
    return plate
