"""What a result's JSON says, held against what its schema promises and the caller asked for."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from limner.expectations.asked import Asked, asked_of
from limner.expectations.codes import COUNT, EMPTY, FORMAT, MOST, NO_FILES, NSFW, SIZE
from limner.media_types import format_of
from limner_registry import Issue, pointer
from limner_registry.files import MARK
from limner_registry.references import reachable
from limner_registry.shortening import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from limner.result import ArtifactFacts, Result
    from limner_registry.schema import Schema

NSFW_MEMBERS = ("has_nsfw_concepts", "nsfw_content_detected")
"""Where results say which of their pictures aren't safe for work."""

_MAIN = re.compile(r"/(image|video|audio)s?(_url|_file)?(/\d+)?")
"""The places of the files that a call is made for; masks and previews are elsewhere."""

_IMAGES = re.compile(r"/images/\d+")
_INSIDE = frozenset({"$ref", "allOf", "anyOf", "items", "oneOf", "prefixItems", "properties"})


def unexpected(result: Result[Any]) -> tuple[Issue, ...]:
    """What in a result isn't as promised, or as asked for, as far as its JSON tells."""
    asked = asked_of(result.job)
    kinds = (
        _no_files(result),
        _count(result, asked),
        (issue for artifact in result.artifacts for issue in _of(artifact, asked)),
        _nsfw(result.raw),
    )
    return tuple(issue for kind in kinds for issue in islice(kind, MOST))


def is_main(artifact: ArtifactFacts) -> bool:
    """Whether a file is one that the call was made for."""
    return _MAIN.fullmatch(artifact.pointer) is not None


def wrong_size(artifact: ArtifactFacts, asked: Asked, width: int, height: int) -> Issue | None:
    """What is to be said of a file that has so many pixels."""
    size = asked.size(artifact.kind) if is_main(artifact) else None
    if size is None or size.fits(width, height):
        return None
    message = f"it is {width} x {height}; {size.parameter} asked for {size.shown}"
    return Issue(artifact.pointer, SIZE, message, f"{width} x {height}", size.shown)


def wrong_format(artifact: ArtifactFacts, asked: Asked, found: str | None) -> Issue | None:
    """What is to be said of a file of a format, as `limner.media_types` names it."""
    if asked.format is None or not is_main(artifact):
        return None
    shown, kind, wanted = asked.format
    if kind != artifact.kind or found == wanted:
        return None
    what = f"its format is {found}" if found else "its format is none that is known here"
    message = f"{what}; {shown} was asked for"
    return Issue(artifact.pointer, FORMAT, message, found, shown)


def _no_files(result: Result[Any]) -> Iterator[Issue]:
    if not result.artifacts and _promises_files(result.job.request.model.output, result.raw):
        yield Issue("", NO_FILES, "it names no file, and results of this model have some")


def _promises_files(output: Schema, raw: Mapping[str, Any]) -> bool:
    """Whether a member that a result must have, and has, should be a file or hold some."""
    properties = output.get("properties", {})
    required = [properties.get(name) for name in output.get("required", ()) if name in raw]
    parts = (reachable(one, output, _INSIDE) for one in required if isinstance(one, dict))
    return any(MARK in part for found in parts for part in found)


def _count(result: Result[Any], asked: Asked) -> Iterator[Issue]:
    came = sum(_IMAGES.fullmatch(artifact.pointer) is not None for artifact in result.artifacts)
    if not came or asked.count is None or came == asked.count:
        return
    if came < asked.count or not asked.or_more:
        message = f"{counted(came, 'image')} came; num_images asked for {asked.count}"
        yield Issue("/images", COUNT, message, came, asked.count)


def _of(artifact: ArtifactFacts, asked: Asked) -> Iterator[Issue]:
    """What the result says of one file."""
    if artifact.size == 0:
        yield Issue(artifact.pointer, EMPTY, "it has no bytes", 0)
    width, height = artifact.width, artifact.height
    if width and height and (issue := wrong_size(artifact, asked, width, height)):
        yield issue
    found = format_of(artifact.media_type or "")
    if found and (issue := wrong_format(artifact, asked, found)):
        yield issue


def _nsfw(raw: Mapping[str, Any]) -> Iterator[Issue]:
    for name in NSFW_MEMBERS:
        for path in _true(raw.get(name), (name,)):
            message = "the provider says that this is not safe for work"
            yield Issue(pointer(*path), NSFW, message, value=True)


def _true(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Where a flag is set: alone, in a list of one for each picture, or under names."""
    if value is True:
        yield path
    elif isinstance(value, list | tuple):
        yield from ((*path, index) for index, flag in enumerate(value) if flag is True)
    elif isinstance(value, dict):
        yield from ((*path, str(name)) for name, flag in value.items() if _is_set(flag))


def _is_set(flag: Any) -> bool:
    return flag is True or (isinstance(flag, list) and True in flag)
