"""A request whose answer was lost is found by its notice; nobody else's is taken for it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from notices import ME, RESULT, post
from stage import FLUX, PROMPT

import limner
from limner.webhook import ROW

if TYPE_CHECKING:
    from stage import Stage

    from limner.journal import Entry

RECEIVING = Path(__file__).parent / "receiving.py"


def lose_one(stage: Stage) -> Entry:
    """A request that fal took, and whose answer was lost; its row."""
    stage.fal.before_answering = lambda _webhook, _request_id: False
    with stage.client() as client, pytest.raises(limner.OutcomeUnknown):
        client.submit(FLUX, PROMPT, webhook=stage.hook)
    stage.fal.before_answering = lambda _webhook, _request_id: True
    row = stage.row()
    assert (row.state, row.request_id) == ("unknown", None)
    return row


def test_a_lost_answer_is_made_up_for_by_the_notice(stage: Stage) -> None:
    """The row is adopted with its request id, finished, and collected like any other."""
    row = lose_one(stage)
    request_id = stage.fal.requests[-1]
    assert post(stage.fal.notice(request_id), stage.fal.webhooks[-1]) == 200
    row = stage.row(row.id)
    assert (row.state, row.request_id, row.result) == ("finished", request_id, RESULT)
    with stage.client() as client:
        assert client.resume(row.id).result().seed == 7
    assert stage.told.ends == [(request_id, None)]


def test_a_notice_may_come_before_the_answer_to_the_submit(stage: Stage) -> None:
    """The job is the caller's as ever, and its row is finished."""

    def quick(webhook: str, request_id: str) -> bool:
        return post(stage.fal.notice(request_id), webhook) == 200

    stage.fal.before_answering = quick
    row = stage.submit()
    assert (row.state, row.request_id) == ("finished", stage.fal.requests[-1])
    assert row.result == RESULT


def test_a_notice_before_an_answer_that_is_lost_finishes_the_row(stage: Stage) -> None:
    """The caller is told that the outcome is unknown; the row knows better."""

    def quick(webhook: str, request_id: str) -> bool:
        assert post(stage.fal.notice(request_id), webhook) == 200
        return False

    stage.fal.before_answering = quick
    with stage.client() as client, pytest.raises(limner.OutcomeUnknown):
        client.submit(FLUX, PROMPT, webhook=stage.hook)
    assert stage.row().state == "finished"


@pytest.mark.parametrize("whose", ["another user's", "of no row", "of a row's beginning"])
def test_nobody_elses_notice_is_taken_for_a_lost_request(stage: Stage, whose: str) -> None:
    """Anybody can have fal sign a notice of a job of theirs: none of these adopts the row."""
    row = lose_one(stage)
    user = "user-8" if whose == "another user's" else ME
    name = {"of no row": "0" * 16, "of a row's beginning": row.id[:12]}.get(whose, row.id)
    notice = stage.fal.notice("their-job", user=user)
    assert post(notice, f"{stage.hook}?{ROW}={name}") == 200
    assert stage.row(row.id) == row


def test_a_row_that_has_its_request_is_nobody_elses(stage: Stage) -> None:
    """Once a row has a request id, a notice of another job that names the row is not for it."""
    row = stage.submit()
    assert post(stage.fal.notice("their-job"), f"{stage.hook}?{ROW}={row.id}") == 200
    assert stage.row(row.id) == row


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_receiver_killed_at_any_step_leaves_a_row_that_the_next_delivery_finishes(
    stage: Stage, step: int
) -> None:
    """Adopted, finished, result noted, answered: killed there, fal posts again: all is well."""
    row = lose_one(stage)
    command = [sys.executable, RECEIVING, stage.journal.path, stage.fal.url, str(step)]
    notice = stage.fal.notice(stage.fal.requests[-1])
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        assert post(notice, f"{url}?{ROW}={row.id}") == 0
        assert process.wait() == -signal.SIGKILL
    assert post(notice, stage.fal.webhooks[-1]) == 200
    found = stage.row(row.id)
    assert (found.state, found.request_id) == ("finished", stage.fal.requests[-1])
    assert found.result == RESULT
