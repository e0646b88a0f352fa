"""What a listed model is to the catalog, and what is noted of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from handmade import object_of, queued

from limner_registry.catalog import Catalog
from limner_registry.catalog.documents import file_name
from limner_registry.comparison import Severity
from limner_registry.errors import SyncUnderWay
from limner_registry.openapi import DOCUMENT
from limner_registry.syncing import Intake, Kind, ListedModel, ListPage, Report, Store
from limner_registry.syncing.listed import document_of

SOURCE = "https://api.acme.example/models"
LAMP = ListedModel("acme/lamp", queued(object_of(prompt={"type": "string"})), status="active")
BARE = replace(LAMP, openapi=queued(object_of()))
MADE = document_of(LAMP, "fal").document
FACTS = {name: value for name, value in MADE.items() if name not in {"input", "output"}}


@dataclass
class Home:
    """A home, and passes through a list into its catalog."""

    path: Path

    @property
    def catalog(self) -> Catalog:
        return Catalog(self.path)

    @property
    def document(self) -> dict[str, Any]:
        return dict(self.catalog.read("acme/lamp").document)

    def begun(self, *, clock: float = 1e9, source: str = SOURCE, **options: Any) -> Intake:
        store = Store(self.path, source)
        intake = Intake(self.catalog, store, "fal", clock=lambda: clock, **options)
        intake.begin(source)
        return intake

    def synced(self, *models: ListedModel, **options: Any) -> Report:
        """A whole pass; what is missing isn't found by its id either."""
        intake = self.begun(**options)
        intake.take(ListPage(models), None)
        for name in intake.missing():
            intake.lose(name)
        return intake.finish()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def kinds(report: Report) -> dict[str, str]:
    return {name: str(one.kind) for name, one in report.outcomes.items()}


def rules(report: Report) -> list[str]:
    return [change["rule"] for one in report.outcomes.values() for change in one.changes]


def test_what_the_list_tells_comes_first(home: Home) -> None:
    """Title, category and description are the list's; what it doesn't tell is the document's."""
    home.synced(replace(LAMP, title="A lamp", category="text-to-light", description="Shines."))

    assert (home.document["title"], home.document["category"]) == ("A lamp", "text-to-light")
    assert (home.document["description"], home.document["provider"]) == ("Shines.", "fal")
    assert "deprecated" not in home.document


def test_the_same_again_is_unchanged(home: Home) -> None:
    """A second pass finds nothing to do."""
    home.synced(LAMP)

    assert kinds(home.synced(LAMP)) == {"acme/lamp": "unchanged"}


def test_changes_are_told_by_the_rules(home: Home) -> None:
    """With their severities, as `limner schema diff` has them; texts alone are no change."""
    home.synced(LAMP)
    breaking = home.synced(BARE)
    texts = home.synced(replace(BARE, description="Another."))

    assert (kinds(breaking), rules(breaking)) == ({"acme/lamp": "changed"}, ["parameter-removed"])
    assert (kinds(texts), rules(texts)) == ({"acme/lamp": "changed"}, [])
    assert [one.has(Severity.WARNING) for one in (breaking, texts)] == [True, False]
    assert home.document["description"] == "Another."


def test_a_retired_model_is_a_warning(home: Home) -> None:
    """The document says so from then on; whoever waits for what breaks isn't stopped."""
    home.synced(LAMP)
    report = home.synced(replace(LAMP, status="deprecated"))

    assert rules(report) == ["model-deprecated"]
    assert [report.has(one) for one in (Severity.BREAKING, Severity.WARNING)] == [False, True]
    assert home.document["deprecated"]


REFUSED = {
    "no document": (replace(LAMP, openapi=None), "the list brings no OpenAPI document of it."),
    "an error": (replace(LAMP, openapi=None, reason="it is too large"), "it is too large"),
    "not OpenAPI": (replace(LAMP, openapi={}), "it is no OpenAPI document"),
    "not an id": (replace(LAMP, endpoint_id="../lamp"), "is no endpoint id"),
    "no id": (replace(LAMP, endpoint_id=""), "the list tells no id of it."),
    "of another": (
        replace(LAMP, openapi={**(LAMP.openapi or {}), DOCUMENT: {**FACTS, "provider": "acme"}}),
        "acme runs it",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_broken_model_is_refused_with_its_reason(home: Home, case: str) -> None:
    """The others go in, and the document that the catalog has of it stays."""
    broken, reason = REFUSED[case]
    home.synced(LAMP)

    report = home.synced(broken, replace(LAMP, endpoint_id="acme/other"))

    (refused,) = report.of(Kind.REFUSED).values()
    assert reason in refused.reason
    assert "properties" in home.document["input"]
    assert home.catalog.read("acme/other")


def test_models_without_an_id_are_counted_one_by_one(home: Home) -> None:
    """Where they are is told, for nothing else names them."""
    nameless = replace(LAMP, endpoint_id="")

    report = home.synced(nameless, LAMP, nameless)

    assert list(report.of(Kind.REFUSED)) == ["model 1 of page 1", "model 3 of page 1"]


def test_what_was_repaired_is_told_of_new_documents(home: Home) -> None:
    """Once: a document that didn't change isn't spoken of again."""
    broken = replace(LAMP, openapi=queued(object_of(x={"type": "integer", "default": "a"})))

    assert list(home.synced(broken).repaired) == ["acme/lamp"]
    assert home.synced(broken).repaired == {}


@pytest.mark.parametrize("before", [True, False])
def test_the_users_own_document_stays(home: Home, *, before: bool) -> None:
    """One that was there before the first pass, and one that came since; both are told of."""
    if not before:
        home.synced(LAMP)
    home.catalog.add([own := {**MADE, "title": "Mine"}])

    reports = [home.synced(BARE), home.synced(LAMP), home.synced()]

    assert [kinds(one) for one in reports] == [{"acme/lamp": "kept"}] * 2 + [{}]
    assert home.document == own


def test_a_document_equal_to_the_lists_becomes_the_lists(home: Home) -> None:
    """Whoever put the provider's own document in gets its changes."""
    home.catalog.add([MADE])

    assert kinds(home.synced(LAMP)) == {"acme/lamp": "unchanged"}
    assert kinds(home.synced(BARE)) == {"acme/lamp": "changed"}


def test_a_damaged_file_is_not_overwritten(home: Home) -> None:
    """It may hold somebody's work; what is wrong with it is told."""
    home.synced(LAMP)
    file = Path(home.catalog.folder, file_name("acme/lamp"))
    file.write_text("{my notes", encoding="utf-8")

    report = home.synced(BARE)

    assert "is damaged" in report.of(Kind.KEPT)["acme/lamp"].reason
    assert file.read_text(encoding="utf-8") == "{my notes"
    assert home.synced().of(Kind.GONE) == {}


def test_a_model_that_is_gone_is_kept_and_marked(home: Home) -> None:
    """It's told once as a change, and from then on as gone; one that returns is restored."""
    home.synced(LAMP)
    gone, still = home.synced(), home.synced()

    assert (kinds(gone), gone.has(Severity.BREAKING)) == ({"acme/lamp": "gone"}, True)
    assert (kinds(still), still.gone_before) == ({}, ("acme/lamp",))
    assert not still.has(Severity.WARNING)
    assert home.document["deprecated"]
    assert rules(home.synced(LAMP)) == ["model-restored"]
    assert "deprecated" not in home.document


@pytest.mark.parametrize("at_once", [True, False])
def test_prune_takes_out_what_is_gone(home: Home, *, at_once: bool) -> None:
    """Whether it's gone since now or before; which ones is told."""
    home.synced(LAMP)
    if not at_once:
        home.synced()

    report = home.synced(prune=True)

    assert (report.pruned, report.gone_before) == (("acme/lamp",), ())
    assert home.catalog.listing() == []
    assert home.synced().gone_before == ()


def test_prune_leaves_what_the_user_put_there(home: Home) -> None:
    """Also in place of a model that was gone."""
    home.synced(LAMP)
    home.synced()
    home.catalog.add([own := {**MADE, "title": "Mine"}])

    assert home.synced(prune=True).pruned == ()
    assert home.document == own


def test_what_the_user_removed_is_not_gone(home: Home) -> None:
    """It comes again with the list, and without it nothing is said."""
    home.synced(LAMP)
    home.catalog.remove(["acme/lamp"])
    assert kinds(home.synced()) == {}

    assert kinds(home.synced(LAMP)) == {"acme/lamp": "added"}


def files(home: Path) -> dict[str, bytes]:
    """All documents and notes; the index is made anew by whoever reads it."""
    return {str(path): path.read_bytes() for path in home.rglob("*.json")}


def test_a_dry_run_writes_nothing_and_tells_the_same(home: Home) -> None:
    """What is new, changed, gone and taken out is what the real pass then finds."""
    home.synced(LAMP, replace(LAMP, endpoint_id="acme/gone"))
    now = BARE, replace(LAMP, endpoint_id="acme/new")
    before = files(home.path)

    dry = home.synced(*now, dry_run=True, prune=True)

    assert files(home.path) == before
    assert dry == home.synced(*now, prune=True)
    assert kinds(dry) == {"acme/lamp": "changed", "acme/new": "added", "acme/gone": "gone"}


def interrupted(home: Home, *models: ListedModel) -> None:
    """A pass that ends after its first page."""
    home.begun().take(ListPage(models, "second"), None)


@pytest.mark.parametrize(("hours", "cursor"), [(1, "second"), (25, None), (-1, None)])
def test_an_interrupted_pass_lasts_a_day(home: Home, hours: float, cursor: str | None) -> None:
    """Later, or if the clock was set back, the list is read from its start."""
    interrupted(home, LAMP)

    intake = home.begun(clock=1e9 + hours * 3600)

    assert intake.cursor == cursor
    assert intake.met == (1 if cursor else 0)


def test_what_a_pass_brought_that_was_given_up_is_the_lists(home: Home) -> None:
    """What it changed isn't taken for the user's own by the next one."""
    home.synced(LAMP)
    interrupted(home, BARE)

    report = home.synced(replace(LAMP, description="Newer."), clock=1e9 + 48 * 3600)

    assert kinds(report) == {"acme/lamp": "changed"}
    assert rules(report) == ["parameter-added"]


def test_a_dry_run_leaves_an_interrupted_pass_alone(home: Home) -> None:
    """It tells what is left to come, and the pass can be gone on with."""
    interrupted(home, LAMP)
    before = files(home.path)

    dry = home.synced(LAMP, replace(LAMP, endpoint_id="acme/new"), dry_run=True)

    assert kinds(dry) == {"acme/lamp": "unchanged", "acme/new": "added"}
    assert (files(home.path), home.begun().cursor) == (before, "second")


def test_each_list_is_noted_for_itself(home: Home) -> None:
    """What one list brought isn't gone because another hasn't it, nor overwritten by it."""
    home.synced(LAMP)

    elsewhere = home.synced(source="http://127.0.0.1:1/models")

    assert (kinds(elsewhere), home.synced(LAMP).gone_before) == ({}, ())
    assert kinds(home.synced(BARE, source="http://127.0.0.1:1/models")) == {"acme/lamp": "kept"}


@pytest.mark.parametrize("data", [b"", b"{", b'{"known": 1}', b'{"known": {"a": {}}}', b"\xff"])
def test_a_damaged_note_costs_no_document(home: Home, data: bytes) -> None:
    """Then nothing counts as the list's, and that is said."""
    home.synced(LAMP)
    (note,) = (home.path / "sync").glob("*.json")
    note.write_bytes(data)

    report = home.synced(BARE)

    assert kinds(report) == {"acme/lamp": "kept"}
    assert "damaged" in report.notes[0]
    assert home.synced(LAMP).notes == ()


def test_one_process_at_a_time(home: Home) -> None:
    """A second one is told to wait, and what a killed one left is cleared away."""
    store = Store(home.path, SOURCE)
    with store.alone():
        left = home.path / "sync" / ".x.part"
        left.touch()
        with pytest.raises(SyncUnderWay), Store(home.path, SOURCE).alone():
            pass

    with store.alone():
        assert not left.exists()


def test_a_model_that_comes_twice_counts_once(home: Home) -> None:
    """As when the list's order changes while it's read."""
    intake = home.begun()
    intake.take(ListPage((LAMP, LAMP), "second"), None)
    intake.take(ListPage((LAMP, replace(LAMP, openapi=None))), "second")

    assert kinds(intake.finish()) == {"acme/lamp": "added"}
