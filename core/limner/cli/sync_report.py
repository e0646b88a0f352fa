"""What `limner models sync` answers: what is new, what changed, what is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.cli.listing import listing
from limner.cli.screen import bold, entry, paragraph, plain, red, width
from limner_registry.shortening import counted, listed
from limner_registry.syncing import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from limner.cli.screen import Screen
    from limner_registry.catalog import Catalog
    from limner_registry.syncing import Outcome, Report

MOST = 20
"""How many new models people are shown one by one."""

_STYLES = {"breaking": red, "warning": bold}


def show(
    report: Report, provider: str, catalog: Catalog, screen: Screen, *, dry_run: bool
) -> None:
    """Print what a pass found.

    Args:
        report: What it found.
        provider: Whose list it was.
        catalog: What was filled.
        screen: Where it's printed.
        dry_run: Whether nothing was written.
    """
    hidden = listing().registry.shadowed
    shadowed = {name: str(hidden[name]) for name in report.outcomes if name in hidden}
    if screen.json:
        facts = {"provider": provider, "dry_run": dry_run, **report.as_json()}
        by = [{"endpoint_id": name, "by": plugin} for name, plugin in shadowed.items()]
        screen.answer({**facts, "shadowed": by})
        return
    screen.say(_lines(report))
    for name, one in report.of(Kind.REFUSED).items():
        screen.note("\n".join(_entry("refused", name, [one.reason])))
    screen.say(paragraph(f"{plain(provider)} lists {_summary(report)}", width()))
    for note in _notes(report, shadowed):
        screen.note("\n".join(paragraph(plain(f"Note: {note}."), width())))
    end = "Dry run: nothing was written." if dry_run else f"Catalog: {catalog.folder}"
    screen.note(plain(end))


def _lines(report: Report) -> Iterator[str]:
    for name, one in report.of(Kind.CHANGED).items():
        yield from _changed(name, one)
    added = list(report.of(Kind.ADDED))
    for name in added[:MOST]:
        yield f"added      {plain(name)}"
    if added[MOST:]:
        yield f"added      … {len(added) - MOST:,} more"
    for name, notes in report.repaired.items():
        yield from _entry("repaired", name, notes)
    for name, one in report.of(Kind.KEPT).items():
        yield from _entry("kept", name, [one.reason])
    for name in report.of(Kind.GONE):
        yield f"gone       {plain(name)}"
    for name in report.pruned:
        yield f"removed    {plain(name)}"


def _changed(name: str, outcome: Outcome) -> Iterator[str]:
    yield f"changed    {plain(name)}"
    if not outcome.changes:
        yield "    safe      only texts"
    for change in outcome.changes:
        severity, rule = change["severity"], change["rule"]
        style = _STYLES.get(severity, str)
        first, *rest = entry("", [f"{plain(change['message'])} ({rule})"], 14, width(), 4)
        yield f"    {style(severity)}{first[4 + len(severity) :]}"
        yield from rest


def _entry(verb: str, name: str, texts: Iterable[str]) -> list[str]:
    return entry(f"{verb:9}  {plain(name)}", [plain(text) for text in texts], 4, width(), 0)


def _summary(report: Report) -> str:
    counts = {kind: len(report.of(kind)) for kind in Kind}
    gone = counts.pop(Kind.GONE)
    told = [f"{number:,} {kind}" for kind, number in counts.items() if number]
    listed_ones = ": ".join(
        filter(None, (counted(sum(counts.values()), "model"), ", ".join(told)))
    )
    return f"{listed_ones}." + f" {gone:,} gone." * bool(gone)


def _notes(report: Report, shadowed: Mapping[str, str]) -> Iterator[str]:
    yield from report.notes
    gone = [name for name in report.of(Kind.GONE) if name not in report.pruned]
    if left := [*gone, *report.gone_before]:
        yield (
            f"{len(left):,} of the catalog aren't listed any more; they are marked as"
            f" deprecated, and --prune takes them out: {listed(left)}"
        )
    if shadowed:
        yield f"installed plugins come before the catalog, whose {listed(shadowed)} isn't used"
