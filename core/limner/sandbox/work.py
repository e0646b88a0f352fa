"""What a sandbox job comes to: a result by the output schema, and files drawn when fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner.data_urls import data_url
from limner.sandbox import generic
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

_ENDINGS = {"image/jpeg": "jpg", "video/mp4": "mp4", "audio/wav": "wav", "text/plain": "txt"}


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
        rendering = hooks.render_sandbox(request) or generic.render(request)
    except generic.UnusableFile as error:
        return detail([Issue(error.pointer, "image_load_error", str(error))])
    pixels = sum((file.width or 0) * (file.height or 0) for file in rendering.files)
    if pixels > MOST_PIXELS:
        return detail([_too_large(pixels)])
    inline = request.arguments.get("sync_mode") is True
    urls = [
        data_url(file.media_type, file.draw()) if inline else f"{url}/{index}.{_ending(file)}"
        for index, file in enumerate(rendering.files)
    ]
    return Work(fill(request.model.output, rendering, urls), rendering.files)


def _too_large(pixels: int) -> Issue:
    side = int(MOST_PIXELS**0.5)
    message = f"{pixels:,} pixels in all; the sandbox draws at most {MOST_PIXELS:,}"
    return Issue("", "image_too_large", message, None, {"max_height": side, "max_width": side})


def _ending(file: File) -> str:
    return _ENDINGS.get(file.media_type) or file.media_type.rpartition("/")[2]
