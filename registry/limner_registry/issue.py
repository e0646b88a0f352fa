"""An issue: one thing wrong with arguments, a document or a result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from limner_registry.shortening import shortened


@dataclass(frozen=True, init=False, repr=False)
class Issue:
    """One thing that is wrong: where, what, and what would be right.

    Attributes:
        pointer: JSON pointer (RFC 6901) to the faulty member; for a missing or
            unknown one, to where it should be or is.
        code: A stable name of the rule that is broken, fal's own where it has one
            (`missing`, `one_of`, `less_than_equal`, ...); a plugin's are
            `<plugin>.<code>`.
        message: A sentence that a person understands.
        value: The faulty value; None for a missing member.
        allowed: What would be right: a list of choices or of types, or the bounds
            as an object of JSON Schema's own keywords (`{"minimum": 1, "maximum": 4}`).
        suggestion: The name or choice that was probably meant.
    """

    pointer: str
    code: str
    message: str
    value: Any = None
    allowed: Any = None
    suggestion: str | None = None

    def __init__(  # noqa: PLR0913, PLR0917 -- the fields; what dataclass writes takes twice as long
        self,
        pointer: str,
        code: str,
        message: str,
        value: Any = None,
        allowed: Any = None,
        suggestion: str | None = None,
    ) -> None:
        vars(self).update(
            pointer=pointer,
            code=code,
            message=message,
            value=value,
            allowed=allowed,
            suggestion=suggestion,
        )

    def as_json(self) -> dict[str, Any]:
        """The issue as the command line's JSON has it; every key is always there."""
        return {
            "pointer": self.pointer,
            "code": self.code,
            "message": self.message,
            "value": self.value,
            "allowed": self.allowed,
            "suggestion": self.suggestion,
        }

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.message}"

    def __repr__(self) -> str:
        return f"<Issue {shortened(self.code)} at {shortened(str(self))}>"


def pointer(*path: str | int) -> str:
    """The JSON pointer of a path of names and indices; of an empty path, the empty text."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def steps(place: str) -> list[str]:
    """The names and indices of a JSON pointer, as texts: what `pointer` made it of.

    Example:
        >>> steps("/images/0/a~1b")
        ['images', '0', 'a/b']
    """
    names = place.split("/")[1:]
    return [name.replace("~1", "/").replace("~0", "~") for name in names]
