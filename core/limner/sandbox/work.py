"""What a sandbox job comes to: a result by the output schema, and files drawn when fetched."""

from __future__ import annotations

from dataclasses import dataclass, field
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


@dataclass
class Work:
    """What a job came to.

    Attributes:
        result: The JSON.
        files: The files that it names.
    """

    result: dict[str, Any]
    files: Sequence[File]
    _drawn: dict[int, bytes] = field(default_factory=dict)

    def drawn(self, index: int) -> bytes:
        """The bytes of a file, drawn on the first call."""
        if index not in self._drawn:
            self._drawn[index] = self.files[index].draw()
        return self._drawn[index]


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
    work = Work({}, rendering.files)
    inline = request.arguments.get("sync_mode") is True
    urls = [_url(work, index, url, inline=inline) for index in range(len(rendering.files))]
    work.result = fill(request.model.output, rendering, urls)
    return work


def _too_large(pixels: int) -> Issue:
    side = int(MOST_PIXELS**0.5)
    message = f"{pixels:,} pixels in all; the sandbox draws at most {MOST_PIXELS:,}"
    return Issue("", "image_too_large", message, None, {"max_height": side, "max_width": side})


def _url(work: Work, index: int, url: str, *, inline: bool) -> str:
    media_type = work.files[index].media_type
    if inline:
        return data_url(media_type, work.drawn(index))
    ending = _ENDINGS.get(media_type) or media_type.rpartition("/")[2]
    return f"{url}/{index}.{ending}"
