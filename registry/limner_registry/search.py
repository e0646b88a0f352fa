"""Search: the models that a few words describe, the best match first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from limner_registry.model import Model


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
    words = query.lower().split()
    wanted = [
        model
        for model in models
        if category in {None, model.category} and provider in {None, model.provider}
    ]
    scored = [(_score(model, words), model) for model in wanted]
    fitting = [(-score, model.endpoint_id, model) for score, model in scored if score or not words]
    return [model for *_, model in sorted(fitting, key=lambda ranked: ranked[:2])]


def _score(model: Model, words: list[str]) -> int:
    """The sum of the words' scores; 0 if one of them doesn't occur."""
    texts = _texts(model)
    scores = [max(weight * (word in text) for weight, text in texts) for word in words]
    return sum(scores) if all(scores) else 0


def _texts(model: Model) -> tuple[tuple[int, str], ...]:
    names = " ".join((model.endpoint_id, *model.aliases))
    return (
        (16, names.lower()),
        (8, model.title.lower()),
        (4, model.category.lower()),
        (2, " ".join(model.input.get("properties", {})).lower()),
        (1, str(model.document.get("description") or "").lower()),
    )
