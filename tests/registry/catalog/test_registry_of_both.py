"""A registry of packaged models and a catalog: whose name is whose."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from synthetic import document

from limner_registry import (
    ConflictingModels,
    Model,
    Origin,
    Registry,
    UnknownModel,
    installed,
    packaged_models,
    search,
)
from limner_registry.catalog import CATALOG, Catalog, Row

ACME = Origin("acme", "limner-acme", "1.0")


def packaged(endpoint_id: str, *aliases: str, origin: Origin = ACME) -> Model:
    return Model(document(endpoint_id, title="Packaged", aliases=list(aliases)), origin)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog(tmp_path)


def test_a_registry_has_the_models_of_both(catalog: Catalog) -> None:
    """It's one mapping, in the order of ids, and a listing of it tells whose each model is."""
    catalog.add([document("c/one", aliases=["c/alias"]), document("a/two")])

    registry = Registry([packaged("b/three")], catalog)

    assert list(registry) == ["a/two", "b/three", "c/one"]
    assert len(registry) == 3
    assert {"a/two", "b/three", "c/alias"} <= {*registry, "c/alias"}
    assert all(name in registry for name in ("a/two", "b/three", "c/one", "c/alias"))
    assert "c/other" not in registry
    assert None not in registry
    assert registry["c/alias"].document == registry["c/one"].document
    assert [row.origin for row in registry.listing()] == [CATALOG, ACME, CATALOG]
    assert registry.listing() == [Row.of(model) for model in registry.values()]
    assert registry.shadowed == registry.conflicts == registry.problems == {}
    assert repr(registry) == "<Registry of 3 models>"


def test_nothing_is_read_until_something_is_asked(catalog: Catalog) -> None:
    """A home that doesn't exist stays so, and the registry has the models passed in."""
    elsewhere = Catalog(f"{catalog.home}/nowhere")

    registry = Registry([packaged("b/three")], elsewhere)

    assert list(registry) == ["b/three"]
    assert registry.listing() == registry.search("packaged") == [Row.of(registry["b/three"])]
    assert registry.shadowed == registry.problems == {}
    with pytest.raises(UnknownModel, match="b/three"):
        registry["b/thre"]
    assert not Path(elsewhere.home).exists()


def test_a_package_comes_before_the_catalog(catalog: Catalog) -> None:
    """Neither id nor alias of a packaged model can be taken over; what isn't used is told."""
    catalog.add([document("a/one"), document("a/alias"), document("a/two", aliases=["a/other"])])
    model = packaged("a/one", "a/alias", "a/other")

    registry = Registry([model], catalog)

    assert registry["a/one"] is registry["a/alias"] is registry["a/other"] is model
    assert list(registry) == ["a/one", "a/two"]
    assert len(registry) == 2
    assert [row.title for row in registry.listing()] == ["Packaged", "Lamp"]
    assert [row.endpoint_id for row in registry.search("a/")] == ["a/one", "a/two"]
    assert registry.shadowed == {"a/alias": ACME, "a/one": ACME}
    assert list(Registry([], catalog)) == ["a/alias", "a/one", "a/two"]


def test_an_alias_of_the_catalog_leads_to_a_packages_model(catalog: Catalog) -> None:
    """Where the id that it means is a package's, it finds the package's model."""
    catalog.add([document("a/one", aliases=["old/one"])])
    model = packaged("a/one")

    assert Registry([model], catalog)["old/one"] is model


def test_the_catalog_does_not_settle_a_conflict(catalog: Catalog) -> None:
    """An id that two packages claim stays nobody's."""
    catalog.add([document("a/one")])
    registry = Registry([packaged("a/one"), packaged("a/one", origin=Origin("rival"))], catalog)

    with pytest.raises(ConflictingModels):
        registry["a/one"]
    assert "a/one" not in registry
    assert list(registry) == registry.listing() == []
    assert registry.shadowed == {"a/one": ACME}


def test_a_near_id_of_the_catalog_is_suggested(catalog: Catalog) -> None:
    """Ids and aliases of the catalog are suggested beside the packages'."""
    catalog.add([document("acme/lantern", aliases=["acme/candle"])])
    registry = Registry([packaged("acme/lamp")], catalog)

    for asked, near in (
        ("acme/lanten", "lantern"),
        ("acme/cndle", "candle"),
        ("acme/lmp", "lamp"),
    ):
        with pytest.raises(UnknownModel, match=f"did you mean acme/{near}"):
            registry[asked]


def test_a_registry_follows_its_catalog(catalog: Catalog) -> None:
    """What is added is there, also for a registry made before and one made of it."""
    registry = Registry([packaged("b/three")], catalog)
    more = registry.with_models([packaged("d/four")])
    assert list(more) == ["b/three", "d/four"]

    catalog.add([document("c/one")])

    assert list(registry) == ["b/three", "c/one"]
    assert list(more) == ["b/three", "c/one", "d/four"]
    assert list(pickle.loads(pickle.dumps(more))) == list(more)  # noqa: S301 -- our own


def test_problems_of_the_catalog_are_the_registrys(catalog: Catalog) -> None:
    """A damaged file is named there."""
    catalog.add([document("c/one")])
    (Path(catalog.folder) / "x.json").write_text("{")

    assert list(Registry([], catalog).problems) == ["x.json"]


@pytest.mark.parametrize("query", ["", "upscal", "kling text", "FLUX dev", "v1_standard", "seed"])
@pytest.mark.parametrize("category", [None, "image-to-image"])
def test_the_index_ranks_as_search_does(
    query: str, category: str | None, catalog: Catalog
) -> None:
    """Wherever a model is, in a package or in the catalog, its rank is the same."""
    models = packaged_models(installed()).models
    catalog.add(model.document for model in models[::2])
    expected = [model.endpoint_id for model in search(models, query, category=category)]

    for registry in (Registry(models), Registry(models[1::2], catalog), Registry(models, catalog)):
        found = registry.search(query, category=category)
        assert [row.endpoint_id for row in found] == expected
        assert [row.sha256 for row in found] == [registry[name].sha256 for name in expected]
