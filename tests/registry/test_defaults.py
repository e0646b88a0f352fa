"""Effective values: arguments with the schema's defaults, for receipts and pictures."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from limner_registry.defaults import Defaults
from limner_registry.verdict.closing import close

PLUGINS = Path(__file__).parents[2] / "plugins" / "limner_plugins"
SIZE = {"properties": {"width": {"default": 512}, "height": {"default": 512}}}


def test_absent_members_take_their_defaults_and_given_ones_stay() -> None:
    """Also if what was given is null, or wrong."""
    schema = {"properties": {"a": {"default": 1}, "b": {"default": None}, "c": {"default": 3}}}

    assert Defaults(schema).effective({"c": None, "x": 1}) == {
        "c": None,
        "x": 1,
        "a": 1,
        "b": None,
    }


def test_what_was_given_is_neither_changed_nor_shared() -> None:
    """Defaults are filled into copies; the schema's own are copied too."""
    schema = {"properties": {"size": SIZE, "list": {"default": []}}}
    given: dict[str, Any] = {"size": {"width": 3}}
    before = copy.deepcopy((schema, given))
    filled = Defaults(schema).effective(given)
    filled["list"].append(1)
    filled["size"]["width"] = 4

    assert (schema, given) == before


def test_defaults_inside_objects_and_lists_are_filled_in() -> None:
    """A partly given object, each item of a list, and an object that is a default itself."""
    size = {"$ref": "#/$defs/Size", "default": {"width": 9}}
    schema = {
        "properties": {"size": size, "sizes": {"items": {"$ref": "#/$defs/Size"}}},
        "$defs": {"Size": SIZE},
    }

    assert Defaults(schema).effective({"sizes": [{}, {"height": 1}]}) == {
        "sizes": [{"width": 512, "height": 512}, {"height": 1, "width": 512}],
        "size": {"width": 9, "height": 512},
    }


def test_a_default_beside_a_reference_wins() -> None:
    """What is said at the use is more than what is said at the definition."""
    schema = {
        "properties": {"a": {"$ref": "#/$defs/A", "default": 1}, "b": {"$ref": "#/$defs/A"}},
        "$defs": {"A": {"default": 2}},
    }

    assert Defaults(schema).effective({}) == {"a": 1, "b": 2}


def test_members_through_all_of_have_defaults_too() -> None:
    """An object in parts is one object."""
    schema = {"allOf": [SIZE, {"properties": {"depth": {"default": 1}}}]}

    assert Defaults(schema).effective({}) == {"width": 512, "height": 512, "depth": 1}


def test_the_only_object_of_a_union_is_filled_in_and_a_doubtful_one_left_alone() -> None:
    """A choice or null beside it leaves no doubt; a second object does."""
    other = {"properties": {"side": {"default": 1}}}
    schema = {
        "properties": {
            "sure": {"anyOf": [SIZE, {"enum": ["square"]}, {"type": "null"}]},
            "text": {"anyOf": [SIZE, {"enum": ["square"]}]},
            "doubtful": {"anyOf": [SIZE, other]},
        }
    }
    given = {"sure": {"width": 1}, "text": "square", "doubtful": {}}

    assert Defaults(schema).effective(given) == {**given, "sure": {"width": 1, "height": 512}}


def test_a_recursive_schema_is_filled_in_as_deep_as_the_arguments_go() -> None:
    """Defaults don't go on for ever."""
    schema = {"properties": {"left": {"$ref": "#"}, "leaf": {"default": 0}}}

    assert Defaults(schema).effective({"left": {"left": {}}}) == {
        "left": {"left": {"leaf": 0}, "leaf": 0},
        "leaf": 0,
    }


def test_closing_makes_no_difference() -> None:
    """A real document has the same defaults open and closed."""
    schema = json.loads((PLUGINS / "fal_ai_flux_dev" / "model.json").read_text())["input"]
    given = {"prompt": "x", "image_size": {"width": 64}}

    assert Defaults(schema).effective(given) == Defaults(close(schema)).effective(given)
    assert Defaults(schema).effective(given)["image_size"] == {"width": 64, "height": 512}
    assert Defaults(schema).effective(given)["num_images"] == 1
