"""A job: a request that a provider accepted, or that a plugin answered in its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from limner_registry.shortening import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.journal import Entry
    from limner.price import Estimate
    from limner.request import Request


@dataclass(frozen=True)
class Ticket:
    """What finds a job again at its provider.

    Attributes:
        request_id: The provider's id.
        status_url: Where its status is read.
        result_url: Where its result is fetched.
        cancel_url: Where it is cancelled.
        lasting: Whether it still finds the job when this process has ended.
    """

    request_id: str
    status_url: str
    result_url: str
    cancel_url: str
    lasting: bool = True


@dataclass(frozen=True)
class Answer:
    """A result that a plugin gave through `submit_request`, without the provider.

    Attributes:
        plugin: The name of the plugin that answered.
        output: The result, as the provider's JSON would be; a file of this machine may stand
            in it as a `file:` URL.
        original: Where it is an earlier result again, the journal's row of that.
    """

    plugin: str
    output: Mapping[str, Any] = field(repr=False)
    original: Entry | None = field(default=None, repr=False)


@dataclass(frozen=True, repr=False)
class Job:
    """A request that was accepted.

    Attributes:
        request: What was submitted, as it was sent.
        provider: The name of the provider that runs it.
        ticket: How the provider finds it; None when a plugin answered.
        answer: The plugin's answer; None when the provider runs it.
        entry_id: The journal's name for it; None if it was found by its id.
        entry: Its row, as it was when it was taken up again.
        at_home: Whether `limner jobs` finds it by that name.
        estimate: What it was expected to cost; None where nobody knew.
        since: When it was submitted, on its transport's clock; None if that was elsewhere.
    """

    request: Request
    provider: str
    ticket: Ticket | None = None
    answer: Answer | None = None
    entry_id: str | None = None
    entry: Entry | None = None
    at_home: bool = False
    estimate: Estimate | None = None
    since: float | None = None

    @property
    def endpoint_id(self) -> str:
        """The model's endpoint id."""
        return self.request.endpoint_id

    @property
    def request_id(self) -> str | None:
        """The provider's id of the job; None when a plugin answered."""
        return self.ticket.request_id if self.ticket else None

    @property
    def ends_with_process(self) -> bool:
        """Whether the job and its files are in this process only, as the sandbox's are."""
        return self.ticket is not None and not self.ticket.lasting

    def __str__(self) -> str:
        if self.answer:
            return f"{self.endpoint_id}, answered by {shortened(self.answer.plugin)}"
        where = f"{self.endpoint_id} at {self.provider}"
        return f"{where} {shortened(self.request_id)}" if self.request_id else where

    def __repr__(self) -> str:
        return f"<Job {self}>"
