"""A small picture beside each saved image and film, and a sheet of all where there are several.

```python
from limner_contrib.thumbnails import Thumbnails

client = limner.Client(plugins=[Thumbnails(longest=320)])
client.run("fal-ai/flux/dev", {"prompt": "a dune", "num_images": 4}, output="pictures/")
```

Beside `dune-0.png` are then `dune-0.thumb.webp`, and of all four `dune-0.sheet.jpg`. It needs
the extra `media`. See `docs/post-processing.md`.
"""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

from limner import Issue, hookimpl
from limner_contrib.pictures import (
    in_colour,
    on_this_disk,
    opened,
    options_in,
    put_beside,
    require,
    upright,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from PIL import Image

    from limner import Artifact, Result

VARIABLE = "LIMNER_THUMBNAILS"
"""Of the environment: the arguments of `Thumbnails`, such as `longest=512 sheet=false`."""

FAILED = "thumbnails.failed"
"""The code of its warnings."""

GAP, CAPTION, NARROWEST = 16, 28, 150
"""Of a sheet: pixels between pictures, for the line below each, and of a column at least."""


@hookimpl
def process_result(result: Result[Artifact]) -> Result[Artifact]:
    """Make thumbnails as `LIMNER_THUMBNAILS` has it."""
    return Thumbnails(**options_in(VARIABLE)).process_result(result)


class Thumbnails:
    """Makes thumbnails of what is saved with its result, and sheets.

    Args:
        longest: Pixels of a thumbnail's longer side.
        sheet: Whether there is a sheet of several pictures.

    Raises:
        MissingExtra: Pillow isn't installed.
        ValueError: Nothing can be so small.
    """

    def __init__(self, longest: int = 256, *, sheet: bool = True) -> None:
        require("PIL.Image", "a thumbnail")
        if longest < 1:
            raise ValueError("longest is 1 pixel or more")
        self.longest = longest
        self.sheet = sheet

    @hookimpl(trylast=True)  # of what other plugins have left
    def process_result(self, result: Result[Artifact]) -> Result[Artifact]:
        """Make them; a file that can't be read is a warning."""
        small: dict[Path, tuple[str, Image.Image]] = {}
        for artifact in (*result.images, *result.videos):
            if path := on_this_disk(artifact):
                try:
                    small[path] = _caption(artifact), self._thumbnail(artifact, path)
                except Exception as error:  # noqa: BLE001 -- Pillow and PyAV raise what they like
                    told = f"there is no thumbnail of {path}: {error}"
                    result = result.with_warnings(Issue(artifact.pointer, FAILED, told))
        return self._with_sheet(result, small) if self.sheet and len(small) > 1 else result

    def _with_sheet(
        self, result: Result[Artifact], small: Mapping[Path, tuple[str, Image.Image]]
    ) -> Result[Artifact]:
        try:
            put_beside(next(iter(small)), ".sheet.jpg", _sheet(list(small.values())))
        except OSError as error:
            told = f"there is no sheet of the pictures: {error}"
            return result.with_warnings(Issue("", FAILED, told))
        return result

    def _thumbnail(self, artifact: Artifact, path: Path) -> Image.Image:
        """Make a thumbnail, and put it beside its file."""
        small = _still(artifact, path, self.longest)
        put_beside(path, ".thumb.webp", _saved(small, "WEBP"))
        return small


def _still(artifact: Artifact, path: Path, longest: int) -> Image.Image:
    """A picture, or the first frame of a film or an animation, small."""
    if artifact.kind == "video":
        still = _first_frame(path)
    else:
        with opened(path) as picture:
            picture.draft(None, (2 * longest, 2 * longest))  # so a JPEG is read in less time
            still = in_colour(upright(picture))
    still.thumbnail((longest, longest))
    return still


def _first_frame(path: Path) -> Image.Image:
    require("av", "the thumbnail of a film")
    import av

    with av.open(str(path)) as film:
        first = next(film.decode(video=0))
        still: Image.Image = first.to_image()  # type: ignore[no-untyped-call]
        return still


def _sheet(pictures: Sequence[tuple[str, Image.Image]]) -> bytes:
    """Pictures in rows, with a line below each, as a JPEG."""
    from PIL import Image, ImageDraw, ImageFont

    columns = math.ceil(math.sqrt(len(pictures)))
    rows = math.ceil(len(pictures) / columns)
    wide = max(picture.width for _, picture in pictures)
    high = max(picture.height for _, picture in pictures)
    across, down = max(wide, NARROWEST) + GAP, high + CAPTION + GAP
    sheet = Image.new("RGB", (columns * across + GAP, rows * down + GAP), "#f2f2f0")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(14)
    for number, (caption, picture) in enumerate(pictures):
        middle = GAP + number % columns * across + (across - GAP) // 2
        bottom = GAP + number // columns * down + high
        corner = middle - picture.width // 2, bottom - picture.height
        sheet.paste(picture, corner, picture if picture.mode == "RGBA" else None)
        draw.text((middle, bottom + 6), caption, "#333333", font, anchor="ma")
    return _saved(sheet, "JPEG")


def _caption(artifact: Artifact) -> str:
    return f"{artifact.index}" + (f"  seed {artifact.seed}" if artifact.seed is not None else "")


def _saved(picture: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, quality=88)
    return file.getvalue()
