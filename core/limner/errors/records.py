"""Errors of what is on record, here and at providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner_registry.errors import LimnerError

if TYPE_CHECKING:
    from collections.abc import Iterable


class UnknownJob(LimnerError, KeyError):
    """The journal has no row of this name, or several, or one that never became a job.

    Attributes:
        name: What was asked for.
        entry_ids: The rows that it may mean.
        reason: Why there is no job, if there is a row.
    """

    exit_code = 3

    def __init__(
        self, name: str, entry_ids: Iterable[str] = (), reason: str | None = None
    ) -> None:
        super().__init__(name)
        self.name = name
        self.entry_ids = tuple(entry_ids)
        self.reason = reason
        self.hint = "`limner jobs` lists what there is."

    def __str__(self) -> str:
        if self.reason:
            return f"the request {self.name} {self.reason}"
        if not self.entry_ids:
            return f"the journal has no job {self.name!r}; {self.hint}"
        several = ", ".join(self.entry_ids[:4]) + ", ..." * (len(self.entry_ids) > 4)  # noqa: PLR2004 -- a line
        return f"{self.name!r} may mean {several}: write more of it; {self.hint}"


class JournalError(LimnerError):
    """The journal can't be read or written; where a request was to be sent, it wasn't.

    Attributes:
        path: The journal's file.
    """

    def __init__(self, path: str, reason: str, hint: str) -> None:
        self.path = path
        self.hint = hint
        super().__init__(f"the journal {path} {reason}. {hint}")


class NoReceipt(LimnerError):
    """A file has no receipt, neither in it nor beside it.

    Attributes:
        path: The file.
    """

    exit_code = 3

    def __init__(self, path: str) -> None:
        self.path = path
        self.hint = "Limner puts one into the files that it saves, or beside them."
        super().__init__(f"{path} has no receipt. {self.hint}")


class InvalidReceipt(LimnerError):
    """A receipt can't be read: it was changed, or it never was one.

    Attributes:
        reason: Why not: a clause.
    """

    exit_code = 9

    def __init__(self, reason: str, path: str | None = None) -> None:
        self.reason = reason
        super().__init__(f"the receipt{f' of {path}' if path else ''} can't be read: {reason}")


class ListUnreadable(LimnerError):
    """The provider doesn't give its model list, or none that comes to an end."""

    exit_code = 6


class NoHistory(LimnerError):
    """The provider's list of past requests can't be had."""


class UntrustedWebhook(LimnerError):
    """A webhook that the provider didn't sign, or not just now; nothing of it is believed."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the webhook isn't to be trusted: {reason}")
