"""What is noted of a list on the disk, so that a pass can go on and the next one compare."""

from __future__ import annotations

from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from limner_registry.catalog.documents import PART, file_name, write
from limner_registry.catalog.lock import locked_if_free
from limner_registry.errors import SyncUnderWay

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator


class Kind(StrEnum):
    """What a listed model is to the catalog.

    `KEPT` is a model of which the user has another document. `GONE` is one that isn't
    listed any more.
    """

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    REFUSED = "refused"
    GONE = "gone"


class _Noted(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Outcome(_Noted):
    """What became of one model in a pass.

    Attributes:
        kind: What it is to the catalog.
        sha256: The identity of the document that came of it; empty where none did.
        notes: What had to be repaired in it.
        changes: What changed for callers, as `Change.as_json` has it.
        reason: Why it is refused or kept.
    """

    kind: Kind
    sha256: str = ""
    notes: list[str] = []
    changes: list[dict[str, Any]] = []
    reason: str = ""


class Known(_Noted):
    """A model that the list has brought before.

    Attributes:
        sha256: The identity of the document that was put into the catalog.
        gone: Whether it isn't listed any more.
    """

    sha256: str
    gone: bool = False


class Pass(_Noted):
    """A pass that isn't at its end.

    Attributes:
        wanted: What is read: the address of its first page.
        began: When, in seconds since 1970.
        cursor: What names the page that it has reached; None for the first one.
        outcomes: By endpoint id, what it has found, that page's models included.
    """

    wanted: str
    began: float
    cursor: str | None = None
    outcomes: dict[str, Outcome] = {}


class State(_Noted):
    """Everything that is noted of a list.

    Attributes:
        known: By endpoint id, what it has brought, in all passes that came to their end.
        unfinished: The pass that didn't.
    """

    known: dict[str, Known] = {}
    unfinished: Pass | None = None


class Store:
    """The file with what is noted of a list.

    Args:
        home: The folder of the user's data.
        source: The list's address; each list has a file of its own.
    """

    def __init__(self, home: str | os.PathLike[str], source: str) -> None:
        self._folder = Path(home, "sync")
        self._path = self._folder / file_name(source)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let no other process fill this catalog meanwhile; ends of killed ones are cleared.

        Raises:
            SyncUnderWay: One does.
            OSError: The home can't be written to.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = self._folder / "lock"
        lock.touch()
        with locked_if_free(str(lock)) as held:
            if not held:
                raise SyncUnderWay(
                    "another `limner models sync` is filling this catalog; wait for its end"
                )
            for left in self._folder.glob(f".*{PART}"):
                left.unlink(missing_ok=True)
            yield

    def load(self) -> tuple[State, bool]:
        """What is noted, nothing where there is no file, and whether the file is whole."""
        try:
            return State.model_validate_json(self._path.read_bytes()), True
        except FileNotFoundError:
            return State(), True
        except (OSError, ValidationError):
            return State(), False

    def save(self, state: State) -> None:
        """Note it, so that the file is whole at any moment.

        Raises:
            OSError: The disk is full, or the home can't be written to.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        write(str(self._path), state.model_dump_json(exclude_defaults=True).encode())
