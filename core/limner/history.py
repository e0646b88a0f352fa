"""A provider's list of past requests, and which rows of the journal are in it.

A row is adopted where exactly one request can be it, or as many as there are rows like it;
equal calls that were made elsewhere can't be told apart, which a random seed prevents. It is
freed where the list shows a request of this journal from then or before, so that it is the
right account's and goes back far enough, and none from the row's time that isn't some other
row's, long after it would have to be there. Else it stays unknown.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from limner.journal import is_whole, journaled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from limner.journal import Entry

SKEW = 120.0
"""Seconds by which the provider's clock and ours may differ."""

ON_ITS_WAY = 60.0
"""Seconds for which a POST may be on its way after its process was gone."""

LONGEST_SUBMIT = 300.0
"""Seconds for which a process tries to submit a row at most."""

OLDEST = 30 * 86_400.0
"""Seconds after which a row is left alone: the list needn't go back so far."""


@dataclass(frozen=True)
class PastRequest:
    """A finished request, as the provider lists it.

    Attributes:
        request_id: The provider's id.
        sent_at: When it arrived there, in seconds since 1970.
        arguments: What was sent; None where the list doesn't tell.
    """

    request_id: str
    sent_at: float
    arguments: Mapping[str, Any] | None = field(repr=False)


@dataclass(frozen=True)
class HistoryPage:
    """A page of the list.

    Attributes:
        requests: In any order.
        cursor: What names the next page; None on the last one.
    """

    requests: tuple[PastRequest, ...]
    cursor: str | None = None


@dataclass(frozen=True)
class Finding:
    """What a list says of a row.

    Attributes:
        entry: The row.
        request_id: The request that it is; None if that isn't known.
        never_sent: Whether it certainly isn't there.
        reason: Why, as a sentence without its full stop.
    """

    entry: Entry
    request_id: str | None
    never_sent: bool
    reason: str


def findings(  # noqa: PLR0913 -- two of them times, by name
    unknown: Iterable[Entry],
    pending: Iterable[Entry],
    past: Collection[PastRequest],
    taken: Collection[str],
    *,
    settled: float,
    now: float,
) -> list[Finding]:
    """What the list of a model says of each row whose outcome is unknown.

    Args:
        unknown: The rows, all of one model.
        pending: Rows of it that are just being submitted: a request may be theirs.
        past: The whole list, from a day before the first row on.
        taken: The request ids that other rows have.
        settled: What became unknown before this time, in seconds since 1970, would be in
            the list by now.
        now: The time, likewise.
    """
    if any(request.arguments is None for request in past):
        told = "the provider's list doesn't show what was sent, so nothing can be compared"
        return [left(entry, told) for entry in unknown]
    alike = _by_arguments(past, taken)
    busy = {_text(entry.arguments) for entry in pending}
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in unknown:
        groups[_text(entry.arguments)].append(entry)
    found: list[Finding] = []
    for text, rows in groups.items():
        if text in busy:
            told = "the same call is just being submitted; ask again when that is done"
            found += [left(entry, told) for entry in rows]
        else:
            found += _of_alike(rows, alike[text])
    adopted = {one.request_id for one in found}
    free = [one for one in past if one.request_id not in taken and one.request_id not in adopted]
    ours = [one for one in past if one.request_id in taken]
    return [
        one if one.request_id or one.reason else _absent(one.entry, free, ours, settled, now)
        for one in found
    ]


def _of_alike(rows: Sequence[Entry], requests: Sequence[PastRequest]) -> list[Finding]:
    """The findings on rows with the same arguments; without a reason where nothing can be it."""
    found: list[Finding] = []
    for group, near in _neighbourhoods(rows, requests):
        if not near:
            found += [left(row, "") for row in group]
        elif len(near) == len(group):
            pairs = zip(group, near, strict=True)
            found += [_adopted(row, request) for row, request in pairs]
        else:
            told = f"the provider lists {len(near)} such requests for {len(group)} such rows"
            found += [left(row, told) for row in group]
    return found


def _neighbourhoods(
    rows: Sequence[Entry], requests: Sequence[PastRequest]
) -> Iterable[tuple[list[Entry], list[PastRequest]]]:
    """Rows whose requests could be each other's, together with these, both in time's order."""
    group: list[Entry] = []
    for row in sorted(rows, key=lambda entry: entry.created):
        if group and _begin(row) > _end(group[-1]):
            yield group, _between(requests, group)
            group = []
        group.append(row)
    if group:
        yield group, _between(requests, group)


def _between(requests: Sequence[PastRequest], group: Sequence[Entry]) -> list[PastRequest]:
    begin, end = _begin(group[0]), _end(group[-1])
    near = (request for request in requests if begin <= request.sent_at <= end)
    return sorted(near, key=lambda request: request.sent_at)


def _begin(row: Entry) -> float:
    return row.created - SKEW


def _end(row: Entry) -> float:
    return min(row.updated, row.created + LONGEST_SUBMIT) + ON_ITS_WAY + SKEW


def _absent(
    row: Entry,
    free: Sequence[PastRequest],
    ours: Sequence[PastRequest],
    settled: float,
    now: float,
) -> Finding:
    """What it means that nothing in a row's time was sent with its arguments.

    Args:
        row: The row.
        free: The requests that no row has.
        ours: Those that rows of this journal have.
        settled: As in `findings`.
        now: As in `findings`.
    """
    if not any(request.sent_at <= _end(row) for request in ours):
        return left(row, "the provider lists no other request of this journal from then or before")
    if any(_begin(row) <= request.sent_at <= _end(row) for request in free):
        return left(row, "a request from then is listed that may be it, its arguments rewritten")
    if any(_may_be(row.arguments, request.arguments) for request in free):
        return left(row, "a request that may be it is listed, at a time that doesn't fit")
    if now - row.created > OLDEST:
        return left(row, "it is so old that the provider's list may not go back to it")
    if row.updated > settled:
        return left(row, "it isn't in the provider's list yet, which shows finished requests")
    return Finding(row, None, never_sent=True, reason="it isn't in the provider's list")


def _may_be(ours: Mapping[str, Any], theirs: Mapping[str, Any] | None) -> bool:
    """Whether a request can be ours if the provider adds to arguments, or moves files."""
    if theirs is None:
        return True
    pairs = ((value, theirs.get(name, ...)) for name, value in ours.items())
    return all(
        other is not ... and (_text(value) == _text(journaled(other)) or not is_whole(value))
        for value, other in pairs
    )


def _adopted(row: Entry, request: PastRequest) -> Finding:
    told = f"the provider lists it as {request.request_id}"
    return Finding(row, request.request_id, never_sent=False, reason=told)


def left(row: Entry, reason: str) -> Finding:
    """The finding that nothing is known of a row, and why."""
    return Finding(row, None, never_sent=False, reason=reason)


def _by_arguments(
    past: Iterable[PastRequest], taken: Collection[str]
) -> Mapping[str, list[PastRequest]]:
    """The requests that no row has, by what was sent; each of them once."""
    alike: dict[str, dict[str, PastRequest]] = defaultdict(dict)
    for request in past:
        if request.request_id not in taken:
            alike[_text(journaled(request.arguments))][request.request_id] = request
    return defaultdict(list, {text: [*found.values()] for text, found in alike.items()})


def _text(arguments: Any) -> str:
    """Arguments as a text that is the same for all that are equal as JSON."""
    return json.dumps(_plain(arguments), sort_keys=True)


def _plain(value: Any) -> Any:
    """JSON with one number for each value: 4.0 is 4, as some servers write it."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
