"""The Model Parameter Reference: model documents as one Markdown page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Style = Literal["full", "original"]
"""How the reference is written: for readers, or to the byte as the original was."""


def render(documents: Iterable[Mapping[str, Any]], style: Style = "full") -> str:
    """Write the reference of some models.

    Args:
        documents: Their model documents as parsed JSON, in any order. Only
            `endpoint_id`, `input` and `output` must be there.
        style: `full` says everything that the documents say. `original` gives the bytes
            of the document that Limner was first asked for, flaws included.

    Returns:
        Markdown as GitHub reads it, with a line feed at its end.

    Raises:
        ValueError: There is no such style.
    """
    if style == "full":
        from limner_registry.reference import full

        return full.render(documents)
    if style == "original":
        from limner_registry.reference import original

        return original.render(documents)
    raise ValueError(f"the reference has the styles full and original, not {style!r}")
