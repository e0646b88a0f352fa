"""Fal's storage: the calls are those of fal's own clients, and a token goes to fal only."""

from __future__ import annotations

import json
from typing import Any

import pytest

from limner.errors import LimnerError
from limner.files import LocalFile
from limner.transport import HttpAnswer
from limner.uploads import Grant, InParts
from limner_plugins.fal import provider
from limner_plugins.fal.uploads import plain_name

FAL = provider({}).storage
GRANT = Grant("https://v3b.fal.media", "Bearer cdn")
FILM = LocalFile("clip.mp4", "video/mp4", data=b"film")
UPLOAD = InParts("https://v3.fal.media/files/b/koala/clip.mp4", "up/1")


def answer(body: Any, **headers: str) -> HttpAnswer:
    return HttpAnswer(200, headers, json.dumps(body).encode())


def token(**other: Any) -> HttpAnswer:
    told = {"token": "cdn", "token_type": "Bearer", "base_url": "https://v3b.fal.media/"}
    told |= {"expires_at": "2029-01-01T11:00:00+00:00"}
    return answer(told | other, date="Mon, 01 Jan 2029 10:00:00 GMT")


def test_calls_of_an_upload() -> None:
    """A token is asked for and shown, and the bytes go out as they are."""
    asked, sent = FAL.grant(), FAL.upload(GRANT, FILM, b"film")

    assert (asked.method, asked.url, asked.body) == (
        "POST",
        "https://rest.fal.ai/storage/auth/token?storage_type=fal-cdn-v3",
        b"{}",
    )
    assert (sent.method, sent.url, sent.body) == (
        *("POST", "https://v3.fal.media/files/upload"),
        b"film",
    )
    assert sent.headers == {
        "Authorization": "Bearer cdn",
        "Content-Type": "video/mp4",
        "X-Fal-File-Name": "clip.mp4",
    }


def test_calls_of_an_upload_in_parts() -> None:
    """It begins where the token leads; parts, and their end, go to the file's own URL."""
    begin = FAL.begin(GRANT, FILM)
    part = FAL.upload_part(GRANT, UPLOAD, FILM, 2, b"lm")
    end = FAL.complete(GRANT, UPLOAD, ['"a"', '"b"'])

    where = "https://v3.fal.media/files/b/koala/clip.mp4/multipart/up%2F1"
    assert f"{begin.method} {begin.url}" == "POST https://v3b.fal.media/files/upload/multipart"
    assert begin.body == b""
    assert f"{part.method} {part.url}" == f"PUT {where}/2"
    assert f"{end.method} {end.url}" == f"POST {where}/complete"
    assert json.loads(end.body or b"") == {
        "parts": [{"partNumber": 1, "etag": '"a"'}, {"partNumber": 2, "etag": '"b"'}]
    }
    assert FAL.read_part(answer({}, etag='"a"')) == '"a"'
    assert FAL.read_part(answer({})) is None


@pytest.mark.parametrize(
    ("end", "seconds"),
    [
        ("2029-01-01T11:00:00+00:00", 3600),
        ("2029-01-01T11:00:00Z", 3600),
        ("2029-01-01T12:00:00.5+01:00", 3600.5),
        ("2029-01-01T11:00:00", 3600),
        ("some day", float("inf")),
    ],
)
def test_how_long_a_token_holds(end: str, seconds: float) -> None:
    """It is counted on the server's own clock, whichever way the end is written."""
    grant = FAL.read_grant(token(expires_at=end))

    assert grant is not None
    assert (grant.url, grant.seconds) == ("https://v3b.fal.media", seconds)
    assert grant.authorization == "Bearer cdn"
    assert "cdn" not in repr(grant)


@pytest.mark.parametrize(
    "told",
    [{"token": ""}, {"token": "a b"}, {"token": "a\r\nX: y"}, {"token": 7}, {"base_url": None}],
)
def test_what_is_no_token(told: dict[str, Any]) -> None:
    """What no header can carry, or isn't text, is no token."""
    assert FAL.read_grant(token(**told)) is None
    assert FAL.read_grant(HttpAnswer(200, {}, b"<html>")) is None
    assert FAL.read_grant(answer([])) is None


ELSEWHERE = [
    "https://evil.example/x",
    "https://fal.media.evil.example/x",
    "https://evilfal.media/x",
    "https://v3.fal.media@evil.example/x",
    "https://v3.fal.media:80\\@evil.example/x",
    "http://v3.fal.media/x",
    "http://127.0.0.1:8000/x",
    "ftp://v3.fal.media/x",
]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_urls_that_lead_elsewhere(url: str) -> None:
    """No host but fal's gets a token, or becomes a file's URL, whatever an answer says."""
    for read, told in (
        (FAL.read_grant, token(base_url=url)),
        (FAL.read_upload, answer({"access_url": url})),
        (FAL.read_begin, answer({"access_url": url, "uploadId": "x"})),
    ):
        with pytest.raises(LimnerError, match="isn't fal's"):
            read(told)


def test_storage_of_a_configured_address() -> None:
    """Under `LIMNER_FAL_URL` the storage is there, and nowhere else."""
    local = provider({"LIMNER_FAL_URL": "http://127.0.0.1:8000"}).storage

    assert local.grant().url.startswith("http://127.0.0.1:8000/rest/storage/auth/token")
    assert local.read_upload(answer({"access_url": "http://127.0.0.1:8000/cdn/x"}))
    for url in ("https://v3.fal.media/x", "http://127.0.0.1:9000/x"):
        with pytest.raises(LimnerError, match="isn't fal's"):
            local.read_upload(answer({"access_url": url}))


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("clip.mp4", "clip.mp4"),
        ("my photo (1).PNG", "my_photo_1.PNG"),
        ("Größe.jpeg", "Groe.jpeg"),
        ("猫.png", "file.png"),
        ("../../x.png", "x.png"),
        ("a\r\nX-Evil: 1.png", "a_X-Evil_1.png"),
        (".gitignore", "file.gitignore"),
        ("", "file"),
        ("x" * 300 + ".webp", "x" * 95 + ".webp"),
        ("no extension", "no_extension"),
        ("x." + "y" * 300, "file." + "y" * 99),
    ],
)
def test_names_that_headers_can_carry(name: str, plain: str) -> None:
    """Whatever a file is called, its name goes as letters of ASCII, with its extension."""
    assert plain_name(name) == plain
