"""A row of the journal, and what of a call it may hold."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from limner.data_urls import reads_as_data_url
from limner.journal.states import leads
from limner.price import Cost
from limner_registry.shortening import VALUE, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal


@dataclass(frozen=True)
class KeptFile:
    """A file of a result that was saved.

    Attributes:
        pointer: JSON pointer to its place in the result.
        path: Where it was saved, absolute.
        sha256: Of the bytes that the provider served, in hex.
        size: Of the file, in bytes.
        media_type: What it is.
        file_sha256: Of the file, which has its receipt in it; None if it's as it was served.
    """

    pointer: str
    path: str
    sha256: str
    size: int
    media_type: str
    file_sha256: str | None = None


@dataclass(frozen=True)
class SentFile:
    """A local file that was sent with a request.

    Attributes:
        pointer: JSON pointer to its place in the arguments.
        name: What it's called, without a folder.
        sha256: Of its bytes, in hex.
        size: In bytes.
        media_type: What it is.
        path: Where it was, absolute; None if its bytes were held.
    """

    pointer: str
    name: str
    sha256: str
    size: int
    media_type: str
    path: str | None = None


def new_id() -> str:
    """A name for a row that nobody can guess: 64 random bits, in hex."""
    return secrets.token_hex(8)


@dataclass(frozen=True, repr=False)
class Entry:
    """A row of the journal.

    Attributes:
        endpoint_id: The model.
        provider: Who is to run it.
        document_sha256: The identity of the document that the arguments were checked by.
        arguments: What is sent; of a data URL its head and its digest only.
        id: The journal's own name for the row.
        state: A key of `limner.journal.NEXT`.
        request_id: The provider's id, as soon as there is one.
        answered_by: The plugin that answered in the provider's place.
        detail: What is known of an ending that isn't good.
        created: When the row was made, or claimed since, in seconds since 1970.
        updated: When it was last changed, likewise.
        host: Where the request was sent, `name` or `name:port`.
        plugin: The plugin that brought the model.
        plugin_version: The version of its distribution, where that is known.
        owner: Whose request it is: the token of the journal that intended it.
        status_url: Where the provider says the job's status is.
        result_url: Likewise its result.
        cancel_url: Where it is cancelled.
        submitted_at: When the provider had taken it, in seconds since 1970.
        finished_at: When its own process saw it finish; None if only another one did, later.
        result: The provider's JSON; of a data URL its head and its digest only.
        files: The files of the result that were saved.
        estimate: What it was expected to cost, in units of the currency.
        billed: What it did cost.
        currency: ISO 4217: `USD`.
        inputs: The local files that were sent with it.
        identity: What requests that ask for the same have in common, see `Request.identity`.
        original: Where a plugin gave an earlier result again, the row that it is of.
        key_mark: What tells the key that it was sent with from others, see `Account.key_mark`.
    """

    endpoint_id: str
    provider: str
    document_sha256: str
    arguments: Mapping[str, Any]
    id: str = field(default_factory=new_id)
    state: str = "intended"
    request_id: str | None = None
    answered_by: str | None = None
    detail: str | None = None
    created: float = field(default_factory=time.time)
    updated: float = field(default_factory=time.time)
    host: str | None = None
    plugin: str | None = None
    plugin_version: str | None = None
    owner: str | None = None
    status_url: str | None = None
    result_url: str | None = None
    cancel_url: str | None = None
    submitted_at: float | None = None
    finished_at: float | None = None
    result: Mapping[str, Any] | None = None
    files: tuple[KeptFile, ...] = ()
    estimate: Decimal | None = None
    billed: Decimal | None = None
    currency: str | None = None
    inputs: tuple[SentFile, ...] = ()
    identity: str | None = None
    original: str | None = None
    key_mark: str | None = None

    @property
    def cost(self) -> Cost | None:
        """What it costs: as billed where that is known, else as expected; None if neither is."""
        amount = self.estimate if self.billed is None else self.billed
        if amount is None or self.currency is None:
            return None
        return Cost(amount, self.currency, billed=self.billed is not None)

    def moved(self, state: str, **facts: Any) -> Entry:
        """The row in a state, with more facts; it may stay as it is, see `leads`.

        Raises:
            ValueError: The state can't follow this one.
        """
        if not leads(self.state, state):
            return self
        if state in {"submitted", "finished"}:
            facts[f"{state}_at"] = time.time()
        return self.noted(state=state, **facts)

    def noted(self, **facts: Any) -> Entry:
        """The row with more facts, its state unchanged; files are added to those it has."""
        saved = {file.path: file for file in (*self.files, *facts.pop("files", ()))}
        return replace(self, files=tuple(saved.values()), updated=time.time(), **facts)

    def __repr__(self) -> str:
        facts = [self.state, shortened(self.detail or "", VALUE)]
        facts.append(f"request {shortened(self.request_id)}" if self.request_id else "")
        facts.append(f"answered by {self.answered_by}" if self.answered_by else "")
        where = f"{self.id} {self.endpoint_id} at {self.provider}"
        return f"<Entry {where}: {', '.join(filter(None, facts))}>"


def journaled(value: Any) -> Any:
    """JSON as a journal may hold it: of a data URL its head and its digest only."""
    if isinstance(value, str) and reads_as_data_url(value):
        head = value.partition(",")[0]
        return f"{head},sha256:{hashlib.sha256(value.encode(errors='replace')).hexdigest()}"
    if isinstance(value, dict):
        return {name: journaled(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [journaled(item) for item in value]
    return value


def is_whole(value: Any) -> bool:
    """Whether nothing was left out of JSON that a journal holds."""
    if isinstance(value, str):
        return not (reads_as_data_url(value) and value.partition(",")[2][:7] == "sha256:")
    members = value.values() if isinstance(value, dict) else value
    return not isinstance(value, dict | list) or all(map(is_whole, members))
