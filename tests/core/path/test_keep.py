"""Files on disk are whole under their names, nothing is overwritten, and no result is lost."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from answers import (
    FILE_URL,
    FLUX,
    PICTURE,
    PROMPT,
    REQUEST_ID,
    accepted,
    completed,
    file_of,
    html,
    result,
)
from scripted import Cut, ScriptedClient, Step

from limner import hookimpl
from limner.disk import Temporary
from limner.errors import NotCollected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner.result import Artifact, Result

URLS = [f"{FILE_URL}?{number}" for number in range(3)]
NAME = f"fal-ai_flux_dev-{REQUEST_ID}-{{}}.jpg"


def finished(*files: Step, plugins: tuple[object, ...] = ()) -> ScriptedClient:
    """A client whose next job has as many images as there are files."""
    urls = URLS[: len(files)]
    then = [result(*urls)]  # a file that is gone is looked for in the result again
    client = ScriptedClient(accepted(), completed(), result(*urls), then=then, plugins=plugins)
    client.script.served = {url: iter([file]) for url, file in zip(urls, files, strict=True)}
    return client


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_files_go_to_a_folder(tmp_path: Path) -> None:
    """In a folder, which is made, files are called after model, job and number."""
    folder = tmp_path / "new" / "deep"
    client = finished(file_of(), file_of(b"other"))

    got = client.run(FLUX, PROMPT, output=f"{folder}/")

    assert contents(folder) == {NAME.format(0): PICTURE, NAME.format(1): b"other"}
    assert [image.path for image in got.images] == [
        folder / NAME.format(0),
        folder / NAME.format(1),
    ]
    assert client.row.state == "kept"


def test_download_knows_its_facts(tmp_path: Path) -> None:
    """Size, hash and media type of what was served are on the artifact."""
    got = finished(file_of()).run(FLUX, PROMPT, output=tmp_path)

    download = got.images[0].download
    assert download is not None
    assert (download.size, download.media_type) == (len(PICTURE), "image/jpeg")
    assert download.sha256 == hashlib.sha256(PICTURE).hexdigest()


def test_taken_names_get_a_number(tmp_path: Path) -> None:
    """Nothing is overwritten: a name that is taken gets a number before its ending."""
    (tmp_path / "a.jpg").write_bytes(b"mine")
    client = finished(file_of(b"0"), file_of(b"1"), file_of(b"2"))

    client.run(FLUX, PROMPT, output=tmp_path / "a.jpg")

    assert contents(tmp_path) == {
        "a.jpg": b"mine",
        "a-1.jpg": b"0",
        "a-2.jpg": b"1",
        "a-3.jpg": b"2",
    }


def test_name_taken_by_a_folder_gets_a_number(tmp_path: Path) -> None:
    """A folder that stands where a file is to be, or a dangling link, counts as taken."""
    (tmp_path / "x0.jpg").mkdir()
    (tmp_path / "x1.jpg").symlink_to(tmp_path / "nowhere")

    got = finished(file_of(b"0"), file_of(b"1")).run(
        FLUX, PROMPT, output=tmp_path / "x{index}.jpg"
    )

    assert [image.path for image in got.images] == [tmp_path / "x0-1.jpg", tmp_path / "x1-1.jpg"]
    assert not (tmp_path / "nowhere").exists()


def test_files_of_one_job_that_is_saved_twice(tmp_path: Path) -> None:
    """Saving a file twice gives two files."""
    client = ScriptedClient(accepted(), completed(), result(), file_of(), file_of())
    (image,) = client.run(FLUX, PROMPT).images

    paths = [image.save(tmp_path), image.save(tmp_path)]

    assert len(set(paths)) == 2
    assert [path.read_bytes() for path in paths] == [PICTURE, PICTURE]


@pytest.mark.parametrize("after", [0, 1, 5000, len(PICTURE) - 1])
def test_cut_file_leaves_nothing_behind(tmp_path: Path, after: int) -> None:
    """A try that is cut leaves no file, hidden or not; the next one has its name."""
    cuts = [Cut(PICTURE, after), Cut(PICTURE, after, loudly=False)]
    client = ScriptedClient(accepted(), completed(), result(), *cuts, file_of())

    client.run(FLUX, PROMPT, output=tmp_path)

    assert contents(tmp_path) == {NAME.format(0): PICTURE}


def test_missing_file_costs_only_itself(tmp_path: Path) -> None:
    """The other files are on disk, the error carries the result, the row can be resumed."""
    client = finished(file_of(b"0"), html(404), file_of(b"2"))

    with pytest.raises(NotCollected, match=r"/images/1 can't be had: .*HTTP 404") as caught:
        client.run(FLUX, PROMPT, output=tmp_path)

    assert contents(tmp_path) == {NAME.format(0): b"0", NAME.format(2): b"2"}
    assert caught.value.result is not None
    assert [image.path is None for image in caught.value.result.images] == [False, True, False]
    assert (client.row.state, caught.value.request_id) == ("finished", REQUEST_ID)


def test_file_can_be_saved_after_all(tmp_path: Path) -> None:
    """From the result in the error, what is missing can be fetched later."""
    client = finished(html(404))
    with pytest.raises(NotCollected) as caught:
        client.run(FLUX, PROMPT, output=tmp_path)
    assert caught.value.result is not None
    client.script.served = {URLS[0]: iter([file_of()])}

    path = caught.value.result.images[0].save(tmp_path)

    assert path.read_bytes() == PICTURE


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_folder_that_is_read_only(tmp_path: Path) -> None:
    """A folder that can't be written to is an `OSError` of `save`, and leaves nothing."""
    tmp_path.chmod(0o500)
    (image,) = finished(file_of()).run(FLUX, PROMPT).images

    with pytest.raises(PermissionError):
        image.save(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    """A disk that refuses is told by its own error from `save`; it isn't tried again."""
    (tmp_path / "file").write_bytes(b"mine")
    client = finished(file_of())
    (image,) = client.run(FLUX, PROMPT).images

    with pytest.raises(OSError, match=r"exists|Not a directory"):
        image.save(f"{tmp_path}/file/")

    assert contents(tmp_path) == {"file": b"mine"}
    assert len(client.script.calls) == 4


def test_disk_that_refuses_loses_no_result(tmp_path: Path) -> None:
    """In a whole call it's `NotCollected`, with the disk's words, the result, and the job's id."""
    (tmp_path / "file").write_bytes(b"mine")
    client = finished(file_of())
    client.script.served[URLS[0]] = iter([file_of(), file_of()])
    job = client.submit(FLUX, PROMPT)

    with pytest.raises(NotCollected, match=r"exists|Not a directory") as caught:
        job.result(output=f"{tmp_path}/file/")

    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.result is not None
    assert caught.value.result.images[0].bytes() == PICTURE
    assert (client.row.state, caught.value.request_id) == ("finished", REQUEST_ID)


def test_folder_that_refuses_is_found_before_anything_is_sent(tmp_path: Path) -> None:
    """An output that can't be written to is an OSError of the call, and no call is made."""
    (tmp_path / "file").write_bytes(b"mine")
    client = finished(file_of())

    with pytest.raises(OSError, match="can't be written to"):
        client.run(FLUX, PROMPT, output=f"{tmp_path}/file/")

    assert client.script.calls == []


FULL_DISK = """
    import resource, signal, sys
    sys.path.insert(0, {tests!r})
    from answers import *
    from scripted import *
    from limner.errors import NotCollected
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
    files = [file_of(b"0" * 40_000), {big}, file_of(b"2" * 40_000)]
    urls = [f"{{FILE_URL}}?{{n}}" for n in range(3)]
    client = ScriptedClient(accepted(), completed(), result(*urls))
    client.script.served = {{url: iter([file]) for url, file in zip(urls, files)}}
    try:
        client.run(FLUX, PROMPT, output={folder!r})
    except NotCollected as error:
        print(error.exit_code, client.row.state, type(error.__cause__).__name__, error)
"""


@pytest.mark.skipif(os.name != "posix", reason="there are no resource limits")
@pytest.mark.parametrize("size", [50_001, 57_000, 200_000])
def test_disk_that_is_full(tmp_path: Path, size: int) -> None:
    """A file that doesn't fit leaves no half of itself; the others are there."""
    tests = str(Path(__file__).parents[1])
    big = f"file_of(b'1' * {size})"
    script = dedent(FULL_DISK).format(tests=tests, big=big, folder=f"{tmp_path}/")

    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60
    )

    assert done.stdout.startswith("12 finished OSError")
    assert "File too large" in done.stdout
    assert done.stderr == ""
    assert contents(tmp_path) == {NAME.format(0): b"0" * 40_000, NAME.format(2): b"2" * 40_000}


def test_file_beyond_the_ceiling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that never stops sending doesn't fill the disk."""
    monkeypatch.setattr(Temporary, "ceiling", len(PICTURE) - 1)

    with pytest.raises(NotCollected, match=f"more than {len(PICTURE) - 1:,} bytes"):
        finished(file_of()).run(FLUX, PROMPT, output=tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_failing_process_result_leaves_the_result(tmp_path: Path) -> None:
    """A plugin that stumbles over a result leaves it, its files, and a warning."""

    class Stumbling:
        @staticmethod
        @hookimpl
        def process_result(result: Result[Artifact]) -> None:
            raise ZeroDivisionError(result)

    client = finished(file_of(), plugins=(Stumbling(),))

    got = client.run(FLUX, PROMPT, output=tmp_path)

    assert [warning.code for warning in got.warnings] == ["Stumbling.process_result"]
    assert contents(tmp_path) == {NAME.format(0): PICTURE}
    assert client.row.state == "kept"


def test_files_of_an_answer_of_a_plugin(tmp_path: Path) -> None:
    """A plugin's answer has no request id: its files are called after the journal's row."""

    class Cache:
        @staticmethod
        @hookimpl
        def submit_request() -> dict[str, object]:
            return {"images": [{"url": "data:image/png;base64,AAAA"}, {"url": "nonsense"}]}

    client = ScriptedClient(plugins=[Cache()])

    with pytest.raises(NotCollected, match="a plugin answered in the place of fal"):
        client.run(FLUX, PROMPT, output=tmp_path)

    assert contents(tmp_path) == {f"fal-ai_flux_dev-{client.row.id}-0.png": b"\0\0\0"}
    assert client.row.state == "answered"


def test_media_type_of_the_server_counts_where_the_result_has_none(tmp_path: Path) -> None:
    """The ending is that of the type that the result states, else of what was served."""

    class Untyped:
        @staticmethod
        @hookimpl
        def submit_request() -> dict[str, object]:
            return {"images": [{"url": URLS[0]}, {"url": URLS[1], "content_type": "video/mp4"}]}

    served = [file_of(b"0", "image/webp; charset=x"), file_of(b"1", "image/webp")]
    client = ScriptedClient(*served, plugins=[Untyped()])

    got = client.run(FLUX, PROMPT, output=tmp_path / "x{index}.{ext}")

    assert [image.path for image in got.images] == [tmp_path / "x0.webp", tmp_path / "x1.mp4"]


def test_files_come_at_the_same_time(tmp_path: Path) -> None:
    """Four are under way at once; the artifacts stay in the result's order all the same."""
    meeting = threading.Barrier(4, timeout=20)
    urls = [f"{FILE_URL}?{number}" for number in range(8)]

    def served(number: int) -> Iterator[Step]:
        meeting.wait()
        yield file_of(b"%d" % number)

    client = ScriptedClient(accepted(), completed(), result(*urls))
    client.script.served = {url: served(number) for number, url in enumerate(urls)}

    got = client.run(FLUX, PROMPT, output=tmp_path)

    paths = [image.path for image in got.images]
    assert [path.read_bytes() for path in paths if path] == [b"%d" % n for n in range(8)]
    assert paths == [tmp_path / NAME.format(number) for number in range(8)]


def test_result_that_names_too_many_files(tmp_path: Path) -> None:
    """A thousand are downloaded; a warning tells of the others, which can be saved one by one."""
    data = f"data:image/jpeg;base64,{base64.b64encode(PICTURE[:20]).decode()}"

    class Generous:
        @staticmethod
        @hookimpl
        def submit_request() -> dict[str, object]:
            return {"images": [{"url": data}] * 1002}

    client = ScriptedClient(plugins=[Generous()])

    got = client.run(FLUX, PROMPT, output=tmp_path)

    assert len(list(tmp_path.iterdir())) == 1000
    (warning,) = [one for one in got.warnings if one.code == "too_many_files"]
    assert "names 1,002 files; the first 1,000 were downloaded" in warning.message
    assert [image.path for image in got.images[1000:]] == [None, None]
    assert got.images[1001].save(tmp_path).read_bytes() == PICTURE[:20]
    assert client.row.state == "kept"


@pytest.mark.parametrize("damage", [b"", PICTURE[:-1], PICTURE[:-1] + b"?"])
def test_kept_file_that_was_damaged_is_downloaded_again(tmp_path: Path, damage: bytes) -> None:
    """A file counts as there by its bytes, not by its name or length; the damaged one stays."""
    client = ScriptedClient(accepted(), completed(), result(), file_of(), file_of())
    (kept,) = client.run(FLUX, PROMPT, output=tmp_path).images
    assert kept.path is not None
    kept.path.write_bytes(damage)

    (again,) = client.resume(client.row).result(output=tmp_path).images

    assert again.path is not None
    assert again.path != kept.path
    assert (again.path.read_bytes(), kept.path.read_bytes()) == (PICTURE, damage)


def test_kept_file_that_is_as_it_was_is_not_downloaded_again(tmp_path: Path) -> None:
    """Nothing is asked for."""
    client = ScriptedClient(accepted(), completed(), result(), file_of())
    (kept,) = client.run(FLUX, PROMPT, output=tmp_path).images

    (again,) = client.resume(client.row).result(output=tmp_path).images

    assert again.path == kept.path
    assert len(client.script.calls) == 4


def test_paths_of_any_kind_are_taken(tmp_path: Path) -> None:
    """A folder may be given as anything that is a path, an entry of a directory too."""
    (tmp_path / "here").mkdir()
    (entry,) = os.scandir(tmp_path)
    (image,) = finished(file_of()).run(FLUX, PROMPT).images

    assert image.save(entry).parent == tmp_path / "here"
