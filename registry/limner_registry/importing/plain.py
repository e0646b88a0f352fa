"""The document as plain JSON of its own: what isn't JSON is refused with its place."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from limner_registry.importing.report import Place, Report

DEEPEST = 100
"""How many levels a document may have; real ones have about twenty."""

_LARGEST = 10**300


def plain(value: Any, report: Report, place: Place = ()) -> Any:
    """A copy of a value in which all is dict, list, str, int, float, bool or None.

    Names that YAML reads as numbers (`200:`) become text.

    Raises:
        NotImportable: Something in it isn't JSON, or it is nested too deeply; so is
            what contains itself.
    """
    if len(place) > DEEPEST:
        raise report.refusal(place[:8], f"it is nested in more than {DEEPEST} levels.")
    if isinstance(value, Mapping):
        return _mapping(value, report, place)
    if isinstance(value, list | tuple):
        return [plain(item, report, (*place, i)) for i, item in enumerate(value)]
    if not _travels(value):
        raise report.refusal(
            place, f"it isn't JSON: a {type(value).__name__} that JSON can't say."
        )
    return value


def _mapping(value: Mapping[Any, Any], report: Report, place: Place) -> dict[str, Any]:
    copied = {}
    for name, member in value.items():
        if type(name) not in (str, int) or not _travels(name):
            raise report.refusal(place, f"it isn't JSON: a name is {type(name).__name__}.")
        copied[str(name)] = plain(member, report, (*place, str(name)))
    return copied


def _travels(value: Any) -> bool:
    if isinstance(value, str):
        return value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or (isinstance(value, int) and abs(value) < _LARGEST)
