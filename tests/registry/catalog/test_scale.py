"""Ten thousand models cost a listing no document, and a look-up one. Counted, not timed."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from synthetic import document, fill

from limner_registry import Model, Origin, Registry, UnknownModel
from limner_registry.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COUNT = 10_000
OPENED: list[list[str]] = []


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and OPENED:
        OPENED[-1].append(str(arguments[0]))


sys.addaudithook(_note)  # for good; it notes nothing outside `opening`


@contextmanager
def opening() -> Iterator[list[str]]:
    """The files that are opened meanwhile."""
    OPENED.append([])
    try:
        yield OPENED[-1]
    finally:
        OPENED.pop()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    fill(home, COUNT)
    time.sleep(0.1)
    assert len(Catalog(home).index.ids) == COUNT
    return home


def test_an_index_is_made_of_each_document_once(home: Path) -> None:
    """Without an index every document is read; with one, those that changed since."""
    catalog = Catalog(home)
    (home / "catalog.index").write_bytes(b"")
    with opening() as first:
        assert len(catalog.index.ids) == COUNT
    with opening() as second:
        catalog.add([document("x/new")])
        catalog.remove(["x/new"])
        assert len(catalog.index.ids) == COUNT

    assert len([path for path in first if path.endswith(".json")]) == COUNT
    assert {path.rpartition("/")[2][:5] for path in second if path.endswith(".json")} == {"x_new"}


ASKING: dict[str, Callable[[Registry], object]] = {
    "listing": lambda registry: registry.listing(),
    "search": lambda registry: registry.search("lamp option_5"),
    "category": lambda registry: registry.search(category="text-to-video"),
    "len": len,
    "iteration": list,
    "in": lambda registry: "acme/text-to-image/v0" in registry,
    "not in": lambda registry: "nobody/nothing" in registry,
    "shadowed": lambda registry: registry.shadowed,
    "problems": lambda registry: registry.problems,
    "copy": lambda registry: registry.with_models([Model(document("b/two"), Origin("b"))]),
    "repr": repr,
}


@pytest.mark.parametrize("ask", ASKING.values(), ids=ASKING)
def test_what_a_listing_tells_opens_no_document(
    ask: Callable[[Registry], object], home: Path
) -> None:
    """At most the index is opened, once."""
    with opening() as opened:
        ask(Registry([Model(document("a/one"), Origin("a"))], Catalog(home)))

    assert opened in ([], [str(home / "catalog.index")])


def test_a_look_up_opens_one_document_and_no_index(home: Path) -> None:
    """Whatever the catalog's size; and the second look-up opens nothing."""
    registry = Registry([], Catalog(home))

    with opening() as first:
        model = registry["acme/text-to-image/v0"]
    with opening() as second:
        assert registry["acme/text-to-image/v0"] is model

    assert len(first) == 1
    assert first[0].endswith(".json")
    assert second == []


def test_a_packages_model_costs_no_look_at_the_catalog(home: Path) -> None:
    """What is passed in is found without the disk."""
    registry = Registry(
        [Model(document("a/one", aliases=["a/alias"]), Origin("a"))], Catalog(home)
    )

    with opening() as opened:
        assert registry["a/one"] is registry["a/alias"]

    assert opened == []


def test_a_slip_of_the_pen_opens_the_index_alone(home: Path) -> None:
    """The suggestions come from the index."""
    with (
        opening() as opened,
        pytest.raises(UnknownModel, match="acme/text-to-image/v0"),
    ):
        Registry([], Catalog(home))["acme/text-to-imag/v0"]

    assert opened == [str(home / "catalog.index")]


def test_only_the_models_in_use_are_kept(home: Path) -> None:
    """Reading every document doesn't hold ten thousand in memory."""
    catalog = Catalog(home)

    for row in catalog.listing()[:500]:
        catalog.read(row.endpoint_id)

    assert len(catalog._read) == 128
