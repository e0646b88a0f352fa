"""The states of a journal's row, and what may follow each: the one place that says it."""

from __future__ import annotations

NEXT: dict[str, frozenset[str]] = {
    "planned": frozenset({"intended", "withdrawn"}),
    "intended": frozenset({"submitted", "rejected", "unknown", "withdrawn"}),
    "submitted": frozenset({"running", "finished", "failed", "cancelled", "lost"}),
    "running": frozenset({"finished", "failed", "cancelled", "lost"}),
    "finished": frozenset({"kept", "failed", "cancelled"}),
    "answered": frozenset({"kept", "failed"}),
    "kept": frozenset(),
    "rejected": frozenset(),
    "failed": frozenset({"kept"}),
    "cancelled": frozenset(),
    "lost": frozenset({"finished", "failed", "cancelled"}),
    "withdrawn": frozenset({"submitted"}),
    "unknown": frozenset({"submitted", "withdrawn"}),
}
"""The states, and what may follow each.

`planned` is to be submitted by whoever claims it. `intended` is on record before the POST
leaves. `withdrawn` was given up: the provider didn't have it, unless it says otherwise later.
`rejected` it didn't take, `unknown` it may have taken: the answer was lost, or the process died.
`answered` was answered by a plugin and never intended for the provider; it has `failed` once
somebody says that the answer's files are gone. `finished` is done at the provider, well or
badly: only its result tells. `kept` has its result, and its files where they were asked for, in
the caller's hands. `lost` was given up by somebody whom the provider told that it doesn't know
the job, unless that says otherwise later. `failed` is `kept` once its result is there after all.
"""

_ENDS = frozenset({"kept", "rejected", "failed", "cancelled"})

CLAIMABLE = frozenset({"planned", "withdrawn"})
"""The states in which a row certainly isn't with the provider: one process may claim it."""

COLLECTABLE = frozenset({"submitted", "running", "finished"})
"""The states in which the provider has, or will have, a result that isn't kept yet."""

FINISHED = ("finished", "kept")
"""The states in which a row may have the result of a job that ended well."""


def is_past(state: str, other: str) -> bool:
    """Whether a row in a state has left another one behind."""
    return any(state == following or is_past(state, following) for following in NEXT[other])


def leads(state: str, target: str) -> bool:
    """Whether a row is to move from a state to another.

    One that is there already, or past it, or at its end stays where it is: two that
    follow the same job may tell of it at different times.

    Raises:
        ValueError: The one can't follow the other.
    """
    if target in NEXT[state]:
        return True
    if target == state or is_past(state, target) or state in _ENDS:
        return False
    raise ValueError(f"{state} can't become {target}")
