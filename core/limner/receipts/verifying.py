"""Whether a file is what its receipt says, and the file without it."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from limner.disk import Temporary
from limner.errors import InvalidReceipt, NoReceipt
from limner.receipts.embedding import found
from limner.receipts.patch import apply
from limner.receipts.reading import Held, file_of, held
from limner.receipts.receipt import DIGEST, Receipt, canonical, digest_of, json_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    from limner.receipts.patch import Patch


@dataclass(frozen=True)
class Verification:
    """What became of comparing a file with its receipt.

    Attributes:
        path: The file.
        receipt: Its receipt, as far as that can be read.
        differences: What isn't as it was when the file was saved, each a sentence.
    """

    path: Path
    receipt: Receipt | None
    differences: tuple[str, ...]

    @property
    def valid(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def as_json(self) -> dict[str, Any]:
        """The verification as the command line's JSON has it."""
        known = self.receipt
        return {
            "path": str(self.path),
            "valid": self.valid,
            "differences": list(self.differences),
            "endpoint_id": known and known.endpoint_id,
            "provider": known and known.provider,
            "request_id": known and known.request_id,
            "sha256": known and known.output.sha256,
        }


def verify(path: str | os.PathLike[str]) -> Verification:
    """Compare a file with its receipt: what was served, and the receipt's own digest.

    A receipt isn't signed. It tells of damage and of careless changes, and not of somebody
    who writes a file and a receipt that fit.

    Args:
        path: The file, or the receipt that lies beside it.

    Raises:
        NoReceipt: It has none.
        OSError: It can't be read.

    Example:
        >>> limner.receipts.verify("lighthouse.png").valid
        True
    """
    path = file_of(Path(path))
    try:
        there = held(path)
    except InvalidReceipt as error:
        return Verification(path, None, (_sentence(error),))
    try:
        value = json_of(there.payload)
        receipt = Receipt.of_json(value)
    except InvalidReceipt as error:
        return Verification(path, None, (_sentence(error),))
    differences = [*_in_receipt(there.payload, value), *_in_file(path, there, receipt)]
    return Verification(path, receipt, tuple(differences))


def strip(path: str | os.PathLike[str], output: str | os.PathLike[str]) -> Path:
    """Write a file without the receipt in it: to the byte what the provider served.

    Args:
        path: The file.
        output: The name of the new one; nothing is overwritten.

    Returns:
        Where that is.

    Raises:
        NoReceipt: There is none in it.
        InvalidReceipt: The place that holds it was changed.
        OSError: The disk refuses, or the name is taken.
    """
    path, output = Path(path), Path(output)
    there = held(path)
    if there.beside:
        raise NoReceipt(str(path))
    if there.restoring is None:
        raise InvalidReceipt("the place in the file that holds it was changed", str(path))
    if output.exists():
        raise FileExistsError(f"{output} is there already")
    temporary = Temporary(output.parent)
    try:
        with path.open("rb") as file:
            apply(there.restoring, file, temporary)
        temporary.sync()
        return temporary.rename([output])
    finally:
        temporary.unlink()


def served(path: Path, sha256: str) -> bytes | None:
    """What the provider served of a file on disk: without the receipt that is in it.

    Args:
        path: The file.
        sha256: Of the bytes that were served, in hex.

    Returns:
        None if the file is gone, or holds something else by now.
    """
    data = io.BytesIO()
    try:
        with path.open("rb") as file:
            there = found(file)
            apply(there.restoring or () if there else (), file, data)
    except OSError:
        return None
    return data.getvalue() if hashlib.sha256(data.getbuffer()).hexdigest() == sha256 else None


def _in_receipt(payload: bytes, value: Any) -> Iterator[str]:
    stated, actual = value.get(DIGEST), digest_of(value)
    if stated != actual:
        yield f"The receipt was changed: its digest is {actual}, and it says {stated}."
    elif canonical(value) != payload:
        yield "The receipt isn't written as Limner writes it: its text was changed."


def _in_file(path: Path, there: Held, receipt: Receipt) -> Iterator[str]:
    if there.restoring is None:
        yield "The place in the file that holds the receipt was changed."
        return
    served, output = _digest(path, there.restoring), receipt.output
    if served.size != output.bytes:
        yield (
            f"The file was changed: it has {served.size:,} bytes without its receipt,"
            f" and {output.bytes:,} were served."
        )
    elif served.sha256 != output.sha256:
        yield (
            f"The file was changed: its SHA-256 is {served.sha256},"
            f" and that of what was served {output.sha256}."
        )


class _Digest:
    """What is written to it is counted and hashed, and not kept."""

    def __init__(self) -> None:
        self.size = 0
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, data: bytes) -> None:
        self.size += len(data)
        self._hash.update(data)


def _digest(path: Path, patches: Sequence[Patch]) -> _Digest:
    digest = _Digest()
    with path.open("rb") as file:
        apply(patches, file, digest)
    return digest


def _sentence(error: InvalidReceipt) -> str:
    return f"The receipt can't be read: {error.reason}."
