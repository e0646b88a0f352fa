"""Saved images in another format, or smaller; the original stays, unless it's to be replaced.

```python
from limner_contrib.conversion import Convert

client = limner.Client(plugins=[Convert("webp", longest=1024)])
client.run("fal-ai/flux/dev", {"prompt": "a dune"}, output="dune.png")
```

Beside `dune.png` is then `dune-1024.webp`, or `dune.webp` if it was small enough. It needs the
extra `media`. See `docs/post-processing.md`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
from typing import TYPE_CHECKING, Any

from limner import Artifact, Issue, hookimpl
from limner.errors import LimnerError
from limner.media_types import UNKNOWN
from limner.receipts.embedding import embed
from limner.receipts.reading import held, path_beside
from limner.result import Download
from limner_contrib.pictures import (
    DEEP_GREY,
    in_colour,
    on_this_disk,
    opened,
    options_in,
    put_beside,
    require,
    upright,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL import Image

    from limner import Result

VARIABLE = "LIMNER_CONVERT"
"""Of the environment: the arguments of `Convert`, such as `format=jpeg longest=1024`."""

LOSSY = frozenset({"AVIF", "JPEG", "WEBP"})
ANIMATED = frozenset({"AVIF", "GIF", "PNG", "WEBP"})
TRANSPARENT = ANIMATED | {"TIFF"}
DEEP = frozenset({"PNG", "TIFF"})
"""Formats by what they can hold: Pillow's names."""

_SPACES = {"L": b"GRAY", "RGB": b"RGB ", "RGBA": b"RGB "}


@hookimpl
def process_result(result: Result[Artifact]) -> Result[Artifact]:
    """Convert as `LIMNER_CONVERT` has it; to WebP if it says nothing."""
    return Convert(**(options_in(VARIABLE) or {"format": "webp"})).process_result(result)


class Convert:
    """Converts the images that are saved with their result.

    What a picture looks like stays: its orientation, its transparency (white where the format
    has none), its frames, its colour profile. The receipt goes with the new file; but as that
    isn't what the provider served, `receipts verify` says so.

    Args:
        format: `webp`, `jpeg`, `png`, `avif` or another one of Pillow's; as it is by default.
        longest: Pixels of the longer side at most; as many as there are by default.
        quality: Of a JPEG, WebP or AVIF, from 1 to 100.
        replace: Whether the original is deleted, once the new file is on disk.

    Raises:
        MissingExtra: Pillow isn't installed.
        ValueError: Pillow writes no such format, a number is out of its range, or there is
            nothing to do.
    """

    def __init__(
        self,
        format: str | None = None,  # noqa: A002 -- what everybody calls it
        *,
        longest: int | None = None,
        quality: int = 90,
        replace: bool = False,
    ) -> None:
        require("PIL.Image", "the conversion of a picture")
        if format is None and longest is None:
            raise ValueError('say what to do: Convert(format="webp"), or Convert(longest=1024)')
        if (longest is not None and longest < 1) or not 1 <= quality <= 100:  # noqa: PLR2004
            raise ValueError("longest is 1 pixel or more, and quality from 1 to 100")
        name = (format or "").lower()
        self.format = _known(name) if name else None
        self.ending = f".{'jpg' if self.format == 'JPEG' else name}"
        self.longest = longest
        self.quality = quality
        self.replace = replace

    @hookimpl
    def process_result(self, result: Result[Artifact]) -> Result[Artifact]:
        """Convert them; a file that can't be converted is a warning."""
        artifacts: list[Artifact] = []
        for artifact in result.artifacts:
            path = on_this_disk(artifact) if artifact.kind == "image" else None
            try:
                artifacts.append(self._converted(artifact, path) if path else artifact)
            except Exception as error:  # noqa: BLE001 -- Pillow raises what it likes
                artifacts.append(artifact)
                told = f"{path} is not converted: {error}"
                result = result.with_warnings(Issue(artifact.pointer, "conversion.failed", told))
        return result.with_artifacts(tuple(artifacts))

    def _converted(self, artifact: Artifact, path: Path) -> Artifact:
        """Convert one; the artifact, which has the new file if that replaces the old one."""
        with opened(path) as picture:
            kind = self.format or str(picture.format)
            smaller = self.longest is not None and max(picture.size) > self.longest
            if not smaller and kind == picture.format:
                return artifact
            data = self._encoded(picture, kind)
            ending = path.suffix if kind == picture.format else self.ending
        new = _put(data, path, f"-{self.longest}" * smaller + ending)
        if not self.replace or artifact.download is None:
            return artifact
        download = _download(artifact.download, new, kind)
        path.unlink()
        path_beside(path).unlink(missing_ok=True)
        return dataclasses.replace(artifact, download=download)

    def _encoded(self, picture: Image.Image, kind: str) -> bytes:
        frames = list(self._frames(picture, kind))
        file, (first, *rest) = io.BytesIO(), frames
        more: dict[str, Any] = {"quality": self.quality} if kind in LOSSY else {}
        profile = picture.info.get("icc_profile", b"")
        if profile[16:20] == _SPACES.get(first.mode):
            more["icc_profile"] = profile
        if exif := first.getexif():
            more["exif"] = exif
        if rest:
            durations = [frame.info.get("duration", 100) for frame in frames]
            more |= {"save_all": True, "append_images": rest, "duration": durations}
            more["loop"] = picture.info.get("loop", 0)
        first.save(file, kind, **more)
        return file.getvalue()

    def _frames(self, picture: Image.Image, kind: str) -> Iterator[Image.Image]:
        """The frames of a picture, of which most have one, as they are to be saved."""
        from PIL import ImageSequence

        count = getattr(picture, "n_frames", 1) if picture.format in ANIMATED else 1
        if count > 1 and kind not in ANIMATED:
            raise ValueError(f"it has {count} frames, and a {kind} can hold one")
        for frame in ImageSequence.Iterator(picture) if count > 1 else [picture]:
            whole = upright(frame)
            if not (kind in DEEP and whole.mode in DEEP_GREY):
                whole = in_colour(whole)
            if kind not in TRANSPARENT and whole.mode == "RGBA":
                whole = _on_white(whole)
            if self.longest:
                whole.thumbnail((self.longest, self.longest))
            yield whole


def _on_white(picture: Image.Image) -> Image.Image:
    from PIL import Image

    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture)
    paper.info = picture.info
    return paper


def _known(name: str) -> str:
    """Pillow's own name of a format that it can write."""
    from PIL import Image

    kind = Image.registered_extensions().get(f".{name}")
    if kind is None or kind not in Image.SAVE:
        raise ValueError(f"Pillow writes no {name!r}; it does write webp, jpeg, png and others")
    return kind


def _put(data: bytes, source: Path, ending: str) -> Path:
    """Write a converted file with the receipt of its source, if there is one, in it or beside."""
    try:
        receipt = held(source).payload
    except LimnerError:
        return put_beside(source, ending, data)
    target = io.BytesIO()
    if embed(io.BytesIO(data), target, receipt):
        return put_beside(source, ending, target.getvalue())
    new = put_beside(source, ending, data)
    if not path_beside(new).exists():
        written(path_beside(new), receipt)
    return new


def _download(served: Download, new: Path, kind: str) -> Download:
    """A new file in the place of the one that was served; its digest stays on record."""
    from PIL import Image

    data = new.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return Download(new, len(data), served.sha256, Image.MIME.get(kind, UNKNOWN), digest)
