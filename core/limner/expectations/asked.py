"""What a request asks of its result, by the names that models give to their parameters.

The names are few, and mean the same in all public models that were looked at (1,333 of fal's
documents, 2026). What means something else in some of them asks for nothing here: no warning
is better than a false one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner.media_types import FORMATS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from limner.job import Job

SIZES = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
}
"""fal's named sizes, in pixels (source: its documentation of `image_size`)."""

LEEWAY = 64
"""Pixels by which a side may differ: models make multiples of up to so many."""

SHAPE_LEEWAY = 1.1
"""The factor by which a shape may differ: of 4:3, models make 1280 x 896."""

_NO_LIMIT = frozenset({"limit_generations", "max_images"})
"""Where a model has one of these, it may make more pictures than `num_images` says."""

_ENLARGING = frozenset({"hr_scale", "scale", "upscale", "upscale_factor"})
"""Where a model has one of these, its pictures may become larger than `image_size` says."""

_RATIO = re.compile(r"([1-9]\d{0,5}):([1-9]\d{0,5})", re.ASCII)
_PIXELS = re.compile(r"([1-9]\d{0,5})x([1-9]\d{0,5})", re.ASCII)
_SECONDS = re.compile(r"(\d{1,5}(\.\d{1,9})?) ?s?", re.ASCII)


@dataclass(frozen=True)
class Size:
    """A size that was asked for.

    Attributes:
        parameter: What asks for it.
        shown: As it was asked for.
        width: In pixels, or in proportion to the height.
        height: Likewise.
        rule: `pixels`, just these; `named`, larger ones of the same shape are all right, since
            models differ in what they make of a name; `shape`, any of the same shape.
    """

    parameter: str
    shown: str
    width: int
    height: int
    rule: str

    def fits(self, width: int, height: int) -> bool:
        """Whether so many pixels are what was asked for, for all that models round."""
        if self.rule == "pixels":
            return max(abs(width - self.width), abs(height - self.height)) < LEEWAY
        across, down = width * self.height, height * self.width
        alike = max(across, down) <= SHAPE_LEEWAY * min(across, down)
        large = min(width - self.width, height - self.height) > -LEEWAY
        return alike and (large or self.rule == "shape")


@dataclass(frozen=True)
class Asked:
    """What a request asks of the main files of its result; None is all right anyway.

    Attributes:
        count: How many images.
        or_more: Whether more are all right.
        image: How large an image is.
        video: How large a video is.
        format: The parameter's value, the kind of file, and its format.
        seconds: How long a video is.
    """

    count: int | None = None
    or_more: bool = False
    image: Size | None = None
    video: Size | None = None
    format: tuple[str, str, str] | None = None
    seconds: float | None = None

    def size(self, kind: str) -> Size | None:
        """How large a file of a kind is to be."""
        return {"image": self.image, "video": self.video}.get(kind)


def asked_of(job: Job) -> Asked:
    """What a job's request asks for, the defaults of its model counted.

    Where a file was sent, a size that is only a default doesn't count: most models follow the
    file then. So it is with a duration where a film or sound was sent.
    """
    if job.entry_id is None:  # found by its id: nobody here knows what it was asked for
        return Asked()
    model, given = job.request.model, job.request.arguments
    names = model.input.get("properties", {}).keys()
    values = model.effective(given)
    sent = {place.kind for place in model.input_files.within(given)}
    sizes = given if sent else values
    return Asked(
        _count(values) if "images" in model.output.get("properties", {}) else None,
        not _NO_LIMIT.isdisjoint(names),
        _size("image_size", sizes, names),
        _size("video_size", sizes, names),
        _format(values),
        _seconds(values) if sent <= {"image"} else None,
    )


def _count(values: Mapping[str, Any]) -> int | None:
    count = values.get("num_images")
    if isinstance(count, bool) or not isinstance(count, int | float) or count < 1:
        return None
    return int(count) if count == count // 1 else None


def _size(name: str, values: Mapping[str, Any], names: Collection[str]) -> Size | None:
    """The size of a parameter, or else the shape that `aspect_ratio` asks for."""
    size = values.get(name)
    if size is not None:
        return None if _ENLARGING.intersection(names) else _of_value(name, size)
    shape = values.get("aspect_ratio")
    found = _RATIO.fullmatch(shape) if isinstance(shape, str) else None
    return found and Size("aspect_ratio", found[0], int(found[1]), int(found[2]), "shape")


def _of_value(name: str, value: Any) -> Size | None:
    if isinstance(value, dict):
        width, height = value.get("width"), value.get("height")
        if not (isinstance(width, int) and isinstance(height, int) and min(width, height) > 0):
            return None
        return Size(name, f"{width} x {height}", width, height, "pixels")
    if not isinstance(value, str):
        return None
    if found := _PIXELS.fullmatch(value):
        return Size(name, value, int(found[1]), int(found[2]), "pixels")
    return Size(name, value, *SIZES[value], "named") if value in SIZES else None


def _format(values: Mapping[str, Any]) -> tuple[str, str, str] | None:
    for name in ("output_format", "format"):
        value = values.get(name)
        # Of audio, the rate and the quality may follow: `mp3_44100_128`.
        word = value.lower().partition("_")[0] if isinstance(value, str) else ""
        if word in FORMATS:
            return (str(value), *FORMATS[word])
    return None


def _seconds(values: Mapping[str, Any]) -> float | None:
    found = _SECONDS.fullmatch(str(values.get("duration")))
    return float(found[1]) or None if found else None
