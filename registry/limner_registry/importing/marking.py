"""Where an imported model has files: the places that get `x-limner-file`.

| side | what is marked | its kind | why |
|---|---|---|---|
| output | an object with a text `url` that is called File, Image, Video, Audio | as it is called | fal's toolkit calls its files so |
| output | another with a `url` and a `content_type`, `file_name`, `file_size`, ... | by members that only videos, sounds or images have, else `file` | nothing else has these |
| output | a reference to an object of kind `file` | by the last word of the member's name, if it tells | `video` of a general File is a video |
| input | text with a field of fal's form for files | by the field | a person picks a file there |
| input | text called `..._url`, the items of `..._urls` | by the last word before, else `file` | providers name them so |
| input | text called `image`, `end_frame`, ... that is described as a URL | by the last word | other providers leave `_url` out |
| input | the `url` inside an object that would be marked in an output | as there | the file travels in it |

`file_words` knows the words, and what is left unmarked because it may be something else.
"""  # noqa: E501 -- the rows of a table

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.files import MARK
from limner_registry.importing.file_words import of_a_result, of_a_text, of_an_object
from limner_registry.references import target
from limner_registry.schema import Schema, children
from limner_registry.values import types_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = "x-limner-max-bytes"
_CHOOSING = frozenset({"const", "enum", "pattern"})


def mark_output(schema: Schema) -> None:
    """Mark the file objects of an output, and the places of general ones."""
    for name, part in _named(schema):
        if kind := _object_kind(name, part):
            known = kind if kind != "file" else of_a_result(name)
            part.setdefault(MARK, known or kind)
    for name, part in _named(schema):
        kind = of_a_result(name)
        if kind and _is_general(part, schema):
            part.setdefault(MARK, kind)


def mark_input(schema: Schema) -> None:
    """Mark the places of an input's files, and how many bytes they may have."""
    for name, part in _named(schema):
        kind = _object_kind(name, part)
        for member, place in part.get("properties", {}).items():
            if isinstance(place, dict):
                _mark_member(member, place, kind if member == "url" else None)


def _named(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Every schema, with the name of the member or definition that it is or stands in."""
    waiting: list[tuple[str, Schema]] = [("", schema)]
    while waiting:
        name, part = waiting.pop()
        yield name, part
        for (keyword, *rest), child in children(part):
            has_name = keyword in {"$defs", "definitions", "properties"}
            waiting.append((str(rest[0]) if has_name else name, child))


def _object_kind(name: str, schema: Schema) -> str | None:
    members = schema.get("properties", {})
    if not _texts(members.get("url")):
        return None
    return of_an_object((schema.get("title"), name), set(members))


def _is_general(schema: Schema, root: Schema) -> bool:
    """Whether it is a reference to a file of no stated kind."""
    if "$ref" not in schema:
        return False
    found = target(schema["$ref"], root)
    return isinstance(found, dict) and found.get(MARK) == "file"


def _mark_member(name: str, place: Schema, kind: str | None) -> None:
    for text, is_item in _texts(place):
        if found := kind or of_a_text(name, place, text):
            text.setdefault(MARK, found)
            most = _most_bytes(text) or (None if is_item else _most_bytes(place))
            if most:
                text.setdefault(MAX_BYTES, most)


def _texts(place: Any) -> list[tuple[Schema, bool]]:
    """The schemas of free text in a member's, and whether each is that of a list's items."""
    if not isinstance(place, dict):
        return []
    branches = [one for word in ("anyOf", "oneOf") for one in place.get(word, ())]
    parts = [one for one in (place, *branches) if isinstance(one, dict)]
    items = [one for part in parts if isinstance(one := part.get("items"), dict)]
    several = [(one, False) for one in parts] + [(one, True) for one in items]
    texts = [(one, is_item) for one, is_item in several if "string" in types_of(one)]
    chosen = any(not _CHOOSING.isdisjoint(one) for one, _ in texts)
    return [] if chosen else texts


def _most_bytes(schema: Schema) -> int | None:
    of_fal = schema.get("x-fal")
    limits = (schema, of_fal if isinstance(of_fal, dict) else {})
    found = [one.get("max_file_size") for one in limits]
    return next((most for most in found if type(most) is int and most > 0), None)
