"""A result: the provider's answer for a finished job, and the files that it names."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from limner_registry.shortening import counted, shortened, size_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from limner.job import Job
    from limner.price import Cost
    from limner_registry import Issue


Bytes = bytes
"""`bytes`, where a method of that name hides it."""


@dataclass(frozen=True, repr=False)
class Download:
    """A file on disk.

    Attributes:
        path: Where it is.
        size: In bytes.
        sha256: Of the bytes that the provider served, in hex.
        media_type: What it is, as the provider says.
        file_sha256: Of the file, which has its receipt in it; None if it's as it was served.
    """

    path: Path
    size: int
    sha256: str
    media_type: str
    file_sha256: str | None = None

    def __repr__(self) -> str:
        return f"<Download {self.path}: {shortened(self.media_type)}, {size_text(self.size)}>"


@dataclass(frozen=True, repr=False)
class ArtifactFacts:
    """What a result says of one of its files.

    Attributes:
        pointer: JSON pointer to its place in the result.
        kind: `image`, `video`, `audio` or `file`.
        url: Where it is, for as long as its provider keeps it.
        media_type: What it is, where the result says so.
        width: In pixels, where the result says so.
        height: Likewise.
        size: In bytes, where the result says so.
        job: The job that it is of.
        index: Its number among the result's artifacts, from 0.
        seed: The seed that the provider used, where the result says so.
        cost: What the result cost, as `Result.cost`.
        download: The file on disk, once it has been downloaded.
    """

    pointer: str
    kind: str
    url: str
    media_type: str | None = None
    width: int | None = None
    height: int | None = None
    size: int | None = field(default=None, kw_only=True)
    job: Job = field(kw_only=True)
    index: int = field(default=0, kw_only=True)
    seed: int | None = field(default=None, kw_only=True)
    cost: Cost | None = field(default=None, kw_only=True)
    download: Download | None = None

    @property
    def path(self) -> Path | None:
        """Where the file is on disk; None until it has been downloaded."""
        return self.download.path if self.download else None

    @property
    def dimensions(self) -> str:
        """Its width and height as text, `1024 x 768`; empty where the result doesn't say."""
        return f"{self.width} x {self.height}" if self.width and self.height else ""

    def at_hand(self) -> Bytes | None:
        """Its bytes, if they're in this process; a display asks, since it calls no network."""
        return None

    def __repr__(self) -> str:
        about = [shortened(self.media_type or self.kind), self.dimensions]
        if self.download:
            about += [size_text(self.download.size), f"saved as {self.download.path}"]
        name = f"{type(self).__name__} {shortened(self.pointer)} of {self.job.endpoint_id}"
        return f"<{name}: {', '.join(filter(None, about))}>"

    def _repr_html_(self) -> str:
        from limner.display import artifact_html

        return artifact_html(self)


Collector = Callable[[ArtifactFacts, str | None], Any]
"""Downloads an artifact: to a folder or name (a `Download`), or with None into memory (bytes)."""

AsyncCollector = Callable[[ArtifactFacts, str | None], Awaitable[Any]]
"""The same, awaited."""


@dataclass(frozen=True, repr=False)
class Artifact(ArtifactFacts):
    """A file that a result names."""

    collector: Collector = field(compare=False, kw_only=True)

    def save(self, where: str | os.PathLike[str] = "./") -> Path:
        """Download the file to disk: whole, or not at all; nothing is overwritten.

        Args:
            where: A folder, or a name; see `Client.run`.

        Returns:
            Where it is. A name that was taken gets a number.

        Raises:
            NotCollected: It can't be had now; the job's id is in the error.
            OSError: The disk refuses.
        """
        download: Download = self.collector(self, os.fspath(where))
        return download.path

    def bytes(self) -> bytes:
        """Download the file into memory; raises as `save`."""
        data: bytes = self.collector(self, None)
        return data

    def at_hand(self) -> Bytes | None:
        """Its bytes, if its provider runs in this process."""
        return self.bytes() if self.job.ends_with_process else None


@dataclass(frozen=True, repr=False)
class AsyncArtifact(ArtifactFacts):
    """A file that a result names, for `AsyncClient`."""

    collector: AsyncCollector = field(compare=False, kw_only=True)

    async def save(self, where: str | os.PathLike[str] = "./") -> Path:
        """As `Artifact.save`."""
        download: Download = await self.collector(self, os.fspath(where))
        return download.path

    async def bytes(self) -> bytes:
        """As `Artifact.bytes`."""
        data: bytes = await self.collector(self, None)
        return data


A = TypeVar("A", bound=ArtifactFacts)
B = TypeVar("B", bound=ArtifactFacts)


@dataclass(frozen=True, repr=False)
class Result(Generic[A]):
    """The provider's answer for a finished job.

    Attributes:
        job: The job that it is of.
        raw: The provider's JSON, unchanged.
        artifacts: The files that it names, in its order.
        warnings: What isn't as it should be, such as a member that the output
            schema forbids, a `process_result` hook that failed, or a bill far from what
            was expected.
        cost: What it cost: as billed where the provider says so, else as expected; None
            where nobody knows.
    """

    job: Job
    raw: Mapping[str, Any]
    artifacts: tuple[A, ...] = ()
    warnings: tuple[Issue, ...] = ()
    cost: Cost | None = None

    @property
    def images(self) -> tuple[A, ...]:
        """The artifacts that are images."""
        return self._of_kind("image")

    @property
    def videos(self) -> tuple[A, ...]:
        """The artifacts that are videos."""
        return self._of_kind("video")

    @property
    def audio(self) -> tuple[A, ...]:
        """The artifacts that are audio."""
        return self._of_kind("audio")

    @property
    def seed(self) -> int | None:
        """The seed that the provider used, where it says so."""
        return seed_of(self.raw)

    def with_artifacts(self, artifacts: tuple[B, ...]) -> Result[B]:
        """The same result with other artifacts."""
        return Result(self.job, self.raw, artifacts, self.warnings, self.cost)

    def with_warnings(self, *warnings: Issue) -> Result[A]:
        """The same result with more warnings."""
        return replace(self, warnings=(*self.warnings, *warnings))

    def _of_kind(self, kind: str) -> tuple[A, ...]:
        return tuple(artifact for artifact in self.artifacts if artifact.kind == kind)

    def __repr__(self) -> str:
        kinds = dict.fromkeys(artifact.kind for artifact in self.artifacts)
        facts = [_files(self._of_kind(kind)) for kind in kinds] or ["no files"]
        facts += [counted(len(self.warnings), "warning")] if self.warnings else []
        return f"<Result {self.job}: {', '.join(facts)}>"

    def _repr_html_(self) -> str:
        from limner.display import result_html

        return result_html(self)


def seed_of(raw: Mapping[str, Any]) -> int | None:
    """The seed that a provider's JSON says was used."""
    seed = raw.get("seed")
    return seed if isinstance(seed, int) and not isinstance(seed, bool) else None


def _files(artifacts: Sequence[ArtifactFacts]) -> str:
    """Files of one kind, in words: `2 images of 1024 x 768, saved in pictures`."""
    kind = artifacts[0].kind
    words = counted(len(artifacts), "audio file" if kind == "audio" else shortened(kind))
    sizes = {artifact.dimensions for artifact in artifacts}
    words += f" of {sizes.pop()}" if len(sizes) == 1 and "" not in sizes else ""
    paths = [artifact.path for artifact in artifacts if artifact.path]
    if len(paths) < len(artifacts):
        return f"{words}, {len(paths)} saved" if paths else words
    folders = {path.parent for path in paths}
    return f"{words}, saved {f'as {paths[0]}' if len(paths) == 1 else f'in {folders.pop()}'}"
