"""The user's catalog: documents go in, are listed, found and taken out."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from synthetic import document, documents

from limner_registry import InvalidDocument, UnknownModel, search
from limner_registry.catalog import CATALOG, Catalog, Changes, Row
from limner_registry.catalog.documents import file_name

LAMP = "acme/lamp"


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog(tmp_path / "home")


def test_a_catalog_that_nobody_made_is_empty(catalog: Catalog) -> None:
    """Looking makes nothing, and finds nothing."""
    assert not catalog.exists
    assert catalog.listing() == catalog.search("lamp") == []
    assert catalog.problems == {}
    with pytest.raises(UnknownModel):
        catalog.read(LAMP)
    assert not Path(catalog.home).exists()


def test_what_was_added_is_there(catalog: Catalog) -> None:
    """A document comes back as it was, and its row tells what a listing shows."""
    lamp = document(LAMP, title="Lampe à l'huile", deprecated=True, successor="acme/lantern")

    assert catalog.add([lamp]) == Changes((LAMP,), (), ())

    model = Catalog(catalog.home).read(LAMP)
    assert model.document == lamp
    assert model.origin == CATALOG
    assert catalog.listing() == [
        Row(
            *(LAMP, "Lampe à l'huile", "text-to-image", "sandbox"),
            *(True, "acme/lantern", model.sha256, CATALOG),
        )
    ]


def test_adding_tells_what_it_changed(catalog: Catalog) -> None:
    """A document of an id that was there takes its place; one that's the same isn't written."""
    catalog.add([document("a/same"), document("a/other")])
    before = (Path(catalog.folder) / file_name("a/same")).stat()

    changes = catalog.add(
        [document("a/same"), document("a/other", title="Changed"), document("a/new")]
    )

    assert changes == Changes(added=("a/new",), replaced=("a/other",), unchanged=("a/same",))
    assert catalog.read("a/other").title == "Changed"
    assert [row.title for row in catalog.listing()] == ["Lamp", "Changed", "Lamp"]
    assert (Path(catalog.folder) / file_name("a/same")).stat().st_ino == before.st_ino


def test_what_was_removed_is_gone(catalog: Catalog) -> None:
    """Taking out is for good; with an unknown id among them, nothing is taken out."""
    catalog.add([document("a/one"), document("a/two")])
    with pytest.raises(UnknownModel, match="a/three"):
        catalog.remove(["a/one", "a/three"])
    assert len(catalog.listing()) == 2

    catalog.remove(["a/one"])

    assert [row.endpoint_id for row in catalog.listing()] == ["a/two"]
    assert catalog.find("a/one") is None


def test_ids_that_differ_in_case_are_two(catalog: Catalog) -> None:
    """Their files have names that no disk takes for one."""
    ids = ["CassetteAI/music-generator", "cassetteai/music-generator"]

    catalog.add([document(one, title=one) for one in ids])

    assert [catalog.read(one).title for one in ids] == ids
    assert [row.endpoint_id for row in catalog.listing()] == ids
    assert len({path.name.lower() for path in Path(catalog.folder).iterdir()}) == 2


@pytest.mark.parametrize(
    "endpoint_id", ["../../etc/passwd", "con", "a/" + "b" * 400, "über/ö", "a\\b:c*?", ".hidden/x"]
)
def test_a_file_name_stays_in_its_folder(endpoint_id: str, catalog: Catalog) -> None:
    """Whatever an id is, its file is in the catalog's folder, and it is found again."""
    catalog.add([document(endpoint_id)])

    assert catalog.read(endpoint_id).endpoint_id == endpoint_id
    (path,) = Path(catalog.folder).iterdir()
    assert path.name.isascii()
    assert len(path.name) < 130
    assert catalog.problems == {}


@pytest.mark.parametrize(
    "text", ["two\nlines", "back\\slash", "\\n", "\x1f\x85\u2028", "灯", "lone \ud800", "\0", " "]
)
def test_any_text_comes_back(text: str, catalog: Catalog) -> None:
    """A listing has titles, categories and providers to the letter."""
    catalog.add([document("a/one"), document("b/two", title=text, category=text, provider=text)])

    row = Catalog(catalog.home).listing()[1]

    assert (row.title, row.category, row.provider) == (text, text, text)
    assert catalog.read("b/two").title == text
    assert row.sha256 == catalog.read("b/two").sha256


def test_an_alias_finds_its_model(catalog: Catalog) -> None:
    """An alias is found, unless it's an id, or two models claim it; that is told."""
    catalog.add(
        [
            document("a/one", aliases=["old/one", "old/both", "b/two"]),
            document("b/two", aliases=["old/both"]),
        ]
    )

    assert catalog.read("old/one").endpoint_id == "a/one"
    assert catalog.read("b/two").endpoint_id == "b/two"
    assert catalog.find("old/both") is None
    assert catalog.problems == {
        "old/both": "the alias old/both is claimed by a/one and b/two, so it means neither"
    }


def test_search_is_the_registrys(catalog: Catalog) -> None:
    """The index ranks as `search` does over the models themselves."""
    catalog.add(documents(60))
    models = [catalog.read(row.endpoint_id) for row in catalog.listing()]
    queries = (
        "lamp",
        "V1",
        "text image acme",
        "option_5_1",
        "7th kind",
        "dune/text v0",
        "nowhere",
    )

    for query in queries:
        expected = [model.endpoint_id for model in search(models, query)]
        assert [row.endpoint_id for row in catalog.search(query)] == expected
    assert catalog.search("  ", category="text-to-audio") == [
        row for row in catalog.listing() if row.category == "text-to-audio"
    ]
    assert catalog.search("lamp", provider="fal") == []


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"title": None}, "title: missing"),
        ({"document_version": 2}, "document_version is 2"),
        ({"aliases": ["a b"]}, "'a b' is no endpoint id"),
        ({"input": {"default": float("nan")}}, "it is not JSON"),
        ({"input": {"default": object()}}, "it is not JSON"),
    ],
)
def test_what_could_not_be_read_back_is_refused(
    facts: dict[str, object], problem: str, catalog: Catalog
) -> None:
    """If one document can't be in a catalog, none of the call's documents is put in."""
    with pytest.raises(InvalidDocument, match=problem):
        catalog.add([document("a/good"), document("a/bad", **facts)])

    assert catalog.listing() == []


def test_a_model_is_read_once_and_again_when_it_changes(catalog: Catalog) -> None:
    """The verdict is built once, and another process's document is seen."""
    catalog.add([document(LAMP)])
    model = catalog.read(LAMP)

    assert catalog.read(LAMP) is model
    Catalog(catalog.home).add([document(LAMP, title="Brighter")])
    assert catalog.read(LAMP).title == "Brighter"


def test_another_process_gets_the_home_only(catalog: Catalog) -> None:
    """A catalog travels as the name of its home."""
    catalog.add([document(LAMP)])

    again = pickle.loads(pickle.dumps(catalog))  # noqa: S301 -- our own

    assert again.home == catalog.home
    assert again.read(LAMP).document == document(LAMP)
    assert repr(again) == f"<Catalog in {catalog.folder}>"


def test_a_document_is_one_line_of_json(catalog: Catalog) -> None:
    """What is in the folder can be read by anything, with its parameters in their order."""
    properties = {"zoom": {"type": "integer"}, "angle": {"type": "integer"}}
    catalog.add([document(LAMP, input={"type": "object", "properties": properties})])

    (path,) = Path(catalog.folder).iterdir()

    assert list(json.loads(path.read_bytes())["input"]["properties"]) == ["zoom", "angle"]
    assert path.read_bytes().count(b"\n") == 1
