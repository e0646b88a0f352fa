"""Any text, as Markdown that shows it and breaks nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from limner_registry.reference import render
from limner_registry.reference.markdown import anchors, code, paragraph, table, text
from limner_registry.values import one_line

PIECES = [
    "`",
    "``",
    "|",
    "\\",
    "*",
    "_",
    "~~",
    "[x]",
    "(y)",
    "]:",
    "<b>",
    "&lt;",
    "# ",
    "1.",
    "a ",
]
HARD = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
TEXTS = st.one_of(HARD, st.text(max_size=30))


def columns(line: str) -> int:
    """How many cells GitHub sees: it splits at each pipe that no backslash precedes."""
    return len(re.findall(r"(?<!\\)\|", line)) - 1


@settings(max_examples=150, deadline=None)
@given(description=TEXTS, default=TEXTS, choice=TEXTS, name=TEXTS)
def test_a_row_is_a_line_of_as_many_cells_as_its_heading(
    description: str, default: str, choice: str, name: str
) -> None:
    """Whatever a description, a default, a choice or a name holds, the table stays whole."""
    schema = {"type": "string", "description": description, "default": default}
    properties: dict[str, Any] = {name: schema, f"{name}2": {"enum": [choice]}}
    page = render([{"endpoint_id": "m/m", "input": {"properties": properties}, "output": {}}])

    lines = page[page.index("### Parameters") :].splitlines()

    assert len(lines) == 8
    assert {columns(line) for line in lines[4:]} == {columns(lines[4])}


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_a_cell_shows_the_text_itself(raw: str) -> None:
    """A parser of Markdown reads back what was written, with nothing of it as markup."""
    markdown_it = pytest.importorskip("markdown_it")
    parser = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"])
    line = one_line(raw.replace("`", "'"))

    tokens = parser.parse("\n".join(table([{"A": "x", "B": text(line), "C": code(line)}])))

    cells = [token for token in tokens if token.type == "inline"]
    shown = {
        "".join(part.content for part in cell.children) for cell in cells[-2 if line else -1 :]
    }
    assert shown <= {line, " "}
    kinds = {part.type for cell in cells for part in cell.children}
    assert kinds <= {"text", "text_special", "code_inline"}


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_a_paragraph_is_a_paragraph(raw: str) -> None:
    """A text that begins like a heading, a list, a quote or a ruler stays a text."""
    markdown_it = pytest.importorskip("markdown_it")
    line = one_line(raw)

    tokens = markdown_it.MarkdownIt("commonmark").parse(paragraph(text(line)))

    kinds = [token.type for token in tokens]
    assert kinds in ([], ["paragraph_open", "inline", "paragraph_close"])


@pytest.mark.parametrize(
    ("line", "markdown"),
    [
        ("If `True`, a|b", "If `True`, a|b"),
        ("a `broken span", "a \\`broken span"),
        ("snake_case and 2 * 3", "snake_case and 2 * 3"),
        ("*stressed*", "\\*stressed\\*"),
        ("about ~5 s", "about ~5 s"),
        ("FLUX.1 [dev]", "FLUX.1 [dev]"),
        ("[a](b)", "\\[a](b)"),
        ("x < 5 but <b>", "x < 5 but \\<b>"),
        ("https://a.example/_b_?c=*", "https://a.example/_b_?c=*"),
    ],
)
def test_text_is_escaped_only_where_it_must_be(line: str, markdown: str) -> None:
    """Code spans and addresses stay; a mark that marks nothing isn't escaped."""
    assert text(line) == markdown


@pytest.mark.parametrize(
    ("line", "markdown"),
    [("a", "`a`"), ('""', '`""`'), ("a`b", "``a`b``"), ("`", "`` ` ``"), (" a ", "`  a  `")],
)
def test_code_shows_any_value(line: str, markdown: str) -> None:
    """The fence is longer than any run of backticks inside, and edges are kept apart."""
    assert code(line) == markdown


def test_a_column_without_cells_is_left_out() -> None:
    """A table has the columns that say something, padded for those who read it raw."""
    lines = list(table([{"A": "1", "B": "", "C": "x|y"}, {"A": "long", "B": "", "C": ""}]))

    assert lines == ["| A    | C |", "| ---- | - |", "| 1    | x\\|y |", "| long |   |"]


def test_anchors_are_those_of_github() -> None:
    """Punctuation goes, spaces become hyphens, and repeated headings are numbered."""
    assert list(anchors(["a/B-c_d", "Two Words!", "ab-c_d"])) == [
        "ab-c_d",
        "two-words",
        "ab-c_d-1",
    ]
