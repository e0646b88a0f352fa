"""Local files become URLs before the request leaves: once each, patiently, or nothing is sent."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from answers import accepted, answer, html
from scripted import AsyncScriptedClient, RecordingDriver, ScriptedClient, Step

from limner.errors import (
    ConnectionLost,
    InvalidArguments,
    JournalError,
    KeyRefused,
    LimnerError,
    NotSent,
    Unreachable,
)
from limner.journal import MemoryJournal
from limner_plugins.fal.uploads import INLINE, PART

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from limner.effects import Effect
    from limner.uploads import Uploading

MODEL = "fal-ai/birefnet/v2"
KLING = "fal-ai/kling-video/v1/standard/image-to-video"
LARGE = b"x" * (INLINE + 1)
HOUR = {"date": "Mon, 01 Jan 2029 10:00:00 GMT"}


def granted(number: int = 1, end: str = "2029-01-01T11:00:00Z", **other: Any) -> Step:
    told = {"token": f"cdn-{number}", "token_type": "Bearer", "expires_at": end}
    return answer(200, {**told, "base_url": "https://v3.fal.media", **other}, **HOUR)


def stored(url: str = "https://v3.fal.media/files/a/x.png") -> Step:
    return answer(200, {"access_url": url})


def begun() -> Step:
    return answer(200, {"access_url": "https://v3.fal.media/files/a/x.png", "uploadId": "a/b"})


def part(word: str) -> Step:
    return answer(200, {}, etag=word)


def parts() -> list[Step]:
    return [part("one"), part("two"), answer(200, {}), accepted()]


def called(client: ScriptedClient) -> list[str]:
    return [f"{call.method} {call.url.partition('?')[0]}" for call in client.script.calls]


def submitted(client: ScriptedClient, data: bytes = LARGE) -> None:
    client.submit(MODEL, {"image_url": data})


def journal_of(client: ScriptedClient) -> tuple[object, ...]:
    assert isinstance(client.journal, MemoryJournal)
    return client.journal.entries()


TOKEN_CALL = "POST https://rest.fal.ai/storage/auth/token"
UPLOAD_CALL = "POST https://v3.fal.media/files/upload"
SUBMIT_CALL = f"POST https://queue.fal.run/{MODEL}"


def test_small_files_travel_inside() -> None:
    """Files for which there's room in the request aren't uploaded; together they have a limit."""
    client = ScriptedClient(accepted(), granted(), stored(), accepted())

    submitted(client, LARGE[:-1])
    assert len(client.script.calls) == 1

    half = LARGE[: INLINE // 2 + 1]
    client.submit(KLING, {"prompt": "x", "image_url": half, "tail_image_url": half})
    sent = json.loads(client.script.calls[-1].body or b"")
    assert sent["image_url"].startswith("data:")
    assert sent["tail_image_url"] == "https://v3.fal.media/files/a/x.png"


def test_same_content_is_uploaded_once(tmp_path: Path) -> None:
    """In one request, and in the next of the same client, for as long as it's fresh."""
    steps = [granted(), stored(), accepted(), accepted(), granted(2), stored(), accepted()]
    client = ScriptedClient(*steps, journal=None)
    (tmp_path / "a.bin").write_bytes(LARGE)
    both = {"prompt": "x", "image_url": LARGE, "tail_image_url": tmp_path / "a.bin"}

    client.submit(KLING, both)
    submitted(client)
    assert len(client.script.calls) == 4

    client.script.time += 3601
    submitted(client)
    assert called(client)[4:] == [TOKEN_CALL, UPLOAD_CALL, SUBMIT_CALL]


def test_another_client_knows_what_was_uploaded() -> None:
    """Whoever has the same journal uploads nothing again; for another storage, it does."""
    journal = MemoryJournal()
    submitted(ScriptedClient(granted(), stored(), accepted(), journal=journal))

    for _ in range(2):
        client = ScriptedClient(accepted(), journal=journal)
        submitted(client)
        assert called(client) == [SUBMIT_CALL]

    here = {"environment": {"LIMNER_FAL_URL": "http://127.0.0.1:9"}, "journal": journal}
    client = ScriptedClient(
        granted(base_url="http://127.0.0.1:9/cdn"),
        stored("http://127.0.0.1:9/x"),
        accepted(),
        **here,
    )
    submitted(client)
    assert len(called(client)) == 3


class Forgetful(MemoryJournal):
    """A journal that can't tell of uploads, or note them."""

    def uploads(self, *_: object) -> dict[object, str]:
        raise JournalError("journal.sqlite3", "can't be read")

    def keep_upload(self, *_: object) -> None:
        raise JournalError("journal.sqlite3", "can't be written")


def test_a_journal_that_fails_here_costs_an_upload_only() -> None:
    """The file is uploaded, and the request leaves."""
    client = ScriptedClient(granted(), stored(), accepted(), journal=Forgetful())

    submitted(client)

    assert called(client) == [TOKEN_CALL, UPLOAD_CALL, SUBMIT_CALL]


@pytest.mark.parametrize("end", ["2029-01-01T10:05:00Z", "2029-01-01T10:05:00+00:00"])
def test_grant_is_used_until_shortly_before_its_end(end: str) -> None:
    """The server's own clock tells how long it holds; a minute before, a new one is asked for."""
    fresh = [stored(), accepted()]
    client = ScriptedClient(granted(end=end), *fresh, *fresh, granted(2), *fresh)

    submitted(client, LARGE + b"1")
    client.script.time += 239
    submitted(client, LARGE + b"2")
    assert called(client).count(TOKEN_CALL) == 1
    client.script.time += 2
    submitted(client, LARGE + b"3")
    assert called(client).count(TOKEN_CALL) == 2


def test_refused_grant_is_renewed_once() -> None:
    """A token that the storage doesn't accept is replaced; a second one isn't."""
    steps = [granted(), answer(401, {}), granted(2), stored(), accepted()]
    client = ScriptedClient(*steps)
    submitted(client)
    shown = [call.headers.get("Authorization") for call in client.script.calls]
    assert shown[1] == "Bearer cdn-1"
    assert shown[3] == "Bearer cdn-2"

    client = ScriptedClient(granted(), answer(401, {}), granted(2), answer(401, {}))
    with pytest.raises(Unreachable, match="HTTP 401"):
        submitted(client)


def test_parts_are_named_in_order() -> None:
    """A file of more than a part is uploaded in parts, and ended with their words in order."""
    client = ScriptedClient(granted(), begun(), *parts())

    submitted(client, b"x" * (PART + 1))

    calls = client.script.calls
    url = "https://v3.fal.media/files/a/x.png/multipart/a%2Fb"
    ends = sorted((call.url, len(call.body or b"")) for call in calls if call.method == "PUT")
    assert ends == [(f"{url}/1", PART), (f"{url}/2", 1)]
    completed = json.loads(calls[-2].body or b"")["parts"]
    assert calls[-2].url == f"{url}/complete"
    assert [one["partNumber"] for one in completed] == [1, 2]
    assert {one["etag"] for one in completed} == {"one", "two"}


TROUBLE: list[Step] = [
    NotSent("refused"),
    ConnectionLost("cut"),
    answer(409, {}),
    answer(500, {}),
    html(200),
    answer(429, {}, retry_after="7"),
]


def test_each_call_is_repeated() -> None:
    """After whatever passes, at each of its calls, an upload goes on."""
    client = ScriptedClient(*TROUBLE, granted(), *TROUBLE, stored(), accepted())

    submitted(client)

    assert called(client).count(TOKEN_CALL) == called(client).count(UPLOAD_CALL) == 7
    assert max(client.script.slept) >= 7


def test_forgotten_upload_is_begun_anew_once() -> None:
    """Where the storage has forgotten an upload in parts it's begun again; not for ever."""
    forgotten = [begun(), part("one"), part("two"), answer(404, {})]
    client = ScriptedClient(granted(), *forgotten, begun(), *parts())
    submitted(client, b"x" * (PART + 1))
    assert called(client)[-1] == SUBMIT_CALL

    client = ScriptedClient(granted(), *forgotten, *forgotten)
    with pytest.raises(Unreachable, match="HTTP 404"):
        submitted(client, b"x" * (PART + 1))


FAILURES: dict[str, tuple[list[Step], list[Step], type[LimnerError], int, str]] = {
    "unreachable": ([], [NotSent("no route")], Unreachable, 11, "can't be reached"),
    "always 500": ([granted()], [answer(500, {})], Unreachable, 11, "give its URL"),
    "garbage": ([granted()], [html(200)], Unreachable, 11, "HTTP 200"),
    "no leave": ([answer(404, {})], [], Unreachable, 11, "no leave"),
    "wrong key": ([answer(401, {"detail": "No user"})], [], KeyRefused, 4, "key"),
    "too large": ([granted(), answer(413, {})], [], InvalidArguments, 3, "262,145 bytes"),
    "evil grant": ([granted(base_url="https://evil.example")], [], LimnerError, 1, "evil"),
    "grant over http": ([granted(base_url="http://v3.fal.media")], [], LimnerError, 1, "fal's"),
    "evil file": (
        [granted(), stored("https://fal.media.evil.example/")],
        [],
        LimnerError,
        1,
        "evil",
    ),
    "file over http": ([granted(), stored("http://v3.fal.media/x")], [], LimnerError, 1, "http:"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_failed_upload_sends_nothing(name: str) -> None:
    """Where a file can't be uploaded the error says what to do; there's no request, no row."""
    steps, then, error, exit_code, words = FAILURES[name]
    client = ScriptedClient(*steps, then=then)

    with pytest.raises(error, match=words) as caught:
        submitted(client)

    assert caught.value.exit_code == exit_code
    assert SUBMIT_CALL not in called(client)
    assert journal_of(client) == ()


def test_only_the_grant_is_asked_for_with_the_key() -> None:
    """No call to the storage shows the account's key, nor does an error show the token."""
    client = ScriptedClient(granted(), begun(), *parts())
    submitted(client, b"x" * (PART + 1))

    for call in client.script.calls:
        shown = call.headers["Authorization"]
        at_storage = ".fal.media/" in call.url
        assert ("the-secret" not in shown) is at_storage
    assert "cdn-1" not in repr(client._uploaded.__dict__)


def changing(path: Path) -> Callable[[Uploading], None]:
    def change(upload: Uploading) -> None:
        if upload.sent == 0:
            path.write_bytes(b"y" * upload.size + b"y")

    return change


@pytest.mark.parametrize("size", [INLINE + 1, PART + 1])
def test_file_that_changes_is_not_sent(tmp_path: Path, size: int) -> None:
    """A file that somebody changes while it's read is an issue, and no request leaves."""
    path = tmp_path / "film.mp4"
    path.write_bytes(b"x" * size)
    client = ScriptedClient(granted(), begun())

    with pytest.raises(InvalidArguments, match="changed while it was read"):
        client.submit(MODEL, {"image_url": path}, on_upload=changing(path))

    assert SUBMIT_CALL not in called(client)


def test_listener_hears_how_it_goes() -> None:
    """The caller's listener is told of the start, the parts, and the end; both clients do."""
    heard: list[str] = []
    data = b"x" * (PART + 1)

    def listen(upload: Uploading) -> None:
        heard.append(f"{upload.sent} {upload.size}")

    async def run() -> None:
        client = AsyncScriptedClient(granted(), begun(), *parts())
        await client.submit(MODEL, {"image_url": data}, on_upload=listen)

    ScriptedClient(granted(), begun(), *parts()).submit(
        MODEL, {"image_url": data}, on_upload=listen
    )
    first, heard[:] = heard[:], []
    asyncio.run(run())

    assert first == heard
    assert (heard[0], heard[-1], len(heard)) == (f"0 {len(data)}", f"{len(data)} {len(data)}", 3)


def test_listener_can_end_an_upload() -> None:
    """What it raises ends the upload and reaches the caller; nothing is sent."""

    def stop(_: Uploading) -> None:
        raise KeyboardInterrupt

    client = ScriptedClient(granted())
    with pytest.raises(KeyboardInterrupt):
        client.submit(MODEL, {"image_url": LARGE}, on_upload=stop)
    assert journal_of(client) == ()


class Stopping(RecordingDriver):
    """A driver that dies before one of its effects."""

    at = 0

    def perform(self, effect: Effect) -> Any:
        if len(self.effects) >= self.at:
            raise KeyboardInterrupt
        return super().perform(effect)


def test_stopped_at_each_step() -> None:
    """Ctrl-C at whichever step of an upload leaves no row and no request."""
    count = 0
    while True:
        client = ScriptedClient(granted(), begun(), *parts())
        client.driver = type("At", (Stopping,), {"at": count})
        with contextlib.suppress(KeyboardInterrupt):
            submitted(client, b"x" * (PART + 1))
        if SUBMIT_CALL in called(client) or journal_of(client):
            break
        count += 1
    assert count > 10
