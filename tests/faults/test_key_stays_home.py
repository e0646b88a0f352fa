"""The key goes to the provider's own address, whatever its answers say: recorded at both ends."""

from __future__ import annotations

import asyncio
import logging
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fault_server import Fault, FaultServer, Pace, Script, serving

import limner
from limner.errors import LimnerError
from limner.journal import MemoryJournal

if TYPE_CHECKING:
    from collections.abc import Iterator

MODEL = "fal-ai/flux/dev"
KEY = "the-id-of-the-key:the-secret-of-the-tests"
PROMPT = {"prompt": "a lighthouse"}
OURS = str(Path(limner.__file__).parent)


@pytest.fixture
def elsewhere() -> Iterator[FaultServer]:
    """A server that knows no job, and writes down what it's shown."""
    with serving() as server:
        yield server


@pytest.fixture
def fal(elsewhere: FaultServer) -> Iterator[FaultServer]:
    """A provider whose hostile answers lead there."""
    with serving(pace=Pace(running=0.0)) as server:
        server.routes.jobs.elsewhere = elsewhere.url
        yield server


def client_of(server: FaultServer, **options: Any) -> limner.Client:
    environment = {"LIMNER_FAL_URL": server.url, "FAL_KEY": KEY, **options}
    return limner.Client(environment=environment, journal=MemoryJournal())


def keys_at(server: FaultServer) -> set[str | None]:
    """What a server was shown."""
    return {one.headers.get("authorization") for one in server.ledger.exchanges}


HOSTILE = {
    "URLs of the job": [("submit", 0, Fault.URLS_ELSEWHERE)],
    "a file": [("result", 0, Fault.FILES_ELSEWHERE)],
    "a redirected submit": [("submit", 0, Fault.REDIRECT)],
    "a redirected status": [("status", 1, Fault.REDIRECT), ("stream", 0, Fault.REDIRECT)],
    "a redirected result": [("result", 1, Fault.REDIRECT)],
    "a redirected file": [("file", 0, Fault.REDIRECT)],
}


@pytest.mark.parametrize("lines", HOSTILE.values(), ids=HOSTILE)
def test_the_key_is_not_sent_elsewhere(
    lines: list[tuple[str, int, Fault]], fal: FaultServer, elsewhere: FaultServer, tmp_path: Path
) -> None:
    """Not by the URLs in answers, not by redirects, whether the call goes well or not."""
    fal.plan = Script(*lines)
    with client_of(fal) as client:
        try:
            client.run(MODEL, PROMPT, output=f"{tmp_path}/")
        except LimnerError:
            assert fal.ledger.faults

    assert keys_at(elsewhere) <= {None}
    assert keys_at(fal) <= {f"Key {KEY}", None}


def test_asyncio_does_not_send_it_elsewhere_either(
    fal: FaultServer, elsewhere: FaultServer, tmp_path: Path
) -> None:
    """URLs and files elsewhere, with the other client: the file is fetched, and sees no key."""
    fal.plan = Script(("submit", 0, Fault.URLS_ELSEWHERE), ("result", 0, Fault.FILES_ELSEWHERE))
    environment = {"LIMNER_FAL_URL": fal.url, "FAL_KEY": KEY}

    async def run() -> None:
        async with limner.AsyncClient(environment=environment, journal=None) as client:
            await client.run(MODEL, PROMPT, output=f"{tmp_path}/")

    asyncio.run(run())
    assert [one.kind for one in elsewhere.ledger.exchanges] == ["file"]
    assert keys_at(elsewhere) == {None}


def test_files_at_the_providers_own_address_see_no_key(fal: FaultServer, tmp_path: Path) -> None:
    """A file is public: not even where its host may see the key is it shown."""
    with client_of(fal) as client:
        client.run(MODEL, PROMPT, output=f"{tmp_path}/")

    shown = {one.kind: one.headers.get("authorization") for one in fal.ledger.exchanges}
    assert shown.pop("file") is None
    assert set(shown.values()) == {f"Key {KEY}"}


@pytest.mark.parametrize("kind", ["submit", "status", "result", "cancel"])
def test_provider_that_repeats_the_key(
    kind: str,
    fal: FaultServer,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Its words are told without the key: in the error, its traceback, the journal and logs."""
    caplog.set_level(logging.DEBUG)
    fal.plan = Script((kind, 0, Fault.REPEAT_KEY), ("stream", 0, Fault.UNAVAILABLE))

    def call(client: limner.Client) -> None:
        job = client.submit(MODEL, PROMPT)
        if kind == "cancel":
            job.cancel()
        job.result()

    with client_of(fal, LIMNER_TRACE="1") as client, pytest.raises(LimnerError) as caught:
        call(client)

    assert client.journal is not None
    rows = [repr(vars(row)) for row in client.journal.entries()]
    printed = capfd.readouterr()
    told = "".join(traceback.format_exception(caught.value))
    places = [told, repr(vars(caught.value)), caplog.text, printed.out, printed.err, *rows]
    assert "(a key) is no prompt" in told
    assert [place for place in places if "the-secret" in place] == []


@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.CUT, Fault.CLOSE_AFTER_BODY])
def test_key_is_in_no_variable_of_ours(fault: Fault, fal: FaultServer) -> None:
    """Tracebacks that show variables, as some reporters' do, show no key in our frames."""
    fal.plan = Script(("submit", 0, fault))
    with client_of(fal) as client, pytest.raises(LimnerError) as caught:
        client.run(MODEL, PROMPT)

    error: BaseException | None = caught.value
    frames = []
    while error:
        frames += [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
        error = error.__cause__
    ours = [frame for frame in frames if frame.f_code.co_filename.startswith(OURS)]
    shown = [f"{frame.f_code.co_name}: {frame.f_locals!r}" for frame in ours]
    assert len(ours) > 5
    assert [text for text in shown if "the-secret" in text] == []
