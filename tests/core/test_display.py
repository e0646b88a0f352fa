"""Results in a notebook: pictures where they can be had, and never an error or a script."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any

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
    output,
    result,
)
from notebook_page import Page, read
from scripted import AsyncScriptedClient, ScriptedClient

import limner
from limner import display
from limner.job import Answer, Job
from limner.result import Artifact, Result
from limner.sandbox import film

if TYPE_CHECKING:
    from pathlib import Path

SMALL = {"prompt": "x", "image_size": {"width": 64, "height": 64}}
MODEL = "fal-ai/kling-video/v1/standard/text-to-video"
SANDBOX = "sandbox drawn here, no model ran and nothing was paid"
HOSTILE_URLS = [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://x",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'data:image/svg+xml"><script>alert(1)</script>',
    "data:text/html;image/png,<script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/x",
    'https://x/"><script>alert(1)</script>',
    "https://x/' onerror='alert(1)",
    "https://x/\ud800",
    "https://",
    "",
]


def page(thing: Any) -> Page:
    return read(thing._repr_html_())


def data_of(url: str) -> bytes:
    return base64.b64decode(url.partition(",")[2])


def fetched(*urls: str) -> Result[Artifact]:
    """A real provider's result that names these files."""
    return ScriptedClient(accepted(), completed(), result(*urls)).run(FLUX, PROMPT)


def saved(folder: Path, data: bytes = PICTURE, **facts: Any) -> Result[Artifact]:
    """The same, with one file that is on disk."""
    steps = (accepted(), completed(), result(), file_of(data, **facts))
    return ScriptedClient(*steps).run(FLUX, PROMPT, output=f"{folder}/")


def test_a_sandbox_result_shows_its_pictures() -> None:
    """They're in the page itself: no browser could open their URLs. The page says sandbox."""
    with limner.Client(provider="sandbox") as client:
        got = client.run(FLUX, {**SMALL, "num_images": 3})

    shown = page(got)

    assert shown.tags.count("img") == 3
    assert [data_of(url) for url in shown.urls] == [image.bytes() for image in got.images]
    assert all(url.startswith("data:image/jpeg;base64,") for url in shown.urls)
    head = f"{FLUX} {SANDBOX} · seed {got.seed} · request {got.job.request_id}"
    assert shown.text.startswith(head)
    assert "/images/2 · image/jpeg · 64 x 64 · not saved" in shown.text
    assert page(got.images[1]).urls == shown.urls[1:2]


def test_a_sandbox_video_is_a_video() -> None:
    """With controls, out of the page itself."""
    with limner.Client(provider="sandbox") as client:
        shown = page(client.run(MODEL, {"prompt": "x"}))

    assert shown.tags.count("video") == 1
    assert shown.urls[0].startswith("data:video/mp4;base64,")


def test_a_saved_file_is_read_from_the_disk(tmp_path: Path) -> None:
    """And its place is told; nothing is downloaded once more."""
    got = saved(tmp_path)

    shown = page(got)

    assert [data_of(url) for url in shown.urls] == [PICTURE]
    assert f"10.2 kB in {got.images[0].path}" in shown.text


def test_a_saved_file_that_is_gone_is_no_error(tmp_path: Path) -> None:
    """The page falls back to its URL; the sandbox draws it again."""
    got = saved(tmp_path)
    with limner.Client(provider="sandbox") as client:
        drawn = client.run(FLUX, SMALL, output=f"{tmp_path}/")
    for artifact in (*got.artifacts, *drawn.artifacts):
        assert artifact.path is not None
        artifact.path.unlink()

    assert page(got).urls == [FILE_URL]
    assert page(drawn).urls[0].startswith("data:image/jpeg")


def test_a_real_provider_is_not_asked_for_a_display() -> None:
    """The page names the URLs; nothing is downloaded."""
    client = ScriptedClient(accepted(), completed(), result(FILE_URL, f"{FILE_URL}?a=1&b=2"))
    got = client.run(FLUX, PROMPT)
    calls = len(client.script.calls)

    shown = page(got)

    assert shown.urls == [FILE_URL, f"{FILE_URL}?a=1&b=2"]
    assert len(client.script.calls) == calls
    head = f"{FLUX} at fal about 0.0197 USD · seed 7 · request {REQUEST_ID}"
    assert shown.text.startswith(head)
    assert "sandbox" not in shown.text


def test_async_results_show_what_a_browser_can_have(tmp_path: Path) -> None:
    """A URL, or a saved file; of the sandbox's others how to save them."""

    async def main() -> list[Any]:
        real = AsyncScriptedClient(accepted(), completed(), result())
        async with limner.AsyncClient(provider="sandbox") as client:
            return [
                await real.run(FLUX, PROMPT),
                await client.run(FLUX, SMALL),
                await client.run(FLUX, SMALL, output=f"{tmp_path}/"),
            ]

    real, drawn, kept = map(page, asyncio.run(main()))

    assert real.urls == [FILE_URL]
    assert drawn.urls == []
    assert 'await result.artifacts[0].save("pictures/") puts it on disk' in drawn.text
    assert kept.urls[0].startswith("data:image/jpeg;base64,")


@pytest.mark.parametrize("url", HOSTILE_URLS)
@pytest.mark.parametrize("kind", ["image", "video", "audio", "file"])
def test_no_url_of_an_answer_becomes_script(url: str, kind: str) -> None:
    """Only URLs of the web and data of pictures, films and sound get into an attribute."""
    got = fetched()
    artifact = replace(got.artifacts[0], url=url, kind=kind)
    shown = page(got.with_artifacts((artifact,)))

    assert all(found.startswith("https://x/") for found in shown.urls)
    assert "script" not in shown.tags
    page(artifact)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\"'><img onerror=x>", "\ud800\x1b"]
)
def test_nothing_that_an_answer_says_becomes_markup(text: str) -> None:
    """Pointers, types, ids, warnings, fields: text stays text."""
    got = fetched()
    job = replace(got.job, provider=text)
    artifact = replace(got.artifacts[0], pointer=text, media_type=text, kind=text, job=job)
    hostile = Result(job, {text: text}, (artifact,)).with_warnings(limner.Issue(text, text, text))

    assert page(hostile).tags.count("li") == 1
    assert "pre" in page(hostile.with_artifacts(())).tags


def test_data_urls_of_an_answer_are_shown() -> None:
    """With `sync_mode` the files are in the answer."""
    with limner.Client(provider="sandbox") as client:
        got = client.run(FLUX, {**SMALL, "sync_mode": True})

    assert page(got).urls == [got.images[0].url]


def test_a_page_holds_a_handful_of_files() -> None:
    """What is left out is counted."""
    shown = page(fetched(*[FILE_URL] * (display.MOST_FILES + 3)))

    assert len(shown.urls) == display.MOST_FILES
    assert "3 files more: .artifacts has all." in shown.text


def test_a_page_holds_a_bounded_number_of_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On disk, out of the sandbox or in the answer: the rest is said, or shown by its URL."""
    monkeypatch.setattr(display, "MOST_BYTES", 2_000)
    with limner.Client(provider="sandbox") as client:
        drawn = client.run(FLUX, {"prompt": "x", "num_images": 2})
        kept = client.run(FLUX, {"prompt": "x"}, output=f"{tmp_path}/")
        inside = client.run(FLUX, {"prompt": "x", "sync_mode": True})

    for got in (drawn, kept, inside):
        assert page(got).urls == []
        assert "Not shown: a page holds at most 8.0 MB of files." in page(got).text
    assert 'result.artifacts[1].save("pictures/") puts it on disk.' in page(drawn).text
    assert "puts it on disk" not in page(kept).text
    assert page(saved(tmp_path)).urls == [FILE_URL]


def test_what_cannot_be_drawn_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A display shows the error of one file, and the others."""
    with limner.Client(provider="sandbox") as client:
        got = client.run(FLUX, {**SMALL, "num_images": 2})

    def fail(*_: object) -> None:
        raise limner.MissingExtra("sandbox", "drawing")

    broken = replace(got.artifacts[0], collector=fail)
    shown = page(got.with_artifacts((broken, got.artifacts[1])))

    assert "Not shown: drawing needs an optional package" in shown.text
    assert len(shown.urls) == 1
    monkeypatch.setattr(display, "_row", fail)
    assert page(got).text == repr(got)
    assert page(broken).text == repr(broken)


def test_other_files_are_links() -> None:
    """A file of no medium is linked; a sandbox's can only be saved; its type may tell more."""
    got = fetched()
    mesh = replace(got.artifacts[0], kind="file", media_type="model/gltf-binary")
    mask = replace(got.artifacts[0], kind="file", media_type="image/png")
    with limner.Client(provider="sandbox") as client:
        drawn = client.run(FLUX, SMALL).artifacts[0]
    unsaved = page(replace(drawn, kind="file", media_type="model/gltf-binary"))

    assert [*page(mesh).tags][:3] == ["div", "figure", "a"]
    assert page(mask).tags.count("img") == 1
    assert unsaved.urls == []
    assert 'result.artifacts[0].save("pictures/") puts it on disk' in unsaved.text


def test_sound() -> None:
    """Audio has controls too."""
    artifact = replace(fetched().artifacts[0], kind="audio")

    assert page(artifact).tags.count("audio") == 1


def test_warnings_are_listed_up_to_a_number() -> None:
    """All are counted."""
    issues = [limner.Issue(f"/{n}", "acme.odd", "is odd") for n in range(12)]

    shown = page(fetched().with_warnings(*issues))

    assert "12 warnings /0: is odd" in shown.text
    assert shown.text.endswith("/9: is odd 2 more")


def test_a_result_without_files_shows_what_it_says() -> None:
    """Its JSON, cut where it's long."""
    steps = (accepted(), completed(), answer(200, {"label": "a lighthouse", "n": [1] * 2000}))
    shown = page(ScriptedClient(*steps).run(FLUX, PROMPT))

    assert '"label": "a lighthouse"' in shown.text
    assert "…" in shown.text
    assert len(shown.text) < display.MOST_TEXT + 500


def test_an_answer_in_words_is_read_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its lines, below the files if there are some; not as JSON, and cut where it's long."""
    monkeypatch.setattr(display, "MOST_TEXT", 20)
    alone = replace(fetched().with_artifacts(()), raw={"output": "A <b>cabin</b>\nby a lake, far"})
    beside = replace(fetched(), raw={"description": "A cabin"})

    assert "A &lt;b&gt;cabin&lt;/b&gt;\nby a…</div>" in alone._repr_html_()
    assert page(beside).text.endswith("not saved A cabin")


def test_a_png_is_shown_where_only_pictures_are(tmp_path: Path) -> None:
    """`_repr_png_` gives the bytes of a PNG that is here; nothing else, and nobody is called."""
    small = {**SMALL, "output_format": "png"}
    with limner.Client(provider="sandbox") as client:
        drawn = client.run(FLUX, small).images[0]
        jpeg = client.run(FLUX, SMALL).images[0]
        inside = client.run(FLUX, {**small, "sync_mode": True}).images[0]
        kept = client.run(FLUX, small, output=f"{tmp_path}/").images[0]
    remote = replace(fetched().images[0], media_type="image/png")
    assert kept.path is not None

    assert drawn._repr_png_() == inside._repr_png_() == drawn.bytes()
    assert kept._repr_png_() == kept.path.read_bytes()
    assert jpeg._repr_png_() is None
    assert remote._repr_png_() is None
    kept.path.write_bytes(b"no picture")
    assert kept._repr_png_() is None
    assert replace(inside, url="data:image/png;base64,?")._repr_png_() is None


def test_a_film_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it's displayed, and saved after that."""
    drawn: list[object] = []
    film_of = film.film_of

    def counted(*stage: Any, **facts: Any) -> bytes:
        drawn.append(stage)
        return film_of(*stage, **facts)

    monkeypatch.setattr(film, "film_of", counted)
    with limner.Client(provider="sandbox") as client:
        got = client.run(MODEL, {"prompt": "x"})
        pages = {got._repr_html_() for _ in range(3)}
        assert got.videos[0].bytes()

    assert (len(pages), len(drawn)) == (1, 1)


def test_a_plugins_answer_says_whose_it_is() -> None:
    """No request id, no provider."""
    request = ScriptedClient().validate(FLUX, PROMPT)
    job = Job(request, "fal", answer=Answer("cache", output()), entry_id="x")
    shown = page(Result(job, {"a": 1}))

    assert shown.text == f'{FLUX} answered by the plugin cache {{ "a": 1 }}'
