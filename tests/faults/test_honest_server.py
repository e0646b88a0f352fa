"""Where nothing is planned the server is honest: the queue, the history and the storage of fal."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from bare_client import FLUX, Seen, call, submit
from fault_server import picture, serving

import limner

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fault_server import FaultServer

MODEL = "fal-ai/flux/dev"


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with serving() as running:
        yield running


def environment(server: FaultServer) -> dict[str, str]:
    return {"LIMNER_FAL_URL": server.url, "FAL_KEY": "an-id:a-secret"}


def test_our_client_gets_its_pictures(server: FaultServer, tmp_path: Path) -> None:
    """A call goes through, its log lines come once each, its file arrives as it was made."""
    server.pace.running = 0.5
    with limner.Client(environment=environment(server), journal=None) as client:
        job = client.submit(MODEL, {"prompt": "a lighthouse"})
        lines = [line.message for event in job.events() for line in getattr(event, "logs", ())]
        result = job.result(output=f"{tmp_path}/")

    (image,) = result.images
    assert image.path is not None
    assert image.path.read_bytes() == picture(str(job.request_id))
    assert sorted(set(lines)) == lines
    assert len(lines) == 4
    assert not result.warnings


def test_our_async_client_has_many_jobs_at_once(server: FaultServer) -> None:
    """Fifty jobs at a time, each executed once and fetched once."""

    async def run() -> None:
        async with limner.AsyncClient(environment=environment(server), journal=None) as client:
            calls = [client.run(MODEL, {"prompt": str(number)}) for number in range(50)]
            await asyncio.gather(*calls)

    asyncio.run(run())

    assert server.ledger.times("prompt") == {str(number): 1 for number in range(50)}
    assert [job.fetched for job in server.ledger.executed] == [1] * 50


def test_forms_of_a_jobs_path(server: FaultServer) -> None:
    """Of the app only, of the full id, with `/response`, with a slash at its end."""
    request_id = submit(server).json()["request_id"]
    time.sleep(0.05)
    paths = [
        f"/queue/fal-ai/flux/requests/{request_id}",
        f"/queue/fal-ai/flux/dev/requests/{request_id}/response",
        f"/queue/fal-ai/flux/requests/{request_id}/",
        f"/queue/fal-ai/flux/requests/{request_id}/status/",
    ]

    assert [call(server, "GET", path).status for path in paths] == [200] * 4


def test_stages_of_a_job(server: FaultServer) -> None:
    """202 while it waits and runs, 200 when it's done; cancelling is possible until then."""
    server.pace.queued = server.pace.running = 0.2
    jobs = [submit(server, str(number)).json() for number in range(2)]
    path = jobs[0]["status_url"].removeprefix(server.url)
    waiting = call(server, "GET", path)
    time.sleep(0.25)
    running = call(server, "GET", f"{path}?logs=true")
    cancels = [call(server, "PUT", jobs[1]["cancel_url"].removeprefix(server.url))]
    time.sleep(0.2)
    done = call(server, "GET", path)
    cancels += [call(server, "PUT", job["cancel_url"].removeprefix(server.url)) for job in jobs]
    cancelled = call(server, "GET", jobs[1]["response_url"].removeprefix(server.url))

    stages = [(seen.status, seen.json()["status"]) for seen in (waiting, running, done)]
    assert stages == [(202, "IN_QUEUE"), (202, "IN_PROGRESS"), (200, "COMPLETED")]
    assert len(running.json()["logs"]) == 2
    assert done.json()["logs"] is None
    assert [seen.status for seen in cancels] == [202, 400, 400]
    assert (cancelled.status, cancelled.json()["error_type"]) == (499, "client_cancelled")


def test_event_stream_tells_each_change_once(server: FaultServer) -> None:
    """The statuses in order, each log line in one event, and the end after `COMPLETED`."""
    server.pace.queued = server.pace.running = 0.1
    path = submit(server).json()["status_url"].removeprefix(server.url)
    seen = call(server, "GET", f"{path}/stream?logs=1")

    pieces = [line[6:] for line in seen.body.split(b"\n") if line.startswith(b"data: ")]
    events = [json.loads(piece) for piece in pieces]
    lines = [line["message"] for event in events for line in event.get("logs") or ()]
    assert seen.ending == "whole"
    assert sorted({event["status"] for event in events}) == [
        "COMPLETED",
        "IN_PROGRESS",
        "IN_QUEUE",
    ]
    assert len(lines) == len(set(lines)) == 4


def test_without_a_key(server: FaultServer) -> None:
    """Nothing of an account is told, and nothing is executed."""
    paths = [FLUX, "/queue/fal-ai/flux/requests/x", "/rest/storage/auth/token"]
    methods = ["POST", "GET", "POST"]
    seen = [
        call(server, *one, b"{}", Authorization="") for one in zip(methods, paths, strict=True)
    ]

    assert [one.status for one in seen] == [401, 401, 401]
    assert server.ledger.executed == []


def test_history_shows_what_has_ended(server: FaultServer) -> None:
    """Page by page, newest first, with the input where it's asked for, and as late as it lags."""
    path = f"/api/v1/models/requests/by-endpoint?endpoint_id={MODEL}"
    for number in range(5):
        submit(server, str(number))
    early = call(server, "GET", path).json()
    time.sleep(0.05)
    pages = [call(server, "GET", f"{path}&limit=2&expand=payloads").json()]
    while cursor := pages[-1]["next_cursor"]:
        pages.append(call(server, "GET", f"{path}&limit=2&expand=payloads&cursor={cursor}").json())
    server.pace.lag = 60

    assert early["items"] == []
    prompts = [item["json_input"]["prompt"] for page in pages for item in page["items"]]
    assert (prompts, [page["has_more"] for page in pages]) == (
        ["4", "3", "2", "1", "0"],
        [True, True, False],
    )
    assert call(server, "GET", path).json()["items"] == []


def test_history_is_not_for_every_key(server: FaultServer) -> None:
    """A key without access hears 403; without an endpoint, everybody hears 400."""
    path = "/api/models/requests/by-endpoint"
    assert call(server, "GET", path).status == 400
    server.routes.readable = False
    seen = call(server, "GET", f"{path}?endpoint_id={MODEL}")

    assert (seen.status, seen.json()["error"]["type"]) == (403, "authorization_error")


def test_prices_and_webhook_keys(server: FaultServer) -> None:
    """The platform tells what an endpoint costs, and the keys that sign its webhooks."""
    prices = call(server, "GET", "/api/models/pricing?endpoint_id=a/b,c/d&endpoint_id=e/f").json()
    keys = call(server, "GET", "/rest/.well-known/jwks.json").json()

    assert [one["endpoint_id"] for one in prices["prices"]] == ["a/b", "c/d", "e/f"]
    assert keys["keys"][0]["crv"] == "Ed25519"


def test_uploads_arrive(server: FaultServer) -> None:
    """In one piece and in parts, with their names and types; each needs the storage's token."""
    token = call(server, "POST", "/rest/storage/auth/token?storage_type=fal-cdn-v3").json()
    shown = {
        "Authorization": f"{token['token_type']} {token['token']}",
        "Content_Type": "image/png",
        "X_Fal_File_Name": "caf%C3%A9.png",
    }
    small = call(server, "POST", "/cdn/files/upload", b"bytes", **shown).json()["access_url"]
    large = _in_parts(server, [b"one", b"two", b"three"], shown)

    stored = server.routes.storage.stored
    assert (stored[small].size, stored[small].name) == (5, "café.png")
    assert stored[large].sha256 == hashlib.sha256(b"onetwothree").hexdigest()
    assert stored[large].content_type == "image/png"
    assert call(server, "POST", "/cdn/files/upload", b"bytes").status == 401


def _in_parts(server: FaultServer, parts: list[bytes], shown: dict[str, Any]) -> str:
    begun = call(server, "POST", "/cdn/files/upload/multipart", **shown).json()
    path = f"{begun['access_url'].removeprefix(server.url)}/multipart/{begun['uploadId']}"
    answers = [
        call(server, "PUT", f"{path}/{n}", part, **shown) for n, part in enumerate(parts, 1)
    ]
    listed = [{"partNumber": n, "etag": a.headers["etag"]} for n, a in enumerate(answers, 1)]

    def complete(which: list[dict[str, Any]]) -> Seen:
        body = json.dumps({"parts": which}).encode()
        return call(server, "POST", f"{path}/complete", body, **shown)

    assert complete(listed[::-1]).status == 400
    assert complete(listed).status == 200
    return str(begun["access_url"])
