"""What goes wrong around a catalog costs the file that it happens to, and no more."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from synthetic import document

from limner_registry import InvalidDocument
from limner_registry.catalog import Catalog
from limner_registry.catalog.documents import file_name
from limner_registry.catalog.index import DamagedIndex, Index
from limner_registry.catalog.lock import locked

IDS = ["a/one", "a/two"]


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    catalog = Catalog(tmp_path)
    catalog.add(map(document, IDS))
    return catalog


def ids(catalog: Catalog) -> list[str]:
    return [row.endpoint_id for row in catalog.listing()]


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"\xff\xfe\x00", b'{"document_version": 1}', b"[" * 100_000],
    ids=["empty", "half", "list", "binary", "bare", "deep"],
)
def test_a_damaged_document_is_left_out_and_named(data: bytes, catalog: Catalog) -> None:
    """The others are listed and read; asking for that one says which file it is."""
    name = file_name("a/two")
    (Path(catalog.folder) / name).unlink()
    (Path(catalog.folder) / name).write_bytes(data)

    for again in (catalog, Catalog(catalog.home)):
        assert ids(again) == ["a/one"]
        assert list(again.problems) == [name]
        assert again.read("a/one").document == document("a/one")
        with pytest.raises(InvalidDocument, match=name):
            again.read("a/two")


def test_adding_mends_a_damaged_document(catalog: Catalog) -> None:
    """A document takes a damaged one's place."""
    (Path(catalog.folder) / file_name("a/two")).write_bytes(b"{")

    catalog.add([document("a/two")])

    assert ids(catalog) == IDS
    assert catalog.problems == {}


def test_a_file_of_another_name_is_told_of(catalog: Catalog) -> None:
    """A copy can't become a second document of an id; what to do about it is said."""
    copy = Path(catalog.folder) / "a copy 1 2.json"
    copy.write_bytes((Path(catalog.folder) / file_name("a/one")).read_bytes())
    (Path(catalog.folder) / "notes.txt").write_text("not looked at")
    (Path(catalog.folder) / "folder.json").mkdir()

    problems = Catalog(catalog.home).problems

    assert ids(catalog) == IDS
    assert problems["a copy 1 2.json"] == "it is the document of a/one; `limner models add` it"
    assert "can't be read" in problems["folder.json"]
    assert len(problems) == 2


def test_an_index_that_cannot_be_written_is_done_without(catalog: Catalog) -> None:
    """Where neither index nor lock can be written, listings come from the documents."""
    for name in ("catalog.index", "catalog.lock"):
        (Path(catalog.home) / name).unlink()
        (Path(catalog.home) / name).mkdir()

    assert ids(Catalog(catalog.home)) == IDS
    with pytest.raises(OSError, match=r"catalog\.lock"):
        catalog.add([document("a/three")])
    assert ids(catalog) == IDS


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_home_is_read(catalog: Catalog) -> None:
    """Without leave to write, a stale index is no obstacle, and adding says what is wrong."""
    (Path(catalog.folder) / file_name("a/two")).unlink()
    for folder in (catalog.folder, catalog.home):
        Path(folder).chmod(0o500)
    try:
        assert ids(Catalog(catalog.home)) == ["a/one"]
        with pytest.raises(PermissionError):
            catalog.add([document("a/three")])
    finally:
        for folder in (catalog.home, catalog.folder):
            Path(folder).chmod(0o700)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_folder_that_cannot_be_read_is_told_of(catalog: Catalog) -> None:
    """The listing is empty, and says why."""
    (Path(catalog.home) / "catalog.index").unlink()
    Path(catalog.folder).chmod(0)
    try:
        again = Catalog(catalog.home)
        assert ids(again) == []
        assert "can't be read" in again.problems[catalog.folder]
    finally:
        Path(catalog.folder).chmod(0o700)


def test_a_home_that_is_a_file_is_no_home(tmp_path: Path) -> None:
    """It's an empty catalog, and adding says what is wrong."""
    home = tmp_path / "home"
    home.write_text("a file")

    assert ids(Catalog(home)) == []
    with pytest.raises(OSError, match="home"):
        Catalog(home).add([document("a/one")])


FULL = """
import resource, sys
from limner_registry.catalog import Catalog
sys.path.insert(0, sys.argv[2])
from synthetic import document
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
catalog = Catalog(sys.argv[1])
try:
    catalog.add([document("b/small"), document("b/large", title="x" * 9000), document("b/after")])
except OSError as error:
    print("refused", *(row.endpoint_id for row in catalog.listing()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
def test_a_disk_without_room_costs_no_document(catalog: Catalog) -> None:
    """The write that fails leaves nothing behind, and what was written before it stays."""
    finished = subprocess.run(
        [sys.executable, "-c", FULL, catalog.home, str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert finished.stdout.split() == ["refused", "a/one", "a/two", "b/small"]
    assert ids(Catalog(catalog.home)) == [*IDS, "b/small"]
    assert Catalog(catalog.home).problems == {}
    assert len(list(Path(catalog.folder).iterdir())) == 3


def test_what_a_killed_process_left_is_tidied(catalog: Catalog) -> None:
    """Half-written files are never looked at, and the next change deletes them."""
    for path in (Path(catalog.folder) / ".x.json.1-2.part", Path(catalog.home) / ".x.part"):
        path.write_text("{")
    assert Catalog(catalog.home).problems == {}

    catalog.add([document("a/three")])

    assert not list(Path(catalog.folder).glob(".*"))
    assert (Path(catalog.home) / ".x.part").exists()  # not the catalog's


def test_readers_do_not_wait_for_writers(catalog: Catalog) -> None:
    """While somebody holds the lock, a listing of a folder that has changed is made in memory."""
    (Path(catalog.folder) / file_name("a/two")).unlink()

    with locked(f"{catalog.home}/catalog.lock"):
        assert ids(Catalog(catalog.home)) == ["a/one"]


def test_threads_share_a_catalog(catalog: Catalog) -> None:
    """Sixteen threads add and look up at once; nothing is lost."""
    together = threading.Barrier(16)

    def add(number: int) -> str:
        together.wait()
        catalog.add([document(f"t/{number}")])
        return catalog.read(f"t/{number}").endpoint_id

    with ThreadPoolExecutor(16) as pool:
        added = set(pool.map(add, range(16)))

    assert {*ids(catalog)} == {*IDS, *added}
    assert {*ids(Catalog(catalog.home))} == {*IDS, *added}


def test_a_pipe_is_not_waited_for(catalog: Catalog) -> None:
    """A file that would never end is left alone."""
    os.mkfifo(Path(catalog.folder) / "pipe.json")

    assert ids(Catalog(catalog.home)) == IDS


def test_an_index_that_ends_after_its_head_is_damaged() -> None:
    """A head without a body is damage like any other."""
    with pytest.raises(DamagedIndex):
        Index(b"limner-index-1 00000000\n")
