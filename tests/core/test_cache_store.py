"""The cache's files: each under its digest, whole or absent, whatever happens meanwhile."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from limner.cache.store import Store
from limner.receipts.embedding import embed

if TYPE_CHECKING:
    from pathlib import Path

DATA = bytes(range(256)) * 40
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache", 100_000)


def saved(folder: Path, data: bytes = DATA) -> tuple[Path, str]:
    """A file, and the digest of what is in it."""
    path = folder / f"saved-{random.getrandbits(64):x}.bin"
    path.write_bytes(data)
    return path, hashlib.sha256(data).hexdigest()


def names(store: Store) -> set[str]:
    return {path.name for path in store.folder.iterdir()}


def sound(store: Store) -> bool:
    """Whether each file that has a digest for its name has the bytes of it."""
    files = [path for path in store.folder.iterdir() if path.suffix != ".part"]
    return all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in files)


def test_a_file_is_a_copy_of_its_own(store: Store, tmp_path: Path) -> None:
    """What becomes of the file that was saved doesn't matter any more."""
    path, _ = saved(tmp_path)
    assert store.get(DIGEST) is None

    assert store.put(path, DIGEST, sealed=False)
    path.write_bytes(b"changed")

    found = store.get(DIGEST)
    assert found is not None
    assert found.read_bytes() == DATA
    assert store.usage() == (1, len(DATA))
    assert store.folder.stat().st_mode & 0o777 == 0o700


def test_a_receipt_is_taken_out(store: Store, tmp_path: Path) -> None:
    """What is kept of a file with a receipt in it is what the provider served, to the byte."""
    picture, sealed = tmp_path / "served.png", tmp_path / "sealed.png"
    Image.new("RGB", (64, 64), "teal").save(picture)
    served, sha256 = saved(tmp_path, picture.read_bytes())
    with served.open("rb") as source, sealed.open("w+b") as target:
        assert embed(source, target, b'{"receipt_version":1}')

    assert not store.put(sealed, sha256, sealed=False)
    assert store.put(sealed, sha256, sealed=True)
    assert store.put(served, sha256, sealed=True)

    assert names(store) == {sha256}
    assert sound(store)


def test_what_was_changed_since_is_not_taken(store: Store, tmp_path: Path) -> None:
    """A file that doesn't have the digest any more isn't stored, and nothing is left of it."""
    path, _ = saved(tmp_path, b"somebody painted over it")

    assert not store.put(path, DIGEST, sealed=False)
    assert names(store) == set()


def test_a_damaged_file_is_thrown_away(store: Store, tmp_path: Path) -> None:
    """One flipped bit, and it's never given out; the next good one takes its place."""
    path, _ = saved(tmp_path)
    store.put(path, DIGEST, sealed=False)
    (store.folder / DIGEST).write_bytes(b"\x01" + DATA[1:])

    assert store.get(DIGEST) is None
    assert names(store) == set()
    assert store.put(path, DIGEST, sealed=False)
    assert store.get(DIGEST)


def test_a_digest_that_is_a_path_leads_nowhere(store: Store, tmp_path: Path) -> None:
    """A damaged journal can't make the cache read, or throw away, another file."""
    path, sha256 = saved(tmp_path)
    store.put(path, sha256, sealed=False)

    assert store.get(f"../{path.name}") is None
    assert store.get(str(path)) is None
    assert path.exists()


def test_the_least_recently_used_goes(store: Store, tmp_path: Path) -> None:
    """Above the limit what wasn't used for longest goes; one that is too large never comes."""
    files = [saved(tmp_path, bytes([number]) * 30_000) for number in range(4)]
    for age, (path, sha256) in zip((30, 20, 10), files, strict=False):
        store.put(path, sha256, sealed=False)
        os.utime(store.folder / sha256, (0, time.time() - age))
    assert store.get(files[0][1])

    store.put(*files[3], sealed=False)

    assert names(store) == {files[0][1], files[2][1], files[3][1]}
    assert not store.put(*saved(tmp_path, bytes(100_001)), sealed=False)
    assert len(names(store)) == 3


def test_what_is_needed_beside_a_file_does_not_go_for_it(store: Store, tmp_path: Path) -> None:
    """It stays, above the limit if need be, until the next one comes."""
    first, second, third = (saved(tmp_path, bytes([number]) * 60_000) for number in range(3))
    store.put(*first, sealed=False)
    needed = store.folder / first[1]

    store.put(*second, sealed=False, beside={needed})
    assert names(store) == {first[1], second[1]}

    store.put(*third, sealed=False)
    assert names(store) == {third[1]}


def test_clearing(store: Store, tmp_path: Path) -> None:
    """Old files go, or all; what isn't the cache's stays, and so does what is being written."""
    assert store.clear() == (0, 0)
    for age in (100, 10):
        path, sha256 = saved(tmp_path, os.urandom(100))
        store.put(path, sha256, sealed=False)
        os.utime(store.folder / sha256, (0, time.time() - age))
    (store.folder / "notes.txt").write_text("mine")
    for name, age in (("left.part", 7200), ("written.part", 0)):
        (store.folder / name).write_bytes(b"x")
        os.utime(store.folder / name, (0, time.time() - age))

    assert store.clear(older=50) == (1, 100)
    assert store.clear() == (1, 100)
    assert names(store) == {"notes.txt", "written.part"}


PUT = """
import sys
from pathlib import Path
from limner.cache.store import Store
store = Store(Path(sys.argv[1]), int(sys.argv[2]))
files = sorted(Path(sys.argv[3]).iterdir())
print("go", flush=True)
for _ in range(int(sys.argv[4])):
    for path in files:
        store.put(path, path.name, sealed=False)
        found = store.get(path.name)
        assert found is None or found.name == path.name
"""


def putting(store: Store, folder: Path, rounds: int) -> subprocess.Popen[str]:
    """A process that puts all files of a folder there, again and again."""
    words = [sys.executable, "-c", PUT, store.folder, store.limit, folder, rounds]
    process = subprocess.Popen(list(map(str, words)), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "go\n"
    return process


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Twelve files of all sizes, each named by its digest."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(12):
        data = os.urandom(1000 + number * 3000)
        (folder / hashlib.sha256(data).hexdigest()).write_bytes(data)
    return folder


def test_several_processes_at_once(store: Store, files: Path) -> None:
    """They put, use and throw away the same files, and none of them fails."""
    processes = [putting(store, files, 5) for _ in range(4)]

    assert [process.wait() for process in processes] == [0] * 4
    for process in processes:
        process.communicate()
    assert sound(store)
    assert store.usage().bytes <= store.limit


def test_killed_at_any_moment(tmp_path: Path, files: Path) -> None:
    """Kill -9 leaves each file whole or absent, and what it leaves half goes in time."""
    store, chance = Store(tmp_path / "cache", 8_000_000), random.Random(5)  # noqa: S311
    for _ in range(4):
        data = os.urandom(3_000_000)
        (files / hashlib.sha256(data).hexdigest()).write_bytes(data)
    for _ in range(12):
        with putting(store, files, 10**6) as process:
            time.sleep(chance.uniform(0, 0.1))
            process.kill()
        assert sound(store)

    unfinished = list(store.folder.glob("*.part"))
    assert unfinished
    for path in unfinished:
        os.utime(path, (0, 0))
    store.clear()
    assert names(store) == set()
