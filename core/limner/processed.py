"""What a `process_result` hook returned, looked at before anything relies on it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from limner.price import Cost
from limner.result import Artifact, Download
from limner_registry import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner.result import Result

_RESULT = {"raw": Mapping, "cost": Cost | None}
_ISSUE = {"pointer": str, "code": str, "message": str}
_ARTIFACT = {
    "pointer": str,
    "kind": str,
    "url": str,
    "media_type": str | None,
    "width": int | None,
    "height": int | None,
    "size": int | None,
    "index": int,
    "seed": int | None,
    "cost": Cost | None,
    "file_name": str | None,
    "download": Download | None,
}
_DOWNLOAD = {
    "path": Path | None,
    "size": int,
    "sha256": str,
    "media_type": str,
    "file_sha256": str | None,
    "url": str | None,
}


def strange(result: Result[Any]) -> Iterator[tuple[str, object]]:
    """What of a result isn't of the kind that it should be: each member's name, and its value."""
    yield from _members(result, _RESULT)
    for name, kind, members in (("artifacts", Artifact, _ARTIFACT), ("warnings", Issue, _ISSUE)):
        listed = getattr(result, name)
        if isinstance(listed, tuple) and all(isinstance(one, kind) for one in listed):
            for one in listed:
                yield from _members(one, members)
        else:
            yield name, listed
            return
    for artifact in result.artifacts:
        if isinstance(artifact.download, Download):
            yield from _saved(artifact.download)


def _saved(download: Download) -> Iterator[tuple[str, object]]:
    yield from _members(download, _DOWNLOAD)
    if download.path is None and download.url is None:
        yield "download", download


def _members(value: object, kinds: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for name, kind in kinds.items():
        member = getattr(value, name)
        if not isinstance(member, kind):
            yield f"{type(value).__name__}.{name}", member
