"""A file gets its name when it's whole, and never another's."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pytest

from limner.disk import LITTER, Temporary

if TYPE_CHECKING:
    from types import FrameType


def written(folder: Path, data: bytes = b"abc") -> Temporary:
    temporary = Temporary(folder)
    temporary.write(data)
    return temporary


def test_life_of_a_file(tmp_path: Path) -> None:
    """Hidden while it's written; under its name, and only there, when it's whole."""
    temporary = written(tmp_path / "new")
    temporary.write(b"def")
    assert temporary.path.name.startswith(".limner-")

    temporary.sync()
    path = temporary.rename([tmp_path / "new" / "x"])

    assert path.read_bytes() == b"abcdef"
    assert list((tmp_path / "new").iterdir()) == [path]
    assert (temporary.size, temporary.sha256) == (6, hashlib.sha256(b"abcdef").hexdigest())


def test_file_has_the_rights_of_any_new_file(tmp_path: Path) -> None:
    """A downloaded file isn't more secret, nor more open, than others that its user makes."""
    (tmp_path / "other").write_bytes(b"")
    temporary = written(tmp_path)
    temporary.sync()

    path = temporary.rename([tmp_path / "x"])

    assert path.stat().st_mode == (tmp_path / "other").stat().st_mode


def test_taken_names_are_passed_over(tmp_path: Path) -> None:
    """The first free name is taken, and what bears the others isn't touched."""
    for name in "ab":
        (tmp_path / name).write_bytes(name.encode())
    temporary = written(tmp_path)
    temporary.sync()

    path = temporary.rename(tmp_path / name for name in "abcd")

    assert path == tmp_path / "c"
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {
        "a": b"a",
        "b": b"b",
        "c": b"abc",
    }


def test_no_free_name(tmp_path: Path) -> None:
    """Without a free name the file stays what it was."""
    (tmp_path / "a").write_bytes(b"mine")
    temporary = written(tmp_path)
    temporary.sync()

    with pytest.raises(FileExistsError):
        temporary.rename([tmp_path / "a"])

    assert (tmp_path / "a").read_bytes() == b"mine"


def test_file_system_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are no hard links, the file is renamed, past names that are taken."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "a").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    temporary = written(tmp_path)
    temporary.sync()

    path = temporary.rename(tmp_path / name for name in ("a", "link", "b"))

    assert (path.name, path.read_bytes()) == ("b", b"abc")
    assert (tmp_path / "a").read_bytes() == b"mine"
    assert (tmp_path / "link").is_symlink()


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_file_can_be_thrown_away_at_any_time(tmp_path: Path, steps: int) -> None:
    """Nothing is left of it, however far it got, and doing it twice is no error."""
    temporary = Temporary(tmp_path)
    for step in (temporary.flush, temporary.sync)[:steps]:
        step()

    temporary.unlink()
    temporary.unlink()

    assert list(tmp_path.iterdir()) == []


PIECES = [bytes([number]) * 1024**2 for number in range(9)]


def test_large_file_is_written_while_more_comes(tmp_path: Path) -> None:
    """Its bytes and their digest are the same as if each had been waited for."""
    temporary = Temporary(tmp_path)
    for piece in PIECES:
        temporary.write(piece)
        temporary.write(b"x")

    temporary.sync()
    whole = b"x".join([*PIECES, b""])

    assert temporary.rename([tmp_path / "a"]).read_bytes() == whole
    assert (temporary.size, temporary.sha256) == (len(whole), hashlib.sha256(whole).hexdigest())


def test_large_file_is_begun_anew(tmp_path: Path) -> None:
    """Nothing of what was under way is in it."""
    temporary = Temporary(tmp_path)
    for piece in PIECES:
        temporary.write(piece)

    temporary.restart()
    temporary.write(b"new")
    temporary.sync()

    assert temporary.rename([tmp_path / "a"]).read_bytes() == b"new"
    assert temporary.sha256 == hashlib.sha256(b"new").hexdigest()


FULL = """
import resource, signal, sys
from pathlib import Path
from limner.disk import Temporary
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
temporary = Temporary(Path(sys.argv[1]))
try:
    for number in range(9):
        temporary.write(bytes([number]) * 1024**2)
    temporary.sync()
except OSError as error:
    print(error)
temporary.unlink()
print(*Path(sys.argv[1]).iterdir())
"""


@pytest.mark.skipif(os.name != "posix", reason="there are no resource limits")
@pytest.mark.parametrize("room", [3, 6.5, 8.9])
def test_disk_that_fills_up_while_more_comes(tmp_path: Path, room: float) -> None:
    """That it's full is told by one of the next steps, the last one at the latest."""
    words = [sys.executable, "-c", FULL, str(tmp_path), str(int(room * 1024**2))]

    done = subprocess.run(words, check=True, capture_output=True, text=True)

    assert "File too large" in done.stdout
    assert (done.stdout.count("\n"), done.stderr) == (2, "")
    assert list(tmp_path.iterdir()) == []


def test_throwing_away_leaves_what_has_its_name(tmp_path: Path) -> None:
    """After its renaming there's nothing to throw away."""
    temporary = written(tmp_path)
    temporary.sync()
    path = temporary.rename([tmp_path / "x"])

    temporary.unlink()

    assert path.read_bytes() == b"abc"


def test_name_counts_although_the_hidden_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system that doesn't let go of the hidden name, as scanners of files do, costs nothing."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "somebody looks at it")

    temporary = written(tmp_path)
    monkeypatch.setattr(Path, "unlink", refuse)

    path = temporary.place([tmp_path / "x"])

    assert path.read_bytes() == b"abc"


def test_rewriting_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """Also if it fails at its last step: it can be synced and named."""

    def vanish(source: BinaryIO, target: BinaryIO) -> None:
        target.write(source.read())
        Path(target.name).unlink()

    temporary = written(tmp_path)
    with pytest.raises(FileNotFoundError):
        temporary.rewrite(vanish)

    assert temporary.place([tmp_path / "x"]).read_bytes() == b"abc"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("end", ["sync", "unlink", "restart"])
def test_no_thread_is_left(tmp_path: Path, end: str) -> None:
    """The one that hashes a large file ends with it, however that ends."""
    before = set(threading.enumerate())
    temporary = Temporary(tmp_path)
    for piece in PIECES:
        temporary.write(piece)
    (hashing,) = set(threading.enumerate()) - before

    getattr(temporary, end)()
    hashing.join(20)

    temporary.unlink()

    assert temporary.sha256
    assert not hashing.is_alive()


AT_ITS_END = """
import sys, threading
from pathlib import Path
from limner.disk import Temporary
def work():
    threading.main_thread().join()
    temporary = Temporary(Path(sys.argv[1]))
    for number in range(9):
        temporary.write(bytes([number]) * 1024**2)
    print(temporary.place([Path(sys.argv[1], "a")]).stat().st_size, len(temporary.sha256))
threading.Thread(target=work).start()
"""


def test_large_file_of_a_program_that_is_at_its_end(tmp_path: Path) -> None:
    """A thread that outlives the main one still gets its file."""
    words = [sys.executable, "-c", AT_ITS_END, str(tmp_path)]

    done = subprocess.run(words, check=True, capture_output=True, text=True, timeout=60)

    assert (done.stdout, done.stderr) == (f"{9 * 1024**2} 64\n", "")


class Interruption:
    """Raises what Ctrl-C does within a file's steps, after so many operations."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, frame: FrameType, event: str, _: object) -> Interruption | None:
        if Path(frame.f_code.co_filename).name != "disk.py":
            return None
        frame.f_trace_opcodes = True
        self.left -= event == "opcode"
        if self.left < 0:
            sys.settrace(None)
            raise KeyboardInterrupt
        return self


def interrupted(folder: Path, after: int) -> bool:
    """Write a file and name it; whether Ctrl-C came before that was done."""
    temporary, traced = Temporary(folder), sys.gettrace()
    sys.settrace(Interruption(after))
    try:
        temporary.take(b"abc")
        temporary.place([folder / "x"])
    except KeyboardInterrupt:
        temporary.unlink()
        return True
    finally:
        sys.settrace(traced)
    return False


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # a file that was just being opened
def test_ctrl_c_at_any_moment(tmp_path: Path) -> None:
    """It leaves the file whole under its name, or nothing."""
    after, more = 0, True
    while more:
        folder = tmp_path / str(after)
        folder.mkdir()
        more = interrupted(folder, after)
        assert [path.read_bytes() for path in folder.iterdir()] in ([], [b"abc"])
        after += 1

    assert after > 100


def test_what_the_killed_have_left_is_removed(tmp_path: Path) -> None:
    """What is hidden as ours for longer than a day; nothing that is younger, or another's."""
    old, young = (tmp_path / f".limner-{digit * 16}.part" for digit in "ab")
    others = [".limner-x.part", ".limner-check", f"{'c' * 16}.part", f".limner-{'d' * 16}.part~"]
    for path in (old, young, *(tmp_path / name for name in others)):
        path.write_bytes(b"half")
        os.utime(path, (time.time() - LITTER + (60 if path == young else -60),) * 2)
    link, folder = (tmp_path / f".limner-{digit * 16}.part" for digit in "ef")
    link.symlink_to(tmp_path / others[0])
    folder.mkdir()
    os.utime(folder, (0, 0))

    written(tmp_path).place([tmp_path / "x"])

    names = {path.name for path in tmp_path.iterdir()}
    assert names == {young.name, link.name, folder.name, "x", *others}
