"""Draws docs/contact-sheet.jpg: the thirteen models, each by a real run through the sandbox.

python docs/contact_sheet.py [FILE]
"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
from PIL import Image, ImageDraw, ImageFont, ImageOps

import limner
from limner.sandbox.studio.scenes.composition import compose

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS = 4
CELL = (400, 300)
GAP = 20
LABEL = 72
PAPER, INK, FAINT = (250, 248, 243), (28, 30, 38), (112, 116, 128)
CHECKS = (226, 226, 226)

SIZE = {"width": 480, "height": 360}
PROMPT = "a lighthouse at dusk"
PHOTO = compose((480, 360), 4, "a cottage in a meadow with a tree by day")


@dataclass(frozen=True)
class Cell:
    """One picture of the sheet.

    Attributes:
        endpoint_id: The model that is run; nothing for the picture that is given to others.
        arguments: What it is run with.
        note: What is written under the id.
        pointer: Which file of the result is shown.
    """

    endpoint_id: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    pointer: str = ""


def text(endpoint_id: str, note: str, prompt: str = PROMPT, **more: Any) -> Cell:
    """A picture from a prompt."""
    return Cell(endpoint_id, {"prompt": prompt, "image_size": SIZE, "seed": 4, **more}, note)


def edit(endpoint_id: str, note: str, pointer: str = "", **more: Any) -> Cell:
    """A picture from the given one."""
    return Cell(endpoint_id, {"image_url": PHOTO, **more}, note, pointer)


DOLLY = {"movement_type": "horizontal", "movement_value": 8}
CELLS = (
    text("fal-ai/flux/dev", f'prompt="{PROMPT}"'),
    text(
        "fal-ai/flux-pro", "enhance_prompt=true", "a robot in a city at night", enhance_prompt=True
    ),
    text(
        "fal-ai/z-image/base", "guidance_scale=7", "a red balloon over mountains", guidance_scale=7
    ),
    Cell(
        "fal-ai/kling-video/v1/standard/text-to-video",
        {"prompt": "a boat at sea", "advanced_camera_control": DOLLY},
        "5 s film, moving to the right",
    ),
    Cell("", note="given to those with image_url"),
    Cell(
        "fal-ai/kling-video/v1/standard/image-to-video",
        {"prompt": "rain, the camera zooms in", "image_url": PHOTO},
        "5 s film of photo.png, in rain",
    ),
    edit("bria/fibo-edit/reseason", "season=winter", season="winter"),
    edit(
        "bria/fibo-edit/relight",
        "light_type=moonlight lighting",
        light_type="moonlight lighting",
        light_direction="side",
    ),
    edit("bria/fibo-edit/restyle", "style=Wood Cut", style="Wood Cut"),
    edit("bria/fibo-edit/restyle", "style=Pop Art Halftone", style="Pop Art Halftone"),
    edit("bria/fibo-edit/colorize", "color=sepia vintage", color="sepia vintage"),
    edit("bria/fibo-edit/restore", "image_url alone"),
    edit("fal-ai/birefnet/v2", "image_url alone"),
    edit("fal-ai/birefnet/v2", "output_mask=true", "/mask_image", output_mask=True),
    edit("fal-ai/clarity-upscaler", "creativity=0.6", creativity=0.6),
    edit("clarityai/crystal-upscaler", "scale_factor=2"),
)


def shown(client: limner.Client, cell: Cell) -> Image.Image:
    """What a cell shows: the file that a run leaves, or the given picture."""
    if not cell.endpoint_id:
        return PHOTO
    result = client.run(cell.endpoint_id, dict(cell.arguments))
    files = [one for one in result.artifacts if cell.pointer in one.pointer]
    data = files[0].bytes()
    if files[0].kind != "video":
        return Image.open(io.BytesIO(data))
    return ImageOps.pad(_moment(data), CELL, Image.Resampling.LANCZOS, color="black")


def _moment(film: bytes) -> Image.Image:
    """A frame from the later half of a film."""
    with av.open(io.BytesIO(film)) as container:
        frames = list(container.decode(video=0))
    moment: Any = frames[len(frames) * 2 // 3]
    image: Image.Image = moment.to_image()
    return image


def sheet(client: limner.Client) -> Image.Image:
    """The whole sheet."""
    rows = -(-len(CELLS) // COLUMNS)
    width = GAP + COLUMNS * (CELL[0] + GAP)
    page = Image.new("RGB", (width, GAP + rows * (CELL[1] + LABEL + GAP)), PAPER)
    for number, cell in enumerate(CELLS):
        row, column = divmod(number, COLUMNS)
        corner = GAP + column * (CELL[0] + GAP), GAP + row * (CELL[1] + LABEL + GAP)
        page.paste(_on_checks(shown(client, cell)), corner)
        _write(page, cell, corner)
    return page


def _on_checks(picture: Image.Image) -> Image.Image:
    """A picture in the size of a cell; where it is clear, on a chequered ground."""
    ground = Image.new("RGB", CELL, "white")
    pen = ImageDraw.Draw(ground)
    for x in range(0, CELL[0], 20):
        for y in range(0, CELL[1], 20):
            if (x + y) % 40:
                pen.rectangle((x, y, x + 19, y + 19), fill=CHECKS)
    clear = ImageOps.fit(picture.convert("RGBA"), CELL, Image.Resampling.LANCZOS)
    ground.paste(clear, (0, 0), clear)
    return ground


def _write(page: Image.Image, cell: Cell, corner: tuple[int, int]) -> None:
    pen = ImageDraw.Draw(page)
    x, y = corner[0], corner[1] + CELL[1]
    name = cell.endpoint_id.replace("kling-video/v1/standard/", "kling…/") or "photo.png"
    pen.text((x, y + 6), name, INK, ImageFont.load_default(27))
    pen.text((x, y + 39), cell.note, FAINT, ImageFont.load_default(22))


def main() -> None:
    """Write the sheet to the file that is named, or to where the README shows it from."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".jpg")
    with limner.Client(provider="sandbox", environment={}) as client:
        sheet(client).save(target.with_name(target.name.replace("_", "-")), quality=88)


if __name__ == "__main__":
    main()
