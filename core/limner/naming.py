"""How downloaded files are called: a template of the caller's, never a name from a server."""

from __future__ import annotations

import mimetypes
import os
import re
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DEFAULT = "{endpoint}-{request_id}-{index}.{ext}"
"""The name of a file in a folder. `{endpoint}` has `_` for each `/`; `{index}` counts from 0."""

_EXTENSIONS = {"image/jpeg": "jpg", "image/webp": "webp", "audio/wav": "wav"}
_TOKEN = re.compile(r"\{(endpoint|request_id|index|ext)\}")


@dataclass(frozen=True)
class Naming:
    """Where files go: a folder, or a template.

    Attributes:
        where: A folder if it ends in a slash or is one; else a path in which
            `{endpoint}`, `{request_id}` and `{index}` are filled in, and in its last
            part `{ext}`.
    """

    where: str

    @property
    def folder(self) -> Path:
        """The folder that files go to; tokens in it stay as they are."""
        return self._template.parent

    def check(self) -> None:
        """See to it that files can be written there, before a call is paid for.

        Raises:
            OSError: They can't; the message says why.
        """
        try:
            folder = self.folder
            nearest = next(
                (place for place in (folder, *folder.parents) if place.exists()), Path()
            )
            writable = nearest.is_dir() and os.access(nearest, os.W_OK)
        except ValueError as error:
            raise OSError(f"{self.where!r} is no place for files: {error}") from None
        if not writable:
            raise PermissionError(f"{nearest} can't be written to")

    def of(self, endpoint_id: str, request_id: str, index: int) -> FileName:
        """The name of one file."""
        facts = {
            "endpoint": safe(endpoint_id.replace("/", "_")),
            "request_id": safe(request_id),
            "index": str(index),
        }
        return FileName(Path(_filled(str(self._template), facts)))

    @property
    def _template(self) -> Path:
        if self.where.endswith(("/", "\\")) or Path(self.where).is_dir():
            return Path(self.where) / DEFAULT
        return Path(self.where)


@dataclass(frozen=True)
class FileName:
    """The name of one file, but for its ending: its server may be the first to tell that.

    Attributes:
        template: Its path; `{ext}` in its last part is to be filled in.
    """

    template: Path

    @property
    def folder(self) -> Path:
        """Where the file goes."""
        return self.template.parent

    def tries(self, media_type: str) -> Iterator[Path]:
        """The paths to try, in turn: the file's own, then `-1`, `-2` ... before the ending."""
        name = _filled(self.template.name, {"ext": extension(media_type)})
        first = self.folder / name
        numbered = (first.with_name(f"{first.stem}-{n}{first.suffix}") for n in count(1))
        return chain([first], numbered)


def _filled(text: str, facts: Mapping[str, str]) -> str:
    return _TOKEN.sub(lambda token: facts.get(token[1], token[0]), text)


def safe(text: str) -> str:
    """Text from outside as a part of a file's name."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", text)[:80].lstrip(".") or "job"


def extension(media_type: str) -> str:
    """The ending for a media type, without a dot; `bin` for an unknown one."""
    known = _EXTENSIONS.get(media_type) or (mimetypes.guess_extension(media_type) or "")[1:]
    return known or "bin"
