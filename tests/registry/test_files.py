"""Where a value has files: at the places that the schema marks."""

from __future__ import annotations

from typing import Any

import pytest

from limner_registry.files import FilePlace, FilePlaces, file_places

IMAGE = {"type": "string", "x-limner-file": "image"}
VIDEO = {"type": "string", "x-limner-file": "video"}


def paths(schema: Any, value: Any) -> dict[tuple[str | int, ...], str]:
    return {place.path: place.kind for place in file_places(schema, value)}


def test_a_marked_member_is_a_place() -> None:
    """A place has a path, a kind and what stands there; unmarked members aren't places."""
    schema = {"properties": {"image_url": IMAGE, "prompt": {"type": "string"}}}

    places = file_places(schema, {"prompt": "x", "image_url": "https://a"})

    assert places == (FilePlace(("image_url",), "image", "https://a"),)


@pytest.mark.parametrize("value", [{}, {"image_url": None}, {"other": "x"}, None, "text", 3, []])
def test_what_is_not_there_is_no_place(value: Any) -> None:
    """An absent member, a null and a value of another kind hold no file."""
    assert paths({"properties": {"image_url": IMAGE}}, value) == {}


def test_places_come_in_the_order_of_the_value() -> None:
    """Not the schema, but the caller's order counts."""
    schema = {"properties": {"a": IMAGE, "b": VIDEO, "c": IMAGE}}

    assert list(paths(schema, {"c": "1", "a": "2", "b": "3"})) == [("c",), ("a",), ("b",)]


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_a_mark_in_a_branch_counts(keyword: str) -> None:
    """A nullable file is a file: the mark may stand in a branch, at any depth."""
    branches = [{"type": "null"}, {keyword: [True, IMAGE]}]
    schema = {"properties": {"image_url": {keyword: branches}}}

    assert paths(schema, {"image_url": "x"}) == {("image_url",): "image"}


@pytest.mark.parametrize("name", ["File", "Ein Bild", "a/b~c"])
def test_a_mark_behind_a_reference_counts(name: str) -> None:
    """A reference is followed, also one whose pointer is escaped and percent-encoded."""
    pointer = name.replace("~", "~0").replace("/", "~1").replace(" ", "%20")
    schema = {
        "properties": {"first": {"$ref": f"#/$defs/{pointer}"}, "second": {"$ref": "#/$defs/Two"}},
        "$defs": {name: IMAGE, "Two": {"$ref": f"#/$defs/{pointer}"}},
    }

    assert paths(schema, {"first": "x", "second": "y"}) == {
        ("first",): "image",
        ("second",): "image",
    }


def test_what_stands_beside_a_reference_counts_too() -> None:
    """Properties beside a reference add to those behind it, and the outer mark wins."""
    schema = {
        "$ref": "#/$defs/Base",
        "properties": {"own": IMAGE, "url": {"$ref": "#/$defs/File", "x-limner-file": "video"}},
        "$defs": {
            "Base": {"properties": {"inherited": IMAGE}},
            "File": {"type": "string", "x-limner-file": "file"},
        },
    }

    assert paths(schema, {"own": "1", "url": "2", "inherited": "3"}) == {
        ("own",): "image",
        ("url",): "video",
        ("inherited",): "image",
    }


@pytest.mark.parametrize("reference", ["#/$defs/Nowhere", "#", "https://elsewhere.example/x"])
def test_a_reference_to_nothing_or_to_itself_ends_there(reference: str) -> None:
    """A reference that can't be followed, or leads in a circle, hides nothing beside it."""
    schema = {"properties": {"a": IMAGE}, "allOf": [{"$ref": reference}]}

    assert paths(schema, {"a": "x"}) == {("a",): "image"}


def test_items_of_lists_are_places() -> None:
    """Each item of a list, the first ones by `prefixItems`; a tuple is a list too."""
    schema = {
        "properties": {
            "all": {"items": IMAGE},
            "some": {"prefixItems": [{}, VIDEO], "items": IMAGE},
        }
    }

    assert paths(schema, {"all": ["a", None, "b"], "some": ("c", "d", "e")}) == {
        ("all", 0): "image",
        ("all", 2): "image",
        ("some", 1): "video",
        ("some", 2): "image",
    }


def test_members_by_pattern_and_the_rest() -> None:
    """A member may be known by a pattern, or be one of all that aren't known otherwise."""
    schema = {
        "properties": {"seed": {"type": "integer"}},
        "patternProperties": {r"^\d+_url$": VIDEO, r"\p{Nonsense}(": IMAGE},
        "additionalProperties": IMAGE,
    }

    value = {"seed": 1, "1_url": "a", "٣_url": "b", "other": "c", 7: "d"}

    assert paths(schema, value) == {
        ("1_url",): "video",
        ("٣_url",): "image",
        ("other",): "image",
    }


def test_a_schema_may_be_inside_itself() -> None:
    """A tree of files is walked as deep as the value is, and no branch makes it slow."""
    tree = {
        "properties": {"image": IMAGE, "left": {"$ref": "#"}, "right": {"anyOf": [{"$ref": "#"}]}},
        "anyOf": [
            {"properties": {"left": {"$ref": "#"}}},
            {"properties": {"left": {"allOf": [{"$ref": "#"}]}}},
        ],
    }
    value: dict[str, Any] = {"image": "leaf"}
    for depth in range(40):
        value = {"left": value, "image": str(depth)}

    found = file_places(tree, value)

    assert len(found) == 41
    assert max(len(place.path) for place in found) == 41
    assert len(paths(tree, {"right": {"left": {"image": "x"}}})) == 1


def test_a_file_object_is_a_place_as_a_whole() -> None:
    """In a result, the object with a `url` is marked, and is what stands at the place."""
    schema = {
        "properties": {"images": {"items": {"$ref": "#/$defs/File"}}},
        "$defs": {"File": {"properties": {"url": {}}, "x-limner-file": "image"}},
    }
    picture = {"url": "https://a", "width": 512}

    assert file_places(schema, {"images": [picture]}) == (
        FilePlace(("images", 0), "image", picture),
    )


def test_what_was_learnt_of_a_schema_holds_for_every_value() -> None:
    """One look at a schema serves any values, in any order, as a look for each would."""
    schema = {
        "properties": {"a": {"$ref": "#/$defs/File"}, "b": {"items": {"$ref": "#/$defs/Either"}}},
        "$defs": {"File": IMAGE, "Either": {"anyOf": [{"$ref": "#/$defs/File"}, {"$ref": "#"}]}},
    }
    values: list[Any] = [{"b": [{"a": "1"}, "2"]}, {"a": "3"}, {"b": ["4", {"b": ["5"]}]}, "6"]
    places = FilePlaces(schema)

    for value in [*values, *reversed(values)]:
        assert places.within(value) == file_places(schema, value)
    assert len(places.within(values[2])) == 3
