"""Each fault does what it says: seen by a client on a bare socket, and put down in the ledger."""

from __future__ import annotations

import time

import pytest
from bare_client import KEY, Seen, call, submit
from fault_server import (
    ANYWHERE,
    FAULTS,
    STATUSES,
    Fault,
    FaultServer,
    Mishap,
    Pace,
    Script,
    serving,
)
from fault_server.pictures import SIZE, picture

SEEN = {
    Fault.CLOSE_BEFORE_BODY: (None, "reset"),
    Fault.CLOSE_AFTER_BODY: (None, "closed"),
    Fault.HANG: (None, "silence"),
    Fault.LATE: (None, "silence"),
    Fault.CUT: (200, "closed"),
    Fault.GARBAGE: (200, "whole"),
    Fault.HTML: (200, "whole"),
    **{fault: (status, "whole") for fault, status in STATUSES.items()},
}
"""For each fault that can happen to every call: the status that comes, and the ending."""

PATHS = {
    "status": ("GET", "/queue/fal-ai/flux/requests/{}/status?logs=1"),
    "stream": ("GET", "/queue/fal-ai/flux/requests/{}/status/stream?logs=1"),
    "result": ("GET", "/queue/fal-ai/flux/requests/{}"),
    "cancel": ("PUT", "/queue/fal-ai/flux/requests/{}/cancel"),
    "file": ("GET", "/cdn/files/out/{}.jpg"),
    "upload": ("POST", "/rest/storage/auth/token?storage_type=fal-cdn-v3"),
    "history": ("GET", "/api/models/requests/by-endpoint?endpoint_id=fal-ai/flux/dev"),
}


def ask(server: FaultServer, kind: str, request_id: str) -> Seen:
    """One call of a kind."""
    method, path = PATHS[kind]
    return call(server, method, path.format(request_id), patience=0.1)


def damaged(kind: str, what: Fault | Mishap, pace: Pace | None = None) -> tuple[Seen, FaultServer]:
    """A call of a kind to which something happens, about a job that has just been accepted."""
    pace = pace or Pace(running=9.0 if kind == "cancel" else 0.0)
    with serving(Script((kind, 1, what)), pace) as server:
        if kind == "submit":
            return submit(server), server
        request_id = submit(server).json()["request_id"]
        return ask(server, kind, request_id), server


@pytest.mark.parametrize("fault", ANYWHERE)
@pytest.mark.parametrize("kind", ["submit", *PATHS])
def test_what_can_happen_to_every_call(kind: str, fault: Fault) -> None:
    """It comes as it should, and the ledger knows."""
    seen, server = damaged(kind, fault)

    status, ending = SEEN[fault]
    if status == 200 and kind == "cancel" and fault is Fault.CUT:
        status = 202
    assert (seen.status, seen.ending) == (status, ending)
    assert server.ledger.of(kind)[0].fault is fault
    assert server.ledger.faults == {(kind, fault): 1}


@pytest.mark.parametrize("fault", ANYWHERE)
@pytest.mark.parametrize("executed", [True, False])
def test_what_a_submit_costs(fault: Fault, *, executed: bool) -> None:
    """Where a fault leaves it open, the mishap says whether there's a paid job."""
    _, server = damaged("submit", Mishap(fault, executed=executed))

    never = fault in {Fault.CLOSE_BEFORE_BODY, Fault.TOO_MANY, Fault.TOO_MANY_FOR_NOW}
    always = fault in {Fault.CUT, Fault.LATE}
    assert len(server.ledger.executed) == (not never and (always or executed))


def test_rude_manners() -> None:
    """Garbage isn't even HTTP, an error is an ingress's page, a closed connection is reset."""
    noise, _ = damaged("status", Mishap(Fault.GARBAGE, rude=True))
    page, _ = damaged("status", Mishap(Fault.BAD_GATEWAY, rude=True))
    reset, _ = damaged("status", Mishap(Fault.CLOSE_AFTER_BODY, rude=True))

    assert (noise.status, noise.ending) == (None, "closed")
    assert b"nginx" in page.body
    assert "x-fal-request-id" not in page.headers
    assert reset.ending == "reset"


def test_only_one_of_two_429_says_when() -> None:
    """429 comes with and without `Retry-After`."""
    plain, _ = damaged("submit", Fault.TOO_MANY)
    dated, _ = damaged("submit", Fault.TOO_MANY_FOR_NOW)

    assert "retry-after" not in plain.headers
    assert dated.headers["retry-after"] == "1"


def test_late_answer_comes_in_the_end() -> None:
    """Who is patient gets a late answer, whole and true."""
    with serving(Script(("submit", 1, Fault.LATE)), Pace(late=0.05)) as server:
        begun = time.monotonic()
        seen = submit(server)

    assert seen.json()["request_id"] == server.ledger.executed[0].request_id
    assert time.monotonic() - begun >= 0.05
    assert server.ledger.exchanges[0].seen == "late"


def test_refused_at_accept_and_refused_by_the_system() -> None:
    """A connection is reset as it's accepted; while the server is down it can't be made at all."""
    with serving(Script(("connect", 1, Fault.CLOSE_AT_ACCEPT))) as server:
        assert submit(server).ending == "reset"
        with server.down(), pytest.raises(ConnectionRefusedError):
            submit(server)
        assert submit(server).status == 200

    assert len(server.ledger.executed) == 1


def test_lost_job() -> None:
    """It's accepted, it's paid, and nobody knows it afterwards."""
    with serving(Script(("submit", 1, Fault.LOSE_JOB))) as server:
        request_id = submit(server).json()["request_id"]
        seen = [ask(server, kind, request_id).status for kind in ("status", "result", "cancel")]

    assert seen == [404, 404, 404]
    assert [job.lost for job in server.ledger.executed] == [True]


def test_status_that_lies() -> None:
    """Completed while the result is not there; queued when it's done."""
    early, _ = damaged("status", Fault.FALSE_COMPLETED, Pace(running=9))
    back, _ = damaged("status", Fault.BACK_IN_QUEUE)
    with serving(pace=Pace(running=9)) as server:
        result = ask(server, "result", submit(server).json()["request_id"])

    assert early.json()["status"] == "COMPLETED"
    assert back.json()["status"] == "IN_QUEUE"
    assert (result.status, result.json()) == (400, {"detail": "Request is still in progress"})


def test_repeated_log_lines() -> None:
    """Honest statuses show the newest lines only; repeated ones come twice, out of order."""
    honest, _ = damaged("status", Fault.LATE, Pace(running=0.0, late=0.0))
    repeated, _ = damaged("status", Fault.REPEATED_LOGS)

    assert len(honest.json()["logs"]) == 3
    lines = [line["message"] for line in repeated.json()["logs"]]
    assert lines == lines[::-1]
    assert len(lines) == 2 * len(set(lines)) == 8


def test_files_that_are_none() -> None:
    """An empty one, one that's a page, one without end, one that's cut."""
    empty, _ = damaged("file", Fault.EMPTY)
    page, _ = damaged("file", Fault.WRONG_TYPE)
    endless, _ = damaged("file", Fault.ENDLESS)
    cut, _ = damaged("file", Fault.CUT)

    assert (empty.status, empty.body, empty.headers["content-length"]) == (200, b"", "0")
    assert (page.status, page.headers["content-type"]) == (200, "text/html")
    assert (endless.status, len(endless.data) >= 10**6) == (200, True)
    assert (cut.headers["content-length"], len(cut.body)) == (str(SIZE), SIZE // 2)


def test_files_that_are_none_at_a_second_look() -> None:
    """A page in a picture's clothes, half of one, a URL that has expired, one that trickles."""
    page, _ = damaged("file", Fault.WRONG_CONTENT)
    half, _ = damaged("file", Fault.WRONG_LENGTH)
    expired, _ = damaged("file", Fault.EXPIRED)
    trickle, _ = damaged("file", Fault.TRICKLE)
    cut, _ = damaged("file", Mishap(Fault.CUT, after=7))

    assert (page.headers["content-type"], page.body[:6]) == ("image/jpeg", b"<html>")
    assert (half.status, len(half.body), half.ending) == (200, SIZE // 2, "whole")
    assert expired.status == 403
    assert (trickle.ending, len(trickle.body) < 100) == ("silence", True)
    assert (cut.ending, len(cut.body)) == ("closed", 7)


RANGES = {
    None: (206, f"bytes 100-{SIZE - 1}/{SIZE}", picture("x")[100:]),
    Fault.RANGE_IGNORED: (200, None, picture("x")),
    Fault.RANGE_OTHER: (206, f"bytes 50-{SIZE - 1}/{SIZE}", picture("x")[50:]),
    Fault.RANGE_OF_OTHER_FILE: (
        *(206, f"bytes 100-{SIZE}/{SIZE + 1}"),
        picture("x")[::-1][100:] + b"x",
    ),
    Fault.RANGE_UNTOLD: (206, None, picture("x")[100:]),
    Fault.RANGE_GONE: (416, f"bytes */{SIZE}", b""),
}
"""For each fault of a range: the status, where the part says that it is, and what it is."""


@pytest.mark.parametrize("fault", RANGES)
def test_part_of_a_file(fault: Fault | None) -> None:
    """An honest one is what was asked for; the others are something else."""
    with serving(Script(*[("file", 2, fault)] if fault else ())) as server:
        whole = call(server, "GET", "/cdn/files/out/x.jpg")
        wish = {"Range": "bytes=100-", "If-Range": whole.headers["etag"]}
        part = call(server, "GET", "/cdn/files/out/x.jpg", **wish)

    assert whole.body == picture("x")
    assert (part.status, part.headers.get("content-range"), part.body) == RANGES[fault]


def test_event_stream_that_is_cut_lies_or_talks_nonsense() -> None:
    """An event is cut in its middle; nonsense comes before the truth; a lie ends the stream."""
    pace = Pace(queued=0.03, running=0.03)
    cut, _ = damaged("stream", Fault.CUT, pace)
    nonsense, _ = damaged("stream", Fault.GARBAGE, pace)
    lie, _ = damaged("stream", Fault.FALSE_COMPLETED, pace)

    assert (cut.ending, cut.data.count(b"data: ")) == ("closed", 2)
    assert b"data: \xff\xfe\n\n" in nonsense.data
    assert nonsense.data.count(b"COMPLETED") == 1
    assert (lie.ending, lie.data.count(b"data: ")) == ("whole", 1)


def test_hostile_answers() -> None:
    """Redirects, URLs and files that lead elsewhere, and words that repeat the key."""
    plan = Script(
        ("submit", 1, Fault.URLS_ELSEWHERE),
        ("status", 1, Fault.REDIRECT),
        ("result", 1, Fault.FILES_ELSEWHERE),
        ("submit", 2, Fault.REPEAT_KEY),
    )
    with serving(plan, Pace(running=0.0)) as server:
        server.routes.jobs.elsewhere = "http://elsewhere.invalid"
        accepted = submit(server).json()
        moved = ask(server, "status", accepted["request_id"])
        result = ask(server, "result", accepted["request_id"]).json()
        refused = submit(server)

    assert accepted["status_url"].startswith("http://elsewhere.invalid/queue/fal-ai/flux/")
    assert (moved.status, moved.headers["location"][:25]) == (307, "http://elsewhere.invalid/")
    assert result["images"][0]["url"].startswith("http://elsewhere.invalid/cdn/")
    assert (refused.status, KEY in refused.body.decode()) == (422, True)


def test_all_faults_are_tried_here() -> None:
    """No fault that can happen by chance is left out above."""
    by_chance = {fault for faults in FAULTS.values() for fault in faults}

    assert set(ANYWHERE) == set(SEEN)
    assert len(by_chance) == len(ANYWHERE) + 8
    assert picture("x") != picture("y")
