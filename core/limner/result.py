"""A result: the provider's answer for a finished job, and the files that it names."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from limner.addresses import in_store, on_disk
from limner.errors import MissingExtra
from limner_registry.shortening import counted, shortened, size_text

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from typing import BinaryIO

    from PIL import Image

    from limner.job import Job
    from limner.price import Cost
    from limner_registry import Issue


Bytes = bytes
"""`bytes`, where a method of that name hides it."""

MEDIA = ("image", "video", "audio")
"""The kinds of files that can be shown or played."""

TEXTS = (
    "output",
    "text",
    "answer",
    "response",
    "generated_text",
    "text_output",
    "transcription",
    "caption",
    "lyrics",
    "results",
    "description",
)
"""The members of results in which models answer in words. An echo of the prompt is none."""


@dataclass(frozen=True, repr=False)
class Download:
    """A file that was saved.

    Attributes:
        path: Where it is on disk; None if it's in an object store.
        size: In bytes.
        sha256: Of the bytes that the provider served, in hex.
        media_type: What it is, as the provider says.
        file_sha256: Of the file, which has its receipt in it; None if it's as it was served.
        url: Its address in an object store, such as `s3://bucket/name.png`; None on disk.
        served_size: How many bytes the provider served; None where that isn't known any more.
    """

    path: Path | None
    size: int
    sha256: str
    media_type: str
    file_sha256: str | None = None
    url: str | None = None
    served_size: int | None = None

    @property
    def where(self) -> str:
        """Where it is: its path, or its address in an object store."""
        return self.url or str(self.path)

    @property
    def folder(self) -> str:
        """The folder that it is in, as text."""
        return str(self.path.parent) if self.path else self.where.rpartition("/")[0]

    def __repr__(self) -> str:
        return f"<Download {self.where}: {shortened(self.media_type)}, {size_text(self.size)}>"


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
        file_name: What its provider calls it, where the result says so.
        download: The file, once it has been downloaded, or saved by a method.
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
    file_name: str | None = field(default=None, kw_only=True)
    download: Download | None = None

    @property
    def path(self) -> Path | None:
        """Where the file is on disk; None if it isn't there."""
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
            about += [size_text(self.download.size), f"saved as {self.download.where}"]
        name = f"{type(self).__name__} {shortened(self.pointer)} of {self.job.endpoint_id}"
        return f"<{name}: {', '.join(filter(None, about))}>"

    def _repr_html_(self) -> str:
        from limner.display import artifact_html

        return artifact_html(self)

    def _repr_png_(self) -> Bytes | None:
        from limner.display import artifact_png

        return artifact_png(self)

    def _keep(self, download: Download) -> Download:
        """Note where the file was saved first: what is shown and read later is that."""
        if self.download is None:
            object.__setattr__(self, "download", download)
        return download

    def _saved(self) -> BinaryIO | None:
        """The file on disk, opened; None where there is none any more."""
        with suppress(OSError):
            return self.path.open("rb") if self.path else None
        return None


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
            ValueError: Nothing on disk can be called so.
            OSError: The disk refuses.
        """
        return Path(self._keep(self.collector(self, on_disk(where))).where)

    def store(self, where: str) -> str:
        """Download the file into an object store: whole, or not at all; nothing is overwritten.

        Args:
            where: A folder or a name in it, such as `s3://bucket/folder/`; see `Client.run`.

        Returns:
            Its address. A name that was taken gets a number.

        Raises:
            NotCollected: It can't be had now; the job's id is in the error.
            ValueError: That is no place in a store.
            MissingExtra: Object stores need the extra `storage`.
            OSError: The store refuses.
        """
        return self._keep(self.collector(self, in_store(where))).where

    def bytes(self) -> bytes:
        """The file's bytes as its provider served them, without the receipt that a saved one has.

        They're read from the disk where the file is, or else downloaded into memory.

        Raises:
            NotCollected: As `save`.
        """
        data: bytes = self.collector(self, None)
        return data

    def open(self) -> BinaryIO:
        """The file, opened for reading: on disk, or else downloaded into memory.

        Raises:
            NotCollected: As `save`.
        """
        return self._saved() or io.BytesIO(self.bytes())

    def pil(self) -> Image.Image:
        """The picture, as Pillow has it.

        Raises:
            NotCollected: As `save`.
            OSError: It's no picture that Pillow knows.
            MissingExtra: Pillow isn't installed.
        """
        _require_pillow()
        return _picture(self.bytes())

    def at_hand(self) -> Bytes | None:
        """Its bytes, if its provider runs in this process."""
        return self.bytes() if self.job.ends_with_process else None


@dataclass(frozen=True, repr=False)
class AsyncArtifact(ArtifactFacts):
    """A file that a result names, for `AsyncClient`."""

    collector: AsyncCollector = field(compare=False, kw_only=True)

    async def save(self, where: str | os.PathLike[str] = "./") -> Path:
        """As `Artifact.save`."""
        return Path(self._keep(await self.collector(self, on_disk(where))).where)

    async def store(self, where: str) -> str:
        """As `Artifact.store`."""
        return self._keep(await self.collector(self, in_store(where))).where

    async def bytes(self) -> bytes:
        """As `Artifact.bytes`."""
        data: bytes = await self.collector(self, None)
        return data

    async def open(self) -> BinaryIO:
        """As `Artifact.open`."""
        import asyncio

        return await asyncio.to_thread(self._saved) or io.BytesIO(await self.bytes())

    async def pil(self) -> Image.Image:
        """As `Artifact.pil`."""
        import asyncio

        _require_pillow()
        return await asyncio.to_thread(_picture, await self.bytes())


A = TypeVar("A", bound=ArtifactFacts)
B = TypeVar("B", bound=ArtifactFacts)


@dataclass(frozen=True, repr=False)
class Result(Generic[A]):
    """The provider's answer for a finished job.

    Attributes:
        job: The job that it is of.
        raw: The provider's JSON, unchanged.
        artifacts: The files that it names, in its order.
        warnings: What isn't as it should be: what its schema forbids, what was asked for and
            didn't come (`limner.expectations.WARNINGS`), a `process_result` hook that failed,
            a bill far from what was expected.
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
    def files(self) -> tuple[A, ...]:
        """The artifacts that are none of these, such as meshes, archives and weights."""
        return tuple(artifact for artifact in self.artifacts if artifact.kind not in MEDIA)

    @property
    def text(self) -> str | None:
        """What a model answers in words: the first of `TEXTS` that the result has."""
        places = {artifact.pointer for artifact in self.artifacts}
        found = (self.raw.get(name) for name in TEXTS if f"/{name}" not in places)
        return next((text for text in found if isinstance(text, str)), None)

    @property
    def seed(self) -> int | None:
        """The seed that the provider used, where it says so."""
        return seed_of(self.raw)

    def with_artifacts(self, artifacts: tuple[B, ...]) -> Result[B]:
        """The same result with other artifacts."""
        return Result(self.job, self.raw, artifacts, self.warnings, self.cost)

    def with_warnings(self, *warnings: Issue) -> Result[A]:
        """The same result with more warnings."""
        return replace(self, warnings=(*self.warnings, *warnings)) if warnings else self

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


def _require_pillow() -> None:
    try:
        import PIL  # noqa: F401 -- whether it is there
    except ImportError:
        raise MissingExtra("media", "opening a picture") from None


def _picture(data: Bytes) -> Image.Image:
    from PIL import Image

    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def _files(artifacts: Sequence[ArtifactFacts]) -> str:
    """Files of one kind, in words: `2 images of 1024 x 768, saved in pictures`."""
    kind = artifacts[0].kind
    words = counted(len(artifacts), "audio file" if kind == "audio" else shortened(kind))
    sizes = {artifact.dimensions for artifact in artifacts}
    words += f" of {sizes.pop()}" if len(sizes) == 1 and "" not in sizes else ""
    saved = [artifact.download for artifact in artifacts if artifact.download]
    if len(saved) < len(artifacts):
        return f"{words}, {len(saved)} saved" if saved else words
    where = f"as {saved[0].where}" if len(saved) == 1 else f"in {saved[-1].folder}"
    return f"{words}, saved {where}"
