"""Result -> what the caller has: files are downloaded where asked for, plugins get their turn."""

from __future__ import annotations

from dataclasses import replace
from random import random
from typing import TYPE_CHECKING

from limner import disk
from limner.effects import Path, ask, move, on_disk
from limner.errors import NotCollected, TransportError
from limner.naming import Naming
from limner.path.download import NoSuchFile, patient_download, pour
from limner.path.fetch import not_collected
from limner.result import Artifact, ArtifactFacts, Download, Result

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path as FilePath

    from limner.disk import Temporary
    from limner.path.setting import Setting


def keep(result: Result[Artifact], setting: Setting, where: str | None) -> Path[Result[Artifact]]:
    """Download a result's files where asked for, and let plugins process it.

    Args:
        result: As it was fetched.
        setting: Who is asked.
        where: A folder or template for the files; None downloads nothing now.

    Raises:
        NotCollected: A file can't be had; those that can are on disk, and the error
            carries the result.
        OSError: The disk refuses.
    """
    missing: list[str] = []
    if where is not None:
        result, missing = yield from _with_files(result, setting, Naming(where))
    result = yield from ask(setting.hooks.process_result, result)
    if missing:
        raise not_collected(result.job, "; ".join(missing), result)
    yield from move(result.job.entry_id, "kept")
    return result


def save(
    artifact: ArtifactFacts, naming: Naming, chance: Callable[[], float] = random
) -> Path[Download]:
    """Download one file to disk: whole under its name, or not at all.

    Raises:
        NotCollected: It can't be had.
        OSError: The disk refuses.
    """

    def once() -> Path[Download]:
        return _save_once(artifact, naming)

    try:
        return (yield from patient_download(once, chance))
    except (TransportError, NoSuchFile) as failure:
        raise _missing(artifact, failure) from failure


def load(artifact: ArtifactFacts, chance: Callable[[], float] = random) -> Path[bytes]:
    """Download one file into memory; raises `NotCollected` as `save`."""

    def once() -> Path[bytes]:
        pieces: list[bytes] = []
        yield from pour(artifact.url, lambda piece: _append(pieces, piece))
        return b"".join(pieces)

    try:
        return (yield from patient_download(once, chance))
    except (TransportError, NoSuchFile) as failure:
        raise _missing(artifact, failure) from failure


def _with_files(
    result: Result[Artifact], setting: Setting, naming: Naming
) -> Path[tuple[Result[Artifact], list[str]]]:
    artifacts, missing = [], []
    for artifact in result.artifacts:
        try:
            download = yield from save(artifact, naming, setting.chance)
            artifacts.append(replace(artifact, download=download))
        except NotCollected as failure:
            artifacts.append(artifact)
            missing.append(str(failure.__cause__))
    return result.with_artifacts(tuple(artifacts)), missing


def _save_once(artifact: ArtifactFacts, naming: Naming) -> Path[Download]:
    temporary = yield from on_disk(disk.create, naming.folder)
    try:
        served = yield from pour(artifact.url, lambda piece: on_disk(disk.write, temporary, piece))
        yield from on_disk(disk.sync, temporary)
        media_type = artifact.media_type or served or "application/octet-stream"
        path = yield from _rename(temporary, artifact, media_type, naming)
    except GeneratorExit:
        raise
    except BaseException:
        yield from on_disk(disk.unlink, temporary)
        raise
    return Download(path, temporary.size, temporary.sha256, media_type)


def _rename(
    temporary: Temporary, artifact: ArtifactFacts, media_type: str, naming: Naming
) -> Path[FilePath]:
    job = artifact.job
    request_id = job.request_id or job.entry_id or "local"
    names = naming.names(job.endpoint_id, request_id, artifact.index, media_type)
    return (yield from on_disk(disk.rename, temporary, names))


def _append(pieces: list[bytes], piece: bytes) -> Path[None]:
    pieces.append(piece)
    yield from ()


def _missing(artifact: ArtifactFacts, failure: Exception) -> NotCollected:
    return not_collected(artifact.job, f"its file {artifact.pointer} can't be had: {failure}")
