"""Submission is at most once, and the journal says what became of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import pytest
from answers import FLUX, PROMPT, REQUEST_ID, accepted, answer, html, refusal
from scripted import ScriptedClient, Step, only_row

from limner.effects import Send
from limner.errors import (
    AccountLocked,
    ConnectionLost,
    CredentialError,
    InvalidArguments,
    JobRejected,
    KeyRefused,
    LimnerError,
    NotSent,
    OutcomeUnknown,
    Unreachable,
)
from limner.journal import MemoryJournal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from limner.journal import Entry
    from limner.transport import HttpAnswer

INVALID = refusal(422, detail=[{"loc": ["body", "prompt"], "msg": "too rude", "type": "one_of"}])
LOCKED = refusal(403, detail="User is locked. Reason: Exhausted balance.")
TOO_MANY = refusal(429, detail="too many requests")


class Case(NamedTuple):
    """What is answered to a submission, and what must come of it."""

    steps: list[Step]
    error: type[LimnerError] | None
    state: str
    posts: int
    then: Iterable[Step] = ()


CASES = {
    "accepted": Case([accepted()], None, "submitted", 1),
    "always refused to connect": Case([], Unreachable, "withdrawn", 4, [NotSent("refused")]),
    "not sent once, then accepted": Case([NotSent("dns"), accepted()], None, "submitted", 2),
    "not sent, then lost": Case([NotSent("x"), ConnectionLost("y")], OutcomeUnknown, "unknown", 2),
    "the answer is lost": Case([ConnectionLost("reset")], OutcomeUnknown, "unknown", 1),
    "an error that isn't a transport's": Case([OSError("?")], OutcomeUnknown, "unknown", 1),
    "200 without a request id": Case([answer(200, {"a": 1})], OutcomeUnknown, "unknown", 1),
    "200 with an id that can't be one": Case(
        [answer(200, {"request_id": "../../etc"})], OutcomeUnknown, "unknown", 1
    ),
    "200 and garbage": Case([html(200)], OutcomeUnknown, "unknown", 1),
    "200 and nothing": Case([answer(200)], OutcomeUnknown, "unknown", 1),
    "202 without a request id": Case([answer(202, [])], OutcomeUnknown, "unknown", 1),
    "a redirect": Case(
        [answer(302, None, location="https://elsewhere.example")], OutcomeUnknown, "unknown", 1
    ),
    "400": Case([refusal(400, detail="bad header")], JobRejected, "rejected", 1),
    "401": Case([refusal(401, detail="no such key")], KeyRefused, "rejected", 1),
    "403": Case([refusal(403, detail="not yours")], CredentialError, "rejected", 1),
    "403 of a locked account": Case([LOCKED], AccountLocked, "rejected", 1),
    "404": Case([refusal(404, detail="Path /x not found")], JobRejected, "rejected", 1),
    "404 in HTML": Case([html(404)], OutcomeUnknown, "unknown", 1),
    "408": Case([refusal(408, detail="timeout")], OutcomeUnknown, "unknown", 1),
    "409": Case([refusal(409, detail="conflict")], OutcomeUnknown, "unknown", 1),
    "422": Case([INVALID], JobRejected, "rejected", 1),
    "429 once, then accepted": Case([TOO_MANY, accepted()], None, "submitted", 2),
    "429, then lost": Case([TOO_MANY, ConnectionLost("x")], OutcomeUnknown, "unknown", 2),
    "429, then not sent": Case([TOO_MANY], Unreachable, "withdrawn", 4, [NotSent("x")]),
    "500": Case([refusal(500, detail="oh")], OutcomeUnknown, "unknown", 1),
    "503 in HTML": Case([html(503)], OutcomeUnknown, "unknown", 1),
    "504": Case(
        [refusal(504, detail="t", error_type="startup_timeout")], OutcomeUnknown, "unknown", 1
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_outcome_of_a_submission(case: Case) -> None:
    """Each answer has one meaning: an error, a state of the row, and how often it was sent."""
    client = ScriptedClient(*case.steps, then=case.then)
    error = None
    try:
        client.submit(FLUX, PROMPT)
    except LimnerError as raised:
        error = raised

    assert (type(error) if error else None) == case.error
    assert client.row.state == case.state
    assert client.script.posts == len(client.script.calls) == case.posts
    assert client.row.request_id == (None if error else REQUEST_ID)


@pytest.mark.parametrize("body", [TOO_MANY, html(429)], ids=["in JSON", "in HTML"])
def test_refused_for_the_rate_for_ever(body: HttpAnswer) -> None:
    """After a minute of 429 it's a refusal that says when to try again: nothing is unknown."""
    client = ScriptedClient(then=[body])

    with pytest.raises(JobRejected) as caught:
        client.submit(FLUX, PROMPT)

    assert (caught.value.status, client.row.state) == (429, "rejected")
    assert sum(client.script.slept) == pytest.approx(60)
    assert 5 < client.script.posts < 40


def test_retry_after_is_waited_for() -> None:
    """A `Retry-After` is the least that is waited; none beyond the deadline is waited for."""
    patient = ScriptedClient(answer(429, {"detail": ""}, retry_after="41"), accepted())
    hopeless = ScriptedClient(answer(429, {"detail": ""}, retry_after="3600"))

    patient.submit(FLUX, PROMPT)
    with pytest.raises(JobRejected):
        hopeless.submit(FLUX, PROMPT)

    assert patient.script.slept == [41.0]
    assert hopeless.script.slept == []


def test_intent_is_on_record_before_the_post_leaves() -> None:
    """When the POST leaves, the row is there, with what is sent and by which document."""
    seen: list[Entry] = []
    client = ScriptedClient(accepted())
    play = client.script.steps

    def watched() -> Step:
        seen.append(only_row(client))
        return next(play)

    client.script.steps = iter(watched, None)
    client.submit(FLUX, PROMPT)

    (row,) = seen
    assert (row.state, row.endpoint_id, row.provider) == ("intended", FLUX, "fal")
    assert row.document_sha256 == client.registry[FLUX].sha256
    assert row.arguments == PROMPT


class BrokenJournal(MemoryJournal):
    """A journal whose disk is full at a certain state."""

    def __init__(self, broken: str) -> None:
        super().__init__()
        self._broken = broken

    def add(self, entry: Entry, *, unpriced: bool = False) -> None:
        if self._broken == "intended":
            raise OSError("disk full")
        super().add(entry, unpriced=unpriced)

    def move(self, entry_id: str, state: str, **facts: object) -> None:
        if self._broken == state:
            raise OSError("disk full")
        super().move(entry_id, state, **facts)


def test_nothing_is_sent_without_an_intent_on_record() -> None:
    """A journal that can't take the intent keeps the request from being sent."""
    client = ScriptedClient(journal=BrokenJournal("intended"))

    with pytest.raises(OSError, match="disk full"):
        client.submit(FLUX, PROMPT)

    assert client.script.calls == []


def test_journal_that_breaks_after_the_post_costs_no_job(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The caller gets the job all the same, and the log has its id."""
    client = ScriptedClient(accepted(), journal=BrokenJournal("submitted"))

    job = client.submit(FLUX, PROMPT)

    assert job.request_id == REQUEST_ID
    assert client.row.state == "intended"
    assert REQUEST_ID in caplog.text


def test_journal_that_breaks_hides_no_error() -> None:
    """An unknown outcome is told even if it can't be noted."""
    client = ScriptedClient(ConnectionLost("reset"), journal=BrokenJournal("unknown"))

    with pytest.raises(OutcomeUnknown):
        client.submit(FLUX, PROMPT)


def test_no_journal_is_needed() -> None:
    """With `journal=None` a call goes the same way."""
    client = ScriptedClient(accepted(), journal=None)

    assert client.submit(FLUX, PROMPT).request_id == REQUEST_ID
    assert [kind for kind in client.effects if kind.startswith(Send.__name__)] != []


class EmptyJournal(MemoryJournal):
    """A journal that counts as false while it's empty, as a container does."""

    def __len__(self) -> int:
        return len(self.entries())


def test_empty_journal_is_a_journal() -> None:
    """A journal with a length is written to although it's empty at first."""
    client = ScriptedClient(accepted(), journal=EmptyJournal())

    client.submit(FLUX, PROMPT)

    assert client.row.state == "submitted"


def test_row_holds_no_file() -> None:
    """Of a data URL the journal has the head and a digest, not the data."""
    client = ScriptedClient(accepted())
    arguments = {"prompt": "x", "image_url": b"secret picture"}

    client.submit("fal-ai/kling-video/v1/standard/image-to-video", arguments)

    url = client.row.arguments["image_url"]
    assert url.startswith("data:application/octet-stream;base64,sha256:")
    assert len(url) == len("data:application/octet-stream;base64,sha256:") + 64


def test_file_that_vanished_is_an_issue(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file that was there when the arguments were checked, and isn't now, sends nothing."""
    file = tmp_path_factory.mktemp("gone") / "a.png"
    file.write_bytes(b"x")
    client = ScriptedClient()
    model = "fal-ai/kling-video/v1/standard/image-to-video"
    request = client.validate(model, {"prompt": "x", "image_url": file})
    file.unlink()

    with pytest.raises(InvalidArguments) as caught:
        client.submit(request)

    assert [(i.pointer, i.code) for i in caught.value.issues] == [
        ("/image_url", "file_unreadable")
    ]
    assert client.script.calls == []


def test_body_is_what_the_caller_gave() -> None:
    """The POST's body has the caller's arguments and nothing else: no default, no addition."""
    client = ScriptedClient(accepted())

    client.submit(FLUX, {"prompt": "ein Leuchtturm, dämmrig", "num_images": 2})

    (call,) = client.script.calls
    assert json.loads(call.body or b"") == {"prompt": "ein Leuchtturm, dämmrig", "num_images": 2}
