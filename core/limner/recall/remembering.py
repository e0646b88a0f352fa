"""What a receipt still knows of the arguments, and what has to be given anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from limner.data_urls import is_data_url
from limner.files import is_url, replaced
from limner.journal import is_whole
from limner_registry import pointer, steps
from limner_registry.files import file_places
from limner_registry.shortening import size_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from limner.recall.inputs import Search
    from limner.receipts import Input, Receipt
    from limner_registry import Model
    from limner_registry.files import FilePlace


@dataclass(frozen=True)
class Remembered:
    """What a receipt knows.

    Attributes:
        arguments: Those that are whole, each local file that was found as its path.
        lost: By name, why a parameter has to be given anew.
        notes: Sentences about what isn't as it was.
    """

    arguments: dict[str, Any]
    lost: dict[str, str]
    notes: list[str] = field(default_factory=list)


def remembered(receipt: Receipt, model: Model, search: Search) -> Remembered:
    """What a receipt knows of its arguments; looks for local files on the disk.

    Args:
        receipt: The receipt.
        model: Its model, as it is today.
        search: Where local files are looked for.
    """
    sent = {file.pointer: file for file in receipt.inputs}
    known = Remembered({}, dict(_omitted(receipt)))
    found: dict[tuple[str | int, ...], Path] = {}
    for place in file_places(model.input, receipt.arguments):
        file = sent.get(pointer(*place.path))
        path = search.find(file, receipt) if file else None
        if path:
            found[place.path] = path
        elif file and _is_fetchable(place.value):
            known.notes.append(_uploaded(place, file))
        elif file:
            known.lost[str(place.path[0])] = _gone(file)
    whole = replaced(receipt.arguments, found)
    order = dict.fromkeys([*model.parameters.names, *whole])
    for name, value in ((name, whole[name]) for name in order if name in whole):
        if name not in known.lost and is_whole(value):
            known.arguments[name] = value
        else:
            known.lost.setdefault(name, _ONLY_DIGEST)
    return known


_ONLY_DIGEST = "it was a data URL, of which the receipt has the digest only"


def _omitted(receipt: Receipt) -> Iterator[tuple[str, str]]:
    for place in receipt.omitted:
        if place:
            yield steps(place)[0], "it was left out of the receipt"


def _is_fetchable(value: Any) -> bool:
    return isinstance(value, str) and is_url(value) and not is_data_url(value)


def _gone(file: Input) -> str:
    facts = f"{file.media_type}, {size_text(file.bytes)}, sha256 {file.sha256[:12]}…"
    return f"{file.name} ({facts}) is neither where it was, nor beside the receipt, nor here"


def _uploaded(place: FilePlace, file: Input) -> str:
    return (
        f"{pointer(*place.path)}: {file.name} isn't here any more; what was uploaded of it then"
        f" is used, as long as it's there: {place.value}"
    )
