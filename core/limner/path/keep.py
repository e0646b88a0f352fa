"""Result -> what the caller has: files are downloaded where asked for, plugins get their turn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from limner import disk, stores
from limner.disk import Memory
from limner.effects import FileStep, Path, move, note, on_disk, surely
from limner.errors import TransportError, UnexpectedResult
from limner.expectations import look_at, with_looks
from limner.expectations.codes import TOO_MANY
from limner.media_types import UNKNOWN
from limner.naming import Naming
from limner.path.download import pour
from limner.path.fetch import not_collected
from limner.path.intake import NoSuchFile
from limner.path.process import kept_file, process
from limner.path.seal import free, lay_beside, saved_before, seal
from limner.path.turns import by_turns
from limner.receipts import served
from limner.result import Artifact, ArtifactFacts, Download, Result
from limner_registry import Issue

if TYPE_CHECKING:
    from limner.disk import Temporary
    from limner.naming import FileName
    from limner.path.setting import Setting

AT_ONCE = 4
"""How many files of a result are under way at a time."""

MOST_FILES = 1000
"""How many files of a result are downloaded with it."""


def keep(result: Result[Artifact], setting: Setting, where: str | None) -> Path[Result[Artifact]]:
    """Download a result's files where asked for, and let plugins process it.

    Args:
        result: As it was fetched.
        setting: Who is asked.
        where: A folder or template for the files; None downloads nothing now.

    Raises:
        NotCollected: A file can't be had, or the disk refuses it; those that can be had are
            on disk, and the error carries the result.
        UnexpectedResult: The client is strict, and the result has warnings.
    """
    failures: list[_Failure] = []
    result = yield from _as_it_is(result, surely=where is not None)
    if where is not None:
        result, failures = yield from _with_files(result, setting, Naming(where))
    result = yield from _looked_at(result)
    result = yield from process(result, setting)
    if failures:
        reason = "; ".join(str(failure) for failure in failures)
        raise not_collected(result.job, reason, result) from failures[0].cause
    yield from move(result.job.entry_id, "kept")
    if setting.strict and result.warnings:
        raise UnexpectedResult(result)
    return result


def save(artifact: ArtifactFacts, setting: Setting, naming: Naming) -> Path[Download]:
    """Download one file to disk: whole under its name, or not at all.

    Raises:
        NotCollected: It can't be had.
        OSError: The disk refuses.
    """
    try:
        return (yield from _saved(artifact, setting, naming.of(artifact)))
    except (TransportError, NoSuchFile) as failure:
        raise not_collected(artifact.job, str(_Failure(artifact, failure))) from failure


def load(artifact: ArtifactFacts, setting: Setting) -> Path[bytes]:
    """The bytes of one file as they were served: from the disk, or else downloaded.

    Raises:
        NotCollected: It can't be had.
    """
    known = artifact.download
    if known and known.path:
        data = yield from on_disk(served, known.path, known.sha256)
        if data is not None:
            return data
    memory = Memory()
    try:
        yield from pour(artifact, memory, setting)
    except (TransportError, NoSuchFile) as failure:
        raise not_collected(artifact.job, str(_Failure(artifact, failure))) from failure
    return memory.data


@dataclass(frozen=True)
class _Failure:
    """Why a file isn't there."""

    artifact: ArtifactFacts
    cause: Exception

    def __str__(self) -> str:
        can_not = "be saved" if isinstance(self.cause, OSError) else "be had"
        return f"its file {self.artifact.pointer} can't {can_not}: {self.cause}"


def _as_it_is(result: Result[Artifact], *, surely: bool) -> Path[Result[Artifact]]:
    """The result without the files that the journal remembers and that are gone.

    Args:
        result: As it was fetched.
        surely: Whether each file's bytes are held against their digest: it is to be used
            in the place of a download.
    """
    artifacts: list[Artifact] = []
    for artifact in result.artifacts:
        known = artifact.download
        there = known and (yield from on_disk(_is_there, known, surely))
        artifacts.append(artifact if there else replace(artifact, download=None))
    return result.with_artifacts(tuple(artifacts))


def _is_there(known: Download, surely: bool) -> bool:  # noqa: FBT001 -- a step's argument
    if known.path is None:
        return stores.is_there(known.where, known.size)
    digest = (known.file_sha256 or known.sha256) if surely else None
    return disk.is_there(known.path, known.size, digest)


def _with_files(
    result: Result[Artifact], setting: Setting, naming: Naming
) -> Path[tuple[Result[Artifact], list[_Failure]]]:
    """The result with its files on disk, some of them at a time, and what went wrong."""

    def one(named: tuple[Artifact, FileName]) -> Path[Artifact | _Failure]:
        artifact, name = named
        if _is_where(name, artifact):
            return artifact
        try:
            download = yield from _saved(artifact, setting, name)
        except (TransportError, NoSuchFile, OSError) as failure:
            return _Failure(artifact, failure)
        return replace(artifact, download=download)

    wanted, left_out = result.artifacts[:MOST_FILES], result.artifacts[MOST_FILES:]
    names = [naming.of(artifact) for artifact in wanted]
    differ = len({next(name.tries(UNKNOWN)) for name in names}) == len(names)
    # Files of one name get numbers in their order.
    work = tuple(zip(wanted, names, strict=True))
    outcomes = yield from by_turns(one, work, AT_ONCE if differ else 1)
    both = zip(wanted, outcomes, strict=True)
    kept = [artifact if isinstance(one, _Failure) else one for artifact, one in both]
    if left_out:
        result = result.with_warnings(_too_many(result))
    failures = [one for one in outcomes if isinstance(one, _Failure)]
    return result.with_artifacts((*kept, *left_out)), failures


def _too_many(result: Result[Artifact]) -> Issue:
    count = len(result.artifacts)
    return Issue(
        result.artifacts[MOST_FILES].pointer,
        TOO_MANY,
        f"the result names {count:,} files; the first {MOST_FILES:,} were downloaded, the"
        " others can be by their `save`",
    )


def _looked_at(result: Result[Artifact]) -> Path[Result[Artifact]]:
    """The result, with warnings for what its files on disk are."""
    if not any(artifact.download for artifact in result.artifacts):
        return result
    return with_looks(result, (yield from on_disk(look_at, result.artifacts)))


def _saved(artifact: ArtifactFacts, setting: Setting, name: FileName) -> Path[Download]:
    """A file on disk and on record; raises as `save`, with what `pour` raises as it is."""
    download = yield from _on_disk(artifact, name, setting)
    yield from note(artifact.job.entry_id, files=[kept_file(artifact, download)])
    return download


def _on_disk(artifact: ArtifactFacts, name: FileName, setting: Setting) -> Path[Download]:
    temporary = name.temporary()
    try:
        media_type = yield from pour(artifact, temporary, setting)
        return (yield from on_disk(_placed, temporary, artifact, name, setting, media_type))
    except GeneratorExit:
        raise
    except BaseException:
        yield from surely(FileStep(temporary.unlink, ()))
        raise


def _placed(
    temporary: Temporary,
    artifact: ArtifactFacts,
    name: FileName,
    setting: Setting,
    media_type: str,
) -> Download:
    """A whole file under its name, with its receipt: one step on the disk."""
    if there := _there_already(temporary, artifact, name, setting, media_type):
        return there
    receipt = seal(temporary, artifact, media_type, setting)
    tries = name.tries(media_type)
    path = temporary.place(tries if name.store else free(tries))
    if receipt:
        lay_beside(receipt, name, path)
    return Download(
        None if name.store else path,
        temporary.file_size,
        temporary.sha256,
        media_type,
        _if_other(temporary.file_sha256, temporary.sha256),
        name.url(path),
        temporary.size,
    )


def _there_already(
    temporary: Temporary,
    artifact: ArtifactFacts,
    name: FileName,
    setting: Setting,
    media_type: str,
) -> Download | None:
    """The file as a process saved it that was killed before it was on record."""
    if name.store or artifact.download or not artifact.job.entry:
        return None
    path = saved_before(name.tries(media_type), temporary, artifact, media_type, setting)
    if path is None:
        return None
    temporary.unlink()
    return Download(
        path,
        path.stat().st_size,
        temporary.sha256,
        media_type,
        _if_other(disk.digest_of(path), temporary.sha256),
        served_size=temporary.size,
    )


def _if_other(file_sha256: str, sha256: str) -> str | None:
    return file_sha256 if file_sha256 != sha256 else None


def _is_where(name: FileName, artifact: Artifact) -> bool:
    """Whether a file was saved before, and where it is to be."""
    return artifact.download is not None and name.is_beside(artifact.download)
