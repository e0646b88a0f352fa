"""Search: the models that a few words describe, the best match first."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from limner_registry.catalog.row import Row
    from limner_registry.model import Model

Listed = TypeVar("Listed", "Model", "Row")

_BETWEEN = "\x1f"
_WEIGHTS = (16, 8, 4, 2, 1)
"""Of the id and aliases, the title, the category, the parameters and the description."""


def search(
    models: Iterable[Model],
    query: str = "",
    *,
    category: str | None = None,
    provider: str | None = None,
) -> list[Model]:
    """The models that fit, ranked.

    Args:
        models: What to search.
        query: Words, each of which must occur, in any case, in the model's id,
            aliases, title, category, description or parameters' names; empty fits all.
        category: Only models of this category.
        provider: Only models of this provider.
    """
    return best_first(search_scored(models, query), category, provider)


def search_scored(models: Iterable[Model], query: str) -> list[tuple[int, Model]]:
    """The models in which every word of a query occurs, each with its score."""
    words = query.lower().split()
    if not words:
        return [(0, model) for model in models]
    found = [(scored(searched(model), words), model) for model in models]
    return [(score, model) for score, model in found if score]


def best_first(
    found: Iterable[tuple[int, Listed]], category: str | None, provider: str | None
) -> list[Listed]:
    """Those of a category and a provider, the highest scores first, then by id."""
    ranked = sorted(found, key=lambda scored: (-scored[0], scored[1].endpoint_id))
    return of_kind([one for _, one in ranked], category, provider)


def of_kind(found: list[Listed], category: str | None, provider: str | None) -> list[Listed]:
    """Those of a category and a provider, where they are given."""
    if category is not None:
        found = [one for one in found if one.category == category]
    if provider is not None:
        found = [one for one in found if one.provider == provider]
    return found


def searched(model: Model) -> str:
    """What is searched of a model, as one text: in lower case, the weightiest first.

    No word can go across what separates the parts, since a word has no space in it.
    """
    properties = model.document["input"].get("properties")
    parts = (
        " ".join((model.endpoint_id, *model.aliases)),
        model.title,
        model.category,
        " ".join(properties) if isinstance(properties, dict) else "",
        str(model.document.get("description") or ""),
    )
    return _BETWEEN.join(" ".join(part.lower().split()) for part in parts)


def scored(text: str, words: Iterable[str]) -> int:
    """The sum of the words' scores in what `searched` gave; 0 if one of them doesn't occur."""
    parts = text.split(_BETWEEN)
    total = 0
    for word in words:
        score = next((w for w, part in zip(_WEIGHTS, parts, strict=True) if word in part), 0)
        if not score:
            return 0
        total += score
    return total
