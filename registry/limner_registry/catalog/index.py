"""The index: of all documents what listings, search and look-ups by other names need.

It is one piece of bytes: a line with a checksum, a line of JSON, and the columns, each
the values of all models in the order of their ids, one a line. A column is taken apart
when it's asked for, and all at once, which is what makes a listing of thousands cheap.
"""

from __future__ import annotations

import json
import re
import zlib
from bisect import bisect_left
from functools import cached_property, partial
from itertools import repeat
from typing import TYPE_CHECKING, Any

from limner_registry.catalog.documents import Entry
from limner_registry.catalog.row import CATALOG, Row
from limner_registry.search import scored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

FORMAT = b"limner-index-1"
"""Another one is made when what the columns hold changes."""

_ROW: Callable[[tuple[Any, ...]], Row] = partial(tuple.__new__, Row)
"""`Row._make` without a Python call for each of thousands."""


class DamagedIndex(ValueError):
    """The bytes aren't a whole index of this version."""


class Index:
    """An index; immutable, and every part is read when it's needed.

    Args:
        data: What `pack` made.

    Attributes:
        data: As given.

    Raises:
        DamagedIndex: It isn't that any more, or of another version.
    """

    def __init__(self, data: bytes) -> None:
        begin = data.find(b"\n") + 1
        if data[:begin] != _head(memoryview(data)[begin:]):
            raise DamagedIndex
        self.data = data
        self._body = data.find(b"\n", begin) + 1
        if not self._body:
            raise DamagedIndex
        self._facts: dict[str, Any] = json.loads(data[begin : self._body])

    @property
    def stamp(self) -> int:
        """The folder's time when it was looked at; 0 if that doesn't tell, -1 without one."""
        return int(self._facts["stamp"])

    @property
    def damaged(self) -> Mapping[str, str]:
        """By name and stamp, the files that aren't documents, each with why."""
        return dict(self._facts["damaged"])

    @cached_property
    def ids(self) -> list[str]:
        """Of all models, in order."""
        return self.column("endpoint_id")

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """By alias, the id that it means. One that two models claim is neither's."""
        return {name: ids[0] for name, ids in self._claims.items() if len(ids) == 1}

    @property
    def problems(self) -> Mapping[str, str]:
        """By file or alias, what isn't as it should be."""
        files = {file.rsplit(" ", 3)[0]: reason for file, reason in self.damaged.items()}
        shared = {name: ids for name, ids in self._claims.items() if len(ids) > 1}
        return files | {
            name: f"the alias {name} is claimed by {' and '.join(ids)}, so it means neither"
            for name, ids in shared.items()
        }

    def __contains__(self, endpoint_id: object) -> bool:
        """Whether a model has this id."""
        if not isinstance(endpoint_id, str):
            return False
        place = bisect_left(self.ids, endpoint_id)
        return self.ids[place : place + 1] == [endpoint_id]

    def entries(self) -> Iterable[Entry]:
        """What it was made of."""
        return map(Entry._make, zip(*map(self.column, Entry._fields), strict=True))

    def rows(self) -> list[Row]:
        """All models, in the order of their ids."""
        texts = (self.column(name) for name in Row._fields[1:4])
        deprecated = map(bool, self.column("deprecated"))
        successors = [text or None for text in self.column("successor")]
        hashes = self.column("sha256")
        rows = zip(self.ids, *texts, deprecated, successors, hashes, repeat(CATALOG))
        return list(map(_ROW, rows))

    def search(self, query: str) -> list[tuple[int, Row]]:
        """The models in which every word occurs, each with its score; not for an empty query."""
        words = query.lower().split()
        longest = max(words, key=len)
        texts = enumerate(self.column("searched"))
        scores = {place: scored(text, words) for place, text in texts if longest in text}
        rows = self.rows() if any(scores.values()) else []
        return [(score, rows[place]) for place, score in scores.items() if score]

    def column(self, name: str) -> list[str]:
        """One column."""
        text = self._text(name)
        values = text.split("\n")[:-1]
        return [_unescaped(value) for value in values] if "\\" in text else values

    def _text(self, name: str) -> str:
        begin, end = self._facts["columns"][name]
        text = self.data[self._body + begin : self._body + end]
        return text.decode(errors="surrogatepass")

    @cached_property
    def _claims(self) -> dict[str, list[str]]:
        claims: dict[str, list[str]] = {}
        named = self._text("aliases").strip("\n") and self.column("aliases")
        for endpoint_id, names in zip(self.ids, named, strict=True) if named else ():
            for name in set(names.split()):
                if name not in self:
                    claims.setdefault(name, []).append(endpoint_id)
        return claims


def pack(
    entries: Iterable[Entry], damaged: Mapping[str, str] | None = None, stamp: int = 0
) -> bytes:
    """The bytes of an index."""
    columns = list(zip(*sorted(entries), strict=True)) or [()] * len(Entry._fields)
    places: dict[str, tuple[int, int]] = {}
    body = bytearray()
    for name, values in zip(Entry._fields, columns, strict=True):
        begin = len(body)
        body += _joined(values).encode(errors="surrogatepass")
        places[name] = (begin, len(body))
    facts = {"stamp": stamp, "columns": places, "damaged": damaged or {}}
    rest = json.dumps(facts).encode() + b"\n" + body
    return _head(rest) + rest


def _head(rest: bytes | memoryview) -> bytes:
    return b"%s %08x\n" % (FORMAT, zlib.crc32(rest))


def _joined(values: Sequence[str]) -> str:
    """One value a line; only where a value has a line's end of its own, all are escaped."""
    text = "".join([f"{value}\n" for value in values])
    if "\\" not in text and text.count("\n") == len(values):
        return text
    return "".join([f"{_escaped(value)}\n" for value in values])


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n")


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else "\\", value)
