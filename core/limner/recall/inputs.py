"""The local files that were sent with a request: found again, and surely the same."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from limner.errors import JournalError, UnknownJob
from limner.files import is_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    from limner.journal import Journal
    from limner.receipts import Input, Receipt


@dataclass(frozen=True)
class Search:
    """Where files are looked for.

    Attributes:
        folders: Those in which one of the name is tried.
        journal: What may know where they were; None if nothing does.
    """

    folders: tuple[Path, ...] = ()
    journal: Journal | None = None

    @classmethod
    def around(cls, path: Path | None, journal: Journal | None) -> Search:
        """Beside the file that has the receipt, if there is one, and in the current folder."""
        beside = () if path is None else (path.absolute().parent,)
        return cls((*beside, Path.cwd()), journal)

    def find(self, file: Input, receipt: Receipt) -> Path | None:
        """A file with the same bytes; looks at the disk, and never raises for what it finds."""
        named = [folder / name for folder in self.folders for name in _plain_names(file.name)]
        places = dict.fromkeys([*self._recorded(file, receipt), *named])
        return next((path for path in places if _is_it(path, file)), None)

    def _recorded(self, file: Input, receipt: Receipt) -> Iterable[Path]:
        """Where the journal has it; a receipt may be of another machine, or another's."""
        if self.journal is None or receipt.entry_id is None:
            return []
        with suppress(UnknownJob, JournalError):
            entry = self.journal.find(receipt.entry_id)
            sent = [one for one in entry.inputs if one.pointer == file.pointer]
            return [Path(one.path) for one in sent if one.path]
        return []


NOWHERE = Search()
"""Nothing is looked for."""


def _plain_names(name: str) -> list[str]:
    """A file's name if it is one, and leads nowhere else."""
    plain = {PurePosixPath(name).name, PureWindowsPath(name).name} == {name}
    return [name] if plain and not is_url(name) else []


def _is_it(path: Path, file: Input) -> bool:
    """Whether a file has the size and the digest of another."""
    with suppress(OSError, ValueError):
        if path.is_file() and path.stat().st_size == file.bytes:
            with path.open("rb") as opened:
                return hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256
    return False
