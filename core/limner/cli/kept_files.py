"""Where the files of a job are: what became of those that it saved, and which ones it sent."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from limner.cli.screen import bold, columns_of, glyph, plain
from limner_registry.shortening import counted, size_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from limner.journal import Entry, KeptFile, SentFile

FOLDER = 20
"""How many columns the name of a folder gets in a list."""

SHORT_DIGEST = 16


@dataclass(frozen=True)
class Whereabouts:
    """A saved file, and what has become of it.

    Attributes:
        file: As the journal has it.
        present: Whether it's there; None of one in an object store, which isn't asked.
        size: Its bytes now, if it's there.
        sha256: Of these, in hex, if that was asked for.
        receipt: Where its receipt is, `embedded` or `beside`; None if it has none.
    """

    file: KeptFile
    present: bool | None = None
    size: int | None = None
    sha256: str | None = None
    receipt: str | None = None

    @property
    def changed(self) -> bool | None:
        """Whether it isn't as it was saved, as far as was looked; None if it isn't there."""
        if not self.present:
            return None
        digest = self.file.file_sha256 or self.file.sha256
        return self.size != self.file.size or self.sha256 not in {None, digest}

    def as_json(self) -> dict[str, Any]:
        """It as JSON."""
        return {
            "pointer": self.file.pointer,
            "path": self.file.path,
            "media_type": self.file.media_type,
            "bytes": self.file.size,
            "sha256": self.file.sha256,
            "file_sha256": self.file.file_sha256,
            "present": self.present,
            "changed": self.changed,
            "receipt": self.receipt,
        }

    def lines(self) -> Iterator[str]:
        """It as people read it."""
        yield bold(plain(self.file.path))
        about = (plain(self.file.media_type), size_text(self.file.size), self._state())
        yield f"  {'  '.join(filter(None, about))}"
        receipt = {"embedded": "receipt in it", "beside": "receipt beside it"}
        digest = f"served sha256 {self.file.sha256[:SHORT_DIGEST]}"
        yield "  " + "  ".join(filter(None, (digest, receipt.get(self.receipt or ""))))

    def _state(self) -> str:
        if self.present is None:
            return "in an object store"
        if not self.present:
            return "gone"
        if self.changed:
            other = self.size is not None and self.size != self.file.size
            return f"changed, {size_text(self.size or 0)} now" if other else "changed"
        return "unchanged" if self.sha256 else "there"


def whereabouts(file: KeptFile, *, check: bool = False) -> Whereabouts:
    """Look for a saved file; its digest is taken only if that is asked for."""
    if _is_url(file.path):
        return Whereabouts(file)
    from limner.receipts.embedding import found
    from limner.receipts.reading import path_beside

    path = Path(file.path)
    try:
        with path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest() if check else None
            size = path.stat().st_size
            receipt = "beside" if path_beside(path).is_file() else found(opened) and "embedded"
    except OSError:
        return Whereabouts(file, present=False)
    return Whereabouts(file, present=True, size=size, sha256=digest, receipt=receipt or None)


def folders_of(files: Sequence[KeptFile]) -> list[str]:
    """The folders, or places in stores, that files were saved in, each once."""
    return list(dict.fromkeys(_folder(file.path) for file in files))


def _folder(path: str) -> str:
    return path.rpartition("/")[0] if _is_url(path) else str(Path(path).parent)


def _is_url(path: str) -> bool:
    """Whether a file is in an object store, such as at `s3://bucket/name.png`."""
    return "://" in path


def place_of(entry: Entry) -> str:
    """How many files a job has, and where: `4 in pictures`; empty if it has none."""
    folders = folders_of(entry.files)
    if not folders:
        return ""
    if len(folders) > 1:
        return f"{len(entry.files)} in {counted(len(folders), 'folder')}"
    folder = _from_here(folders[0])
    return f"{len(entry.files)} " + (f"in {_end_of(plain(folder))}" if folder != "." else "here")


def sent_as_json(sent: SentFile) -> dict[str, Any]:
    """A file that was sent, as JSON."""
    return {
        "pointer": sent.pointer,
        "name": sent.name,
        "path": sent.path,
        "media_type": sent.media_type,
        "bytes": sent.size,
        "sha256": sent.sha256,
    }


def sent_text(sent: SentFile) -> str:
    """A file that was sent, as people read it."""
    about = f"{plain(sent.media_type)}, {size_text(sent.size)}"
    return f"{plain(sent.path or sent.name)} ({about}, sha256 {sent.sha256[:SHORT_DIGEST]})"


def _from_here(folder: str) -> str:
    """A folder as one would type it: relative to this one if it's in it, else with `~`."""
    path = Path(folder)
    for start, sign in ((Path.cwd(), ""), (Path.home(), "~/")):
        if path.is_relative_to(start):
            return f"{sign}{path.relative_to(start).as_posix()}"
    return folder


def _end_of(text: str) -> str:
    """The end of a text that fits the column: a folder's last names tell the most."""
    if columns_of(text) <= FOLDER:
        return text
    while columns_of(text) >= FOLDER:
        text = text[1:]
    return glyph("…", ".") + text
