"""A pass through a list, page after page, into the catalog."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from limner_registry.catalog import CATALOG
from limner_registry.comparison import compare
from limner_registry.errors import InvalidDocument, NotImportable
from limner_registry.model import Model
from limner_registry.syncing.listed import document_of
from limner_registry.syncing.report import Report
from limner_registry.syncing.state import Kind, Known, Outcome, Pass, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from limner_registry.catalog import Catalog
    from limner_registry.syncing.listed import ListedModel, ListPage
    from limner_registry.syncing.state import Store

LASTING = 24 * 3600.0
"""Seconds after which a pass that was interrupted isn't gone on with."""

FEW = 20
"""How many models may be missing however few there are; above, at most half of them."""

YOURS = (
    "the catalog has another document of it, which isn't from the list; `limner models remove`"
    " that to have the list's"
)


class Intake:
    """Takes a provider's list into a catalog; one object for one pass.

    Args:
        catalog: What is filled.
        store: Where it is noted what came from the list.
        provider: Whose list it is.
        dry_run: Whether nothing is written, and all is only judged.
        prune: Whether models that are gone are taken out of the catalog.
        clock: Seconds since 1970.
    """

    def __init__(  # noqa: PLR0913 -- each has a default but the first three
        self,
        catalog: Catalog,
        store: Store,
        provider: str,
        *,
        dry_run: bool = False,
        prune: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._catalog = catalog
        self._store = store
        self._provider = provider
        self._dry_run = dry_run
        self._prune = prune
        self._clock = clock
        self._state, self._pass = State(), Pass(wanted="", began=0)
        self._notes: list[str] = []
        self._whole = False

    @property
    def met(self) -> int:
        """How many models the pass has met."""
        return len(self._pass.outcomes)

    @property
    def cursor(self) -> str | None:
        """What names the page that the pass has reached; None for the first one."""
        return self._pass.cursor

    @property
    def folder(self) -> str:
        """Where the catalog is."""
        return self._catalog.folder

    @property
    def remains(self) -> str:
        """What an interrupted pass leaves behind, as a part of a sentence; perhaps nothing."""
        if self._dry_run or not self.met:
            return ""
        return (
            f"{self.met:,} models are done, and the same command, called within a day, goes on"
            " from there"
        )

    def begin(self, wanted: str) -> str | None:
        """Begin a pass, or go on with the one that was interrupted.

        Args:
            wanted: What is read: the address of its first page.

        Returns:
            What names the page to go on with; None for the first one.
        """
        self._state, sound = self._store.load()
        if not sound:
            self._notes = ["what the last sync noted is damaged, so nothing counts as its own"]
        left, now = self._state.unfinished, self._clock()
        fits = left and left.wanted == wanted and 0 <= now - left.began < LASTING
        if left and fits and not self._dry_run:
            self._pass = left
        else:
            self._pass = Pass(wanted=wanted, began=now)
            self._settle(left.outcomes if left else {})
        self._state.unfinished = self._pass
        return self.cursor

    def take(self, page: ListPage, cursor: str | None) -> None:
        """Judge the models of a page, note that, and put their documents in.

        Args:
            page: The page.
            cursor: What names it.

        Raises:
            OSError: The disk is full, or the home can't be written to.
        """
        self._pass.cursor = cursor
        self._put(self._judged(page.models))
        self._pass.cursor = page.cursor or cursor
        self._note()

    def take_found(self, models: Iterable[ListedModel]) -> None:
        """As `take`, of models that were asked for by their ids when the list was at its end."""
        self._put(self._judged(models))
        self._note()

    def missing(self) -> list[str]:
        """The models that earlier passes brought, weren't gone, and this one hasn't met.

        None at all where so many are missing that the list itself must be at fault.
        """
        known = [name for name, one in self._state.known.items() if not one.gone]
        missing = [name for name in known if name not in self._pass.outcomes]
        if len(missing) > max(FEW, len(known) // 2):
            self._notes.append(
                f"the list lacks {len(missing):,} of the {len(known):,} models that it had: that"
                " is taken for a fault of the list, and none of them for gone"
            )
            self._whole = False
            return []
        self._whole = True
        return missing

    def lose(self, endpoint_id: str) -> None:
        """Mark a model that isn't listed any more; the user's own document stays as it is.

        Raises:
            OSError: As `take`.
        """
        old = self._own(endpoint_id)
        if old is None:
            del self._state.known[endpoint_id]
            return
        marked = {**old.document, "deprecated": True}
        outcome = Outcome(kind=Kind.GONE, sha256=Model(marked, CATALOG).sha256)
        self._pass.outcomes[endpoint_id] = outcome
        self._put([marked])

    def finish(self) -> Report:
        """End the pass, and note what the list has brought.

        Raises:
            OSError: As `take`.
        """
        outcomes, known = self._pass.outcomes, self._state.known
        before = [n for n, one in known.items() if one.gone and n not in outcomes and self._own(n)]
        gone = [name for name, one in outcomes.items() if one.kind is Kind.GONE]
        for name, one in outcomes.items():
            if one.kind is Kind.KEPT:
                known.pop(name, None)
            elif one.sha256:
                known[name] = Known(sha256=one.sha256, gone=one.kind is Kind.GONE)
        pruned = [*before, *gone] if self._prune and self._whole else []
        self._end(pruned)
        left = [name for name in before if name not in pruned]
        return Report(outcomes, self._whole, tuple(left), tuple(pruned), tuple(self._notes))

    def _judged(self, models: Iterable[ListedModel]) -> list[Mapping[str, Any]]:
        """The documents that are to go in; what each model is to the catalog is kept."""
        made = [self._document(one, number) for number, one in enumerate(models, 1)]
        return [document for document in made if document]

    def _document(self, listed: ListedModel, number: int) -> Mapping[str, Any] | None:
        name = listed.endpoint_id or f"model {number} of page {self.cursor or 1}"
        try:
            made = document_of(listed, self._provider)
        except NotImportable as refusal:
            at = f"at {refusal.pointer}: " if refusal.pointer else ""
            refused = Outcome(kind=Kind.REFUSED, reason=at + refusal.reason)
            self._pass.outcomes.setdefault(name, refused)
            return None
        new = Model(made.document, CATALOG)
        outcome = self._outcome(new, made.notes)
        self._pass.outcomes[name] = outcome
        return new.document if outcome.kind in {Kind.ADDED, Kind.CHANGED} else None

    def _outcome(self, new: Model, notes: Iterable[str]) -> Outcome:
        """What a document is to the catalog, or was when the pass first met it."""
        try:
            old = self._found(new.endpoint_id)
        except InvalidDocument as damage:
            reason = f"its file in the catalog is damaged: {'; '.join(damage.problems)}"
            return Outcome(kind=Kind.KEPT, reason=reason)
        if old and old.sha256 not in {new.sha256, *self._noted(new.endpoint_id)}:
            return Outcome(kind=Kind.KEPT, reason=YOURS)
        before = self._pass.outcomes.get(new.endpoint_id)
        if before and before.sha256 == new.sha256:
            return before
        if old is None:
            return Outcome(kind=Kind.ADDED, sha256=new.sha256, notes=list(notes))
        if old.sha256 == new.sha256:
            return Outcome(kind=Kind.UNCHANGED, sha256=new.sha256)
        changes = [change.as_json() for change in compare(old.document, new.document)]
        return Outcome(kind=Kind.CHANGED, sha256=new.sha256, notes=list(notes), changes=changes)

    def _own(self, endpoint_id: str) -> Model | None:
        """The catalog's model of an id, if it is as the list brought it."""
        try:
            model = self._found(endpoint_id)
        except InvalidDocument:
            return None
        return model if model and model.sha256 in self._noted(endpoint_id) else None

    def _settle(self, outcomes: Mapping[str, Outcome]) -> None:
        """Count what a pass has put in, which isn't gone on with, among what the list brought."""
        for name, one in outcomes.items():
            known = Known(sha256=one.sha256, gone=one.kind is Kind.GONE)
            before = self._state.known.get(name)
            self._state.known[name] = known
            if not self._own(name):
                self._state.known.pop(name)
                self._state.known |= {name: before} if before else {}

    def _found(self, endpoint_id: str) -> Model | None:
        """The catalog's model of an id, not of an alias."""
        model = self._catalog.find(endpoint_id)
        return model if model and model.endpoint_id == endpoint_id else None

    def _noted(self, endpoint_id: str) -> set[str]:
        """The identities of the documents that came from the list."""
        known = self._state.known.get(endpoint_id), self._pass.outcomes.get(endpoint_id)
        return {one.sha256 for one in known if one}

    def _put(self, documents: list[Mapping[str, Any]]) -> None:
        """Let documents go in, when what they are to the catalog has been noted."""
        if documents and not self._dry_run:
            self._note()
            self._catalog.add(documents)

    def _note(self) -> None:
        if not self._dry_run:
            self._store.save(self._state)

    def _end(self, pruned: list[str]) -> None:
        for name in pruned:
            del self._state.known[name]
        self._state.unfinished = None
        if not self._dry_run:
            self._catalog.remove(pruned)
        self._note()
