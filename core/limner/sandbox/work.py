"""What a sandbox job comes to: a result by the output schema, and files drawn when fetched."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner.data_urls import data_url
from limner.naming import extension
from limner.sandbox import generic
from limner.sandbox.brief import UnusableFile, check_pictures
from limner.sandbox.filling import fill
from limner.sandbox.refusal import Refusal, detail
from limner_registry import Issue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.hooks import Hooks
    from limner.rendering import File
    from limner.request import Request

MOST_PIXELS = 40_000_000
"""How many pixels the pictures of one job may have in all."""

MOST_SIDE = 65_500
"""How many pixels a picture may have across or down: a JPEG can't have more."""

_WEBP_SIDE = 16_383


@dataclass(frozen=True)
class Work:
    """What a job came to.

    Attributes:
        result: The JSON.
        files: The files that it names, each drawn whenever somebody fetches it.
    """

    result: dict[str, Any]
    files: Sequence[File]


def work_of(request: Request, hooks: Hooks, url: str) -> Work | Refusal:
    """Do a job: what a plugin renders, or the generic picture.

    Args:
        request: What was submitted.
        hooks: Asked for a rendering.
        url: What the files' URLs begin with.
    """
    try:
        check_pictures(request)
        rendering = hooks.render_sandbox(request) or generic.render(request)
    except UnusableFile as error:
        return detail([Issue(error.pointer, "image_load_error", str(error))])
    if too_large := _too_large(rendering.files):
        return detail([too_large])
    inline = request.arguments.get("sync_mode") is True
    urls = [
        data_url(file.media_type, file.draw())
        if inline
        else f"{url}/{index}.{extension(file.media_type)}"
        for index, file in enumerate(rendering.files)
    ]
    return Work(fill(request.model.output, rendering, urls), rendering.files)


def _too_large(files: Sequence[File]) -> Issue | None:
    pixels = sum((file.width or 0) * (file.height or 0) for file in files)
    if pixels > MOST_PIXELS:
        message = f"{pixels:,} pixels in all; the sandbox draws at most {MOST_PIXELS:,}"
        return _refused_size(message, math.isqrt(MOST_PIXELS))
    for file in files:
        longest, most = max(file.width or 0, file.height or 0), _most_pixels_across(file)
        if longest > most:
            message = f"{longest:,} pixels across; {file.media_type} has at most {most:,} here"
            return _refused_size(message, most)
    return None


def _refused_size(message: str, side: int) -> Issue:
    return Issue("", "image_too_large", message, None, {"max_height": side, "max_width": side})


def _most_pixels_across(file: File) -> int:
    return _WEBP_SIDE if file.media_type == "image/webp" else MOST_SIDE
