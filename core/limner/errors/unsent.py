"""Errors of requests that were not sent: what is wrong, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner_registry.errors import LimnerError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

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


class Unreachable(LimnerError):
    """The provider can't be reached; nothing was sent."""

    exit_code = 11


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
