"""The cache as a plugin: it answers from the journal, and keeps the files of what is new."""

from __future__ import annotations

import copy
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from limner.hookspecs import hookimpl
from limner.job import Answer
from limner.journal import is_whole
from limner_registry import Issue, pointer
from limner_registry.files import file_places

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.cache.store import Store
    from limner.journal import Entry, Journal, KeptFile
    from limner.provider import Provider
    from limner.request import Request
    from limner.result import Artifact, Result
    from limner_registry.schema import Schema

LOG = logging.getLogger("limner")

NAME = "cache"
"""What the journal and receipts say of who answered."""


class Answers:
    """Answers requests that were made before.

    Args:
        store: Where the files of results are.
        journal_of: The journal of a provider's jobs; None where it has none.
        mark_of: What tells the key that a provider is called with from others, see
            `Account.key_mark`; None without a key.
        unseeded: Whether a request without a seed is answered.
        fresh: Whether none is, and results are kept all the same.
    """

    __name__ = NAME

    def __init__(
        self,
        store: Store,
        journal_of: Callable[[Provider], Journal | None],
        mark_of: Callable[[Provider], str | None],
        *,
        unseeded: bool,
        fresh: bool,
    ) -> None:
        self._store = store
        self._journal_of = journal_of
        self._mark_of = mark_of
        self._unseeded = unseeded
        self._fresh = fresh

    @hookimpl(trylast=True)
    def submit_request(self, request: Request, provider: Provider) -> Answer | None:
        """The newest result that is whole; a cache that fails is none, and costs no call."""
        if self._fresh or request.webhook or not self._concerns(request):
            return None
        try:
            return self._answer(request, provider)
        except Exception as error:  # noqa: BLE001 -- a journal of the caller's own raises anything
            LOG.warning("the cache can't be asked: %s", error)
            return None

    @hookimpl(tryfirst=True)
    def process_result(self, result: Result[Artifact]) -> Result[Artifact] | None:
        """Keep its saved files, before another plugin does something with them."""
        if result.job.answer or not self._concerns(result.job.request):
            return None
        try:
            for artifact in result.artifacts:
                file = artifact.download
                if file and file.path:
                    sealed = file.file_sha256 is not None
                    self._store.put(file.path, file.sha256, sealed=sealed)
        except OSError as error:
            told = f"the result is saved, and not in the cache: {error}"
            return result.with_warnings(Issue("", f"{NAME}.not_kept", told))
        return None

    def _concerns(self, request: Request) -> bool:
        return self._unseeded or has_seed(request)

    def _answer(self, request: Request, provider: Provider) -> Answer | None:
        journal = self._journal_of(provider)
        rows = (
            journal.results(provider.name, request.identity)
            if journal and request.identity
            else ()
        )
        for entry in rows:
            if self._is_of(entry, provider):
                output = self._output(entry, request.model.output)
                if output is not None:
                    return Answer(NAME, output, original=entry)
        return None

    def _is_of(self, entry: Entry, provider: Provider) -> bool:
        """Whether a row was made where a provider is now, and with the same key."""
        here = entry.host is None or entry.host in provider.hosts
        return here and entry.key_mark == self._mark_of(provider)

    def _output(self, entry: Entry, schema: Schema) -> dict[str, Any] | None:
        """A row's result, each file at its place in the store; None if something is missing."""
        if not is_whole(entry.result):
            return None
        output = copy.deepcopy(dict(entry.result or {}))
        found: set[Path] = set()
        for place in file_places(schema, output):
            if not isinstance(_url(place.value), str):
                continue
            file = self._file(
                [file for file in entry.files if file.pointer == pointer(*place.path)], found
            )
            if file is None:
                return None
            found.add(file)
            _put_in(output, place.path, file.as_uri())
        # Another process may have thrown one away meanwhile.
        return output if all(file.exists() for file in found) else None

    def _file(self, saved: list[KeptFile], beside: set[Path]) -> Path | None:
        """What was served at a place of a result: in the store, or still where it was saved.

        The files beside it, of the same result, don't make room for it.
        """
        for file in saved:
            if found := self._store.get(file.sha256):
                return found
        for file in saved:
            path = Path(file.path)
            sealed = file.file_sha256 is not None
            if path.is_file() and self._store.put(path, file.sha256, sealed=sealed, beside=beside):
                return self._store.get(file.sha256)
        return None


def has_seed(request: Request) -> bool:
    """Whether a request says which of all results it wants; a negative seed means any."""
    seed = request.arguments.get("seed")
    return isinstance(seed, int) and not isinstance(seed, bool) and seed >= 0


def _url(value: Any) -> Any:
    return value.get("url") if isinstance(value, dict) else value


def _put_in(output: Any, path: tuple[str | int, ...], url: str) -> None:
    """Put a URL at a file's place: into the object there, or in the place of a bare one."""
    *steps, last = path
    for step in steps:
        output = output[step]
    if isinstance(output[last], dict):
        output[last]["url"] = url
    else:
        output[last] = url
