"""The file rule: what may stand at a file's place, and what becomes of it.

At a place that the document marks as a file, a path, bytes, an open file or a PIL
image counts as a string for the schema; a bare string there is a URL (https, http,
data) or the path of an existing file. An app that passes on what strangers write takes
no paths, `Client(local_files=False)`: what they name on its own machine would be sent.
"""

from __future__ import annotations

import io
import mimetypes
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner_registry import Issue, pointer
from limner_registry.shortening import shortened, size_text

if TYPE_CHECKING:
    from limner_registry import Model
    from limner_registry.files import FilePlace

STAND_IN = "https://file.invalid/"
"""The string that a file counts as for the schema."""

Place = tuple[str | int, ...]
"""A file's path in the arguments."""

_URL = re.compile(r"(https?://|data:)", re.IGNORECASE)


@dataclass(frozen=True, repr=False)
class LocalFile:
    """A file of the caller's own, to be sent.

    Attributes:
        name: What it is called, without a folder.
        media_type: What its name, or its maker, says that it is.
        path: Where it is on disk; None when its bytes are held.
        data: Its bytes; None when it is on disk.
    """

    name: str
    media_type: str
    path: str | None = None
    data: bytes | None = None

    def __repr__(self) -> str:
        where = f"of {size_text(len(self.data))}" if self.data is not None else f"at {self.path}"
        return f"<LocalFile {shortened(self.name)}: {self.media_type} {shortened(where)}>"


@dataclass(frozen=True)
class Sorted:
    """Arguments with the caller's files told from URLs.

    Attributes:
        arguments: As given, with each local file as a `LocalFile`.
        for_schema: The same with each of them as a string.
        issues: Strings that are neither URL nor file, files that are too large.
    """

    arguments: dict[str, Any]
    for_schema: dict[str, Any]
    issues: tuple[Issue, ...]


def is_url(text: str) -> bool:
    """Whether a text at a file's place is a URL, and not the path of a file."""
    return _URL.match(text) is not None


def sort_files(model: Model, arguments: Mapping[str, Any], *, paths: bool = True) -> Sorted:
    """Apply the file rule to arguments; looks at the disk, opens nothing on it.

    Args:
        model: The model that they are for.
        arguments: By parameter's name.
        paths: Whether a string may be the path of a file.
    """
    own = _copied(arguments)  # once: a mapping of the caller's may say something else next time
    places = model.input_files.within(own)
    local = {place.path: _found(place, paths=paths) for place in places}
    issues = [found for found in local.values() if isinstance(found, Issue)]
    files = {path: file for path, file in local.items() if isinstance(file, LocalFile)}
    limits = _limits(model, files)
    issues += [_too_large(path, file, most) for path, file, most in limits if _size(file) > most]
    for_schema = replaced(own, dict.fromkeys((p for p, f in local.items() if f), STAND_IN))
    return Sorted(_placed(own, files), for_schema, tuple(issues))


def local_files(model: Model, arguments: Mapping[str, Any]) -> dict[Place, LocalFile]:
    """The local files of a request's arguments, by their paths."""
    places = model.input_files.within(arguments)
    return {place.path: place.value for place in places if isinstance(place.value, LocalFile)}


def replaced(arguments: Mapping[str, Any], values: Mapping[Place, Any]) -> dict[str, Any]:
    """A copy of arguments with other values at some paths."""
    return _placed(_copied(arguments), values)


def _placed(arguments: dict[str, Any], values: Mapping[Place, Any]) -> dict[str, Any]:
    for path, value in values.items():
        place: Any = arguments
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
    return arguments


def _copied(value: Any) -> Any:
    """A copy of what JSON has, to any depth; the leaves, files among them, stay themselves."""
    if isinstance(value, Mapping):
        return {name: _copied(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_copied(item) for item in value]
    return value


def _found(place: FilePlace, *, paths: bool) -> LocalFile | Issue | None:
    """The file at a place; None for a URL, and for what only the schema can judge."""
    if not paths and isinstance(place.value, str) and not is_url(place.value):
        return _no_url(place)
    try:
        found = _as_local(place)
        if isinstance(found, LocalFile) and found is not place.value and _size(found) == 0:
            return _empty(place.path, found)
    except (OSError, ValueError) as error:
        return unreadable(place.path, error)
    return found


def _as_local(place: FilePlace) -> LocalFile | Issue | None:
    value = place.value
    if isinstance(value, LocalFile):
        return value
    if isinstance(value, bytes | bytearray):
        return LocalFile("file", "application/octet-stream", data=bytes(value))
    if isinstance(value, str | os.PathLike):
        url = isinstance(value, str) and is_url(value)
        return None if url else _on_disk(os.fspath(value)) or _nothing(place)
    if callable(getattr(value, "save", None)) and hasattr(value, "mode"):
        return _from_pil(value)
    if callable(getattr(value, "read", None)):
        return _from_open(value)
    return None


def _on_disk(path: Any) -> LocalFile | None:
    if not isinstance(path, str) or "\0" in path or not os.path.isfile(path):
        return None
    return LocalFile(os.path.basename(path), _media_type(path), path=path)


def _from_open(file: Any) -> LocalFile:
    """What is left to read in an open file, which stays where it is if it can."""
    seekable = getattr(file, "seekable", lambda: False)
    start = file.tell() if seekable() else None
    data = file.read()
    if start is not None:
        file.seek(start)
    name = os.path.basename(str(getattr(file, "name", "file")))
    data = data.encode() if isinstance(data, str) else data
    return LocalFile(name, _media_type(name), data=data)


def _from_pil(image: Any) -> LocalFile:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return LocalFile("image.png", "image/png", data=buffer.getvalue())


def _media_type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _nothing(place: FilePlace) -> Issue:
    shown = str(place.value)[:60]
    return Issue(
        pointer(*place.path),
        "file_not_found",
        f"{shown!r} is neither a URL (https, http or data) nor a file that exists",
        str(place.value),
    )


def _no_url(place: FilePlace) -> Issue:
    shown = str(place.value)[:60]
    told = f"{shown!r} is no URL (https, http or data), and paths aren't taken here"
    return Issue(pointer(*place.path), "not_a_url", told, str(place.value))


def unreadable(path: Place, error: Exception) -> Issue:
    """The issue with a file that is there and can't be read."""
    return Issue(pointer(*path), "file_unreadable", f"the file can't be read: {error}")


Limited = tuple[Place, LocalFile, int]
"""A file's path in the arguments, the file, and how many bytes it may have."""


def _limits(model: Model, files: Mapping[Place, LocalFile]) -> list[Limited]:
    """Files at top-level parameters whose document declares how large they may be."""
    properties = model.input.get("properties", {})
    found = [(path, f, properties.get(path[0], {})) for path, f in files.items() if len(path) == 1]
    return [(p, f, s["x-limner-max-bytes"]) for p, f, s in found if "x-limner-max-bytes" in s]


def _size(file: LocalFile) -> int:
    return len(file.data) if file.data is not None else os.path.getsize(file.path or "")


def _empty(path: Place, file: LocalFile) -> Issue:
    return Issue(pointer(*path), "file_empty", f"{file.name} is empty", file.name)


def _too_large(path: Place, file: LocalFile, limit: int) -> Issue:
    message = f"{file.name} has {_size(file):,} bytes; at most {limit:,} are taken"
    return Issue(pointer(*path), "file_too_large", message, file.name, {"max_size": limit})
