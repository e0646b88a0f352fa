"""Every error of Limner, in one tree.

    LimnerError
    ├── UnknownModel               no such id; near ones are suggested          exit  3
    ├── InvalidDocument            a model document breaks its rules                  3
    │   └── UnusableModel          the model is known, and its schema can't be used  13
    ├── InvalidSwitches            the file that switches plugins can't be read       2
    ├── NotImportable              an OpenAPI document can't become a model document  3
    ├── InvalidArguments           all issues at once; nothing was sent               3
    ├── UnknownJob                 the journal has no such job                        3
    ├── NoReceipt                  a file has none, in it or beside it                3
    ├── InvalidReceipt             a file has one that can't be read                  9
    ├── UnusableWebhook            no notice would arrive there; nothing was sent     3
    ├── CredentialError                                                               4
    │   ├── MissingKey             no key is configured; nothing was sent
    │   ├── KeyRefused             the provider does not accept the key
    │   └── AccountLocked          the provider has locked the account
    ├── Refused                    by a plugin's policy; nothing was sent             5
    │   └── OverBudget             it would cost more than it may
    ├── ProviderError                                                                 6
    │   ├── JobRejected            the provider did not take the request
    │   └── JobFailed              the provider took it, and it failed
    ├── ListUnreadable             the provider doesn't give its model list           6
    ├── DeadlinePassed             the job is alive; its id is in the message         7
    ├── OutcomeUnknown             the provider may have taken the request           10
    ├── Unreachable                nothing was sent                                  11
    ├── UnexpectedResult           with `strict`, a result with warnings; it's kept   9
    ├── NotCollected               the job finished, its result or a file is missing 12
    ├── PluginError                the plugin that is needed is broken               13
    ├── ConflictingModels          two plugins bring one id                          13
    ├── UnknownProvider            nothing installed brings it                        2
    ├── SyncUnderWay               another process fills the catalog from a list      1
    ├── MissingExtra               an optional package is not installed               1
    ├── JournalError               the journal can't be read or written               1
    ├── NoHistory                  the provider's list of requests can't be had      1
    ├── UntrustedWebhook           a notice that isn't the provider's; nothing is done 1
    └── TransportError             what a transport raises; the path gives it a meaning
        ├── NotSent                the call certainly did not reach the provider
        └── ConnectionLost         it may have

Each carries what a program needs, and a message that says what to do next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.errors import (
    ConflictingModels as ConflictingModels,
    InvalidDocument as InvalidDocument,
    InvalidSwitches as InvalidSwitches,
    LimnerError as LimnerError,
    NotImportable as NotImportable,
    SyncUnderWay as SyncUnderWay,
    UnknownModel as UnknownModel,
    UnusableModel as UnusableModel,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from limner.result import Artifact, Result
    from limner_registry.issue import Issue


class InvalidArguments(LimnerError):
    """Arguments that the model doesn't take; nothing was sent.

    Attributes:
        endpoint_id: The model.
        issues: Everything that is wrong, never only the first thing.
    """

    exit_code = 3

    def __init__(self, endpoint_id: str, issues: Iterable[Issue]) -> None:
        self.endpoint_id = endpoint_id
        self.issues = tuple(issues)
        lines = "".join(f"\n  {issue}" for issue in self.issues)
        super().__init__(f"{endpoint_id} does not take these arguments:{lines}")


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


class UnusableWebhook(LimnerError):
    """An address to which the provider would send no notice; nothing was sent."""

    exit_code = 3

    def __init__(self, reason: str) -> None:
        super().__init__(f"the webhook can't be used: {reason}; nothing was sent")


class CredentialError(LimnerError):
    """Something about the key or the account."""

    exit_code = 4


class MissingKey(CredentialError):
    """No key is configured; nothing was sent."""


class KeyRefused(CredentialError):
    """The provider doesn't accept the key."""


class AccountLocked(CredentialError):
    """The provider has locked the account; its own words are in the message."""


class Refused(LimnerError):
    """A plugin's policy refused the request in `before_submit`; nothing was sent."""

    exit_code = 5


class OverBudget(Refused):
    """A request would cost more than it may, or nobody knows what; nothing was sent.

    Attributes:
        endpoint_id: The model.
        estimate: What it would cost, in units of the currency; None where nobody knows.
        limit: What is left for it.
        currency: ISO 4217, of both: `USD`.
    """

    def __init__(  # noqa: PLR0913 -- a record of facts
        self,
        message: str,
        hint: str,
        *,
        endpoint_id: str,
        estimate: Decimal | None,
        limit: Decimal,
        currency: str,
    ) -> None:
        self.endpoint_id = endpoint_id
        self.estimate = estimate
        self.limit = limit
        self.currency = currency
        self.hint = hint
        super().__init__(f"{message}; nothing was sent. {hint}")


class ProviderError(LimnerError):
    """The provider rejected or failed a job.

    Attributes:
        endpoint_id: The model.
        request_id: The provider's id, where it gave one.
        status: The HTTP status of its answer.
        type: The provider's name for what went wrong, where it has one.
        issues: What it finds wrong with the arguments, one issue for each entry.
        retryable: Whether the same request may work later; None if it doesn't say.
    """

    exit_code = 6

    def __init__(  # noqa: PLR0913 -- a record of facts
        self,
        message: str,
        *,
        endpoint_id: str,
        request_id: str | None = None,
        status: int,
        type: str | None = None,  # noqa: A002 -- the provider's word
        issues: Iterable[Issue] = (),
        retryable: bool | None = None,
    ) -> None:
        self.endpoint_id = endpoint_id
        self.request_id = request_id
        self.status = status
        self.type = type
        self.issues = tuple(issues)
        self.retryable = retryable
        lines = "".join(f"\n  {issue}" for issue in self.issues)
        super().__init__(message + lines)


class JobRejected(ProviderError):
    """The provider did not take the request; there is no job."""


class JobFailed(ProviderError):
    """The provider took the request, and the job failed or was cancelled."""


class ListUnreadable(LimnerError):
    """The provider doesn't give its model list, or none that comes to an end."""

    exit_code = 6


class _AboutAJob(LimnerError):
    def __init__(self, message: str, *, endpoint_id: str, request_id: str | None = None) -> None:
        super().__init__(message)
        self.endpoint_id = endpoint_id
        self.request_id = request_id


class DeadlinePassed(_AboutAJob, TimeoutError):
    """The deadline passed while the job was alive; it still is.

    Attributes:
        endpoint_id: The model.
        request_id: The provider's id, with which the job can be collected.
    """

    exit_code = 7


class OutcomeUnknown(_AboutAJob):
    """The provider may have taken the request; it isn't sent again.

    Attributes:
        endpoint_id: The model.
        request_id: None; that is what is unknown.
    """

    exit_code = 10


class Unreachable(LimnerError):
    """The provider can't be reached; nothing was sent."""

    exit_code = 11


class NotCollected(_AboutAJob):
    """The job finished, and its result or one of its files could not be fetched.

    Attributes:
        endpoint_id: The model.
        request_id: The provider's id, with which it can be fetched later.
        result: The result, if that was fetched and only files are missing.
    """

    exit_code = 12

    def __init__(
        self,
        message: str,
        *,
        endpoint_id: str,
        request_id: str | None = None,
        result: Result[Artifact] | None = None,
    ) -> None:
        super().__init__(message, endpoint_id=endpoint_id, request_id=request_id)
        self.result = result


class UnexpectedResult(_AboutAJob):
    """A result isn't as promised or as asked for, and the client is strict; it's kept all the same.

    Attributes:
        endpoint_id: The model.
        request_id: The provider's id.
        result: The result, whose files are where they were to be.
        issues: What is unexpected: the result's warnings.
    """

    exit_code = 9

    def __init__(self, result: Result[Artifact]) -> None:
        job = result.job
        lines = "".join(f"\n  {issue}" for issue in result.warnings)
        message = f"the result of {job.endpoint_id} is kept, and isn't as expected:{lines}"
        super().__init__(message, endpoint_id=job.endpoint_id, request_id=job.request_id)
        self.result = result
        self.issues = result.warnings


class PluginError(LimnerError):
    """The plugin that is needed is broken.

    Attributes:
        plugin: Its name.
        reason: What is wrong with it.
    """

    exit_code = 13

    def __init__(self, plugin: str, reason: str) -> None:
        self.plugin = plugin
        self.reason = reason.rstrip()
        self.hint = f"LIMNER_DISABLE={plugin} leaves it out."
        super().__init__(f"the plugin {plugin} is broken: {self.reason}\n{self.hint}")


class UnknownProvider(LimnerError):
    """No installed package brings a provider of this name.

    Attributes:
        name: What was asked for.
        known: The names that there are.
    """

    exit_code = 2

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name = name
        self.known = tuple(sorted(known))
        self.hint = f"there are {', '.join(self.known)}."
        super().__init__(f"there is no provider {name!r}; {self.hint}")


class MissingExtra(LimnerError):
    """An optional package isn't installed."""

    def __init__(self, extra: str, needed_for: str) -> None:
        self.hint = f'pip install "limner[{extra}]"'
        super().__init__(f"{needed_for} needs an optional package: {self.hint}")


class JournalError(LimnerError):
    """The journal can't be read or written; where a request was to be sent, it wasn't.

    Attributes:
        path: The journal's file.
    """

    def __init__(self, path: str, reason: str, hint: str) -> None:
        self.path = path
        self.hint = hint
        super().__init__(f"the journal {path} {reason}. {hint}")


class NoHistory(LimnerError):
    """The provider's list of past requests can't be had."""


class UntrustedWebhook(LimnerError):
    """A webhook that the provider didn't sign, or not just now; nothing of it is believed."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the webhook isn't to be trusted: {reason}")


class TransportError(LimnerError):
    """What a transport raises when a call gets no answer."""


class NotSent(TransportError):
    """The call certainly didn't reach the provider: it can be repeated."""


class ConnectionLost(TransportError):
    """The call may have reached the provider, and its answer is lost."""


def error_as_json(error: LimnerError) -> dict[str, Any]:
    """An error as the command line's JSON has it: `{"error": {...}}`."""
    facts: dict[str, Any] = {
        "type": type(error).__name__,
        "message": str(error),
        "exit_code": error.exit_code,
    }
    if issues := getattr(error, "issues", ()):
        facts["issues"] = [issue.as_json() for issue in issues]
    if error.request_id:
        facts["request_id"] = error.request_id
    if error.hint:
        facts["hint"] = error.hint
    return {"error": facts}
