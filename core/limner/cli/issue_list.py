"""Issues as people read them: where, and beside it what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.cli import screen
from limner_registry import steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner_registry import Issue


def issue_lines(issues: Sequence[Issue]) -> list[str]:
    """Issues for people: the places in one column, what is wrong in the other."""
    places = [_place(issue.pointer) for issue in issues]
    at = min(28, max(map(len, places), default=0) + 2 + screen.GAP)
    return [
        line
        for place, issue in zip(places, issues, strict=True)
        for line in screen.entry(place, [screen.plain(issue.message)], at, screen.width())
    ]


def _place(pointer: str) -> str:
    """A JSON pointer as people write places: `image_size.width`, `loras[0].scale`."""
    written = "".join(f"[{step}]" if step.isdecimal() else f".{step}" for step in steps(pointer))
    return screen.plain(written.removeprefix(".")) or "(all of it)"
