"""The registry: all known models, as an immutable mapping of endpoint id to model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from limner_registry.errors import ConflictingModels, UnknownModel
from limner_registry.shortening import counted

if TYPE_CHECKING:
    from limner_registry.model import Model


class Registry(Mapping[str, "Model"]):
    """All known models by endpoint id; immutable.

    An alias finds its model too, but only endpoint ids are iterated over and
    counted. An id or alias that two plugins claim isn't among them: asking for it
    raises `ConflictingModels`, and the others work. An id comes before an alias.

    Args:
        models: The models, in any order.
    """

    def __init__(self, models: Iterable[Model] = ()) -> None:
        self._all = tuple(models)
        ids = _claims((model.endpoint_id, model) for model in self._all)
        aliases = _claims((a, m) for m in self._all for a in m.aliases if a not in ids)
        self._models = {name: ids[name][0] for name in sorted(ids) if len(ids[name]) == 1}
        self._aliases = {name: found[0] for name, found in aliases.items() if len(found) == 1}
        self._conflicts = {
            name: tuple(model.origin for model in found)
            for name, found in {**ids, **aliases}.items()
            if len(found) > 1
        }

    @property
    def conflicts(self) -> Mapping[str, ConflictingModels]:
        """The ids that two plugins claim, each with the error that asking for it raises."""
        return {name: ConflictingModels(name, who) for name, who in self._conflicts.items()}

    def with_models(self, models: Iterable[Model]) -> Registry:
        """A registry of these models and the given ones; this one stays as it is."""
        return Registry([*self._all, *models])

    def __getitem__(self, endpoint_id: str) -> Model:
        """The model of an endpoint id or alias.

        Raises:
            UnknownModel: There is none; near ids are suggested. It's a `KeyError` too.
            ConflictingModels: Two plugins claim the id.
        """
        model = self._models.get(endpoint_id) or self._aliases.get(endpoint_id)
        if model is not None:
            return model
        if endpoint_id in self._conflicts:
            raise ConflictingModels(endpoint_id, self._conflicts[endpoint_id])
        raise UnknownModel(endpoint_id, self._near(endpoint_id))

    def __contains__(self, endpoint_id: object) -> bool:
        """Whether the id or alias finds a model."""
        return endpoint_id in self._models or endpoint_id in self._aliases

    def __iter__(self) -> Iterator[str]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)

    def __repr__(self) -> str:
        conflicts = counted(len(self._conflicts), "conflict") if self._conflicts else ""
        return f"<Registry of {', '.join(filter(None, (counted(len(self), 'model'), conflicts)))}>"

    def _near(self, endpoint_id: str) -> list[str]:
        from limner_registry.nearest import nearest_names

        return nearest_names(endpoint_id, [*self._models, *self._aliases], most=2)


def _claims(named: Iterable[tuple[str, Model]]) -> dict[str, list[Model]]:
    """By name, the models that claim it, each of them once."""
    claims: dict[str, list[Model]] = {}
    for name, model in named:
        if model not in (found := claims.setdefault(name, [])):
            found.append(model)
    return claims
