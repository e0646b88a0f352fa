"""The registry: an immutable mapping of endpoint ids to models."""

from __future__ import annotations

import pickle

import pytest

from limner_registry import (
    ConflictingModels,
    Model,
    Origin,
    Registry,
    UnknownModel,
    installed,
    packaged_models,
)


def model(endpoint_id: str, *aliases: str, plugin: str = "acme", package: str = "acme") -> Model:
    return Model({"endpoint_id": endpoint_id, "aliases": aliases}, Origin(plugin, package, "1.0"))


def test_a_registry_is_a_mapping_in_the_order_of_ids() -> None:
    """Models are found by id, and iterated over in the order of ids, however they came."""
    late, early = model("b/late"), model("a/early")

    registry = Registry([late, early])

    assert dict(registry) == {"a/early": early, "b/late": late}
    assert list(registry) == ["a/early", "b/late"]
    assert len(registry) == 2
    assert repr(registry) == "<Registry of 2 models>"


def test_a_registry_does_not_change() -> None:
    """There is no way to put a model in; a registry with more models is another one."""
    registry = Registry([model("a/one")])

    more = registry.with_models([model("a/two")])

    assert not hasattr(registry, "__setitem__")
    assert list(registry) == ["a/one"]
    assert list(more) == ["a/one", "a/two"]


def test_the_list_that_a_registry_was_made_of_may_change() -> None:
    """A registry doesn't notice what happens to the list that it was given."""
    models = [model("a/one")]
    registry = Registry(models)

    models.clear()

    assert list(registry) == ["a/one"]


def test_an_alias_finds_its_model() -> None:
    """An alias is found, but neither counted nor iterated over."""
    registry = Registry([model("a/one", "old/one", "older/one")])

    assert registry["old/one"] is registry["older/one"] is registry["a/one"]
    assert "old/one" in registry
    assert list(registry) == ["a/one"]


def test_an_id_comes_before_an_alias() -> None:
    """A plugin can't take over another's model by calling it an alias of its own."""
    honest, thief = model("a/one"), model("b/thief", "a/one")

    assert Registry([honest, thief])["a/one"] is honest
    assert Registry([thief, honest])["a/one"] is honest


def test_an_alias_that_is_listed_twice_is_one() -> None:
    """A document may repeat an alias, or list its own id."""
    registry = Registry([model("a/one", "old/one", "old/one", "a/one")])

    assert registry["old/one"] is registry["a/one"]
    assert not registry.conflicts


@pytest.mark.parametrize(
    ("asked", "suggestion"),
    [
        ("fal-ai/flux/dv", "fal-ai/flux/dev"),
        ("fal-ai/flux/DEV", "fal-ai/flux/dev"),
        ("fal-ai/fluxdev", "fal-ai/flux/dev"),
        ("fal-ai/birefnet", "fal-ai/birefnet/v2"),
        ("bria/fibo-edit/reseson", "bria/fibo-edit/reseason"),
    ],
)
def test_a_near_id_is_suggested(asked: str, suggestion: str) -> None:
    """An id with a slip of the pen is unknown, and the right one is the first suggestion."""
    registry = Registry(packaged_models(installed()).models)

    with pytest.raises(UnknownModel, match=f"did you mean {suggestion}") as raised:
        registry[asked]

    assert raised.value.endpoint_id == asked
    assert raised.value.suggestions[0] == suggestion


def test_an_unknown_id_is_a_key_error_too() -> None:
    """A registry behaves as mappings do: `get` and `in` don't raise."""
    registry = Registry([model("a/one")])

    assert registry.get("quite/different") is None
    assert "quite/different" not in registry
    assert None not in registry
    with pytest.raises(KeyError):
        registry["quite/different"]


def test_an_id_of_two_plugins_is_nobodys() -> None:
    """An id that two packages claim raises, naming both; the other models work."""
    mine = model("a/one", plugin="mine", package="limner-mine")
    yours = model("a/one", plugin="yours", package="limner-yours")

    registry = Registry([mine, yours, model("a/two")])

    with pytest.raises(ConflictingModels) as raised:
        registry["a/one"]
    assert raised.value.plugins == ("mine", "yours")
    assert "mine (limner-mine 1.0) and yours (limner-yours 1.0)" in str(raised.value)
    assert "LIMNER_DISABLE=yours" in str(raised.value)
    assert list(registry) == ["a/two"]
    assert "a/one" not in registry
    assert str(registry.conflicts["a/one"]) == str(raised.value)


def test_the_way_out_of_a_conflict_of_three_names_two() -> None:
    """Disabling one of three plugins would leave a conflict, so two are named."""
    registry = Registry(model("a/one", plugin=plugin) for plugin in ("a", "b", "c"))

    assert "LIMNER_DISABLE=b,c " in str(registry.conflicts["a/one"])


def test_disabling_is_no_way_out_when_the_names_are_the_same() -> None:
    """Where a package and its fork use one name, disabling it would leave none."""
    registry = Registry(model("a/one", package=package) for package in ("acme", "acme-fork"))

    message = str(registry.conflicts["a/one"])

    assert "acme (acme 1.0) and acme (acme-fork 1.0)" in message
    assert "LIMNER_DISABLE" not in message


def test_an_alias_of_two_plugins_is_nobodys() -> None:
    """An alias that two packages claim raises, as an id does; both models work by their ids."""
    registry = Registry([model("a/one", "old", plugin="a"), model("b/one", "old", plugin="b")])

    with pytest.raises(ConflictingModels, match=r"'old' is claimed by the plugins a .* and b "):
        registry["old"]
    assert list(registry) == ["a/one", "b/one"]


def test_a_conflict_outlives_more_models() -> None:
    """A registry with more models doesn't forget that an id was claimed twice."""
    registry = Registry([model("a/one", plugin="a"), model("a/one", plugin="b")])

    more = registry.with_models([model("a/one", plugin="c")])

    assert more.conflicts["a/one"].plugins == ("a", "b", "c")


def test_raising_again_and_again_holds_on_to_nothing() -> None:
    """Each look-up of a conflicting id raises an error of its own, so tracebacks don't pile up."""
    registry = Registry([model("a/one", plugin="a"), model("a/one", plugin="b")])

    with pytest.raises(ConflictingModels) as first:
        registry["a/one"]
    with pytest.raises(ConflictingModels) as second:
        registry["a/one"]

    assert first.value is not second.value


@pytest.mark.parametrize(
    "error", [UnknownModel("a/b", ["a/c"]), ConflictingModels("a/b", [Origin("x"), Origin("y")])]
)
def test_errors_travel_between_processes(error: Exception) -> None:
    """An error comes back from a worker process with its facts and its message."""
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 -- our own

    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)
