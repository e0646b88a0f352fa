"""Model documents out of the files that people name: each one taken, repaired or refused."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from limner.cli.screen import entry, plain, width
from limner_registry.errors import InvalidDocument, LimnerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from limner.cli.screen import Screen

REFUSED = 3
"""The exit code where a document was refused."""


@dataclass
class Haul:
    """What was found in the files.

    Attributes:
        documents: The good ones, by endpoint id.
        notes: By endpoint id, what was repaired.
        refused: The others: the file, and why.
    """

    documents: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """What wasn't taken as it was."""
        return {
            "repaired": [{"endpoint_id": one, "notes": list(t)} for one, t in self.notes.items()],
            "refused": [{"file": file, "reason": why} for file, why in self.refused],
        }

    def show_repaired(self, screen: Screen) -> None:
        """Say what had to be repaired."""
        for name, notes in self.notes.items():
            told = [plain(one) for one in notes]
            screen.say(entry(f"repaired {plain(name)}", told, 4, width(), 0))

    def show_refused(self, screen: Screen) -> None:
        """Note what was refused, and why."""
        for file, why in self.refused:
            screen.note("\n".join(entry(f"refused {plain(file)}", [plain(why)], 4, width(), 0)))


def gather(files: Iterable[str], provider: str | None) -> Haul:
    """Read files, and take what is good of them.

    Args:
        files: Model documents or OpenAPI documents as JSON, one in a file or on each line;
            `-` is stdin.
        provider: Who runs the models, where a document doesn't tell.
    """
    haul = Haul()
    for file in files:
        try:
            found = list(_documents(file))
        except (OSError, ValueError, RecursionError) as error:
            haul.refused.append((file, _reason(error)))
            continue
        for place, document in found:
            _take(document, place, provider, haul)
    return haul


def _take(document: Any, place: str, provider: str | None, haul: Haul) -> None:
    try:
        good, notes = _checked(document, place, provider)
    except LimnerError as error:
        haul.refused.append((place, str(error).removeprefix(f"{place} can't be imported: ")))
        return
    endpoint_id = good["endpoint_id"]
    if endpoint_id in haul.documents:
        haul.refused.append((place, f"{endpoint_id} came before, in another document"))
        return
    haul.documents[endpoint_id] = good
    if notes:
        haul.notes[endpoint_id] = notes


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _documents(file: str) -> Iterator[tuple[str, Any]]:
    """The documents of a file, each with its place: one, or one on each line."""
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        yield file, json.loads(data)
    except ValueError as whole:
        lines = data.splitlines()
        if len(lines) < 2 or not _is_json(lines[0]):  # noqa: PLR2004 -- two are several
            raise ValueError(f"it is not JSON: {whole}") from None
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield f"{file}:{number}", json.loads(line) if _is_json(line) else None


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _checked(
    document: Any, source: str, provider: str | None
) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """A model document, and what had to be repaired.

    Raises:
        LimnerError: It is neither, or none that can be used.
    """
    from limner_registry.document import check_document
    from limner_registry.importing import imported

    if not isinstance(document, dict):
        raise InvalidDocument(source, ["it is not a JSON object"])
    if "document_version" in document:
        check_document(document, source)
        return document, ()
    result = imported(document, source=source, provider=provider)
    return result.document, result.notes
