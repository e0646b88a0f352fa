"""Every page of the documentation works as it stands: each of its blocks is run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pages import DOCS, Reader, blocks
from queue_server import serving

if TYPE_CHECKING:
    from pathlib import Path

ELSEWHERE = {"hooks.md", "model-parameter-reference.md", "plugin-package.md", "providers.md"}
"""Pages that have tests of their own, or are printed by a command."""

PAGES = sorted(page.name for page in DOCS.glob("*.md"))
RUN = [page for page in PAGES if page not in ELSEWHERE]
WRITTEN = [page for page in PAGES if page != "model-parameter-reference.md"]
EXAMPLES = DOCS.parent / "tests/examples"
SHOWN = ("logs_calls.py", "refuses_calls.py")


@pytest.mark.parametrize("page", RUN)
def test_a_page_works_as_it_stands(page: str, tmp_path: Path) -> None:
    """Done in its order, in an empty folder, everything that a page says works.

    What it calls `fal` is a queue on this machine.
    """
    with serving() as fal:
        Reader(tmp_path, {"FAL_KEY": "a-key", "LIMNER_FAL_URL": fal.url}).read(page)


@pytest.mark.parametrize("page", WRITTEN)
def test_a_page_leads_somewhere(page: str) -> None:
    """No link into the repository is dead, and none points at a heading that isn't there."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)]+)\)", text):
        if "://" not in link:
            name, _, heading = link.partition("#")
            target = DOCS / name if name else DOCS / page
            assert target.exists(), link
            assert not heading or heading in _headings(target), link


@pytest.mark.parametrize("page", sorted(set(WRITTEN) - {"hooks.md"}))
def test_a_page_is_short(page: str) -> None:
    """A page has less than 150 lines, and its prose lines are no longer than 110 columns."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    long = [line for line in lines if len(line) > 110 and not line.startswith("|")]

    assert len(lines) < 150
    assert long == []


def test_an_example_on_a_page_is_the_one_that_is_tested() -> None:
    """Where a page shows a file of tests/examples, it shows it to the letter."""
    shown = {
        block.note.removeprefix("file: "): block.text
        for page in RUN
        for block in blocks(page)
        if block.note.startswith("file: ")
    }

    for name in SHOWN:
        assert shown[name] == (EXAMPLES / name).read_text(encoding="utf-8"), name


def _headings(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
