"""What `limner plugins check` found: a table and every failure for people, facts for programs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from limner.cli.screen import GAP, bold, dim, glyph, green, paragraph, plain, red, width
from limner_registry.shortening import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from limner.testing.checking import Checked
    from limner.testing.property import Effort, Outcome
    from limner_registry.coverage import Report

MOST_LINES = 40
"""How many lines of a message are shown; the last ones of a trace tell most."""

SIGNS = {"ok": ("✓", "+", green), "failed": ("✗", "x", red), "skipped": ("·", ".", dim)}
"""By status: the sign, what stands for it, and its style."""


class Column(NamedTuple):
    """Whose outcomes stand in a column: a model's, or a plugin's that has no models."""

    plugin: str
    model: str | None

    def __str__(self) -> str:
        return self.model or self.plugin


def as_facts(
    found: Sequence[Checked], effort: Effort, reports: Sequence[Report] | None
) -> dict[str, Any]:
    """The answer of `--json`."""
    counts = Counter[str](one.outcome.status for one in found)
    facts: dict[str, Any] = {
        "passed": not counts["failed"],
        "examples": effort.examples,
        "seed": effort.seed,
        "counts": {status: counts[status] for status in SIGNS},
        "checks": [one.as_json() for one in found],
    }
    return facts | ({"coverage": [one.as_json() for one in reports]} if reports else {})


def lines(
    found: Sequence[Checked], effort: Effort, reports: Sequence[Report] | None
) -> Iterator[str]:
    """The answer for people."""
    columns = _columns(found)
    yield from _legend(columns)
    yield from _table(found, columns)
    yield from _notes(found)
    for one in found:
        if one.outcome.status == "failed":
            yield from _failure(one)
    for report in reports or ():
        yield from ("", *plain(report.text()).split("\n"))
    yield from ("", _end(found, columns, effort))


def _columns(found: Sequence[Checked]) -> list[Column]:
    every = dict.fromkeys(Column(one.plugin, one.model) for one in found)
    with_models = {column.plugin for column in every if column.model}
    return [one for one in every if one.model or one.plugin not in with_models]


def _legend(columns: Sequence[Column]) -> Iterator[str]:
    if len(columns) == 1:
        yield bold(plain(str(columns[0])))
        return
    for number, column in enumerate(columns, 1):
        yield f"{number:>4}  {bold(plain(str(column)))}"


def _table(found: Sequence[Checked], columns: Sequence[Column]) -> Iterator[str]:
    """A row a property, a sign a model; as many tables as it takes."""
    outcomes = {(one.property.name, one.plugin, one.model): one.outcome for one in found}
    names = list(dict.fromkeys(one.property.name for one in found))
    first = max(map(len, names)) + GAP
    size = len(str(len(columns))) + 1
    room = max(1, (width() - first) // size)
    for start in range(0, len(columns), room):
        some = columns[start : start + room]
        yield ""
        if len(columns) > 1:
            heads = (f"{number:>{size}}" for number in range(start + 1, start + 1 + len(some)))
            yield dim(" " * first + "".join(heads))
        for name in names:
            row = [_of(outcomes, name, column) for column in some]
            signs = "".join(" " * (size - 1) + _sign(one) for one in row)
            yield f"{name:<{first}}{signs}{_seen(row[0]) if len(columns) == 1 else ''}".rstrip()


def _of(outcomes: dict[Any, Outcome], name: str, column: Column) -> Outcome | None:
    own = outcomes.get((name, column.plugin, column.model))
    return own or outcomes.get((name, column.plugin, None))


def _sign(outcome: Outcome | None) -> str:
    if outcome is None:
        return " "
    sign, instead, style = SIGNS[outcome.status]
    return str(style(glyph(sign, instead)))


def _seen(outcome: Outcome | None) -> str:
    """What was seen of one property, beside its sign."""
    if outcome is None or outcome.status != "ok":
        return ""
    tally = outcome.tally
    texts = [counted(tally.examples, "example") if tally.examples else "", tally.note]
    texts.append(f"{tally.refused} refused" if tally.refused else "")
    return "  " + ", ".join(filter(None, texts))


def _notes(found: Sequence[Checked]) -> Iterator[str]:
    """What the rules of plugins refuse, and why something was skipped."""
    for one in found:
        tally = one.outcome.tally
        if tally.refused:
            share = f"{100 * tally.refused / tally.examples:.0f} %"
            yield from _note(f"{one.model}: its rules refuse {share} of what its schema takes.")
    skipped: dict[tuple[str, str | None], list[str]] = {}
    for one in found:
        if one.outcome.status == "skipped":
            key = (one.model or one.plugin, one.outcome.message)
            skipped.setdefault(key, []).append(one.property.name)
    for (whose, reason), names in skipped.items():
        yield from _note(f"{whose}: {reason}, so nothing is said of {', '.join(names)}.")


def _note(text: str) -> list[str]:
    return ["", *paragraph(plain(text), width())]


def _failure(one: Checked) -> Iterator[str]:
    """What isn't kept, by whom, and the smallest example of it."""
    head = plain(f"{one.model or one.plugin}: {one.property.name}")
    yield ""
    yield f"{_sign(one.outcome)} {bold(head)}"
    yield from paragraph(one.property.sentence, width(), 2)
    told = plain(str(one.outcome)).split("\n")
    if len(told) > MOST_LINES:
        told = ["...", *told[-MOST_LINES:]]
    for line in told:
        short = len(line) + 2 <= width() or line.startswith(" ")
        yield from ([f"  {line}"] if short else paragraph(line, width(), 2))


def _end(found: Sequence[Checked], columns: Sequence[Column], effort: Effort) -> str:
    failed = sum(one.outcome.status == "failed" for one in found)
    properties = f"{len({one.property.name for one in found})} properties"
    models = counted(len(columns), "model")
    tried = f"{counted(effort.examples, 'example')} each, seed {effort.seed}."
    if failed:
        return f"{models}, {properties}: {red(counted(failed, 'failure'))}; {tried}"
    return f"{models}, {properties}: {green('all hold')}; {tried}"
