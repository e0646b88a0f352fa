"""The receipt of a file on disk: beside it, or in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from limner.errors import InvalidReceipt, NoReceipt
from limner.receipts.embedding import found, has_traces
from limner.receipts.patch import LARGEST
from limner.receipts.receipt import Receipt, json_of

if TYPE_CHECKING:
    import os

    from limner.receipts.patch import Patch

BESIDE = ".receipt.json"
"""What the name of a receipt that lies beside a file has behind the file's own."""


@dataclass(frozen=True)
class Held:
    """A receipt as a file has it.

    Attributes:
        payload: Its bytes.
        beside: Where it lies; None if it's in the file.
        restoring: What takes it out of the file: nothing if it lies beside it, and None if
            the place that holds it was changed.
    """

    payload: bytes
    beside: Path | None
    restoring: tuple[Patch, ...] | None


def path_beside(path: Path) -> Path:
    """Where the receipt of a file lies that isn't in it: `speech.mp3.receipt.json`."""
    return path.with_name(path.name + BESIDE)


def file_of(path: Path) -> Path:
    """The file that a name means: that of a receipt beside a file means the file."""
    return path.with_name(path.name.removesuffix(BESIDE)) if path.name != BESIDE else path


def read(path: str | os.PathLike[str]) -> Receipt:
    """The receipt of a file, in it or beside it; nothing is verified, see `verify`.

    Args:
        path: The file, or the receipt that lies beside it.

    Raises:
        NoReceipt: It has none.
        InvalidReceipt: It has one that can't be read.
        OSError: The file can't be read.

    Example:
        >>> limner.receipts.read("lighthouse.png").arguments["prompt"]
        'a lighthouse at dusk'
    """
    return Receipt.of_json(read_json(path))


def read_json(path: str | os.PathLike[str]) -> Any:
    """The receipt of a file as the JSON that was written; raises as `read`."""
    try:
        return json_of(held(Path(path)).payload)
    except InvalidReceipt as error:
        raise InvalidReceipt(error.reason, str(path)) from None


def held(path: Path) -> Held:
    """The receipt of a file, unread. Raises as `read`.

    One that lies beside it goes first: it is only written where none was put into the file,
    and what is in it then is of another job.
    """
    beside = path if path.name.endswith(BESIDE) else path_beside(path)
    with path.open("rb") as file:
        if beside.is_file():
            with beside.open("rb") as other:
                return Held(other.read(LARGEST + 1), beside, ())
        if there := found(file):
            return Held(there.payload, None, there.restoring)
        if has_traces(file):
            raise InvalidReceipt("the place in the file that holds it was changed", str(path))
    raise NoReceipt(str(path))
