"""Reading answers of fal's platform API in which anything may be missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.transport import HttpAnswer


def json_of(answer: HttpAnswer) -> Any:
    """The JSON of an answer; None where there is none."""
    try:
        return answer.json()
    except ValueError:
        return None


def object_of(value: Any) -> Mapping[str, Any]:
    """A value that is an object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}
