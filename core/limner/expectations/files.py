"""What the files on disk are, held against what the caller asked for and the result says."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from limner.content import Content, content_of
from limner.expectations.asked import LEEWAY, Asked, asked_of
from limner.expectations.codes import (
    BLACK,
    BLANK,
    DURATION,
    EMPTY,
    EXTENSION,
    FORMAT,
    LENGTH,
    MOST,
    SIZE,
)
from limner.expectations.facts import is_main, wrong_format, wrong_size
from limner.media_types import format_of
from limner_registry import Issue
from limner_registry.shortening import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from limner.result import Artifact, ArtifactFacts, Result

MOST_PIXELS = 30_000_000
"""Pixels of the largest picture that is decoded to see whether there is anything on it."""

LEAST_SIDE = 32
"""Pixels of the shorter side of the smallest one: less may well be of one colour."""

METADATA = 32_768
"""Bytes that a file may have besides its picture."""

DENSITY = {"jpeg": 16, "png": 64}
OTHER_DENSITY = 256
"""How many pixels of a single colour a byte stands for at least, by format: 36 were measured in
the largest JPEG, 72 in a PNG that was written in haste, 550 and more in others."""

DURATION_LEEWAY = 0.2
"""The part of its duration by which a film may be shorter or longer, and a second anyway."""

_EVEN = 2
"""How far the values of one colour may lie apart: compression leaves them so."""

_MODES = frozenset({"1", "CMYK", "L", "LA", "P", "PA", "RGB", "RGBA", "YCbCr"})
_CERTAIN = frozenset({"flac", "gif", "jpeg", "mp4", "ogg", "png", "wav", "webm", "webp"})
"""Formats that are known by their first bytes whenever a file is of them."""

_SAYS = {
    BLACK: "it is black all over; a safety checker may have done that",
    BLANK: "there is nothing on it: it is of a single colour, or wholly transparent",
}


@dataclass(frozen=True)
class Look:
    """What a look at a file on disk tells.

    Attributes:
        content: Its headers.
        size: In bytes.
        shows: `black` or `blank` for a picture with nothing on it.
    """

    content: Content
    size: int
    shows: str | None = None


def look_at(artifacts: Sequence[ArtifactFacts]) -> dict[str, Look]:
    """Look at those files that are on disk, by their pointers; it may take a while.

    A picture is decoded only where it's what the call was made for and may have nothing on
    it, and only with Pillow.
    """
    found: dict[str, Look] = {}
    for artifact in artifacts:
        with suppress(OSError):
            if artifact.path:
                found[artifact.pointer] = _look(artifact, artifact.path)
    return found


def with_looks(result: Result[Artifact], looks: Mapping[str, Look]) -> Result[Artifact]:
    """The result, with warnings of its files for what its JSON said of them."""
    asked = asked_of(result.job)
    seen = [artifact for artifact in result.artifacts if artifact.pointer in looks]
    issues = (issue for one in seen for issue in _of(one, looks[one.pointer], asked))
    kept = [w for w in result.warnings if w.code not in {SIZE, FORMAT} or w.pointer not in looks]
    return replace(result, warnings=(*kept, *islice(issues, MOST)))


def _of(artifact: ArtifactFacts, look: Look, asked: Asked) -> Iterator[Issue]:
    where, content = artifact.pointer, look.content
    if not look.size:
        yield Issue(where, EMPTY, "it has no bytes", 0)
        return
    found = (
        _wrong_length(artifact),
        _wrong_format(artifact, asked, content.format),
        _wrong_size(artifact, asked, content),
        _wrong_duration(artifact, asked, content.seconds),
        _wrong_name(artifact, content.format),
    )
    yield from filter(None, found)
    if look.shows:
        yield Issue(where, look.shows, _SAYS[look.shows])


def _wrong_length(artifact: ArtifactFacts) -> Issue | None:
    served = artifact.download.served_size if artifact.download else None
    if served is None or not artifact.size or served == artifact.size:
        return None
    message = f"its server has {served:,} bytes of it; the result says {artifact.size:,}"
    return Issue(artifact.pointer, LENGTH, message, served, artifact.size)


def _wrong_format(artifact: ArtifactFacts, asked: Asked, found: str | None) -> Issue | None:
    certain = found or (asked.format and asked.format[2] in _CERTAIN)
    if certain and (issue := wrong_format(artifact, asked, found)):
        return issue
    stated = format_of(artifact.media_type or "")
    if not (found and stated) or found == stated:
        return None
    message = f"its format is {found}; the result says {shortened(artifact.media_type or '')}"
    return Issue(artifact.pointer, FORMAT, message, found, artifact.media_type)


def _wrong_size(artifact: ArtifactFacts, asked: Asked, content: Content) -> Issue | None:
    if not (content.width and content.height):
        return None
    if issue := wrong_size(artifact, asked, content.width, content.height):
        return issue
    if not (artifact.width and artifact.height):
        return None
    real, stated = (content.width, content.height), (artifact.width, artifact.height)
    upright = stated if (real[0] > real[1]) == (stated[0] > stated[1]) else stated[::-1]
    if max(abs(a - b) for a, b in zip(real, upright, strict=True)) < LEEWAY:
        return None
    message = f"it is {real[0]} x {real[1]}; the result says {artifact.dimensions}"
    return Issue(artifact.pointer, SIZE, message, f"{real[0]} x {real[1]}", artifact.dimensions)


def _wrong_duration(artifact: ArtifactFacts, asked: Asked, seconds: float | None) -> Issue | None:
    if seconds is None or asked.seconds is None or artifact.kind != "video":
        return None
    leeway = max(1.0, DURATION_LEEWAY * asked.seconds)
    if not is_main(artifact) or abs(seconds - asked.seconds) <= leeway:
        return None
    message = f"it lasts {seconds:.1f} s; duration asked for {asked.seconds:g} s"
    return Issue(artifact.pointer, DURATION, message, round(seconds, 3), asked.seconds)


def _wrong_name(artifact: ArtifactFacts, found: str | None) -> Issue | None:
    ending = artifact.path.suffix if artifact.path else ""
    named = format_of(ending)
    if not (found and named) or found == named:
        return None
    message = f"its name ends in {ending}, and its format is {found}"
    return Issue(artifact.pointer, EXTENSION, message, ending)


def _look(artifact: ArtifactFacts, path: Path) -> Look:
    with path.open("rb") as file:
        content = content_of(file)
        size = file.seek(0, 2)
    wanted = artifact.kind == "image" and is_main(artifact) and _may_be_empty(content, size)
    return Look(content, size, _shows(path) if wanted else None)


def _may_be_empty(content: Content, size: int) -> bool:
    """Whether it's worth decoding: a picture with nothing on it takes hardly any bytes."""
    width, height = content.width or 0, content.height or 0
    density = DENSITY.get(content.format or "", OTHER_DENSITY)
    small = size <= METADATA + width * height // density
    return small and min(width, height) >= LEAST_SIDE and width * height <= MOST_PIXELS


def _shows(path: Path) -> str | None:
    """Whether there is nothing on a picture; None too where Pillow isn't there or can't tell."""
    with suppress(Exception):  # a file may be anything, and Pillow raises what it likes
        from PIL import Image

        with Image.open(path) as picture:
            if picture.mode not in _MODES:
                return None
            picture.draft("RGB", (256, 256))
            *colours, alpha = picture.convert("RGBA").getextrema()
        return _nothing(colours, alpha)
    return None


def _nothing(colours: Sequence[Any], alpha: Any) -> str | None:
    if alpha[1] == 0:
        return BLANK
    if any(high - low > _EVEN for low, high in (*colours, alpha)):
        return None
    return BLACK if max(high for _, high in colours) <= _EVEN else BLANK
