"""What the registry can't do, as errors that say what to do next.

LimnerError                  the root of every error of Limner (the core's are in limner.errors)
├── UnknownModel             no model has this id; near ones are suggested
├── ConflictingModels        two plugins claim one id
├── InvalidDocument          a model document breaks its rules
│   └── UnusableModel        the model is known, and its schema can't be used
├── InvalidSwitches          the file that switches plugins off and on can't be read
├── NotImportable            an OpenAPI document can't become a model document
└── SyncUnderWay             another process fills the catalog from a provider's list
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from limner_registry.model import Origin


class LimnerError(Exception):
    """The root of every error that Limner raises on purpose."""

    exit_code: ClassVar[int] = 1
    """What the command line exits with."""

    hint: str | None = None
    """What to do next, as one sentence; the message already holds it."""

    request_id: str | None = None
    """The provider's id of the job that the error is about, where there is one."""

    def as_json(self) -> dict[str, Any]:
        """The error as the command line's JSON has it, under `error`."""
        facts: dict[str, Any] = {
            "type": type(self).__name__,
            "message": str(self),
            "exit_code": self.exit_code,
        }
        if issues := getattr(self, "issues", ()):
            facts["issues"] = [issue.as_json() for issue in issues]
        if self.request_id:
            facts["request_id"] = self.request_id
        if self.hint:
            facts["hint"] = self.hint
        return facts

    def __reduce__(self) -> tuple[Any, ...]:
        """Its facts, so that it comes back whole from another process."""
        return _again, (type(self), self.args), self.__dict__


def _again(kind: type[LimnerError], args: tuple[Any, ...]) -> LimnerError:
    error = kind.__new__(kind)
    error.args = args
    return error


class UnknownModel(LimnerError, KeyError):
    """No model of the registry has this id.

    Attributes:
        endpoint_id: What was asked for.
        suggestions: Ids that are spelled nearly so, best first.
    """

    exit_code = 3

    def __init__(self, endpoint_id: str, suggestions: Iterable[str] = ()) -> None:
        super().__init__(endpoint_id)
        self.endpoint_id = endpoint_id
        self.suggestions = tuple(suggestions)
        near = " or ".join(self.suggestions)
        self.hint = f"did you mean {near}?" if near else "`limner models` lists what there is."

    def __str__(self) -> str:
        return f"there is no model {self.endpoint_id!r}; {self.hint}"


class ConflictingModels(LimnerError):
    """Two plugins claim one endpoint id, or one alias, so neither gets it.

    Attributes:
        endpoint_id: What both claim.
        plugins: The plugins' names.
    """

    exit_code = 13

    def __init__(self, endpoint_id: str, origins: Iterable[Origin]) -> None:
        claimants = tuple(origins)
        self.endpoint_id = endpoint_id
        self.plugins = tuple(origin.plugin for origin in claimants)
        self.hint = "leave all but one of them out."
        if len(set(self.plugins)) == len(self.plugins):
            self.hint = f"LIMNER_DISABLE={','.join(self.plugins[1:])} leaves the first one only."
        names = " and ".join(map(str, claimants))
        super().__init__(f"{endpoint_id!r} is claimed by the plugins {names}; {self.hint}")


class InvalidDocument(LimnerError):
    """A model document breaks its rules.

    Attributes:
        source: Where the document comes from: a path, or a plugin's name.
        problems: One sentence for each thing that is wrong.
    """

    exit_code = 3

    def __init__(self, source: str, problems: Iterable[str]) -> None:
        self.source = source
        self.problems = tuple(problems)
        super().__init__(f"{source}: " + "; ".join(self.problems))


class UnusableModel(InvalidDocument):
    """A model is listed, but a schema of its document is none, so that it can't be used.

    Attributes:
        endpoint_id: The model.
        source: Its document: whose it is, and who brings it.
        problems: What is wrong, each with its JSON pointer in the document.
    """

    exit_code = 13

    def __init__(self, endpoint_id: str, origin: Origin, problems: Iterable[str]) -> None:
        self.endpoint_id = endpoint_id
        self.hint = f"`limner plugins check {origin.plugin}` looks at all of it."
        if origin.distribution is None:
            self.hint = "`limner models add FILE` takes a mended one in its place."
        super().__init__(f"the document of {endpoint_id}, by {origin}", [*problems, self.hint])
        self.problems = tuple(problems)


class InvalidSwitches(LimnerError):
    """The file of a home that switches plugins off and on can't be read.

    Attributes:
        path: The file.
        reason: What is wrong with it.
    """

    exit_code = 2

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        self.hint = "mend it, or delete it to have every installed plugin on."
        super().__init__(f"{path} can't be read: {reason}; {self.hint}")


class NotImportable(LimnerError):
    """An OpenAPI document can't become a model document without making something up.

    Attributes:
        source: Where the document comes from, as the caller says it: a path, an address.
        pointer: JSON pointer to the place in the document that is the reason.
        reason: The reason, as one sentence.
    """

    exit_code = 3

    def __init__(self, source: str, pointer: str, reason: str) -> None:
        self.source = source
        self.pointer = pointer
        self.reason = reason
        place = f"at {pointer}: " if pointer else ""
        super().__init__(f"{source} can't be imported: {place}{reason}")


class SyncUnderWay(LimnerError):
    """Another process fills the catalog from a provider's list."""
