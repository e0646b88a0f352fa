"""A saved file and its receipt: into the file where its format has a place, else beside it."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from limner.effects import LOG
from limner.errors import InvalidReceipt, NoReceipt
from limner.receipts.embedding import is_found, patches_for
from limner.receipts.patch import LARGEST, apply
from limner.receipts.reading import path_beside, read
from limner.receipts.receipt import Output, Receipt, as_bytes, json_of
from limner.receipts.verifying import verify
from limner.receipts.writing import receipt_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path as FilePath
    from typing import BinaryIO

    from limner.disk import Temporary
    from limner.journal import Entry
    from limner.naming import FileName
    from limner.path.setting import Setting
    from limner.receipts.patch import Patch
    from limner.result import ArtifactFacts


def seal(
    temporary: Temporary, artifact: ArtifactFacts, media_type: str, setting: Setting
) -> bytes | None:
    """Put its receipt into a file that came whole and has no name yet: a step on the disk.

    Args:
        temporary: The file. Its digests tell of what was served, and of what lies on disk.
        artifact: What its result says of it.
        media_type: What it is.
        setting: Whether a receipt is wanted.

    Returns:
        The receipt, where it has to lie beside the file; None if there's nothing to do.
        Failing never costs the file.

    Raises:
        OSError: The disk refuses the file itself.
    """
    if setting.keeping.receipts is None:
        return None
    temporary.flush()
    return _sealed(temporary, artifact, media_type, setting)


def free(names: Iterable[FilePath]) -> Iterator[FilePath]:
    """Those names beside which there is no receipt: it would be another file's."""
    return (name for name in names if not path_beside(name).exists())


def lay_beside(payload: bytes, name: FileName, path: FilePath) -> None:
    """Write a file's receipt beside it: whole, or not at all; failing is logged.

    It's a step on the disk.

    Args:
        payload: The receipt.
        name: How the file was named.
        path: The name that it got.
    """
    temporary = name.temporary()
    try:
        temporary.take(payload)
        temporary.place([path_beside(path)])
    except Exception as error:  # noqa: BLE001 -- whatever it is, it costs no file
        LOG.warning("the receipt of %s can't be written: %s", path, error)
    finally:
        temporary.unlink()


def saved_before(
    names: Iterable[FilePath],
    temporary: Temporary,
    artifact: ArtifactFacts,
    media_type: str,
    setting: Setting,
) -> FilePath | None:
    """Where a file lies already, though that may not be on record: a step on the disk.

    It's known by its receipt: the one that it would get now, but for the time. Takes what
    `seal` does, and the names that the file may have.
    """
    if setting.keeping.receipts is None:
        return None
    temporary.flush()
    with suppress(Exception):  # whatever it is, it costs no file: that is saved once more
        wanted = Receipt.of_json(json_of(_receipt(temporary, artifact, media_type, setting)))
        embeds = setting.keeping.receipts == "embed"
        taken = takewhile(_is_taken, names)
        return next((path for path in taken if _has(path, wanted, embeds=embeds)), None)
    return None


def _is_taken(path: FilePath) -> bool:
    return os.path.lexists(path) or path_beside(path).exists()


def _has(path: FilePath, wanted: Receipt, *, embeds: bool) -> bool:
    """Whether a file has a receipt, where it is to be, and is what that says."""
    try:
        same = replace(read(path), saved=wanted.saved) == wanted
    except (NoReceipt, InvalidReceipt, OSError):
        return False
    return same and (embeds or path_beside(path).exists()) and verify(path).valid


def _sealed(
    temporary: Temporary, artifact: ArtifactFacts, media_type: str, setting: Setting
) -> bytes | None:
    try:
        receipt = _receipt(temporary, artifact, media_type, setting)
    except Exception:  # noqa: BLE001 -- whatever it is, it costs no file
        LOG.exception("the receipt of %s can't be made", artifact.pointer)
        return None
    if len(receipt) > LARGEST:
        told = "the receipt of %s isn't written: it has %s bytes, and %s can be read again"
        LOG.warning(told, artifact.pointer, f"{len(receipt):,}", f"{LARGEST:,}")
        return None
    try:
        embeds = setting.keeping.receipts == "embed" and _embed(temporary, receipt)
    except Exception as error:  # noqa: BLE001 -- likewise
        LOG.warning("the receipt of %s lies beside it: %s", artifact.pointer, error)
        return receipt
    return None if embeds else receipt


def _receipt(
    temporary: Temporary, artifact: ArtifactFacts, media_type: str, setting: Setting
) -> bytes:
    served = (temporary.size, temporary.sha256)
    output = Output(artifact.pointer, artifact.index, media_type, *served)
    entry, secrets = _entry(artifact, setting), setting.account.secrets
    return as_bytes(receipt_of(artifact, output, entry, secrets, private=setting.keeping.private))


def _entry(artifact: ArtifactFacts, setting: Setting) -> Entry | None:
    """The journal's row of a file's job, as it is now; failing that, as it was."""
    job = artifact.job
    name = job.entry_id or job.request_id
    try:
        return setting.journal.find(name) if setting.journal and name else job.entry
    except Exception:  # noqa: BLE001 -- a journal that can't be read costs no file
        return job.entry


def _embed(temporary: Temporary, payload: bytes) -> bool:
    """Put a receipt into a file; False if it has no place for one, and then it's as it was."""
    patches = temporary.look(partial(patches_for, payload=payload))
    if patches is None:
        return False
    if patches[0].at == temporary.size:
        temporary.append(patches[0].new)
        return True
    try:
        temporary.rewrite(partial(_rewritten, payload=payload, patches=patches))
    except _NotFoundAgain:
        return False
    return True


class _NotFoundAgain(Exception):
    """What was put into a file can't be told apart from the file."""


def _rewritten(
    source: BinaryIO, target: BinaryIO, *, payload: bytes, patches: tuple[Patch, ...]
) -> None:
    apply(patches, source, target)
    if not is_found(target, payload, patches):
        raise _NotFoundAgain
