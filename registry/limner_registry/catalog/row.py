"""A model in a listing: what is told of it without opening its document."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from limner_registry.model import Origin

if TYPE_CHECKING:
    from limner_registry.model import Model

CATALOG = Origin("catalog")
"""Where the catalog's models come from."""


class Row(NamedTuple):
    """One model of a listing.

    Attributes:
        endpoint_id: The provider's name for it.
        title: What people call it.
        category: From what to what it goes.
        provider: Who runs it.
        deprecated: Whether its provider retires it.
        successor: The model to use instead, where one is known.
        sha256: Its document's identity.
        origin: The plugin and distribution that it comes from, or the catalog.
    """

    endpoint_id: str
    title: str
    category: str
    provider: str
    deprecated: bool
    successor: str | None
    sha256: str
    origin: Origin

    @classmethod
    def of(cls, model: Model) -> Row:
        """The row of a model whose document is at hand."""
        successor = model.document.get("successor")
        return cls(
            model.endpoint_id,
            model.title,
            model.category,
            model.provider,
            model.deprecated,
            successor if isinstance(successor, str) else None,
            model.sha256,
            model.origin,
        )
