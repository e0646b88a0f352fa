"""`limner jobs` tells where the files of a job are, and what has become of them."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import limner
from limner.journal import Entry, KeptFile, SentFile
from limner.journal.place import journal_path
from limner.journal.sqlite import SqliteJournal

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

FLUX = "fal-ai/flux/dev"
KLING = "fal-ai/kling-video/v1/standard/text-to-video"
DATA = b"a picture" * 1000
INPUT = SentFile("/image_url", "harbour.png", "ef" * 32, 4821, "image/png", "/photos/harbour.png")


def kept(path: Path, data: bytes = DATA, pointer: str = "/images/0") -> KeptFile:
    """A file that was saved, and is on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return KeptFile(pointer, str(path), hashlib.sha256(data).hexdigest(), len(data), "image/jpeg")


@dataclass
class Jobs:
    """A journal, and what the command line tells of it."""

    limner: Callable[..., Result]

    def add(self, *files: KeptFile, endpoint_id: str = FLUX, **facts: Any) -> str:
        """A row of a job, kept unless it's to be another one; its id."""
        path = journal_path(os.environ)
        assert path
        usual = {"arguments": {"prompt": "a lighthouse"}, "request_id": "r-1", "state": "kept"}
        entry = Entry(endpoint_id, "fal", "ab" * 32, files=files, **{**usual, **facts})
        with closing(SqliteJournal(path)) as journal:
            journal.add(entry)
        return entry.id

    def told(self, *words: str) -> Any:
        """What a command answers."""
        answer = self.limner("jobs", *words)
        assert answer.exit_code == 0, answer.output
        return json.loads(answer.stdout)

    def show(self, *words: str) -> dict[str, Any]:
        shown: dict[str, Any] = self.told("show", *words)["job"]
        return shown


@pytest.fixture
def jobs(limner: Callable[..., Result]) -> Jobs:
    return Jobs(limner)


def test_show_tells_which_files_are_there_gone_and_changed(jobs: Jobs, tmp_path: Path) -> None:
    """A look tells size and presence; `--check` reads the files, and finds one changed byte."""
    there, gone, cut, other = (kept(tmp_path / f"{n}.jpg", pointer=f"/images/{n}") for n in "0123")
    Path(gone.path).unlink()
    Path(cut.path).write_bytes(b"short")
    Path(other.path).write_bytes(b"A" + DATA[1:])
    name = jobs.add(there, gone, cut, other)

    looked, checked = jobs.show(name)["artifacts"], jobs.show(name, "--check")["artifacts"]

    states = [("present", "changed"), (True, False), (False, None), (True, True)]
    keys, *first = states
    assert [tuple(file[key] for key in keys) for file in looked] == [*first, (True, False)]
    assert [tuple(file[key] for key in keys) for file in checked] == [*first, (True, True)]
    assert looked[0]["path"] == str(tmp_path / "0.jpg")
    assert looked[0]["sha256"] == there.sha256


def test_show_tells_where_the_receipts_are(jobs: Jobs, tmp_path: Path) -> None:
    """In the file, beside it, or nowhere; a file with its receipt in it is unchanged."""
    with limner.Client("sandbox", environment={}) as client:
        (image,) = client.run(FLUX, {"prompt": "x"}, output=tmp_path / "in.jpg").images
    assert image.download
    assert image.path
    embedded = replace(
        kept(image.path, image.path.read_bytes()),
        sha256=image.download.sha256,
        file_sha256=image.download.file_sha256,
    )
    beside = kept(tmp_path / "beside.mp3")
    (tmp_path / "beside.mp3.receipt.json").write_text("{}")
    name = jobs.add(embedded, beside, kept(tmp_path / "none.jpg"))

    files = {Path(file["path"]).name: file for file in jobs.show(name, "--check")["artifacts"]}

    assert {key: file["receipt"] for key, file in files.items()} == {
        "in.jpg": "embedded",
        "beside.mp3": "beside",
        "none.jpg": None,
    }
    assert not any(file["changed"] for file in files.values())
    assert files["in.jpg"]["file_sha256"] != files["in.jpg"]["sha256"]


def test_show_tells_what_was_sent(jobs: Jobs) -> None:
    """Local files of the caller's, with their names, digests and places."""
    data_url = f"data:image/png;base64,sha256:{'cd' * 32}"
    name = jobs.add(arguments={"image_url": data_url}, inputs=(INPUT,))

    assert jobs.show(name)["inputs"] == [
        {
            "pointer": "/image_url",
            "name": "harbour.png",
            "path": "/photos/harbour.png",
            "media_type": "image/png",
            "bytes": 4821,
            "sha256": "ef" * 32,
        }
    ]


def test_a_file_in_an_object_store_is_shown_as_it_is(
    jobs: Jobs, terminal: Callable[..., Any]
) -> None:
    """Its address is no path, and it isn't asked for: nobody knows whether it's there."""
    url = "s3://my-bucket/films/gull.mp4"
    name = jobs.add(KeptFile("/video", url, "cd" * 32, 425, "video/mp4"), endpoint_id=KLING)

    (file,) = jobs.show(name, "--check")["artifacts"]
    assert (file["path"], file["present"], file["changed"]) == (url, None, None)
    assert jobs.told("list")["jobs"][0]["folders"] == ["s3://my-bucket/films"]
    assert url in terminal("jobs", "show", name).lines


def test_list_tells_how_many_files_and_where(
    jobs: Jobs, terminal: Callable[..., Any], tmp_path: Path
) -> None:
    """A column of the list, as short as one would type it; no line is wider than the screen."""
    jobs.add(kept(tmp_path / "a.jpg"))
    jobs.add(*(kept(tmp_path / "pictures" / f"{n}.jpg") for n in range(4)), endpoint_id=KLING)
    jobs.add(kept(tmp_path / "pictures/b.jpg"), kept(tmp_path / "other/b.jpg"))
    jobs.add(KeptFile("/x", "/a/folder/far/away/from/everything/c.png", "ab" * 32, 1, "image/png"))
    jobs.add(request_id=None, answered_by="cache")

    seen = terminal("jobs", "list")

    assert all(len(line) <= 80 for line in seen.lines)
    cells = [line.split("  ")[-1].strip() for line in seen.lines if "kept" in line]
    places = ["1 in …way/from/everything", "2 in 2 folders", "4 in pictures", "1 here"]
    assert sorted(cells[1:]) == sorted(places)
    counts = [(job["files"], len(job["folders"])) for job in jobs.told()["jobs"]]
    assert sorted(counts) == [(0, 0), (1, 1), (1, 1), (2, 2), (4, 1)]


def test_a_list_without_files_has_no_such_column(jobs: Jobs, terminal: Callable[..., Any]) -> None:
    """What no row has takes no room from the prompts."""
    jobs.add()

    seen = terminal("jobs", "list")

    assert seen.lines[0].split() == ["ENDPOINT", "ID", "STATE", "AGE", "ID", "PROMPT"]


def test_people_read_the_same(jobs: Jobs, terminal: Callable[..., Any], tmp_path: Path) -> None:
    """State, digest and receipt of each file, the file that was sent, and what to do."""
    first, second = kept(tmp_path / "0.jpg"), kept(tmp_path / "1.jpg", pointer="/images/1")
    Path(second.path).unlink()
    name = jobs.add(
        *(first, second), arguments={"image_url": "https://a.example/b.png"}, inputs=(INPUT,)
    )

    seen = terminal("jobs", "show", name)

    for told in (
        "  image/jpeg  9.0 kB  there",
        "  image/jpeg  9.0 kB  gone",
        f"  served sha256 {first.sha256[:16]}",
        f"limner jobs resume {name} fetches again what is gone.",
        "  image_url  https://a.example/b.png",
        "/photos/harbour.png (image/png, 4.8 kB, sha256 efefefefefefefef)",
    ):
        assert told in seen.text, told


def test_a_result_that_was_given_again_says_whose_it_is(
    jobs: Jobs, terminal: Callable[..., Any]
) -> None:
    """Who answered, and with the result of which job."""
    name = jobs.add(request_id=None, answered_by="cache", original="0123456789abcdef")

    shown = jobs.show(name)
    assert (shown["answered_by"], shown["original"]) == ("cache", "0123456789abcdef")
    seen = terminal("jobs", "show", name)
    assert "by the plugin cache, with the result of 0123456789abcdef" in seen.text


def test_an_answer_that_nobody_collected_can_be(
    jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a plugin answered to a process that was killed then: `jobs` says how to have it."""
    monkeypatch.setenv("FAL_KEY", "an-id:a-secret")
    served = tmp_path / "served.jpg"
    served.write_bytes(DATA)
    result = {"images": [{"url": served.as_uri()}]}
    facts = {"request_id": None, "state": "answered", "answered_by": "acme"}
    name = jobs.add(result=result, **facts)

    assert jobs.show(name)["next"] == f"limner jobs resume {name} collects it."
    assert jobs.told("list")["jobs"][0]["next"] == f"limner jobs resume {name} collects it."
    jobs.told("resume", name, "--no-embed", "--output", f"{tmp_path}/got/")

    assert DATA in [path.read_bytes() for path in (tmp_path / "got").iterdir()]
    assert jobs.show(name)["next"] is None
