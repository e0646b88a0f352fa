"""A driver whose process is interrupted between two effects of a path."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from answers import FLUX, PROMPT, accepted, answer
from scripted import ScriptedClient

from limner.journal import MemoryJournal

if TYPE_CHECKING:
    from types import FrameType

    from limner.transport import HttpAnswer

DRIVING = ("limner/driver.py", "limner/course.py")


class Interruption:
    """Raises what Ctrl-C does in the driver, after so many lines there."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, frame: FrameType, event: str, _: object) -> Interruption | None:
        if not frame.f_code.co_filename.endswith(DRIVING):
            return None
        self.left -= event == "line"
        if self.left < 0:
            sys.settrace(None)
            raise KeyboardInterrupt
        return self


def interrupted(client: ScriptedClient, interruption: Interruption) -> bool:
    """Submit a request; whether Ctrl-C came before that was done."""
    traced = sys.gettrace()
    sys.settrace(interruption)
    try:
        client.submit(FLUX, PROMPT)
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(traced)
    return False


def left_behind(steps: list[HttpAnswer]) -> set[tuple[int, str]]:
    """Interrupt a submit everywhere; what was posted, and the row's state then."""
    journal = MemoryJournal()
    client = ScriptedClient(journal=journal)
    after, more, found = 0, True, set()
    while more:
        client.script.steps, known = iter(steps), len(journal.entries())
        client.script.calls.clear()
        more = interrupted(client, Interruption(after))
        found |= {(client.script.posts, row.state) for row in journal.entries()[known:]}
        after += 1
    return found


@pytest.mark.parametrize("steps", [[accepted()], [answer(429, {"detail": "slow"}), accepted()]])
def test_ctrl_c_between_two_effects(steps: list[HttpAnswer]) -> None:
    """What is with the provider is known to be, or to be unknown: it can be found again."""
    found = left_behind(steps)

    taken = len(steps)
    assert {state for posts, state in found if posts == taken} == {"unknown", "submitted"}
    assert {state for posts, state in found if posts < taken} <= {"unknown", "withdrawn"}
