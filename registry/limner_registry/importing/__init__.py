"""Import: any provider's OpenAPI document becomes a model document.

Pure: no file is read and nothing is fetched. A document of fal's queue, a plain one of
another provider and one that `limner_registry.openapi` wrote are told apart by what is in
them, never by their label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner_registry.document import check_document
from limner_registry.errors import InvalidDocument, NotImportable
from limner_registry.importing.building import model_document
from limner_registry.importing.report import Report

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Imported", "NotImportable", "imported"]


@dataclass(frozen=True)
class Imported:
    """A model document that was made of an OpenAPI document.

    Attributes:
        document: The model document, as parsed JSON; it passes `check_document`.
        notes: What had to be repaired, each with its JSON pointer in the OpenAPI
            document; empty if nothing was.
    """

    document: dict[str, Any]
    notes: tuple[str, ...]


def imported(
    openapi: Mapping[str, Any],
    *,
    source: str,
    provider: str | None = None,
    endpoint_id: str | None = None,
) -> Imported:
    """The model document of an OpenAPI document.

    Args:
        openapi: The OpenAPI document, parsed; it isn't changed.
        source: Where it comes from (a path, an address), for the error.
        provider: Who runs the model, where the document doesn't tell; the default is a
            name made of its server's host. fal's documents are fal's in any case.
        endpoint_id: The model's id; it chooses among several POST operations. The default
            is the id that the document states, or the path of its POST.

    Raises:
        NotImportable: No honest model document can be made of it.

    Example:
        >>> imported(openapi, source="dev.json").document["endpoint_id"]
        'fal-ai/flux/dev'
    """
    report = Report(source)
    try:
        document = model_document(openapi, provider, endpoint_id, report)
        check_document(document, source)
    except InvalidDocument as error:
        raise report.refusal((), "; ".join(error.problems)) from None
    except RecursionError:
        raise report.refusal((), "it is nested too deeply.") from None
    return Imported(document, report.notes)
