"""A provider's model list -> the catalog: read page by page, to its end."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from limner.effects import on_disk
from limner.errors import CredentialError, ListUnreadable, TransportError, Unreachable
from limner.retry import LIST, TOO_MANY, patiently
from limner_registry.syncing import ListPage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from limner.effects import Path
    from limner.provider import Account, Catalogued
    from limner.transport import HttpAnswer, HttpCall
    from limner_registry.syncing import Intake, Report

AT_ONCE = 10
"""How many models are asked for by their ids in one call."""

MOST_IDLE = 20
"""How many pages may follow each other without a model that hadn't come before."""

_REFUSALS = range(400, 500)
_NOT_FOUND = 404


@dataclass(frozen=True)
class ModelList:
    """A provider's model list, or a part of it.

    Attributes:
        account: The provider, and the key if there is one.
        catalogued: The same provider, as the one that publishes the list.
        category: Only models of this category.
        query: Only models that fit these words.
        chance: A number from 0 to below 1, anew at each call.
    """

    account: Account
    catalogued: Catalogued
    category: str | None = None
    query: str | None = None
    chance: Callable[[], float] = random.random

    @property
    def is_whole(self) -> bool:
        """Whether no model is left out."""
        return not self.category and not self.query

    def page(self, cursor: str | None) -> HttpCall:
        """The call for a page."""
        return self.catalogued.catalog(cursor, category=self.category, query=self.query)


def sync(listing: ModelList, intake: Intake, say: Callable[[str], None]) -> Path[Report]:
    """Take a list into a catalog, from where the last pass stopped if it was interrupted.

    Args:
        listing: What is read.
        intake: What takes it.
        say: Told how far it is.

    Raises:
        Unreachable: The provider can't be reached, or answers with what is no page.
        ListUnreadable: It doesn't give the list, or the list has no end.
        CredentialError: It doesn't accept the key.
        OSError: The disk is full, or the home can't be written to.
    """
    cursor = yield from on_disk(intake.begin, listing.page(None).url)
    page, cursor = yield from _first(listing, cursor)
    end = _End(_name(listing))
    yield from on_disk(intake.take, page, cursor)
    while page.cursor is not None:
        say(f"{intake.met:,} models")
        end.check(page)
        cursor = page.cursor
        page = _read(listing, (yield from _answer(listing, listing.page(cursor))))
        yield from on_disk(intake.take, page, cursor)
    if listing.is_whole:
        yield from _look_for_missing(listing, intake, say)
    return (yield from on_disk(intake.finish))


class _End:
    """Makes sure that a list comes to one."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._cursors: set[str | None] = set()
        self._ids: set[str] = set()
        self._idle = 0

    def check(self, page: ListPage) -> None:
        """Look at a page that isn't the last one."""
        ids = {one.endpoint_id for one in page.models}
        self._idle = 0 if ids - self._ids else self._idle + 1
        if page.cursor in self._cursors or self._idle > MOST_IDLE:
            raise ListUnreadable(f"the model list of {self._name} goes in a circle")
        self._ids |= ids
        self._cursors.add(page.cursor)


def _first(listing: ModelList, cursor: str | None) -> Path[tuple[ListPage, str | None]]:
    """The page to begin with: the very first one if the provider doesn't know the other."""
    answer = yield from _answer(listing, listing.page(cursor))
    if cursor and answer.status in _REFUSALS and not LIST.admits(answer):
        cursor = None
        answer = yield from _answer(listing, listing.page(None))
    return _read(listing, answer), cursor


def _look_for_missing(
    listing: ModelList, intake: Intake, say: Callable[[str], None]
) -> Path[None]:
    """Ask for the models that the list has lost; only those that aren't found are gone."""
    missing = yield from on_disk(intake.missing)
    for start in range(0, len(missing), AT_ONCE):
        say(f"{intake.met:,} models; looking for {len(missing) - start:,} that are missing")
        yield from _look_for(listing, intake, missing[start : start + AT_ONCE])


def _look_for(listing: ModelList, intake: Intake, ids: Sequence[str]) -> Path[None]:
    """Ask for models by their ids; those that don't come along with others, one by one."""
    answer = yield from _answer(listing, listing.catalogued.catalog(ids=ids))
    page = ListPage(()) if answer.status == _NOT_FOUND else _read(listing, answer)
    found = [one for one in page.models if one.endpoint_id in ids and one.status]
    yield from on_disk(intake.take_found, found)
    left = [name for name in ids if name not in {one.endpoint_id for one in found}]
    for name in left:
        if len(ids) > 1:
            yield from _look_for(listing, intake, [name])
        else:
            yield from on_disk(intake.lose, name)


def _answer(listing: ModelList, call: HttpCall) -> Path[HttpAnswer]:
    """The answer to a call, asked for patiently: what can't be read is asked for again."""
    catalogued = listing.catalogued

    def unreadable(answer: HttpAnswer) -> bool:
        if catalogued.read_catalog(answer) is not None:
            return False
        return LIST.admits(answer) or not (
            answer.status in _REFUSALS or catalogued.catalog_error(answer)
        )

    signed = listing.account.sign(call)
    try:
        return (yield from patiently(signed, LIST, chance=listing.chance, again=unreadable))
    except TransportError as failure:
        raise Unreachable(
            f"{_name(listing)} can't be reached for its model list: {failure}"
        ) from failure


def _read(listing: ModelList, answer: HttpAnswer) -> ListPage:
    page = listing.catalogued.read_catalog(answer)
    if page is None:
        _refuse(listing, answer)
    return page


def _refuse(listing: ModelList, answer: HttpAnswer) -> NoReturn:
    error = listing.catalogued.catalog_error(answer)
    if isinstance(error, CredentialError):
        raise error
    told = f": {error}" if error else ""
    if answer.status == TOO_MANY and not listing.account.key:
        told += "; with a key it can be asked more often"
    kind = ListUnreadable if answer.status in _REFUSALS and error else Unreachable
    raise kind(f"the model list of {_name(listing)} can't be read: HTTP {answer.status}{told}")


def _name(listing: ModelList) -> str:
    return listing.account.provider.name
