"""A process that is killed between a file's naming and the journal's note costs no second copy."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from answers import PICTURE, file_of
from scripted import ScriptedClient

from limner import receipts
from limner.journal.sqlite import SqliteJournal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner.result import Artifact

KILLED = """
    import os, signal, sys
    sys.path.insert(0, {tests!r})
    from answers import *
    from scripted import *
    from limner.journal.sqlite import SqliteJournal

    class Journal(SqliteJournal):
        def note(self, entry_id, **facts):
            if "files" in facts:
                os.kill(os.getpid(), signal.SIGKILL)
            super().note(entry_id, **facts)

    steps = [accepted(), completed(), result(), file_of({data!r}, "image/jpeg")]
    client = ScriptedClient(*steps, journal=Journal("journal.sqlite3"), receipts={receipts!r})
    client.run(FLUX, PROMPT, output="out/")
"""
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
"""A JPEG with a place for a receipt."""


def killed(folder: Path, data: bytes, how: str | None) -> Path:
    """The file that is left by a process that was killed when it was to note it."""
    tests = str(Path(__file__).parents[1])
    script = dedent(KILLED).format(tests=tests, data=data, receipts=how)
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, check=False)
    assert done.returncode == -signal.SIGKILL
    (file,) = (one for one in (folder / "out").iterdir() if one.suffix == ".jpg")
    return file


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[SqliteJournal]:
    journal = SqliteJournal(tmp_path / "journal.sqlite3")
    yield journal
    journal.close()


def collected(journal: SqliteJournal, folder: Path, data: bytes, **options: Any) -> Artifact:
    """The file as it's collected by the next process."""
    client = ScriptedClient(file_of(data), file_of(data), journal=journal, **options)
    (row,) = journal.entries()
    assert not row.files
    (image,) = client.resume(row).result(output=f"{folder}/out/").images
    (row,) = journal.entries()
    assert row.state == "kept"
    assert [Path(file.path) for file in row.files] == [image.path]
    return image


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
KINDS = pytest.mark.parametrize(
    ("data", "how"), [(JPEG, "embed"), (PICTURE, "beside")], ids=["embed", "beside"]
)


@KINDS
def test_no_second_copy(tmp_path: Path, journal: SqliteJournal, data: bytes, how: str) -> None:
    """The file that is there is put on record: it's known by its receipt."""
    file = killed(tmp_path, data, how)
    before = {path: path.read_bytes() for path in file.parent.iterdir()}

    image = collected(journal, tmp_path, data, receipts=how)

    assert image.path == file
    assert {path: path.read_bytes() for path in file.parent.iterdir()} == before
    assert image.bytes() == data
    assert receipts.verify(file).valid
    assert image.save(file.parent) != file


@KINDS
def test_another_file_stays(tmp_path: Path, journal: SqliteJournal, data: bytes, how: str) -> None:
    """One that was changed, or whose receipt isn't the one that is wanted, is none of ours."""
    file = killed(tmp_path, data, how)
    changed = file.read_bytes().replace(data[-4:], b"else")
    file.write_bytes(changed)

    image = collected(journal, tmp_path, data, receipts=how)

    assert image.path == file.with_stem(f"{file.stem}-1")
    assert file.read_bytes() == changed


@pytest.mark.parametrize("options", [{"receipts": None}, {"receipts": "embed", "private": True}])
def test_receipt_that_is_not_wanted(
    tmp_path: Path, journal: SqliteJournal, options: dict[str, Any]
) -> None:
    """A file is saved once more where its receipt says what this one is not to say."""
    file = killed(tmp_path, JPEG, "embed")

    image = collected(journal, tmp_path, JPEG, **options)

    assert image.path == file.with_stem(f"{file.stem}-1")
