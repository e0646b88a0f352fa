"""How downloaded files are called: a template of the caller's, never a name from a server.

What a server says is filled in as plain text that leads nowhere.
"""

from __future__ import annotations

import mimetypes
import os
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from limner import stores
from limner.addresses import parted
from limner.disk import Temporary
from limner.folders import LONGEST, refuse_unwritable
from limner.plain_names import cut, guarded, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from limner.result import ArtifactFacts, Download

DEFAULT = "{endpoint}-{request_id}-{index}.{ext}"
"""The name of a file in a folder."""

TOKENS = ("index", "name", "request_id", "endpoint", "seed", "date", "ext")
"""What a template may name, see `Naming`."""

MOST_BYTES = LONGEST - len(".receipt.json")
"""Bytes that a name may have: what file systems take, less what its receipt's name adds."""

_LONGEST_ENDING = 16
_ENDINGS = {"image/jpeg": "jpg", "image/webp": "webp", "audio/wav": "wav"}
_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


def _today() -> date:
    return datetime.now().astimezone().date()


@dataclass(frozen=True)
class Naming:
    """Where files go: a folder, or a template.

    In a template is filled in: `{index}`, the file's number in its result, from 0; `{name}`,
    what it's called in its URL, without its ending; `{ext}`, the ending for what it is, in the
    last part only; `{request_id}`; `{endpoint}`, with `_` for each `/`; `{seed}`, or `none`;
    `{date}`, the day of the job, `2026-01-31`. `{{` and `}}` are braces.

    Attributes:
        where: A folder if it ends in a slash or is one; else a template. With a beginning such
            as `s3://bucket/` it is in an object store, see `limner.stores`.
        today: The day of a job that was just submitted.

    Raises:
        ValueError: No file can be called so; the message says why.
        MissingExtra: Object stores need the extra `storage`.
    """

    where: str
    today: date = field(default_factory=_today)

    def __post_init__(self) -> None:
        if "\0" in self.where:
            raise ValueError(f"{self.where!r} is no place for files: it has a NUL in it")
        _refuse_unknown(str(self.folder), TOKENS[:-1])
        _refuse_unknown(self._template.name, TOKENS)
        if self._store:
            stores.refuse_unusable(self._store, self._template)

    @property
    def folder(self) -> Path:
        """The folder that files go to; tokens in it stay as they are."""
        return self._template.parent

    @property
    def has_ending(self) -> bool:
        """Whether files get one; a name without may have been meant as a folder's."""
        return bool(self._template.suffix)

    def check(self) -> None:
        """See to it that files can be written there, before a call is paid for.

        Raises:
            OSError: They can't; the message says why.
        """
        if self._store:
            stores.check(self._store)
        else:
            refuse_unwritable(self.folder)

    def of(self, artifact: ArtifactFacts) -> FileName:
        """The name of one file."""
        facts = _facts(artifact, self.today)
        folders = (_filled(part, facts) for part in self.folder.parts)
        return FileName(Path(*folders), self._template.name, facts, self._store)

    @property
    def _store(self) -> str | None:
        return self._parted[0]

    @cached_property
    def _parted(self) -> tuple[str | None, str]:
        return parted(self.where)

    @cached_property
    def _template(self) -> Path:
        store, text = self._parted
        if store is None and os.path.isdir(text):  # noqa: PTH112 -- never raises
            return Path(re.sub(r"([{}])", r"\1\1", text), DEFAULT)
        return Path(text, DEFAULT) if not text or text.endswith(("/", "\\")) else Path(text)


@dataclass(frozen=True)
class FileName:
    """The name of one file, but for its ending: its server may be the first to tell that.

    Attributes:
        folder: Where the file goes; of an object store, the beginning of its key.
        template: The last part; `{ext}` in it is still to be known.
        facts: What the tokens stand for.
        store: The object store, such as `s3://bucket`; None for this machine's disk.
    """

    folder: Path
    template: str
    facts: Mapping[str, str]
    store: str | None = None

    def temporary(self) -> Temporary:
        """The file while it is being written."""
        return stores.Stored(self.store) if self.store else Temporary(self.folder)

    def tries(self, media_type: str) -> Iterator[Path]:
        """The paths to try, in turn: the file's own, then `-1`, `-2` ... before the ending."""
        name = _filled(self.template, {**self.facts, "ext": extension(media_type)})
        stem, dot, ending = name.rpartition(".")
        if not stem or len(ending) > _LONGEST_ENDING:
            stem, dot, ending = name, "", ""
        suffixes = chain([""], (f"-{number}" for number in count(1)))
        return (self.folder / _fitting(stem, f"{more}{dot}{ending}") for more in suffixes)

    def url(self, path: Path) -> str | None:
        """The address of a file in an object store; None of one on disk."""
        return f"{self.store}/{path.as_posix()}" if self.store else None

    def is_beside(self, download: Download) -> bool:
        """Whether a file that was saved before is in the folder that this one goes to."""
        if download.path is None:
            return download.url == self.url(self.folder / Path(download.url or "").name)
        return self.store is None and download.path.parent == self.folder.absolute()


def _refuse_unknown(template: str, known: Collection[str]) -> None:
    for token in _TOKEN.finditer(template):
        name = token[1]
        if name == "ext" and name not in known:
            raise ValueError("{ext} is known in the last part of a name only, not in a folder's")
        if name is not None and name not in known:
            tokens = ", ".join(f"{{{token}}}" for token in TOKENS)
            raise ValueError(
                f"{{{name}}} is nothing that can be filled in: known are {tokens};"
                " {{ and }} are braces"
            )


def _filled(part: str, facts: Mapping[str, str]) -> str:
    """A part of a path with its tokens filled in; only then may it need a guard."""
    filled = _TOKEN.sub(lambda token: _text_of(token, facts), part)
    return guarded(filled) if filled != part else part


def _text_of(token: re.Match[str], facts: Mapping[str, str]) -> str:
    return token[0][0] if token[1] is None else facts[token[1]]


def _fitting(stem: str, ending: str) -> str:
    """A name that fits a file system, its stem cut if need be."""
    short = cut(stem, MOST_BYTES - len(ending.encode(errors="surrogateescape")))
    return (stem if short == stem else short.rstrip(". ")) + ending


def _facts(artifact: ArtifactFacts, today: date) -> dict[str, str]:
    job = artifact.job
    day = datetime.fromtimestamp(job.entry.created).astimezone().date() if job.entry else today
    return {
        "index": str(artifact.index),
        "name": plain(_name(artifact) or artifact.kind),
        "request_id": plain(job.request_id or job.entry_id or "local"),
        "endpoint": plain(job.endpoint_id.replace("/", "_")),
        "seed": "none" if artifact.seed is None else str(artifact.seed)[:20],
        "date": day.isoformat(),
    }


def _name(artifact: ArtifactFacts) -> str:
    """What a file is called where it's served, without its ending; empty if it has no name."""
    name = re.split(r"[/\\]", artifact.file_name or _in_url(artifact.url))[-1]
    stem, _, ending = name.rpartition(".")
    known = ending.lower() in _ENDINGS.values() or mimetypes.guess_type(f"x.{ending}")[0]
    return stem if stem and known else name


def _in_url(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return "" if parts.scheme.lower() == "data" else unquote(parts.path)


def extension(media_type: str) -> str:
    """The ending for a media type, without a dot; `bin` for an unknown one."""
    known = _ENDINGS.get(media_type) or (mimetypes.guess_extension(media_type) or "")[1:]
    return known or "bin"
