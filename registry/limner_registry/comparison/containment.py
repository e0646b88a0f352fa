"""Whether one schema takes everything that another one takes: proved, disproved, or unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from limner_registry.schema import Schema

LARGEST = 20_000
"""Characters of a schema, as JSON, beyond which nothing is proved: it could take too long."""


def covers(one: Schema, other: Schema) -> bool | None:
    """Whether every value that `other` takes is taken by `one`.

    Args:
        one: A whole schema, its definitions included.
        other: Likewise.

    Returns:
        True or False where it is proved; None where it can't be, or where jsonschema-rs,
        which knows how to, isn't installed.
    """
    try:
        from jsonschema_rs import canonical, canonicalize
    except ImportError:
        return None
    if max(len(str(one)), len(str(other))) > LARGEST:
        return None
    try:
        answer = canonicalize(one).covers(canonicalize(other))
    except (ValueError, RecursionError, canonical.CanonicalizationError):
        return None
    return {canonical.Containment.YES: True, canonical.Containment.NO: False}.get(answer)
