"""Models and parameters at a prompt and in a notebook."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from notebook_page import read

from limner_registry import Issue, Model, Origin, Registry, pointer
from limner_registry.display import MOST
from limner_registry.parameters import Parameter, Parameters, parameters

INPUT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "num_images": {"type": "integer", "minimum": 1, "maximum": 4, "default": 1},
        "prompt": {"type": "string", "description": "What to draw."},
        "image_size": {
            "anyOf": [{"$ref": "#/$defs/Size"}, {"enum": ["square", "wide"]}],
            "default": "wide",
        },
        "image_url": {"type": "string", "x-limner-file": "image", "deprecated": True},
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 2},
    },
    "required": ["prompt"],
    "$defs": {
        "Size": {
            "type": "object",
            "properties": {"width": {"type": "integer", "exclusiveMinimum": 0}},
            "required": ["width"],
        }
    },
}
DOCUMENT: dict[str, Any] = {
    "document_version": 1,
    "endpoint_id": "acme/lamp",
    "provider": "fal",
    "title": "Lamp",
    "description": "Draws lamps.",
    "category": "text-to-image",
    "links": {"page": "https://acme.example/lamp"},
    "price": {"amount": 0.025, "unit": "image", "currency": "USD", "source": "x", "date": "y"},
    "input": INPUT,
    "output": {"type": "object"},
}
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</td></table><b>",
    "<!-- ",
    "&lt;script&gt;",
    "javascript:alert(1)",
    "\x1b[2J\x00\ud800 \u2028",
]


def model(**changes: Any) -> Model:
    return Model({**DOCUMENT, **changes}, Origin("acme"))


def test_parameters_are_a_sequence_and_go_by_name() -> None:
    """They're the tuple that they always were, and a name finds one."""
    found = model().parameters

    assert isinstance(found, Parameters)
    assert found.names == ("num_images", "prompt", "image_size", "image_url", "tags")
    assert found["prompt"] is found[1] is found[-4]
    assert found == tuple(found) == parameters(INPUT)
    assert hash(found[1:2]) == hash((found[1],))
    assert "prompt" in found
    assert found[1] in found
    assert "width" not in found
    assert 1 not in found
    assert found.required == (found["prompt"],)
    assert found.optional.names == ("num_images", "image_size", "image_url", "tags")
    assert isinstance(found[:2], Parameters)
    assert found["image_size"].members["width"].range_text == "above 0"


def test_parameters_can_be_copied_and_pickled() -> None:
    """A copy is the same, and of the same type."""
    found = model().parameters

    for other in (copy.deepcopy(found), pickle.loads(pickle.dumps(found))):  # noqa: S301 -- ours
        assert (other, type(other)) == (found, Parameters)


def test_an_unknown_name_suggests_the_near_one() -> None:
    """As the registry and the verdict do."""
    found = model().parameters

    with pytest.raises(KeyError, match="no parameter 'num_image'; did you mean 'num_images'"):
        found["num_image"]
    with pytest.raises(KeyError, match="no parameter 'zzzzzz'"):
        found["zzzzzz"]
    with pytest.raises(IndexError):
        found[9]


def test_parameters_are_shown_as_a_table() -> None:
    """Name, type, range or choices, default: aligned, one line each."""
    assert repr(model().parameters) == (
        "NAME        TYPE            RANGE OR CHOICES  DEFAULT\n"
        "num_images  integer         1 to 4            1\n"
        "prompt      string                            required\n"
        'image_size  Size or choice  "square", "wide"  "wide"\n'
        "image_url   string (image)                    deprecated\n"
        "tags        list of choice  at most 2 items"
    )
    assert repr(Parameters()) == "<no parameters>"


def test_a_parameter_is_shown_on_a_line() -> None:
    """With what one needs to know to give it."""
    assert list(map(repr, model().parameters)) == [
        "<Parameter num_images: integer, 1 to 4, default 1>",
        "<Parameter prompt: string, required>",
        '<Parameter image_size: Size or choice, "square", "wide", default "wide", 1 member>',
        "<Parameter image_url: string, deprecated>",
        "<Parameter tags: list of choice, at most 2 items>",
    ]
    width = model().parameters["image_size"].members["width"]
    assert repr(width) == "<Parameter image_size.width: integer, above 0, required>"


def test_models_and_registries_are_shown_on_a_line() -> None:
    """Even those whose document hardly says anything."""
    assert repr(model()) == "<Model acme/lamp: text-to-image, 5 parameters, 1 required>"
    retired = model(deprecated=True, input={})
    assert (
        repr(retired) == "<Model acme/lamp: text-to-image, 0 parameters, 0 required, deprecated>"
    )
    assert repr(Model({"title": "x"}, Origin("a"))) == "<Model None: 0 parameters, 0 required>"
    other = Model({**DOCUMENT, "endpoint_id": "acme/sun"}, Origin("b"))
    registry = Registry([other, model(), Model(DOCUMENT, Origin("c"))])
    assert repr(registry) == "<Registry of 1 model, 1 conflict>"


def test_an_issue_is_shown_on_a_line() -> None:
    """Where and what; not the hundred choices that there are."""
    issue = Issue(pointer("promt"), "unknown_parameter", "unknown 'promt'\n\x1b", "x" * 999, [9])

    assert repr(issue) == "<Issue unknown_parameter at /promt: unknown 'promt'>"
    assert len(repr(Issue("/a" * 500, "x", "y" * 500))) < 130


def test_the_page_of_a_model() -> None:
    """What it is, what it costs, what it takes: required first, members beneath."""
    page = read(model(deprecated=True, successor="acme/sun")._repr_html_())

    assert page.text.startswith(
        "Lamp · acme/lamp · text-to-image · 0.025 USD per image Draws lamps."
        " Deprecated. Use acme/sun instead. model page"
    )
    assert page.urls == ["https://acme.example/lamp"]
    assert page.tags.count("tr") == 1 + 6
    order = ["prompt", "num_images", "image_size", "width", "image_url", "deprecated", "tags"]
    rest = page.text.partition("Description")[2].split()
    assert [word for word in rest if word in order] == order
    assert 'each "a", "b" ; at most 2 items' in page.text


def test_the_page_of_a_model_that_says_little() -> None:
    """What isn't known stays away."""
    bare = {k: DOCUMENT[k] for k in ("endpoint_id", "title", "category", "output")}

    assert read(Model({**bare, "input": {}}, Origin("a"))._repr_html_()).text == (
        "Lamp · acme/lamp · text-to-image No parameters."
    )


@pytest.mark.parametrize(
    "document", [{}, {"title": 1}, {**DOCUMENT, "price": 3}, {**DOCUMENT, "links": {"page": 1}}]
)
def test_a_broken_document_is_shown_as_its_repr(document: Any) -> None:
    """A display never raises."""
    assert read(Model(document, Origin("a"))._repr_html_()).text.startswith("<Model ")


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_document_says_becomes_markup(text: str) -> None:
    """Titles, names, choices, defaults, descriptions, links: text stays text."""
    schema = {
        "properties": {text: {"enum": [text], "default": text, "description": text, "title": text}}
    }
    links = {"page": text, "documentation": f"https://x.example/{text}"}
    price = {"amount": 1, "unit": text, "currency": text}
    hostile = model(
        title=text,
        endpoint_id=text,
        category=text,
        description=text,
        links=links,
        price=price,
        deprecated=True,
        successor=text,
        input=schema,
    )

    page = read(hostile._repr_html_())

    assert "table" in page.tags
    assert all(url.startswith("https://x.example/") for url in page.urls)
    assert page.tags.count("a") <= 1
    read(hostile.parameters._repr_html_())
    assert "\x1b" not in repr(hostile.parameters) + repr(hostile.parameters[0])


def test_a_page_has_a_bounded_number_of_rows() -> None:
    """What is left out is counted."""
    schema = {"properties": {f"p{n}": {"type": "string"} for n in range(MOST + 3)}}

    page = read(parameters(schema)._repr_html_())

    assert page.tags.count("tr") == 1 + MOST
    assert page.text.endswith("3 parameters more.")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=10,
)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from([*DOCUMENT, "x"]), JSON))
def test_any_document_is_shown(document: dict[str, Any]) -> None:
    """Whatever a document holds, a prompt and a notebook have something to show."""
    shown = Model(document, Origin("a"))

    read(shown._repr_html_())
    assert repr(shown).startswith("<Model ")


def test_a_parameter_made_by_hand() -> None:
    """Its members are as easy to explore as those that were read."""
    assert Parameter("x", ("x",), required=False).members == ()
    assert isinstance(Parameter("x", ("x",), required=False).members, Parameters)
