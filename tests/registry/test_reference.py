"""The Model Parameter Reference: the original to the byte, and the full one's promises."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

import limner_plugins
from limner_registry.parameters import parameters
from limner_registry.reference import render

SEED_BYTES = 9_396
SEED_SHA256 = "eaca12cef57d561a12d26bd4b66c345d5d5f5863507890c37445bd0e34d252b8"
DOCUMENTS = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(Path(next(iter(limner_plugins.__path__))).glob("*/model.json"))
]


def document(endpoint_id: str = "one/model", **rest: Any) -> dict[str, Any]:
    return {"endpoint_id": endpoint_id, "input": {}, "output": {}, **rest}


def taking(schema: Any, *, required: bool = False) -> dict[str, Any]:
    needed = ["it"] if required else []
    return document(input={"properties": {"it": schema}, "required": needed})


def original_line(schema: Any, *, required: bool = False) -> str:
    page = render([taking(schema, required=required)], "original")
    (line,) = re.findall(r"^(?:- \*\*|\| )`it`[\s\S]*?(?=\n\n---)", page, re.MULTILINE)
    return str(line)


def rows(page: str) -> list[list[str]]:
    """The cells of every table, as GitHub splits them."""
    lines = [line for line in page.splitlines() if line.startswith("|")]
    return [[cell.strip(" ") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def row(page: str, place: str) -> dict[str, str]:
    """The row of a parameter or field, by the headings of its table."""
    table: list[list[str]] = []
    for cells in rows(page):
        table = [cells] if cells[0] in {"Parameter", "Field"} else [*table, cells]
        if cells[0].endswith(f"`{place}`"):
            return dict(zip(table[0], cells, strict=True))
    raise LookupError(place)


def test_the_original_is_reproduced_to_the_byte() -> None:
    """The 13 models' documents give the very bytes of the document that was asked for."""
    page = render(reversed(DOCUMENTS), "original").encode()

    assert len(page) == SEED_BYTES
    assert hashlib.sha256(page).hexdigest() == SEED_SHA256


def test_the_original_sorts_by_the_printed_name() -> None:
    """Names are compared as text, not by their segments: `-` comes before `/`."""
    page = render([document("a/b/c"), document("a/b-c"), document("A/z")], "original")

    assert re.findall("^## (.*)", page, re.MULTILINE) == ["A/z", "a/b-c", "a/b/c"]


def test_the_original_prints_a_file_name_for_an_id() -> None:
    """Only the first two slashes of an id survive."""
    assert "\n## a/b/c_d_e\n" in render([document("a/b/c/d/e")], "original")


def test_the_original_leaves_empty_lists_out() -> None:
    """A model without parameters has neither list; all lines end in a line feed."""
    assert render([document()], "original") == (
        "# Model Parameter Reference\nGenerated from 1 model schemas\n---\n"
        "## one/model\n**Parameters**: 0 total, 0 required\n\n---\n\n"
    )


def test_the_original_keeps_the_order_of_the_properties() -> None:
    """The order of `required` doesn't matter, nor does the provider's own order."""
    names = ["a", "b", "c"]
    schema = {"properties": {name: {} for name in names}, "required": ["b", "a", "gone"]}
    page = render([document(input={**schema, "x-fal-order-properties": ["c", "b"]})], "original")

    assert re.findall("`(.)`", page) == names
    assert "**Parameters**: 3 total, 2 required" in page


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "string", "enum": ["a"], "maxLength": 3}, "string"),
        ({"type": "number", "minimum": 0, "maximum": 10}, "number (0-10)"),
        ({"type": "number", "minimum": 0}, "number"),
        ({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]}, "integer | null"),
        ({"anyOf": [{"$ref": "#/$defs/Size"}, {"type": "string"}]}, "? | string"),
        ({"type": "array", "items": {"$ref": "#/$defs/Mask"}}, "array<Mask>"),
        ({"type": "array", "items": {"type": "string"}}, "array<string>"),
        ({"type": "array"}, "array<?>"),
        ({"$ref": "#/$defs/Size"}, ""),
        ({"type": ["string", "null"]}, "string | null"),
    ],
)
def test_the_original_reads_a_type_from_the_surface(schema: Any, text: str) -> None:
    """References aren't followed and choices aren't listed; both bounds or none are shown."""
    assert original_line(schema) == f"| `it` | {text} | - |  |"
    assert original_line(schema, required=True) == f"- **`it`** (`{text}`)"


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({}, "-"),
        ({"default": None}, "-"),
        ({"default": False}, "`False`"),
        ({"default": 0}, "`0`"),
        ({"default": 3.5}, "`3.5`"),
        ({"default": "5"}, "`5`"),
        ({"default": ""}, "``"),
        ({"default": ["a"]}, "`['a']`"),
    ],
)
def test_the_original_prints_defaults_as_python_does(schema: Any, text: str) -> None:
    """Texts stand without quotes, booleans with a capital; none and null are a dash."""
    assert original_line(schema) == f"| `it` |  | {text} |  |"


def test_the_original_cuts_descriptions_in_tables_only() -> None:
    """A table shows 100 raw characters, white space and pipes included, then three dots."""
    short, long = "\n  |" + "x" * 96, "\n  |" + "x" * 97

    assert original_line({"description": short}) == f"| `it` |  | - | {short} |"
    assert original_line({"description": long}) == f"| `it` |  | - | {short}... |"
    assert original_line({"description": long}, required=True) == f"- **`it`** (``): {long}"


def test_there_are_two_styles() -> None:
    """Another style is an error that names both."""
    with pytest.raises(ValueError, match="full and original, not 'brief'"):
        render([], "brief")  # type: ignore[arg-type] # what a caller may mistype


def test_the_full_page_shows_every_member_of_every_model() -> None:
    """All parameters and fields are there by their path, under the id that can be called."""
    page = render(DOCUMENTS)
    sections = dict(re.findall(r"^## (\S+/\S+)\n([\s\S]*?)(?=^## |\Z)", page, re.MULTILINE))

    assert set(sections) == {model["endpoint_id"] for model in DOCUMENTS}
    for model in DOCUMENTS:
        tops = [*parameters(model["input"]), *parameters(model["output"])]
        for one in (inside for top in tops for inside in top.walk()):
            assert row(sections[model["endpoint_id"]], one.place)


def test_the_full_page_mends_what_was_broken() -> None:
    """Types, ranges, choices and defaults that the original lost or garbled are right."""
    (flux,) = (model for model in DOCUMENTS if model["endpoint_id"] == "fal-ai/flux/dev")
    page = render([flux])

    assert row(page, "seed")["Type"] == "integer or null"
    assert row(page, "image_size")["Type"] == "ImageSize or choice"
    assert '`"landscape_4_3"`, `"landscape_16_9"`' in row(page, "image_size")["Allowed"]
    assert row(page, "image_size.width")["Allowed"] == "above 0, at most 14142"
    assert row(page, "sync_mode")["Default"] == "`false`"
    assert row(page, "output_format")["Default"] == '`"jpeg"`'
    whole = flux["input"]["properties"]["guidance_scale"]["description"]
    assert row(page, "guidance_scale")["Description"] == " ".join(whole.split())
    assert row(page, "images")["Type"] == "list of Image (image files)"


def test_nested_members_are_indented_beneath_their_parent() -> None:
    """Each level has its own indentation, of spaces that a table doesn't lose."""
    point = {"properties": {"x": {"type": "integer"}}}
    mask = {"properties": {"path": {"type": "array", "items": point}}}
    page = render([taking({"type": "array", "items": mask})])

    assert [cells[0] for cells in rows(page)[2:]] == [
        "`it`",
        "↳\u00a0`it[].path`",
        "\u00a0\u00a0↳\u00a0`it[].path[].x`",
    ]


def test_required_parameters_come_first() -> None:
    """A caller sees first what must be given, whatever the order of the properties."""
    schema = {"properties": {"a": {}, "b": {}}, "required": ["b"]}
    page = render([document(input=schema)])

    assert [cells[0] for cells in rows(page)[2:]] == ["`b`", "`a`"]
    assert row(page, "b")["Default"] == "**required**"
    assert "2 parameters, 1 required." in page


def test_what_a_document_does_not_say_is_not_said() -> None:
    """No column, heading or sentence stands for something unknown, but for the price."""
    page = render([taking({"type": "string"})])

    assert rows(page)[0] == ["Parameter", "Type"]
    assert "### Output" not in page
    assert "None" not in page
    assert "- Price: unknown" in page


def test_what_a_document_says_of_the_model_is_said() -> None:
    """Title, category, description, price, aliases, links and successor are all there."""
    said = document(
        title="The [One]",
        category="text-to-image",
        description="\n  Makes\n  pictures.",
        aliases=["one/alias"],
        links={"page": "https://one.example/model", "openapi": "not an address"},
        price={
            "amount": 0.00001,
            "unit": "image",
            "currency": "USD",
            "source": "its page",
            "date": "2026-11-22",
        },
        deprecated=True,
        successor="two/model",
    )

    page = render([said, document("two/model")])

    for line in (
        "**The [One]** · text-to-image",
        "Makes pictures.",
        "- Also known as: `one/alias`",
        "- Price: 0.00001 USD per image (source: its page; taken 2026-11-22)",
        "- Model page: <https://one.example/model>",
        "- OpenAPI: `not an address`",
        "> **Deprecated.** Use [`two/model`](#twomodel) instead.",
        "- [`one/model`](#onemodel) The [One] *(deprecated)*",
    ):
        assert line in page.splitlines()


def test_the_contents_lead_to_the_models_by_category() -> None:
    """Every model is listed under its category, with the anchor that GitHub gives it."""
    models = [
        document("b/two", category="x"),
        document("B/two", category="x"),
        document("a/one", category="y"),
    ]
    page = render(models)

    contents = page[page.index("## Models") : page.index("## B/two")]
    assert re.findall(r"\*\*(.*)\*\*|\(#(.*)\)", contents) == [
        ("x", ""),
        ("", "btwo"),
        ("", "btwo-1"),
        ("y", ""),
        ("", "aone"),
    ]


def test_headings_stand_alone() -> None:
    """There is an empty line above and below every heading, table and block of code."""
    for block in render(DOCUMENTS).removesuffix("\n").split("\n\n"):
        assert block.strip("\n") == block
        if block.startswith("#"):
            assert "\n" not in block
