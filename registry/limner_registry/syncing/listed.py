"""A model as a provider's list has it, and the model document that becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner_registry.errors import NotImportable
from limner_registry.importing import Imported, imported

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class ListedModel:
    """A model as a provider's list has it; nothing of it is sure to be right.

    Attributes:
        endpoint_id: Its id; empty where the list tells none.
        openapi: Its OpenAPI document; None where the list brings none.
        reason: Why the list brings none, in the provider's words.
        title: What people call it, where the list tells.
        category: From what to what it goes, likewise.
        description: What it does, likewise.
        status: `active`, `deprecated`, or nothing, where the list tells nothing of it.
    """

    endpoint_id: str
    openapi: Mapping[str, Any] | None = None
    reason: str = ""
    title: str | None = None
    category: str | None = None
    description: str | None = None
    status: str = ""


@dataclass(frozen=True)
class ListPage:
    """A page of a provider's model list.

    Attributes:
        models: In the list's order.
        cursor: What names the next page; None on the last one.
    """

    models: tuple[ListedModel, ...]
    cursor: str | None = None


def document_of(listed: ListedModel, provider: str) -> Imported:
    """The model document of a listed model; what the list tells comes before the OpenAPI's word.

    Raises:
        NotImportable: No honest model document can be made of it.
    """
    if not listed.endpoint_id:
        raise NotImportable(listed.endpoint_id, "", "the list tells no id of it.")
    if listed.openapi is None:
        reason = listed.reason or "the list brings no OpenAPI document of it."
        raise NotImportable(listed.endpoint_id, "", reason)
    made = imported(
        listed.openapi,
        source=listed.endpoint_id,
        provider=provider,
        endpoint_id=listed.endpoint_id,
    )
    if made.document["provider"] != provider:
        reason = f"{made.document['provider']} runs it, its document says, and not {provider}."
        raise NotImportable(listed.endpoint_id, "", reason)
    told = {name: getattr(listed, name) for name in ("title", "category", "description")}
    document = made.document | {name: text for name, text in told.items() if text}
    if listed.status == "deprecated":
        document["deprecated"] = True
    return Imported(document, made.notes)
