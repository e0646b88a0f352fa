"""Downloaded files are called by the caller's template."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice
from pathlib import Path

import pytest
from naming_facts import file_facts

from limner.journal import Entry
from limner.naming import Naming, extension
from limner.result import ArtifactFacts, Download

HINDI = "\u0928\u092e\u0938\u094d\u0924\u0947"
DAY = date(2026, 1, 31)


def first(where: str, artifact: ArtifactFacts | None = None, media: str = "image/png") -> Path:
    return next(Naming(where, DAY).of(artifact or file_facts(request_id="r")).tries(media))


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("out/", "out/fal-ai_flux_dev-r-0.png"),
        ("", "fal-ai_flux_dev-r-0.png"),
        (".", "fal-ai_flux_dev-r-0.png"),
        ("x.png", "x.png"),
        ("x", "x"),
        ("out/{endpoint}/{request_id}_{index}.{ext}", "out/fal-ai_flux_dev/r_0.png"),
        ("{date}/{name}-{seed}.{ext}", "2026-01-31/lighthouse-none.png"),
        ("{{index}}-{index}-{{.{ext}", "{index}-0-{.png"),
        ("{{ext}}.{ext}", "{ext}.png"),
        ("a}}b{{.png", "a}b{.png"),
        ("{index", "{index"),
        ("file:///tmp/a%20b/{index}.{ext}", "/tmp/a b/0.png"),
    ],
)
def test_where_is_a_folder_or_a_template(where: str, name: str) -> None:
    """A folder gets a name by default; a template is filled in, what isn't a token stays."""
    assert first(where) == Path(name)


@pytest.mark.parametrize("where", ["{foo}.png", "{}.png", "{index:03}.png", "{Index}", "{x}/"])
def test_unknown_token_is_refused(where: str) -> None:
    """What can't be filled in is named, with what can, before there is any file."""
    with pytest.raises(ValueError, match=r"known are {index}, {name}, {request_id}") as caught:
        Naming(where)

    assert where[: where.index("}") + 1] in str(caught.value)


def test_ending_is_no_part_of_a_folder() -> None:
    """The ending is known when the file has come, and its folder is needed before."""
    with pytest.raises(ValueError, match=r"{ext} is known in the last part of a name only"):
        Naming("{ext}/{index}.{ext}")


def test_name_with_a_nul_is_refused() -> None:
    """No file can be called so, and no call is paid to find that out."""
    with pytest.raises(ValueError, match="NUL"):
        Naming("a\0b")


def test_existing_folder_needs_no_slash(tmp_path: Path) -> None:
    """A folder that is there is one, with or without a slash, and its name is no template."""
    folder = tmp_path / "{x}{{y"
    folder.mkdir()

    assert first(str(folder)) == folder / "fal-ai_flux_dev-r-0.png"


def test_folder_of_a_naming() -> None:
    """Where files go is known before any is there."""
    assert [Naming(where).folder for where in ("out/", "out/x.png", "x.png")] == [
        *(Path("out"), Path("out")),
        Path(),
    ]


def test_names_are_numbered() -> None:
    """After the name itself come numbers before its last ending."""
    tries = Naming("out/a.b.png").of(file_facts()).tries("image/png")

    assert [path.name for path in islice(tries, 3)] == ["a.b.png", "a.b-1.png", "a.b-2.png"]


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"file_name": "Le phare.v2.PNG"}, "Le_phare.v2"),
        ({"file_name": "ARCHIVE.FINAL"}, "ARCHIVE.FINAL"),
        ({"url": "https://host/a/Fu%C3%9F%2Fb.webp?x=1#y"}, "b"),
        ({"url": "https://host/"}, "image"),
        ({"url": "data:image/png;base64,AAAA"}, "image"),
        ({"url": "https://[host/x.png"}, "image"),
        ({"file_name": "cafe\u0301.png"}, "caf\u00e9"),
        ({"file_name": "\u706f\u5854.png"}, "\u706f\u5854"),
        ({"file_name": f"{HINDI}.png"}, HINDI),
    ],
)
def test_name_of_the_server(facts: dict[str, str], name: str) -> None:
    """`{name}` is what the result, or else the URL, calls the file, without its ending."""
    assert first("{name}", file_facts(**facts)) == Path(name)


def test_seed() -> None:
    """`{seed}` is the seed that was used, 0 too."""
    assert first("{seed}", file_facts(seed=0)) == Path("0")
    assert first("{seed}", file_facts(seed=-7)) == Path("-7")


def test_day_is_that_of_the_job() -> None:
    """A job that is taken up on another day goes to the folder of the day it was made on."""
    made = datetime(2025, 12, 24, 12).astimezone()
    entry = Entry(**{**_row(), "created": made.timestamp()})

    assert first("{date}/x", file_facts(entry=entry)) == Path("2025-12-24/x")


def _row() -> dict[str, object]:
    return {"endpoint_id": "a/b", "provider": "fal", "document_sha256": "0", "arguments": {}}


def test_today_is_the_local_day() -> None:
    """By default the day is the local one; it may end while the test runs."""
    days = [datetime.now().astimezone().date()]
    today = Naming("x").today
    days.append(datetime.now().astimezone().date())

    assert today in days


def test_place_of_a_file_that_was_saved(tmp_path: Path) -> None:
    """A file counts as saved where it is to be if it is in that folder, on disk or in a store."""
    on_disk = Download(tmp_path / "any.png", 1, "", "image/png")
    in_store = Download(None, 1, "", "image/png", url="memory://bucket/x/any.png")

    def beside(where: str, download: Download) -> bool:
        return Naming(where).of(file_facts()).is_beside(download)

    assert beside(f"{tmp_path}/", on_disk)
    assert beside("memory://bucket/x/", in_store)
    assert not beside(f"{tmp_path}/x/", on_disk)
    assert not beside("memory://bucket/", in_store)
    assert not beside("memory://bucket/x/", on_disk)
    assert not beside(f"{tmp_path}/", in_store)


@pytest.mark.parametrize(
    ("media_type", "ending"),
    [
        ("image/png", "png"),
        ("image/jpeg", "jpg"),
        ("image/webp", "webp"),
        ("video/mp4", "mp4"),
        ("audio/wav", "wav"),
        ("nonsense", "bin"),
        ("", "bin"),
    ],
)
def test_ending(media_type: str, ending: str) -> None:
    """Endings are the usual ones, and `bin` where there's none."""
    assert extension(media_type) == ending
