"""The index: whole or not at all, and never older than the folder."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, strategies
from synthetic import document, documents

from limner_registry.catalog import Catalog
from limner_registry.catalog.documents import Entry
from limner_registry.catalog.index import FORMAT, DamagedIndex, Index, pack

TEXT = strategies.text(strategies.characters(exclude_categories=()), max_size=20)
ENTRY = strategies.builds(Entry, *[TEXT] * len(Entry._fields))


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """One of five models, whose index is on the disk and sure."""
    catalog = Catalog(tmp_path)
    catalog.add(documents(5))
    time.sleep(0.1)
    assert Catalog(tmp_path).index.stamp == Path(catalog.folder).stat().st_mtime_ns
    return catalog


def path_of(catalog: Catalog) -> Path:
    return Path(catalog.home) / "catalog.index"


@given(strategies.lists(ENTRY, max_size=5, unique_by=lambda entry: entry.endpoint_id))
def test_what_is_packed_comes_back(entries: list[Entry]) -> None:
    """Whatever the texts are, the entries come back, in the order of their ids."""
    assert list(Index(pack(entries)).entries()) == sorted(entries)


def test_no_damage_goes_unnoticed() -> None:
    """An index of which one byte is another, or that ends early, is no index."""
    data = pack([Entry(*"abcdefghij")], {"x.json 1 2 3": "broken"}, 7)
    assert Index(data).stamp == 7

    for place, byte in enumerate(data):
        for damaged in (data[:place], data[:place] + bytes([byte ^ 4]) + data[place + 1 :]):
            with pytest.raises(DamagedIndex):
                Index(damaged)


@pytest.mark.parametrize("data", [b"", b"\n", b"junk", FORMAT + b" 00000000\n{}\n", None])
def test_a_damaged_index_is_made_anew(data: bytes | None, catalog: Catalog) -> None:
    """Without a word: the listing is right, and so is the file afterwards."""
    rows, whole = catalog.listing(), path_of(catalog).read_bytes()
    if data is None:
        path_of(catalog).unlink()
    else:
        path_of(catalog).write_bytes(data)

    assert Catalog(catalog.home).listing() == rows
    assert path_of(catalog).read_bytes() == whole


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_index_is_made_anew(share: float, catalog: Catalog) -> None:
    """As a full disk or a power cut may leave it."""
    whole = path_of(catalog).read_bytes()
    path_of(catalog).write_bytes(whole[: int(len(whole) * share)])

    assert len(Catalog(catalog.home).listing()) == 5
    assert path_of(catalog).read_bytes() == whole


def test_a_file_that_comes_or_goes_is_noticed(catalog: Catalog) -> None:
    """Without `add`: what somebody deletes isn't listed, and what is put back is."""
    first = catalog.listing()[0].endpoint_id
    path = next(Path(catalog.folder).glob(f"{first.replace('/', '_')}-*"))
    data = path.read_bytes()

    path.unlink()
    assert len(catalog.listing()) == len(Catalog(catalog.home).listing()) == 4

    path.write_bytes(data)
    assert catalog.listing()[0].endpoint_id == first


def test_a_change_at_the_same_moment_is_noticed(catalog: Catalog) -> None:
    """An index made in the tick of the clock in which the folder changed isn't relied on."""
    catalog.add([document("acme/late")])

    assert Index(path_of(catalog).read_bytes()).stamp == 0


def test_a_restored_folder_is_noticed(catalog: Catalog) -> None:
    """A folder that is older than the index, from a backup, is looked at again."""
    next(Path(catalog.folder).iterdir()).unlink()
    os.utime(catalog.folder, (0, 0))

    assert len(Catalog(catalog.home).listing()) == 4


def test_an_empty_catalog_has_an_index(catalog: Catalog) -> None:
    """With its last document a catalog loses nothing else."""
    catalog.remove([row.endpoint_id for row in catalog.listing()])

    assert Catalog(catalog.home).listing() == []
    assert Catalog(catalog.home).search("lamp") == []
