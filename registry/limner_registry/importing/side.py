"""One side of a model, input or output, as a schema that needs nothing around it.

What it refers to in the OpenAPI document comes along under `$defs`, by its name there. A
keyword that can't be what 2020-12 takes is read as what it surely means, or removed: with a
note where nothing is lost by it, or where it is the output's, which decides of no call. An
input that would take more than its author wrote is refused.
"""

from __future__ import annotations

import copy
import re
from collections import deque
from typing import TYPE_CHECKING, Any

from limner_registry.importing import keywords
from limner_registry.importing.spelling import modern, or_null
from limner_registry.issue import pointer
from limner_registry.schema import MANY, NAMED, ONE, Schema
from limner_registry.shortening import shortened
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner_registry.importing.report import Place, Report
    from limner_registry.importing.whole import Whole

_GONE: Any = object()
_DIALECTS = re.compile(
    r"https?://(json-schema\.org/draft/2020-12/schema#?|spec\.openapis\.org/oas/3\.1/.*)"
)
_ELSEWHERE = frozenset({"$dynamicRef", "$recursiveRef", "dependencies"})
"""Keywords that limit, and that nothing here can carry over."""


class Side:
    """A side that is being taken out of its document.

    Args:
        whole: The OpenAPI document.
        start: The place of the side's schema.
        report: Where notes and refusals go.
        strict: Whether it is an input, of which no limit may be lost.
        names: Components whose definitions have another name.

    Raises:
        LookupError: There is no schema at its place, or a reference to nothing.

    Attributes:
        origins: Where the schema and its definitions come from: `""` is itself.
    """

    def __init__(
        self, whole: Whole, start: Place, report: Report, *, strict: bool, names: Mapping[str, Any]
    ) -> None:
        self._whole = whole
        self._report = report
        self._strict = strict
        self._aliases = names
        self._raw, self._base = whole.led(whole.at(start), start)
        own = self._raw.get("$defs") if isinstance(self._raw, dict) else None
        self._taken = set(own) if isinstance(own, dict) else set()
        self._names: dict[Place, str] = {}
        self._waiting: deque[Place] = deque()
        self.origins: dict[str, Place] = {"": self._base}

    def schema(self) -> Schema:
        """The schema, with its definitions.

        Raises:
            LookupError: An input as a whole refers to nothing.
            NotImportable: A limit of an input can't be read.
        """
        root, own = self._translated(self._raw, self._base), {}
        if not isinstance(root, dict):
            root = {} if root is True else {"not": {}}
        while self._waiting:
            place = self._waiting.popleft()
            own[place] = self._translated(self._whole.at(place), place)
        if own:
            found = {self._names[place]: own[place] for place in self._in_order(own)}
            root["$defs"] = {**root.get("$defs", {}), **found}
        self.origins |= {name: place for place, name in self._names.items()}
        return root

    def _in_order(self, places: Mapping[Place, Any]) -> list[Place]:
        """The places of definitions as they stand in the document."""
        components = [*self._whole.record("components", "schemas")]
        at: dict[Place, int] = {("components", "schemas", n): i for i, n in enumerate(components)}
        return sorted(places, key=lambda place: at.get(place, len(at)))

    def _translated(self, schema: Any, place: Place) -> Any:
        if not isinstance(schema, dict):
            return schema
        schema = modern(schema, place, self._report)
        nullable = schema.pop("nullable", None)
        found = {key: self._kept(key, value, (*place, key)) for key, value in schema.items()}
        kept = {key: value for key, value in found.items() if value is not _GONE}
        if isinstance(nullable, bool) or nullable is None:
            return or_null(kept) if nullable else kept
        self._report.note((*place, "nullable"), "removed, for it is neither true nor false.")
        return kept

    def _kept(self, keyword: str, value: Any, place: Place) -> Any:  # noqa: PLR0911 -- a table
        holds_schemas = keyword in ONE | MANY | NAMED
        if value is None and (holds_schemas or keyword in keywords.TAKES):
            return self._removed(place, "removed: null says nothing.")
        if keyword == "$ref":
            return self._reference(value, place)
        if keyword in keywords.OF_A_FILE:
            return self._unnamed(keyword, value, place)
        if keyword in _ELSEWHERE:
            return self._lost(place, "it has no counterpart in a model document")
        if holds_schemas:
            return self._inside(keyword, value, place)
        if keyword in keywords.TAKES and not keywords.TAKES[keyword](value):
            return self._repaired(keyword, value, place)
        return copy.deepcopy(value)

    def _inside(self, keyword: str, value: Any, place: Place) -> Any:
        if keyword in ONE and isinstance(value, dict | bool):
            return self._translated(value, place)
        if keyword in NAMED and isinstance(value, dict):
            members = {name: self._member(keyword, name, value[name], place) for name in value}
            return {name: member for name, member in members.items() if member is not _GONE}
        if keyword not in MANY or not isinstance(value, list):
            return self._lost(place, f"it can't be {_said(value)}")
        if all(isinstance(one, dict | bool) for one in value) and value:
            return [self._translated(one, (*place, i)) for i, one in enumerate(value)]
        if value or keyword in {"anyOf", "oneOf"}:
            return self._lost(place, f"it can't be {_said(value)}")
        return self._removed(place, "removed, for it is empty.")

    def _member(self, keyword: str, name: str, value: Any, place: Place) -> Any:
        if keyword == "patternProperties" and not keywords.pattern(name):
            return self._lost((*place, name), "its pattern can't be read")
        if isinstance(value, dict | bool):
            return self._translated(value, (*place, name))
        if value is None:
            self._report.note((*place, name), "it says nothing, so anything is taken.")
            return {}
        return self._lost((*place, name), f"it can't be {_said(value)}")

    def _repaired(self, keyword: str, value: Any, place: Place) -> Any:
        meant = keywords.read(keyword, value)
        if meant is not None:
            self._report.note(place, f"{_said(value)} is read as {_said(meant)}.")
            return meant
        if keyword in keywords.ANNOTATIONS:
            return self._removed(place, f"removed, for it can't be {_said(value)}.")
        if keyword == "pattern" and isinstance(value, str):
            return self._removed(place, f"removed, for the pattern {_said(value)} can't be read.")
        return self._lost(place, f"it can't be {_said(value)}")

    def _unnamed(self, keyword: str, value: Any, place: Place) -> Any:
        if keyword != "$schema" or not _DIALECTS.fullmatch(str(value)):
            self._report.note(place, f"removed: {_said(value)} means nothing inside a document.")
        return _GONE

    def _removed(self, place: Place, sentence: str) -> Any:
        self._report.note(place, sentence)
        return _GONE

    def _lost(self, place: Place, why: str) -> Any:
        """A keyword that limits and can't be read: an input's is never lost."""
        if self._strict:
            reason = f"{why}, and without it more would be taken than its author wrote."
            raise self._report.refusal(place, reason)
        return self._removed(place, f"removed from the output: {why}.")

    def _reference(self, reference: Any, place: Place) -> Any:
        try:
            found = self._leads_to(str(reference), place)
        except LookupError:
            if self._strict and place[:-1] == self._base:
                raise  # that it takes anything at all would be made up
            sentence = f"the reference {_said(reference)} leads nowhere, so anything is taken."
            return self._removed(place, sentence)
        if found[: len(self._base)] == self._base:
            return "#" + pointer(*found[len(self._base) :])
        definition = _definition(found)
        if definition not in self._names:
            self._names[definition] = self._new_name(definition)
            self._waiting.append(definition)
        return "#" + pointer("$defs", self._names[definition], *found[len(definition) :])

    def _leads_to(self, reference: str, place: Place) -> Place:
        """The place of a schema; what isn't in the document may be in the component alone."""
        try:
            found = self._whole.steps(reference)
            self._whole.schema_at(found)
        except LookupError:
            inside = place[:3] if place[:2] == ("components", "schemas") else self._base
            found = self._whole.steps(reference, inside)
            self._whole.schema_at(found)
            sentence = f"the reference {_said(reference)} is read as one into the same component."
            self._report.note(place, sentence)
        return found

    def _new_name(self, place: Place) -> str:
        plain = re.sub(r"[^\w.-]", "_", str(place[-1]))
        name = str(self._aliases.get(str(place[-1]), plain))
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name


def _said(value: Any) -> str:
    return shortened(json_text(value))


def _definition(place: Place) -> Place:
    """The component or definition that holds a place; the place itself if none does."""
    if place[:2] == ("components", "schemas"):
        return place[:3]
    return place[:2] if place[0] in {"$defs", "definitions"} else place
