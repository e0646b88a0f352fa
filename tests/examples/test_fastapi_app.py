"""tests/examples/fastapi_app.py: what it answers, and what it leaves alone."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fastapi import Request
from fastapi_app import STATUS, make_app, tell
from queue_server import serving

import limner

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FLUX = "fal-ai/flux/dev"
LAMP = {"model": FLUX, "arguments": {"prompt": "a lamp"}}


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET", "LIMNER_FAL_URL", "LIMNER_PROVIDER"):
        monkeypatch.delenv(name, raising=False)


@asynccontextmanager
async def running(provider: str | None = "sandbox") -> AsyncIterator[httpx.AsyncClient]:
    """The app between its start and its shutdown, and somebody who calls it."""
    app = make_app(provider)
    carrier = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=carrier, base_url="http://app") as caller,
    ):
        yield caller


def asked(
    method: str, path: str, *, provider: str | None = "sandbox", **options: Any
) -> httpx.Response:
    """What a fresh app answers."""

    async def ask() -> httpx.Response:
        async with running(provider) as caller:
            return await caller.request(method, path, **options)

    return asyncio.run(ask())


def test_a_picture_is_submitted_followed_and_fetched() -> None:
    """A job has an id at once, is in progress for a while, and then has a result."""

    async def call() -> list[tuple[int, Any]]:
        async with running() as caller:
            submitted = await caller.post("/pictures", json=LAMP)
            job = submitted.json()
            path = f"/pictures/{job['endpoint_id']}/{job['request_id']}"
            waits = [await caller.get(path, params={"wait": wait}) for wait in (0, 2, 30)]
            return [(answer.status_code, answer.json()) for answer in (submitted, *waits)]

    submitted, *waits = asyncio.run(call())
    assert submitted[0] == 202
    assert waits[:2] == [(202, {"status": "queued"}), (202, {"status": "in progress"})]
    assert waits[2][0] == 200
    assert waits[2][1]["status"] == "completed"
    assert waits[2][1]["result"]["images"][0]["width"] == 1024


def test_wrong_arguments_are_told_whole_and_nothing_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every issue is in the answer, in Limner's own JSON, and the provider hears of nothing."""
    with serving() as queue:
        monkeypatch.setenv("LIMNER_FAL_URL", queue.url)
        monkeypatch.setenv("FAL_KEY", "a-key")
        wrong = {"model": FLUX, "arguments": {"num_image": 2, "guidance_scale": 99}}
        answer = asked("POST", "/pictures", provider=None, json=wrong)

    codes = {issue["pointer"]: issue["code"] for issue in answer.json()["error"]["issues"]}
    assert answer.status_code == 422
    assert codes == {
        "/prompt": "missing",
        "/num_image": "unknown_parameter",
        "/guidance_scale": "less_than_equal",
    }
    assert queue.calls == []


@pytest.mark.parametrize("path", [__file__, "/no/such/file", "file:///etc/hosts"])
def test_a_stranger_cannot_send_a_file_of_the_server(path: str) -> None:
    """A path is refused like any text that is no URL, with what else is wrong, file or not."""
    order = {"model": "fal-ai/birefnet/v2", "arguments": {"image_url": path, "modle": "x"}}
    answer = asked("POST", "/pictures", json=order)

    codes = [issue["code"] for issue in answer.json()["error"]["issues"]]
    assert (answer.status_code, codes) == (422, ["unknown_parameter", "not_a_url"])


def test_a_schema_is_the_registrys() -> None:
    """An endpoint id with slashes finds its model's schemas; another one isn't known."""
    answer = asked("GET", f"/models/{FLUX}/schema")

    assert answer.json()["input"]["required"] == ["prompt"]
    assert asked("GET", "/models/fal-ai/flux/def/schema").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "kind"),
    [
        ("GET", f"/pictures/{FLUX}/no-such-job", None, 404, "JobNotFound"),
        ("GET", "/pictures/no/such/model/1", None, 404, "UnknownModel"),
        ("POST", "/pictures", {**LAMP, "model": "acme/lamp"}, 404, "UnknownModel"),
    ],
)
def test_what_is_not_there_is_not_found(
    method: str, path: str, body: Any, status: int, kind: str
) -> None:
    """A job and a model that nobody knows are 404, and say so."""
    answer = asked(method, path, json=body)

    assert (answer.status_code, answer.json()["error"]["type"]) == (status, kind)


def test_the_apps_own_troubles_are_for_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """A missing key is the app's fault: a caller reads no more than its name."""
    answer = asked("POST", "/pictures", provider=None, json=LAMP)

    assert (answer.status_code, answer.json()) == (503, {"error": {"type": "MissingKey"}})
    assert "FAL_KEY" in caplog.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (limner.Refused("no"), 403),
        (limner.JobFailed("no", endpoint_id=FLUX, request_id="1", status=422), 422),
        (limner.JobFailed("no", endpoint_id=FLUX, request_id="1", status=500), 502),
        (limner.JobRejected("too many", endpoint_id=FLUX, status=429), 429),
        (limner.OutcomeUnknown("perhaps", endpoint_id=FLUX), 502),
        (limner.NotCollected("later", endpoint_id=FLUX, request_id="1"), 502),
        (limner.ConnectionLost("gone"), 502),
        (limner.AccountLocked("locked"), 503),
        (limner.Unreachable("away"), 503),
        (limner.PluginError("acme", "Traceback"), 500),
    ],
)
def test_each_error_has_a_status(error: limner.LimnerError, status: int) -> None:
    """The table decides, by the nearest class that it names; nothing else is told of a 5xx."""
    answer = asyncio.run(tell(Request({"type": "http"}), error))

    told = json.loads(bytes(answer.body))["error"]
    assert answer.status_code == status
    assert set(told) <= {"type", "request_id"} or status < 500
    assert type(error) in STATUS or type(error).__mro__[1] in STATUS


def test_a_shutdown_leaves_jobs_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job outlives the app that submitted it, and a caller that waits; another app has it."""

    async def call() -> httpx.Response:
        async with running(None) as caller:
            job = (await caller.post("/pictures", json=LAMP)).json()
            path = f"/pictures/{job['endpoint_id']}/{job['request_id']}"
            waiting = asyncio.create_task(caller.get(path, params={"wait": 30}))
            async with asyncio.timeout(20):
                while "GET" not in queue.methods:  # noqa: ASYNC110 -- a thread sets no event
                    await asyncio.sleep(0.01)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        queue.speed = 1_000_000
        async with running(None) as caller:
            return await caller.get(path)

    with serving() as queue:
        queue.speed = 0
        monkeypatch.setenv("LIMNER_FAL_URL", queue.url)
        monkeypatch.setenv("FAL_KEY", "a-key")
        answer = asyncio.run(call())

    assert answer.json()["status"] == "completed"
    assert "PUT" not in queue.methods
    assert queue.methods.count("POST") == 1
