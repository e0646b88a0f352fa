"""The registry: all known models, as an immutable mapping of endpoint id to model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from limner_registry.errors import ConflictingModels, UnknownModel

if TYPE_CHECKING:
    from limner_registry.model import Model


class Registry(Mapping[str, "Model"]):
    """All known models by endpoint id; immutable.

    An alias finds its model too, but only endpoint ids are iterated over and
    counted. An id that two plugins claim isn't among them: asking for it raises
    `ConflictingModels`, and the others work.

    Args:
        models: The models, in any order.
    """

    def __init__(self, models: Iterable[Model] = ()) -> None:
        claims: dict[str, list[Model]] = {}
        for model in models:
            claims.setdefault(model.endpoint_id, []).append(model)
        self._models = {i: found[0] for i, found in sorted(claims.items()) if len(found) == 1}
        self._conflicts = {
            endpoint_id: ConflictingModels(endpoint_id, (m.origin.plugin for m in found))
            for endpoint_id, found in claims.items()
            if len(found) > 1
        }
        self._aliases: dict[str, str] = {}
        for model in self._models.values():
            self._aliases.update(dict.fromkeys(model.aliases, model.endpoint_id))

    @property
    def conflicts(self) -> Mapping[str, ConflictingModels]:
        """The ids that two plugins claim, each with the error that asking for it raises."""
        return dict(self._conflicts)

    def with_models(self, models: Iterable[Model]) -> Registry:
        """A registry of these models and the given ones; this one stays as it is."""
        return Registry([*self._models.values(), *models])

    def __getitem__(self, endpoint_id: str) -> Model:
        """The model of an endpoint id or alias.

        Raises:
            UnknownModel: There is none; near ids are suggested. It's a `KeyError` too.
            ConflictingModels: Two plugins claim the id.
        """
        model = self._models.get(endpoint_id)
        if model is None and endpoint_id in self._conflicts:
            raise self._conflicts[endpoint_id]
        if model is None:
            model = self._models.get(self._aliases.get(endpoint_id, ""))
        if model is None:
            raise UnknownModel(endpoint_id, self._near(endpoint_id))
        return model

    def __iter__(self) -> Iterator[str]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)

    def __repr__(self) -> str:
        return f"<Registry of {len(self)} models>"

    def _near(self, endpoint_id: str) -> list[str]:
        from limner_registry.nearest import nearest_names

        return nearest_names(endpoint_id, [*self._models, *self._aliases])
