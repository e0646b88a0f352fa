"""The verdict: valid or not, on anything that Python may hand over, changing nothing."""

from __future__ import annotations

import copy
import enum
import json
import threading
from collections import OrderedDict
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from limner_registry.verdict import Verdict
from limner_registry.verdict.engine_jsonschema import Jsonschema
from limner_registry.verdict.faults import engine_for

PLUGINS = Path(__file__).parents[3] / "plugins" / "limner_plugins"
FLUX = json.loads((PLUGINS / "fal_ai_flux_dev" / "model.json").read_text())["input"]
ANY: dict[str, Any] = {}


class Size(enum.Enum):
    SMALL = "small"


class Format(str, enum.Enum):  # noqa: UP042 -- what callers of 3.10 wrote
    PNG = "png"


class Count(enum.IntEnum):
    TWO = 2


class Text(str):
    __slots__ = ()


def codes(verdict: Verdict, arguments: Any) -> dict[str, str]:
    return {issue.pointer: issue.code for issue in verdict.check(arguments)}


@pytest.fixture(params=[engine_for, Jsonschema], ids=["the faster", "jsonschema"])
def flux(request: pytest.FixtureRequest) -> Verdict:
    return Verdict(FLUX, engine=request.param)


def test_valid_arguments_have_no_issues(flux: Verdict) -> None:
    """Nothing wrong is an empty tuple."""
    size = {"width": 1024, "height": 768}

    assert flux.check({"prompt": "a lighthouse at dusk", "image_size": size, "seed": None}) == ()
    assert flux.check({"prompt": "ein Leuchtturm in der Dämmerung 🗼"}) == ()


def test_everything_that_is_wrong_is_found_at_once(flux: Verdict) -> None:
    """One check finds a typo, a choice, a bound, a type and a missing prompt."""
    arguments = {"num_image": 2, "image_size": "huge", "guidance_scale": 99, "seed": "x"}

    assert codes(flux, arguments) == {
        "/num_image": "unknown_parameter",
        "/image_size": "one_of",
        "/guidance_scale": "less_than_equal",
        "/seed": "type",
        "/prompt": "missing",
    }


def test_issues_come_in_the_order_of_the_arguments_and_missing_ones_last(flux: Verdict) -> None:
    """A caller reads the issues as the call was written."""
    first = {"seed": "x", "image_size": {"depth": 1, "width": 0}, "num_images": 9}
    then = {"num_images": 9, "image_size": {"width": 0, "depth": 1}, "seed": "x"}

    assert [issue.pointer for issue in flux.check(first)] == [
        "/seed",
        "/image_size/depth",
        "/image_size/width",
        "/num_images",
        "/prompt",
    ]
    assert [issue.pointer for issue in flux.check(then)] == [
        "/num_images",
        "/image_size/width",
        "/image_size/depth",
        "/seed",
        "/prompt",
    ]


def test_an_issue_that_is_found_twice_is_told_once() -> None:
    """Two schemas that both ask for a name make one issue."""
    schema = {"allOf": [{"required": ["a"]}, {"required": ["a"]}], "required": ["a"]}

    assert codes(Verdict(schema), {}) == {"/a": "missing"}
    assert len(Verdict(schema).check({})) == 1


def test_results_may_have_fields_that_the_schema_does_not_know() -> None:
    """An output schema isn't closed."""
    schema = {"properties": {"seed": {"type": "integer"}}, "required": ["seed"]}

    assert Verdict.on_results(schema).check({"seed": 1, "new": True}) == ()
    assert codes(Verdict.on_results(schema), {"new": True}) == {"/seed": "missing"}
    assert codes(Verdict.on_arguments(schema), {"seed": 1, "new": 2}) == {
        "/new": "unknown_parameter"
    }


def test_nothing_is_changed_or_filled_in(flux: Verdict) -> None:
    """Neither the arguments nor the document are touched, whatever is wrong."""
    arguments = {"prompt": 5, "image_size": {"width": "1"}, "seed": [float("nan"), (1,)]}
    before, schema = copy.deepcopy(arguments), copy.deepcopy(FLUX)
    flux.check(arguments)

    assert repr(arguments) == repr(before)
    assert schema == FLUX


@pytest.mark.parametrize("value", ["2", 2.5, True, [2], None])
def test_nothing_is_coerced(flux: Verdict, value: Any) -> None:
    """A number in quotes is text, and true is no number."""
    assert codes(flux, {"prompt": "x", "num_images": value})["/num_images"] == "type"


def test_a_whole_number_may_be_written_with_a_point(flux: Verdict) -> None:
    """2.0 is an integer, as JSON Schema has it."""
    assert flux.check({"prompt": "x", "num_images": 2.0}) == ()


@pytest.mark.parametrize("kind", [MappingProxyType, OrderedDict, dict])
def test_any_mapping_will_do_for_the_arguments(flux: Verdict, kind: Any) -> None:
    """A read-only view and an ordered dict are objects."""
    assert flux.check(kind({"prompt": "x"})) == ()
    assert codes(flux, kind({"promt": "x"})) == {
        "/promt": "unknown_parameter",
        "/prompt": "missing",
    }


def test_tuples_and_what_extends_plain_types_count_as_them(flux: Verdict) -> None:
    """What `json.dumps` writes as text, number or list is one."""
    points = Verdict({"properties": {"points": {"type": "array", "maxItems": 2}}})

    assert flux.check({"prompt": Text("x"), "output_format": Format.PNG}) == ()
    assert flux.check({Text("prompt"): "x", "num_images": Count.TWO}) == ()
    assert points.check({"points": (1, 2)}) == ()
    assert codes(points, {"points": (1, 2, 3)}) == {"/points": "sequence_too_long"}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (float("nan"), "not_a_number"),
        (float("-inf"), "not_a_number"),
        (10**5000, "not_a_number"),
        ("\ud800", "not_unicode"),
        (b"bytes", "type"),
        (Path("lighthouse.png"), "type"),
        ({1, 2}, "type"),
        (Decimal(1), "type"),
        (Size.SMALL, "type"),
        (MappingProxyType({}), "type"),
        (object(), "type"),
    ],
    ids=[
        "nan",
        "inf",
        "huge",
        "surrogate",
        "bytes",
        "path",
        "set",
        "decimal",
        "enum",
        "mapping",
        "object",
    ],
)
def test_what_cannot_travel_as_json_is_refused_wherever_it_is(value: Any, code: str) -> None:
    """Even where the schema has nothing to say; and the issue itself can travel."""
    verdict = Verdict(ANY)

    assert codes(verdict, {"a": value}) == {"/a": code}
    assert codes(verdict, {"a": [1, {"b": value}]}) == {"/a/1/b": code}
    for issue in verdict.check({"a": value}):
        json.dumps(issue.as_json(), allow_nan=False, ensure_ascii=False).encode()


def test_names_must_be_text() -> None:
    """A number, or half a surrogate pair, is no name."""
    assert codes(Verdict(ANY), {1: "a", "b": {None: 1}}) == {"/1": "type", "/b/None": "type"}
    assert list(codes(Verdict(ANY), {"\ud800": 1}).values()) == ["not_unicode"]
    assert codes(Verdict(FLUX), {1: "a"}) == {"/1": "type", "/prompt": "missing"}


def test_what_cannot_travel_does_not_hide_what_else_is_wrong(flux: Verdict) -> None:
    """The rest is judged too, and nothing else is said of the refused place."""
    arguments = {"prompt": b"x", "num_images": float("nan"), "seed": "x", "nope": 1}

    assert codes(flux, arguments) == {
        "/prompt": "type",
        "/num_images": "not_a_number",
        "/seed": "type",
        "/nope": "unknown_parameter",
    }
    assert len(flux.check(arguments)) == 4


def test_a_circle_is_refused_where_it_closes() -> None:
    """An object inside itself can't be written down."""
    circle: dict[str, Any] = {"a": 1}
    circle["self"] = [circle, circle]

    assert codes(Verdict(ANY), circle) == {"/self/0": "too_deep", "/self/1": "too_deep"}


def test_a_hundred_levels_are_taken_and_one_more_is_not() -> None:
    """The arguments are the first level."""
    value: Any = 1
    for _ in range(99):
        value = [value]

    assert Verdict(ANY).check({"a": value}) == ()
    assert list(codes(Verdict(ANY), {"a": [value]}).values()) == ["too_deep"]


def test_a_shared_value_is_no_circle() -> None:
    """One list may be used twice."""
    shared = [1.5, "x"]

    assert Verdict(ANY).check({"a": shared, "b": [shared, shared], "ä": shared}) == ()


@pytest.mark.parametrize("arguments", [None, [], "prompt", 5, b"x"])
def test_what_is_no_mapping_is_an_issue_of_the_whole(flux: Verdict, arguments: Any) -> None:
    """Nothing is raised."""
    assert codes(flux, arguments) == {"": "type"}


@pytest.mark.parametrize("engine", [engine_for, Jsonschema])
def test_a_pattern_that_is_none_is_an_error(engine: Any) -> None:
    """Documents are checked when they're read; a verdict of nonsense isn't given."""
    with pytest.raises(ValueError, match=r"\("):
        Verdict({"pattern": "("}, engine=engine).check({})


def test_threads_may_share_a_verdict() -> None:
    """All of them get the same answer, whoever builds the engine."""
    verdict = Verdict(FLUX)
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda: answers.append(verdict.check({"num_images": 9})))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 8
    assert len(set(map(str, answers))) == 1


ODDITIES = st.sampled_from(
    [float("nan"), float("inf"), "\ud800", b"", {1}, Size.SMALL, Format.PNG, Count.TWO, Text("x")]
)
PYTHON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | ODDITIES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=2) | st.sampled_from(["\ud800", Text("y")]), inner)
    ),
    max_leaves=8,
)


@settings(derandomize=True, deadline=None, max_examples=400)
@given(arguments=st.dictionaries(st.text(max_size=3), PYTHON, max_size=3))
def test_what_passes_can_be_sent_and_what_can_be_sent_passes(arguments: dict[str, Any]) -> None:
    """With nothing to say against, the verdict is whether the JSON can be written."""
    try:
        json.dumps(arguments, allow_nan=False, ensure_ascii=False).encode()
        sendable = True
    except (TypeError, ValueError):
        sendable = False

    assert (Verdict(ANY).check(arguments) == ()) == sendable


@settings(derandomize=True, deadline=None, max_examples=200)
@given(data=st.data())
def test_every_issue_can_be_written_as_json(data: st.DataObject) -> None:
    """Values, bounds and choices of an issue are JSON, whatever was given."""
    names = st.sampled_from(list(FLUX["properties"])) | st.text(max_size=3)
    for issue in Verdict(FLUX).check(data.draw(st.dictionaries(names, PYTHON, max_size=4))):
        text = json.dumps(issue.as_json(), allow_nan=False, ensure_ascii=False)
        assert text.encode()
        assert len(issue.message) < 1000
