"""A call that is refused: its faults underlined, and the command that would be right."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from limner.cli import screen
from limner.cli.shell import folded
from limner.errors import InvalidArguments, LimnerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from limner.cli.correction import Correction
    from limner.cli.typed import TypedCall
    from limner.client import Client
    from limner.request import Request
    from limner_registry import Issue


LONGEST = 4000
"""Characters of a command that people are shown at most."""


class RefusedCall(LimnerError):
    """A call that was typed and isn't taken; nothing was sent.

    Attributes:
        call: What was typed.
        refusal: Everything that is wrong with it; its hint is the command that would be right.
        right: That command, if it can be told.
    """

    exit_code = InvalidArguments.exit_code

    def __init__(
        self, call: TypedCall, refusal: InvalidArguments, right: Correction | None
    ) -> None:
        self.call = call
        self.refusal = refusal
        self.right = right
        refusal.hint = " ".join(right.call.shell_words()) if right else None
        super().__init__(str(refusal))

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Everything that is wrong."""
        return self.refusal.issues

    def stand_ins(self) -> dict[str, Any]:
        """For programs: what in the hint isn't the caller's own, and what it leaves out."""
        right = self.right
        found = {"hint_stand_ins": right.own, "hint_without": right.without} if right else {}
        return {key: list(names) for key, names in found.items() if names}

    @property
    def headline(self) -> str:
        """What is wrong as a whole."""
        missing = {issue.code for issue in self.issues} == {"missing"}
        what = "needs arguments that are missing" if missing else "does not take these arguments"
        return f"{self.refusal.endpoint_id} {what}:"

    @property
    def _has_key(self) -> bool:
        return any(issue.code == "secret" for issue in self.issues)

    def lines(self) -> Iterator[str]:
        """For people: the call, what is wrong with it, and what would be right."""
        from limner.cli.issue_list import issue_lines
        from limner.cli.picture import picture

        columns = screen.width()
        shown = [] if self._has_key else picture(self.call, self.issues, columns)
        if shown:
            yield from (*shown, "")
        yield from issue_lines(self.issues)
        if self.right:
            yield from _right(self.right, columns)
        if not self.call.arguments:
            yield ""
            yield f"All that it takes: {self.call.command} {self.refusal.endpoint_id} --help"


def checked(client: Client, call: TypedCall) -> Request:
    """The request that a typed call makes.

    Raises:
        RefusedCall: The model doesn't take it.
        LimnerError: As `Client.validate`.
    """
    try:
        return client.validate(call.model.endpoint_id, call.arguments)
    except InvalidArguments as refusal:
        from limner.cli.correction import correction

        right = correction(call, refusal.issues, lambda other: _issues(client, other))
        raise RefusedCall(call, refusal, right) from None


def _issues(client: Client, call: TypedCall) -> Sequence[Issue]:
    try:
        client.validate(call.model.endpoint_id, call.arguments)
    except InvalidArguments as refusal:
        return refusal.issues
    return ()


def _right(right: Correction, columns: int) -> Iterator[str]:
    """The command, if the terminal can show it as it is: what can't be copied helps nobody."""
    words = right.call.shell_words()
    if not all(map(_can_be_shown, words)) or sum(map(len, words)) > LONGEST:
        return
    own = f", with your own {_and(right.own)}" if right.own else ""
    without = f", without {_and(right.without)}" if right.without else ""
    yield ""
    yield from screen.paragraph(screen.plain(f"This would be right{own}{without}:"), columns)
    yield from folded(words, columns)


def _can_be_shown(word: str) -> bool:
    coding = screen.encoding(sys.stdout)
    return screen.plain(word) == word.encode(coding, "replace").decode(coding)


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
