"""What a model takes: its verdict on one parameter, and on all of them together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from limner.files import STAND_IN, is_url, replaced
from limner_registry import steps
from limner_registry.files import file_places

if TYPE_CHECKING:
    from collections.abc import Collection

    from limner_registry import Issue, Model

_JSON = (str, bool, int, float, type(None), Mapping, list, tuple)


class Taking:
    """A model's verdict on arguments in which files of the caller's own may stand.

    Args:
        model: The model.
    """

    def __init__(self, model: Model) -> None:
        self._model = model

    def refusal(self, name: str, value: Any) -> str | None:
        """Why a parameter isn't taken with a value; None if it is."""
        issues = self._issues({name: value})
        return next((one.message for one in issues if _first(one) == name), None)

    def all(self, arguments: Mapping[str, Any]) -> bool:
        """Whether each of some parameters is taken, by itself."""
        return not any(self.refusal(name, value) for name, value in arguments.items())

    def culprit(
        self, arguments: Mapping[str, Any], may_go: Collection[str]
    ) -> tuple[str, str] | None:
        """One that doesn't go with the others, and why; None if all may stay.

        Args:
            arguments: By parameter's name.
            may_go: The names of those that can be left out.
        """
        issues = self._issues(arguments)
        for issue in issues:
            if _first(issue) in may_go:
                return _first(issue), issue.message
        whole = next((issue for issue in issues if not issue.pointer), None)
        for name in reversed(list(may_go)) if whole else ():
            others = {other: value for other, value in arguments.items() if other != name}
            if whole and all(issue.pointer for issue in self._issues(others)):
                return name, whole.message
        return None

    def lacking(self, arguments: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What must be given as well, with a sentence about each."""
        told = {_first(issue): issue.message for issue in self._issues(arguments)}
        return [(name, message) for name, message in told.items() if name not in arguments]

    def _issues(self, arguments: Mapping[str, Any]) -> tuple[Issue, ...]:
        places = file_places(self._model.input, arguments)
        local = (place.path for place in places if _is_local(place.value))
        return self._model.check(replaced(arguments, dict.fromkeys(local, STAND_IN)))


def _is_local(value: Any) -> bool:
    """Whether what stands at a file's place is a file of the caller's own: a path, or no JSON."""
    return not is_url(value) if isinstance(value, str) else not isinstance(value, _JSON)


def _first(issue: Issue) -> str:
    """The parameter that an issue is about; empty for the arguments as a whole."""
    return next(iter(steps(issue.pointer)), "")
