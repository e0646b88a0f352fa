"""Result -> what the caller has: files are downloaded where asked for, plugins get their turn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limner import disk
from limner.disk import Temporary
from limner.effects import FileStep, Path, ask, move, note, on_disk, surely
from limner.errors import NotCollected, TransportError
from limner.journal import KeptFile
from limner.naming import Naming
from limner.path.download import NoSuchFile, patient_download, pour
from limner.path.fetch import not_collected
from limner.result import Artifact, ArtifactFacts, Download, Result

if TYPE_CHECKING:
    from limner.naming import FileName
    from limner.path.setting import Setting


def keep(result: Result[Artifact], setting: Setting, where: str | None) -> Path[Result[Artifact]]:
    """Download a result's files where asked for, and let plugins process it.

    Args:
        result: As it was fetched.
        setting: Who is asked.
        where: A folder or template for the files; None downloads nothing now.

    Raises:
        NotCollected: A file can't be had, or the disk refuses it; those that can be had are
            on disk, and the error carries the result.
    """
    failures: list[Exception] = []
    result = yield from _as_it_is(result)
    if where is not None:
        result, failures = yield from _with_files(result, setting, Naming(where))
    result = yield from ask(setting.hooks.process_result, result)
    if failures:
        reason = "; ".join(str(failure) for failure in failures)
        raise not_collected(result.job, reason, result) from failures[0]
    yield from move(result.job.entry_id, "kept")
    return result


def save(artifact: ArtifactFacts, setting: Setting, naming: Naming) -> Path[Download]:
    """Download one file to disk: whole under its name, or not at all.

    Raises:
        NotCollected: It can't be had.
        OSError: The disk refuses.
    """
    name = naming.of(artifact.job.endpoint_id, _job_name(artifact), artifact.index)

    def once() -> Path[Download]:
        return _save_once(artifact, name)

    try:
        download = yield from patient_download(once, setting.chance)
    except (TransportError, NoSuchFile) as failure:
        raise _missing(artifact, failure) from failure
    yield from note(artifact.job.entry_id, files=[_kept(artifact, download)])
    return download


def load(artifact: ArtifactFacts, setting: Setting) -> Path[bytes]:
    """Download one file into memory; raises `NotCollected` as `save`."""

    def once() -> Path[bytes]:
        pieces: list[bytes] = []
        yield from pour(artifact, lambda piece: _append(pieces, piece))
        return b"".join(pieces)

    try:
        return (yield from patient_download(once, setting.chance))
    except (TransportError, NoSuchFile) as failure:
        raise _missing(artifact, failure) from failure


def _as_it_is(result: Result[Artifact]) -> Path[Result[Artifact]]:
    """The result without the files that the journal remembers and that are gone."""
    artifacts: list[Artifact] = []
    for artifact in result.artifacts:
        known = artifact.download
        there = known and (yield from on_disk(disk.is_there, known.path, known.size))
        artifacts.append(artifact if there else replace(artifact, download=None))
    return result.with_artifacts(tuple(artifacts))


def _with_files(
    result: Result[Artifact], setting: Setting, naming: Naming
) -> Path[tuple[Result[Artifact], list[Exception]]]:
    artifacts: list[Artifact] = []
    failures: list[Exception] = []
    for artifact in result.artifacts:
        if _is_where(naming, artifact):
            artifacts.append(artifact)
            continue
        try:
            download = yield from save(artifact, setting, naming)
            artifacts.append(replace(artifact, download=download))
        except (NotCollected, OSError) as failure:
            artifacts.append(artifact)
            failures.append(failure)
    return result.with_artifacts(tuple(artifacts)), failures


def _save_once(artifact: ArtifactFacts, name: FileName) -> Path[Download]:
    temporary = Temporary(name.folder)
    try:
        yield from on_disk(temporary.create)
        served = yield from pour(artifact, lambda piece: on_disk(temporary.write, piece))
        yield from on_disk(temporary.sync)
        media_type = artifact.media_type or served or "application/octet-stream"
        path = yield from on_disk(temporary.rename, name.tries(media_type))
    except GeneratorExit:
        raise
    except BaseException:
        yield from surely(FileStep(temporary.unlink, ()))
        raise
    return Download(path, temporary.size, temporary.sha256, media_type)


def _is_where(naming: Naming, artifact: Artifact) -> bool:
    """Whether a file was saved before, and where it is to be."""
    name = naming.of(artifact.job.endpoint_id, _job_name(artifact), artifact.index)
    return artifact.path is not None and artifact.path.parent == name.folder.absolute()


def _kept(artifact: ArtifactFacts, download: Download) -> KeptFile:
    where = str(download.path.absolute())
    return KeptFile(
        artifact.pointer,
        where,
        download.sha256,
        download.size,
        download.media_type,
        download.file_sha256,
    )


def _job_name(artifact: ArtifactFacts) -> str:
    return artifact.job.request_id or artifact.job.entry_id or "local"


def _append(pieces: list[bytes], piece: bytes) -> Path[None]:
    pieces.append(piece)
    yield from ()


def _missing(artifact: ArtifactFacts, failure: Exception) -> NotCollected:
    return not_collected(artifact.job, f"its file {artifact.pointer} can't be had: {failure}")
