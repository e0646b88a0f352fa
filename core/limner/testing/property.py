"""A property: a sentence that should hold, what finds out whether it does, and the outcome."""

from __future__ import annotations

import json
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from limner.errors import LimnerError, MissingExtra
from limner_registry.shortening import shown

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass(frozen=True)
class Effort:
    """How hard a property is tried.

    Attributes:
        examples: How many examples are drawn for each property of each model.
        seed: Where they begin; the same number gives the same examples.
    """

    examples: int = 50
    seed: int = 0


@dataclass(frozen=True)
class Tally:
    """What was seen while a property held.

    Attributes:
        examples: How many examples it was held against.
        refused: How many of them the plugin's own rules refused.
        note: What else is worth knowing, such as a figure.
    """

    examples: int = 0
    refused: int = 0
    note: str = ""


class Violation(Exception):
    """A property doesn't hold; its text says what is wrong, and what would be right.

    Attributes:
        example: The smallest arguments, or whatever else, that show it.
        pointer: JSON pointer to what is wrong, in the example or the document.
    """

    def __init__(self, message: str, *, example: Any = None, pointer: str | None = None) -> None:
        super().__init__(message)
        self.example = example
        self.pointer = pointer


class NotApplicable(Exception):
    """A property has nothing to say of a model or plugin; the text says why."""


@dataclass(frozen=True)
class Outcome:
    """What came of holding one thing against a property.

    Attributes:
        status: `ok`, `failed` or `skipped`.
        tally: What was seen.
        message: What is wrong, or why there was nothing to be seen.
        example: The smallest example of it.
        pointer: Where it is wrong, in the example or the document.
    """

    status: Literal["ok", "failed", "skipped"]
    tally: Tally = Tally()
    message: str | None = None
    example: Any = None
    pointer: str | None = None

    def __str__(self) -> str:
        """The whole story of a failure: what, where, and the smallest example."""
        lines = [self.message or self.status]
        if self.pointer is not None:
            lines.append(f"  where:   {self.pointer or '/'}")
        if self.example is not None:
            lines.append(f"  example: {example_text(self.example)}")
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """The outcome as the command line's JSON has it; the example as text if it's no JSON."""
        facts: dict[str, Any] = {
            "status": self.status,
            "examples": self.tally.examples,
            "refused": self.tally.refused,
            "note": self.tally.note or None,
            "message": self.message,
            "pointer": self.pointer,
        }
        return {**facts, "example": _as_json(self.example)}


@dataclass(frozen=True)
class Property(Generic[T]):
    """Something that holds for every model, or every plugin.

    Attributes:
        name: A short sentence as a Python name: `invalid_arguments_are_refused`.
        sentence: The whole sentence.
        check: Holds one thing against it; raises `Violation` or `NotApplicable`.
    """

    name: str
    sentence: str
    check: Callable[[T, Effort], Tally]

    def outcome(self, of: T, effort: Effort) -> Outcome:
        """Hold a model or plugin against it; whatever goes wrong there is an outcome."""
        try:
            return Outcome("ok", self.check(of, effort))
        except (NotApplicable, MissingExtra) as reason:
            return Outcome("skipped", message=str(reason))
        except Violation as found:
            return Outcome(
                "failed", message=str(found), example=found.example, pointer=found.pointer
            )
        except Exception as error:  # noqa: BLE001 -- a plugin may raise whatever it likes
            return Outcome("failed", message=raised(error))


def raised(error: BaseException) -> str:
    """What was raised, with its trace, as a sentence."""
    if isinstance(error, LimnerError):
        return str(error)
    return "it raised\n" + "".join(traceback.format_exception(error)).rstrip()


def example_text(example: Any) -> str:
    """An example as JSON, or as Python shows it if it can't be JSON."""
    try:
        return json.dumps(example, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return shown(example)


def _as_json(example: Any) -> Any:
    try:
        json.dumps(example, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return shown(example)
    return example
