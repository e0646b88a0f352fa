"""Pictures of all sorts, and a call whose result has them: answered by a plugin, saved to disk."""

from __future__ import annotations

import base64
import io
import resource
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from PIL import Image

import limner

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FLUX = "fal-ai/flux/dev"
PROMPT = {"prompt": "a lighthouse at dusk"}
RED, BLUE = (220, 30, 40), (30, 60, 200)


class Answers:
    """Answers with files in the place of a provider."""

    def __init__(self, *files: tuple[bytes, str]) -> None:
        self.files = files

    @limner.hookimpl
    def submit_request(self) -> dict[str, Any]:
        images = [
            {
                "url": f"data:{media_type};base64,{base64.b64encode(data).decode()}",
                "content_type": media_type,
                "width": 64,
                "height": 32,
            }
            for data, media_type in self.files
        ]
        return {"images": images, "seed": 7, "prompt": PROMPT["prompt"]}


def call(folder: Path, *files: tuple[bytes, str], plugin: object) -> limner.Result[Any]:
    """The result of a call, processed by a plugin, its files in a folder."""
    plugins = [Answers(*files), plugin]
    with limner.Client("sandbox", plugins=plugins, environment={}) as client:
        return client.run(FLUX, PROMPT, output=f"{folder}/{{index}}.{{ext}}")


def told(result: limner.Result[Any], plugin: str) -> list[str]:
    """What a plugin warns of."""
    return [w.message for w in result.warnings if w.code.startswith(plugin)]


def names(folder: Path) -> list[str]:
    """The files of a folder, receipts aside."""
    return sorted(one.name for one in folder.iterdir() if not one.name.endswith(".json"))


def seen(path: Path) -> Image.Image:
    """A picture on disk, its file closed again."""
    with Image.open(path) as picture:
        picture.load()
        return picture


def two_halves(mode: str = "RGB") -> Image.Image:
    """A picture of 64 x 32 that is red on its left and blue on its right."""
    picture = Image.new("RGB", (64, 32), RED)
    picture.paste(BLUE, (32, 0, 64, 32))
    return picture.convert(mode)


def encoded(picture: Image.Image, kind: str, **options: Any) -> tuple[bytes, str]:
    """A picture as a file, with its media type."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue(), Image.MIME[kind]


def turned() -> tuple[bytes, str]:
    """A JPEG that is to be seen turned: what is on its left belongs to the top."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(two_halves(), "JPEG", exif=exif, quality=95)


def moving() -> tuple[bytes, str]:
    """A GIF of three frames: red, blue, white, for 100, 200 and 300 ms."""
    first, *rest = (Image.new("RGB", (64, 32), colour) for colour in (RED, BLUE, "white"))
    return encoded(
        first, "GIF", save_all=True, append_images=rest, duration=[100, 200, 300], loop=0
    )


def deep_grey() -> tuple[bytes, str]:
    """A PNG of 16 bits: an eighth of white."""
    return encoded(Image.new("I;16", (64, 32), 8192), "PNG")


def in_ink() -> tuple[bytes, str]:
    """A JPEG in four inks."""
    return encoded(two_halves("CMYK"), "JPEG", quality=95)


def in_grey(mode: str = "L") -> tuple[bytes, str]:
    """A PNG that is grey all over; in mode `1`, white."""
    return encoded(Image.new(mode, (64, 32), 99), "PNG")


def see_through() -> tuple[bytes, str]:
    """A PNG whose left half is red, and whose right half isn't there."""
    picture = Image.new("RGBA", (64, 32), (*RED, 255))
    picture.paste((0, 0, 0, 0), (32, 0, 64, 32))
    return encoded(picture, "PNG")


def painted() -> tuple[bytes, str]:
    """The same as a GIF: a palette, one of whose colours is transparent."""
    picture = Image.new("P", (64, 32), 0)
    picture.putpalette([*RED, 0, 255, 0])
    picture.paste(1, (32, 0, 64, 32))
    return encoded(picture, "GIF", transparency=1)


def is_like(pixel: Any, colour: tuple[int, ...], tolerance: int = 14) -> bool:
    """Whether a pixel has a colour, as far as a lossy format keeps it."""
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, colour, strict=True))


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """A disk that takes no larger files."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
