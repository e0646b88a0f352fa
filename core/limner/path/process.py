"""Result -> processed: plugins get their turn, and what they did to its files is looked at."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from limner.effects import ask, note, on_disk
from limner.expectations.codes import GONE
from limner.journal import KeptFile
from limner_registry import Issue

if TYPE_CHECKING:
    from pathlib import Path as FilePath

    from limner.effects import Path
    from limner.path.setting import Setting
    from limner.result import Artifact, ArtifactFacts, Download, Result


def process(result: Result[Artifact], setting: Setting) -> Path[Result[Artifact]]:
    """Let plugins process a result; it's never lost, whatever they do.

    A file that a plugin has put elsewhere, and says so, is on record there; one that is gone
    has no `download` any more, and a warning tells of it.
    """
    before = {artifact.download for artifact in result.artifacts}
    result = yield from ask(setting.hooks.process_result, result)
    saved_any = any(artifact.download for artifact in result.artifacts)
    gone = (yield from on_disk(_gone, result)) if saved_any else frozenset()
    artifacts: list[Artifact] = []
    for artifact in result.artifacts:
        saved = artifact.download
        if saved and saved in gone:
            result = result.with_warnings(_warning(artifact, saved))
            artifacts.append(replace(artifact, download=None))
            continue
        if saved and saved not in before:
            yield from note(result.job.entry_id, files=[kept_file(artifact, saved)])
        artifacts.append(artifact)
    return result.with_artifacts(tuple(artifacts))


def _gone(result: Result[Artifact]) -> frozenset[Download]:
    """What isn't on disk where it was."""
    saved = (artifact.download for artifact in result.artifacts)
    return frozenset(one for one in saved if one and one.path and not _exists(one.path))


def _exists(path: FilePath) -> bool:
    return os.path.exists(path)  # noqa: PTH110 -- never raises


def kept_file(artifact: ArtifactFacts, download: Download) -> KeptFile:
    """A saved file as the journal has it."""
    where = download.where if download.path is None else str(download.path.absolute())
    return KeptFile(
        artifact.pointer,
        where,
        download.sha256,
        download.size,
        download.media_type,
        download.file_sha256,
    )


def _warning(artifact: Artifact, saved: Download) -> Issue:
    job = artifact.job
    again = (
        f"; limner jobs resume {job.entry_id} fetches it again"
        if job.at_home and job.ticket
        else ""
    )
    return Issue(artifact.pointer, GONE, f"a plugin has moved or deleted {saved.where}{again}")
