"""A URL that has expired is looked for in the result once more; what else may hold a file."""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING, Any

import pytest
from answers import (
    FILE_URL,
    FLUX,
    PICTURE,
    PROMPT,
    accepted,
    answer,
    completed,
    file_of,
    html,
    result,
)
from scripted import AsyncScriptedClient, Cut, ScriptedClient, Step

from limner import hookimpl
from limner.disk import Memory
from limner.errors import ConnectionLost, NotCollected
from limner.path.download import pour
from limner.path.intake import NoSuchFile
from limner.transport import HttpAnswer

if TYPE_CHECKING:
    from pathlib import Path

    from limner.result import Artifact

NEW = "https://v3.fal.media/files/again.jpg"
RESULT = "https://queue.fal.run/fal-ai/flux/requests/764cabcf-b745-4b3e-ae38-1200304cf45b"


def artifact(*steps: Step) -> tuple[ScriptedClient, Artifact]:
    """The one image of a result; the steps answer its download."""
    client = ScriptedClient(accepted(), completed(), result(), *steps)
    (image,) = client.run(FLUX, PROMPT).images
    return client, image


@pytest.mark.parametrize("status", [403, 404, 410])
def test_new_url_is_taken(status: int) -> None:
    """The key goes to the result, and not to the file."""
    client, image = artifact(html(status), result(NEW), file_of())

    assert image.bytes() == PICTURE
    asked = [(call.url, "Authorization" in call.headers) for call in client.script.calls[-3:]]
    assert asked == [(FILE_URL, False), (RESULT, True), (NEW, False)]


UNHELPFUL: dict[str, tuple[list[Step], str]] = {
    "the same URL": ([result()], "HTTP 410, and fal names no other URL"),
    "a new URL that is gone, too": ([result(NEW), html(404)], "HTTP 404"),
    "no files": ([answer(200, {"images": []})], "can't be fetched anew"),
    "no result": ([html(404)], "can't be fetched anew: HTTP 404"),
    "nothing": ([ConnectionLost("reset")] * 100, "can't be fetched anew: reset"),
}


@pytest.mark.parametrize(("steps", "words"), UNHELPFUL.values(), ids=UNHELPFUL)
def test_url_for_which_there_is_no_other(steps: list[Step], words: str) -> None:
    """It's asked for once, and the error says what came of it."""
    client, image = artifact(html(410), *steps)

    with pytest.raises(NotCollected, match=words):
        image.bytes()

    assert client.script.posts == 1


def test_redirect_from_the_web_to_this_machine_is_not_followed() -> None:
    """A server elsewhere doesn't get us to ask this machine's own servers for something."""
    client, image = artifact(answer(302, None, location="http://127.0.0.1:8080/admin"))

    with pytest.raises(NotCollected, match="not https"):
        image.bytes()

    assert client.script.calls[-1].url == FILE_URL


def test_rest_of_a_cut_file_is_asked_for() -> None:
    """By its tag; and the file's own encoding is what is wanted."""
    tagged = {"content-length": str(len(PICTURE)), "etag": '"x"'}
    rest = {"content-range": f"bytes 4096-{len(PICTURE) - 1}/{len(PICTURE)}", "etag": '"x"'}
    steps: list[Step] = [HttpAnswer(200, tagged, PICTURE[:4096])]
    client, image = artifact(*steps, HttpAnswer(206, rest, PICTURE[4096:]))

    assert image.bytes() == PICTURE
    assert client.script.calls[-1].headers == {
        "Accept-Encoding": "identity",
        "Range": "bytes=4096-",
        "If-Range": '"x"',
    }


@pytest.mark.parametrize("stated", [None, len(PICTURE)])
def test_rest_that_does_not_end_is_not_read(stated: int | None) -> None:
    """More than the file has by its own server isn't taken, whatever the result says of it."""
    size = len(PICTURE)
    half = {"content-length": str(size), "etag": '"x"'}
    rest = {"content-range": f"bytes 4096-{size - 1}/{size}", "etag": '"x"'}
    endless = HttpAnswer(206, rest, PICTURE[4096:] + bytes(8 * 1024**2))
    told = answer(200, {"images": [{"url": FILE_URL, "file_size": stated}]})
    steps = [HttpAnswer(200, half, PICTURE[:4096]), endless, file_of()]
    client = ScriptedClient(accepted(), completed(), told, *steps)
    (image,) = client.run(FLUX, PROMPT).images
    memory = Memory()
    setting, driver = client._setting(image.job.request)

    driver.drive(pour(image, memory, setting))

    assert memory.data == PICTURE
    assert client.script.calls[-1].headers == {"Accept-Encoding": "identity"}


def test_cuts_that_bring_it_further_are_not_held_against_it() -> None:
    """A large file over a bad line may be cut often: each cut is followed by a short wait."""
    size = len(PICTURE)

    def part(start: int) -> HttpAnswer:
        told = f"bytes {start}-{size - 1}/{size}"
        headers = {"content-range": told, "etag": '"x"'} if start else {"etag": '"x"'}
        length = {"content-length": str(size - start)}
        return HttpAnswer(206 if start else 200, headers | length, PICTURE[start : start + 50])

    client, image = artifact(*[part(start) for start in range(0, size, 50)])

    assert image.bytes() == PICTURE
    assert max(client.script.slept) < 2


@pytest.mark.parametrize("limit", ["stated", "sent"])
def test_file_that_is_too_large_to_be_held(limit: str) -> None:
    """What memory has no place for isn't read to its end, nor tried again."""
    headers = {"content-length": str(len(PICTURE))} if limit == "stated" else {}
    client, image = artifact(HttpAnswer(200, headers, PICTURE))
    memory = Memory()
    memory.ceiling = 5000
    setting, driver = client._setting(image.job.request)

    with pytest.raises(NoSuchFile, match="more than 5,000 bytes"):
        driver.drive(pour(image, memory, setting))

    assert memory.size <= 5000
    assert client.script.streams[-1].closed


class Answering:
    """A plugin that answers with one file."""

    def __init__(self, url: str, **facts: Any) -> None:
        self._image = {"url": url, **facts}

    @hookimpl
    def submit_request(self) -> dict[str, Any]:
        return {"images": [self._image]}


def test_file_that_a_plugin_names(tmp_path: Path) -> None:
    """An answer in the provider's place may name a file of this machine; it's copied."""
    (tmp_path / "a b.jpg").write_bytes(PICTURE)
    url = (tmp_path / "a b.jpg").as_uri()
    got = ScriptedClient(plugins=[Answering(url)]).run(FLUX, PROMPT, output=f"{tmp_path}/x.jpg")

    assert (tmp_path / "x.jpg").read_bytes() == PICTURE
    assert got.images[0].download is not None
    assert got.images[0].download.media_type == "image/jpeg"


def test_file_that_a_plugin_names_with_asyncio(tmp_path: Path) -> None:
    """Likewise."""
    (tmp_path / "a.jpg").write_bytes(PICTURE)
    client = AsyncScriptedClient(plugins=[Answering((tmp_path / "a.jpg").as_uri())])

    async def run() -> bytes:
        (image,) = (await client.run(FLUX, PROMPT)).images
        return await image.bytes()

    assert asyncio.run(run()) == PICTURE


def test_file_that_a_plugin_names_and_that_is_gone(tmp_path: Path) -> None:
    """The error says which one."""
    client = ScriptedClient(plugins=[Answering((tmp_path / "gone.jpg").as_uri())])

    with pytest.raises(NotCollected, match=r"the plugin's file .*gone.jpg can't be read"):
        client.run(FLUX, PROMPT).images[0].bytes()


def test_file_of_this_machine_that_a_provider_names(tmp_path: Path) -> None:
    """Only a plugin's answer may: a provider's result doesn't get at it, nor does a redirect."""
    (tmp_path / "secret").write_bytes(b"mine")
    url = (tmp_path / "secret").as_uri()
    client = ScriptedClient(accepted(), completed(), result(url))

    with pytest.raises(NotCollected, match="not https"):
        client.run(FLUX, PROMPT).images[0].bytes()


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "empty"), (b"<html>no</html>", "text/html instead of the image")],
)
def test_data_url_that_holds_no_file(data: bytes, words: str) -> None:
    """What is inside a result is looked at as what is fetched, and not waited for."""
    url = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    client = ScriptedClient(plugins=[Answering(url)])

    with pytest.raises(NotCollected, match=words):
        client.run(FLUX, PROMPT).images[0].bytes()

    assert client.script.slept == []


def test_page_in_the_place_of_a_picture_is_known_by_its_content() -> None:
    """Whatever its server calls it; a picture that its server calls a page is a picture."""
    page = HttpAnswer(200, {"content-type": "image/jpeg"}, b"<html>Sign in</html>")
    picture = HttpAnswer(200, {"content-type": "text/html"}, PICTURE)
    client, image = artifact(page, picture)

    assert image.bytes() == PICTURE
    assert len(client.script.slept) == 1


def test_page_of_which_the_rest_could_be_had_is_not_gone_on_with() -> None:
    """Nothing of what isn't the file is put before what is."""
    page = HttpAnswer(200, {"etag": '"x"', "content-length": "9000"}, b"<html>" + b"x" * 5000)
    client, image = artifact(page, file_of())

    assert image.bytes() == PICTURE
    assert "Range" not in client.script.calls[-1].headers


def test_cut_file_without_a_tag_is_read_anew() -> None:
    """Where nothing tells whether it's still the same file, its rest isn't asked for."""
    client, image = artifact(Cut(PICTURE, 5000), file_of())

    assert image.bytes() == PICTURE
    assert "Range" not in client.script.calls[-1].headers
