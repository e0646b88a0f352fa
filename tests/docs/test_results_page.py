"""The page on results has every warning that Limner has, in the code's own words."""

from __future__ import annotations

import re

from pages import DOCS

from limner.expectations import WARNINGS


def test_the_table_of_warnings_is_the_codes_own() -> None:
    """The same codes, in the same order, with the same sentences."""
    text = (DOCS / "results.md").read_text(encoding="utf-8")
    table = text.partition("| code | says |\n|---|---|\n")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE)

    assert rows == list(WARNINGS.items())
