"""The registry: all known models, as an immutable mapping of endpoint id to model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING

from limner_registry.errors import ConflictingModels, UnknownModel
from limner_registry.shortening import counted

if TYPE_CHECKING:
    from limner_registry.catalog import Catalog, Row
    from limner_registry.catalog.index import Index
    from limner_registry.model import Model, Origin


class Registry(Mapping[str, "Model"]):
    """All known models by endpoint id; immutable.

    An alias finds its model too, but only endpoint ids are iterated over and
    counted. An id or alias that two plugins claim isn't among them: asking for it
    raises `ConflictingModels`, and the others work. An id comes before an alias.

    The catalog's models are those that its folder holds at the moment; each is read when
    it's looked up, and all else that is asked is answered by its index. The models passed
    in come first: a name that one of them has, the catalog's model of that name hasn't.

    Args:
        models: The models, in any order.
        catalog: The user's catalog; nothing is read of it until something is asked.

    Attributes:
        catalog: As passed in.
    """

    def __init__(self, models: Iterable[Model] = (), catalog: Catalog | None = None) -> None:
        self.catalog = catalog
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

    @property
    def shadowed(self) -> Mapping[str, Origin]:
        """The ids of the catalog that aren't used, each with the plugin whose name it is.

        `LIMNER_DISABLE` with that plugin's name gives the id to the catalog.
        """
        index = self._index() or ()
        names = sorted([*self._models, *self._aliases, *self._conflicts])
        return {name: self._owner(name) for name in names if name in index}

    @property
    def problems(self) -> Mapping[str, str]:
        """By file or alias, what isn't as it should be in the catalog."""
        index = self._index()
        return index.problems if index else {}

    def with_models(self, models: Iterable[Model]) -> Registry:
        """A registry of these models and the given ones; this one stays as it is."""
        return Registry([*self._all, *models], self.catalog)

    def listing(self) -> list[Row]:
        """What is told of each model in a list, in the order of ids; no document is opened."""
        from limner_registry.catalog.row import Row

        rows = [Row.of(model) for model in self._models.values()]
        index = self._index()
        if index is None:
            return rows
        hidden = self.shadowed
        if hidden:
            return sorted(rows + [row for row in index.rows() if row.endpoint_id not in hidden])
        return sorted(rows + index.rows(), key=itemgetter(0))

    def search(
        self, query: str = "", *, category: str | None = None, provider: str | None = None
    ) -> list[Row]:
        """The models that fit, ranked, without opening a document.

        Args:
            query: Words, each of which must occur, in any case, in the model's id,
                aliases, title, category, description or parameters' names; empty fits all.
            category: Only models of this category.
            provider: Only models of this provider.
        """
        from limner_registry.catalog.row import Row
        from limner_registry.search import best_first, of_kind, search_scored

        if not query.strip():
            return of_kind(self.listing(), category, provider)
        found = [
            (score, Row.of(one)) for score, one in search_scored(self._models.values(), query)
        ]
        index = self._index()
        if index is not None:
            hidden = self.shadowed
            found += [one for one in index.search(query) if one[1].endpoint_id not in hidden]
        return best_first(found, category, provider)

    def __getitem__(self, endpoint_id: str) -> Model:
        """The model of an endpoint id or alias.

        Raises:
            UnknownModel: There is none; near ids are suggested. It's a `KeyError` too.
            ConflictingModels: Two plugins claim the id.
            InvalidDocument: Its document in the catalog is damaged.
        """
        model = self._models.get(endpoint_id) or self._aliases.get(endpoint_id)
        if model is not None:
            return model
        if endpoint_id in self._conflicts:
            raise ConflictingModels(endpoint_id, self._conflicts[endpoint_id])
        model = self.catalog.find(endpoint_id) if self.catalog else None
        if model is None:
            raise UnknownModel(endpoint_id, self._near(endpoint_id))
        # What an alias of the catalog means may be a plugin's.
        return model if model.endpoint_id == endpoint_id else self[model.endpoint_id]

    def __contains__(self, endpoint_id: object) -> bool:
        """Whether the id or alias finds a model."""
        if endpoint_id in self._models or endpoint_id in self._aliases:
            return True
        index = self._index()
        if index is None or endpoint_id in self._conflicts:
            return False
        return endpoint_id in index or endpoint_id in index.aliases

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids())

    def __len__(self) -> int:
        return len(self._ids())

    def __repr__(self) -> str:
        conflicts = counted(len(self._conflicts), "conflict") if self._conflicts else ""
        return f"<Registry of {', '.join(filter(None, (counted(len(self), 'model'), conflicts)))}>"

    def _owner(self, name: str) -> Origin:
        model = self._models.get(name) or self._aliases.get(name)
        return model.origin if model else self._conflicts[name][0]

    def _near(self, endpoint_id: str) -> list[str]:
        from limner_registry.nearest import nearest_names

        index = self._index()
        known = [*self._ids(), *self._aliases, *(index.aliases if index else ())]
        return nearest_names(endpoint_id, dict.fromkeys(known), most=2)

    def _ids(self) -> Collection[str]:
        index = self._index()
        if index is None:
            return self._models
        hidden = self.shadowed
        return sorted([*self._models, *(name for name in index.ids if name not in hidden)])

    def _index(self) -> Index | None:
        return self.catalog.index if self.catalog and self.catalog.exists else None


def _claims(named: Iterable[tuple[str, Model]]) -> dict[str, list[Model]]:
    """By name, the models that claim it, each of them once."""
    claims: dict[str, list[Model]] = {}
    for name, model in named:
        if model not in (found := claims.setdefault(name, [])):
            found.append(model)
    return claims
