"""Files are downloaded whole, through redirects and cuts, and no key goes with them."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from answers import (
    FILE_URL,
    FLUX,
    PICTURE,
    PROMPT,
    REQUEST_ID,
    accepted,
    answer,
    completed,
    file_of,
    html,
    result,
)
from scripted import Cut, ScriptedClient, Step

from limner.errors import ConnectionLost, NotCollected, NotSent
from limner.transport import HttpAnswer

LONG = PICTURE + bytes(2 * 1024**2)
"""A picture that is far larger than a result may say."""

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from limner.result import Artifact


def artifact(*steps: Step, url: str = FILE_URL) -> tuple[ScriptedClient, Artifact]:
    """The one image of a result; the steps answer its download."""
    client = ScriptedClient(accepted(), completed(), result(url), *steps)
    (image,) = client.run(FLUX, PROMPT).images
    return client, image


def redirect(location: str, status: int = 302) -> HttpAnswer:
    return answer(status, None, location=location)


@pytest.mark.parametrize("loudly", [True, False], ids=["an error", "an early end"])
@pytest.mark.parametrize("after", [0, 1, 4095, 4096, 4097, len(PICTURE) - 1])
def test_cut_file_is_downloaded_again(after: int, *, loudly: bool) -> None:
    """A file that is cut, wherever and however, is read again from its start."""
    cuts = [Cut(PICTURE, after, loudly)] * 3
    client, image = artifact(*cuts, file_of())

    assert image.bytes() == PICTURE
    assert all(stream.closed for stream in client.script.streams)


def test_file_that_is_always_cut_can_be_collected_later() -> None:
    """After two minutes of waiting it's an error with the job's id and the way to the file."""
    client, image = artifact()
    client.script.steps = iter([Cut(PICTURE, 5)] * 100)

    with pytest.raises(NotCollected, match="cuts it here") as caught:
        image.bytes()

    assert caught.value.request_id == REQUEST_ID
    assert 60 < sum(client.script.slept) <= 120
    assert all(stream.closed for stream in client.script.streams)


@pytest.mark.parametrize("stated", [0, 10, len(PICTURE) - 1])
def test_a_result_that_states_too_few_bytes_costs_no_file(
    stated: int, caplog: pytest.LogCaptureFixture
) -> None:
    """What its server says of its length counts; the log says so, without the file's URL."""
    image = {"url": FILE_URL, "content_type": "image/jpeg", "file_size": stated}
    told = answer(200, {"images": [image]})
    client = ScriptedClient(accepted(), completed(), told, file_of(LONG))
    (got,) = client.run(FLUX, PROMPT).images

    assert got.bytes() == LONG
    assert FILE_URL not in caplog.text
    assert ("/images/0 of" in caplog.text) == bool(stated)


def stating_too_many(*steps: Step) -> tuple[ScriptedClient, Artifact]:
    """The image of a result that says it's a byte longer than it is; the steps answer for it."""
    image = {"url": FILE_URL, "content_type": "image/jpeg", "file_size": len(PICTURE) + 1}
    told = answer(200, {"images": [image]})
    client = ScriptedClient(accepted(), completed(), told, *steps)
    (got,) = client.run(FLUX, PROMPT).images
    return client, got


@pytest.mark.parametrize("tag", [None, '"x"'])
def test_a_result_that_states_too_many_bytes_costs_no_file(
    tag: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    """Its server states twice how long it is, and sends that: it's believed, and the log says so.

    A server that can tell of a file's rest is asked for it in between: there is none.
    """
    between = [html(416)] if tag else []
    whole = replace(file_of(), headers={**file_of().headers, **({"etag": tag} if tag else {})})
    client, got = stating_too_many(whole, *between, whole)

    assert got.bytes() == PICTURE
    assert FILE_URL not in caplog.text
    assert f"/images/0 of {FLUX} at fal {REQUEST_ID} has {len(PICTURE)} bytes" in caplog.text
    assert len(client.script.calls) == 5 + len(between)


def test_half_that_is_called_whole_is_not_believed_at_once() -> None:
    """Nor where another half comes after it: a file comes twice as long, or as its result says."""
    halves = [file_of(PICTURE[:size]) for size in (5000, 6000, 5000)]
    whole = PICTURE + b"?"

    _, got = stating_too_many(*halves, file_of(whole))

    assert got.bytes() == whole


def test_a_length_that_no_server_states_is_not_believed() -> None:
    """Then only the result tells what is whole, however often the same comes."""
    client, got = stating_too_many()
    client.script.steps = iter([HttpAnswer(200, {}, PICTURE)] * 100)

    with pytest.raises(NotCollected, match=f"cut: {len(PICTURE):,} of {len(PICTURE) + 1:,} bytes"):
        got.bytes()


def test_an_answer_that_marks_its_own_end_is_believed() -> None:
    """In chunks, a server states no length, and tells all the same that this is all."""
    client, got = stating_too_many()
    chunked = HttpAnswer(200, {"transfer-encoding": "chunked"}, PICTURE)
    client.script.steps = iter([chunked] * 2)

    assert got.bytes() == PICTURE


def test_long_download_is_tried_again() -> None:
    """It's the waiting that has an end: a download of ten minutes that is cut gets a new try."""
    client, image = artifact()

    def steps() -> Iterator[Step]:
        client.script.time += 600
        yield Cut(PICTURE, 10_000)
        client.script.time += 600
        yield file_of()

    client.script.steps = steps()

    assert image.bytes() == PICTURE


@pytest.mark.parametrize(
    "step",
    [
        *(NotSent("refused"), ConnectionLost("reset"), RuntimeError("?")),
        *(html(status) for status in (408, 425, 429, 500, 502, 503, 504)),
    ],
    ids=lambda step: str(getattr(step, "status", type(step).__name__)),
)
def test_passing_trouble_is_waited_out(step: Step) -> None:
    """A server that is busy, or can't be reached, is asked again."""
    _, image = artifact(*[step] * 4, file_of())

    assert image.bytes() == PICTURE


def test_retry_after_of_a_file_server_is_waited_for() -> None:
    """A `Retry-After` is the least that is waited."""
    client, image = artifact(answer(503, None, retry_after="33"), file_of())

    assert image.bytes() == PICTURE
    assert client.script.slept == [33.0]


@pytest.mark.parametrize("status", [400, 401, 304, 416, 451])
def test_file_that_cannot_be_had_is_told_at_once(status: int) -> None:
    """What trying again can't change isn't tried again."""
    client, image = artifact(html(status))

    with pytest.raises(NotCollected, match=f"HTTP {status}"):
        image.bytes()

    assert client.script.slept == []
    assert all(stream.closed for stream in client.script.streams)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_followed_without_the_key(status: int) -> None:
    """Neither the file's server nor the one that it names gets to see the key."""
    client, image = artifact(redirect("https://elsewhere.example/x", status), file_of())

    assert image.bytes() == PICTURE
    assert [call.url for call in client.script.calls[-2:]] == [
        FILE_URL,
        "https://elsewhere.example/x",
    ]
    assert all(set(call.headers) == {"Accept-Encoding"} for call in client.script.calls[-2:])
    assert all(stream.closed for stream in client.script.streams)


def test_file_at_the_providers_own_host_gets_no_key() -> None:
    """Even the provider's own host doesn't get the key for a file."""
    client, image = artifact(file_of(), url="https://queue.fal.run/files/a.jpg")

    image.bytes()

    assert set(client.script.calls[-1].headers) == {"Accept-Encoding"}


def test_relative_redirect_is_followed() -> None:
    """A location may be relative to where it stands."""
    client, image = artifact(redirect("../b.jpg"), file_of())

    image.bytes()

    assert client.script.calls[-1].url == "https://v3.fal.media/b.jpg"


@pytest.mark.parametrize(
    ("location", "words"),
    [
        (FILE_URL, "in a circle"),
        ("", "in a circle"),
        ("http://elsewhere.example/x", "not https"),
        ("file:///etc/passwd", "not https"),
        ("ftp://elsewhere.example/x", "not https"),
        ("https://[::1", "no URL"),
        ("data:image/png;base64,AAAA", "not https"),
    ],
)
def test_redirect_that_may_not_be_followed(location: str, words: str) -> None:
    """A redirect leads to an https URL within five steps, or nowhere."""
    client, image = artifact(*[redirect(location)] * 6)

    with pytest.raises(NotCollected, match=words):
        image.bytes()

    assert client.script.slept == []
    assert all(stream.closed for stream in client.script.streams)


@pytest.mark.parametrize(
    "url",
    [
        *("http://v3.fal.media/a.jpg", "file:///etc/passwd", "/etc/passwd", "https", "//x/y"),
        *("https://[bad", "javascript:alert(1)", "http://127.0.0.1.evil.example/", "\0"),
        *("http://localhost@evil.example/", "data:image/png;base64,%%%", "data:nonsense"),
    ],
)
def test_url_that_may_not_be_followed(url: str) -> None:
    """What is neither https nor a data URL isn't asked for; the error says so."""
    client, image = artifact(url=url)

    with pytest.raises(NotCollected):
        image.bytes()

    assert len(client.script.calls) == 3


LOCAL = "http://127.0.0.1:8000/"


def test_file_on_this_machine(tmp_path: Path) -> None:
    """Where the provider is on this machine, such as a test's, files may be there by http too."""
    client = ScriptedClient(
        *(accepted(), completed(), result(f"{LOCAL}a.jpg"), file_of()),
        environment={"LIMNER_FAL_URL": LOCAL, "FAL_KEY": "a:b"},
    )

    (image,) = client.run(FLUX, PROMPT).images

    assert image.save(tmp_path / "a.jpg").read_bytes() == PICTURE


@pytest.mark.parametrize(
    "url",
    [
        *(f"{LOCAL}admin?restart", "https://127.0.0.1/a.jpg", "https://localhost/a.jpg"),
        *("https://10.0.0.7/a.jpg", "https://[::1]/a.jpg", "https://169.254.169.254/a.jpg"),
        *("https://localhost./a.jpg", "https://127.1/a.jpg", "https://2130706433/a.jpg"),
    ],
)
def test_a_provider_elsewhere_names_nothing_inside(url: str) -> None:
    """A model's author doesn't get us to call what only this machine can reach."""
    client, image = artifact(url=url)

    with pytest.raises(NotCollected, match=r"not https|inside of this network"):
        image.bytes()

    assert len(client.script.calls) == 3


def test_no_redirect_leads_inside() -> None:
    """Nor by a redirect."""
    client, image = artifact(redirect("https://10.0.0.7/a.jpg"))

    with pytest.raises(NotCollected, match=r"inside of this network, at 10\.0\.0\.7"):
        image.bytes()

    assert len(client.script.calls) == 4


@pytest.mark.parametrize(
    "url",
    [
        f"data:image/png;base64,{base64.b64encode(PICTURE).decode()}",
        f"DATA:image/png;base64,{base64.b64encode(PICTURE).decode()}",
        "data:," + "".join(f"%{byte:02x}" for byte in PICTURE),
    ],
    ids=["base64", "in capitals", "percent"],
)
def test_data_url_is_a_file(url: str) -> None:
    """With `sync_mode` a file comes inside the result: nothing is called for it."""
    client, image = artifact(url=url)

    assert image.bytes() == PICTURE
    assert len(client.script.calls) == 3


def test_packed_file_is_as_long_as_it_is() -> None:
    """With a content encoding, the stated length isn't that of the bytes that come out."""
    packed = HttpAnswer(200, {"content-encoding": "gzip", "content-length": "7"}, PICTURE)
    _, image = artifact(packed)

    assert image.bytes() == PICTURE


def test_stream_that_cannot_be_closed_costs_nothing() -> None:
    """A file that is there isn't lost to an error afterwards."""
    client, image = artifact(file_of())
    opened = client.script.streams

    class Stubborn(list):  # type: ignore[type-arg]
        def append(self, stream: object) -> None:
            stream.close = lambda: 1 / 0  # type: ignore[attr-defined]
            opened.append(stream)  # type: ignore[arg-type]

    client.script.streams = Stubborn()

    assert image.bytes() == PICTURE
