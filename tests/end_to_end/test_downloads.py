"""Files are on disk whole, or not at all, whatever their server does: by every client."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from campaign import MODEL, PATIENCE, SPEED, HurriedTransport, environment
from fault_server import Fault, FaultServer, Mishap, Pace, Script, picture, serving

import limner
from limner.errors import NotCollected
from limner.httpx_transport import HttpxTransport

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from limner.result import Artifact, Result
    from limner.transport import HttpCall, Stream

    Collect = Callable[[FaultServer, Path], Result[Artifact]]

SIZE = len(picture(""))
SOME = pytest.mark.parametrize("after", range(0, SIZE, SIZE // 20))
PROMPT = {"prompt": "a lighthouse"}


class HurriedSyncTransport(HttpxTransport):
    """The synchronous transport, its clock faster than ours."""

    def open(self, call: HttpCall) -> Stream:  # type: ignore[override]
        return super().open(call.within(PATIENCE / SPEED))

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds / SPEED)

    def now(self) -> float:
        return super().now() * SPEED


def options(server: FaultServer) -> dict[str, Any]:
    return {"environment": environment(server), "receipts": None}


def collect(server: FaultServer, folder: Path) -> Result[Artifact]:
    with limner.Client(transport=HurriedSyncTransport(), **options(server)) as client:
        return client.run(MODEL, PROMPT, output=f"{folder}/")


def collect_async(server: FaultServer, folder: Path, *, concurrent: bool = False) -> Any:
    async def run() -> Any:
        transport = HurriedTransport(concurrent=concurrent)
        async with limner.AsyncClient(transport=transport, **options(server)) as client:
            return await client.run(MODEL, PROMPT, output=f"{folder}/")

    return asyncio.run(run())


def collect_concurrently(server: FaultServer, folder: Path) -> Any:
    return collect_async(server, folder, concurrent=True)


@pytest.fixture(
    params=[collect, collect_async, collect_concurrently], ids=["sync", "async", "concurrent"]
)
def collected(request: pytest.FixtureRequest) -> Collect:
    chosen: Collect = request.param
    return chosen


def downloaded(
    collected: Collect, folder: Path, *mishaps: Fault | Mishap
) -> tuple[Result[Artifact], FaultServer]:
    """A call whose file's first downloads go wrong; whatever lies there then is whole."""
    script = [("file", number, mishap) for number, mishap in enumerate(mishaps, 1)]
    with serving(Script(("stream", 0, Fault.UNAVAILABLE), *script), Pace(running=0.0)) as server:
        result = collected(server, folder)
    (file,) = folder.iterdir()
    assert result.images[0].path == file
    assert file.read_bytes() == picture(str(result.job.request_id))
    return result, server


def ranges(server: FaultServer) -> list[str | None]:
    """The parts of the file that were asked for."""
    return [one.headers.get("range") for one in server.ledger.of("file")]


@SOME
def test_cut_file_is_gone_on_with(collected: Collect, after: int, tmp_path: Path) -> None:
    """Cut at each of 20 places: what has come isn't asked for again, and the file is whole."""
    _, server = downloaded(collected, tmp_path, Mishap(Fault.CUT, after=after))

    assert ranges(server) == [None, f"bytes={after}-" if after else None]


def test_file_that_is_cut_again_and_again(collected: Collect, tmp_path: Path) -> None:
    """Each try brings it further."""
    cuts = [Mishap(Fault.CUT, after=700)] * 8

    _, server = downloaded(collected, tmp_path, *cuts)

    assert ranges(server)[1:] == [f"bytes={700 * number}-" for number in range(1, 9)]


FAULTS = (
    *(Fault.WRONG_LENGTH, Fault.WRONG_TYPE, Fault.WRONG_CONTENT, Fault.EMPTY, Fault.ENDLESS),
    *(Fault.SERVER_ERROR, Fault.HANG, Fault.CLOSE_AFTER_BODY, Fault.GARBAGE, Fault.TRICKLE),
)


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_the_file(collected: Collect, fault: Fault, tmp_path: Path) -> None:
    """Half of it, a page, nothing, no end, an error, silence: the next try brings it whole."""
    downloaded(collected, tmp_path, fault)


LIES = (
    *(Fault.RANGE_IGNORED, Fault.RANGE_OTHER, Fault.RANGE_OF_OTHER_FILE),
    *(Fault.RANGE_UNTOLD, Fault.RANGE_GONE),
)


@pytest.mark.parametrize("lie", LIES)
def test_server_that_lies_about_the_rest(collected: Collect, lie: Fault, tmp_path: Path) -> None:
    """A rest that isn't the one that was asked for is never put behind what has come."""
    _, server = downloaded(collected, tmp_path, Mishap(Fault.CUT, after=2000), lie)

    whole = [] if lie is Fault.RANGE_IGNORED else [None]
    assert ranges(server) == [None, "bytes=2000-", *whole]


def test_url_that_has_expired_is_asked_for_again(collected: Collect, tmp_path: Path) -> None:
    """The result is fetched once more, and the URL that it names then is taken."""
    _, server = downloaded(collected, tmp_path, Fault.EXPIRED)

    assert [one.target.partition("?")[2] for one in server.ledger.of("file")] == ["", "telling=1"]
    assert len(server.ledger.of("result")) == 2
    assert len(server.ledger.executed) == 1


def test_url_that_expires_in_the_middle(collected: Collect, tmp_path: Path) -> None:
    """What has come of another URL is no part of the new one's file."""
    cut = Mishap(Fault.CUT, after=2000)

    _, server = downloaded(collected, tmp_path, cut, Fault.EXPIRED)

    assert ranges(server) == [None, "bytes=2000-", None]


NEVER = {
    Fault.EXPIRED: "HTTP 403",
    Fault.WRONG_CONTENT: "text/html instead of the image",
    Fault.EMPTY: f"0 of {SIZE:,} bytes",
    Fault.ENDLESS: "doesn't end",
    Fault.SERVER_ERROR: "HTTP 500",
    Fault.TRICKLE: "too slowly",
}


@pytest.mark.parametrize("fault", NEVER)
def test_file_that_never_comes(collected: Collect, fault: Fault, tmp_path: Path) -> None:
    """The folder stays empty, the error says why, and what to do next."""
    with (
        serving(Script(("file", 0, fault)), Pace(running=0.0)) as server,
        pytest.raises(NotCollected, match=NEVER[fault]) as caught,
    ):
        collected(server, tmp_path)

    assert list(tmp_path.iterdir()) == []
    assert caught.value.request_id == server.ledger.executed[0].request_id


def test_result_that_states_more_than_there_is(
    collected: Collect, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What its server sends and states each time is the file; a warning and the log say so.

    The log has no URL.
    """
    with serving(Script(("file", 0, Fault.WRONG_LENGTH)), Pace(running=0.0)) as server:
        result = collected(server, tmp_path)
        (image,) = result.images

    assert image.path is not None
    assert image.path.read_bytes() == picture(str(result.job.request_id))[: SIZE // 2]
    (warning,) = result.warnings
    assert (warning.code, warning.value, warning.allowed) == ("length", SIZE // 2, SIZE)
    assert len(server.ledger.of("file")) == 2
    told = f"/images/0 of {result.job} has {SIZE // 2} bytes, and its result says {SIZE}"
    assert told in caplog.text
    assert image.url not in caplog.text


def test_no_file_server_sees_the_key(collected: Collect, tmp_path: Path) -> None:
    """Not when a file is asked for, nor its rest, nor at the URL that comes after."""
    faults = (Mishap(Fault.CUT, after=10), Fault.EXPIRED, Mishap(Fault.CUT, after=50))
    _, server = downloaded(collected, tmp_path, *faults)

    shown = [(one.kind, "authorization" in one.headers) for one in server.ledger.exchanges]
    assert ("file", False) in shown
    assert [kind for kind, key in shown if key and kind == "file"] == []
    assert ("result", True) in shown
