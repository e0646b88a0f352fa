"""The `fal` provider: its hosts, its key, its errors."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from limner.data_urls import data_url
from limner.errors import CredentialError, MissingKey
from limner.queue_errors import ErrorReader
from limner.queue_provider import QueueProvider
from limner.transport import HttpCall
from limner_plugins.fal.errors import ADVICE, RETRYABLE
from limner_plugins.fal.hosts import Hosts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from limner.errors import LimnerError
    from limner.files import LocalFile
    from limner.history import HistoryPage
    from limner.provider import Standing
    from limner.transport import HttpAnswer
    from limner_plugins.fal.uploads import FalStorage
    from limner_registry.syncing import ListPage

_KEY = re.compile(r"[!-~]+")


class FalProvider(QueueProvider):
    """Runs models at fal.

    Args:
        hosts: Where fal is.
    """

    def __init__(self, hosts: Hosts) -> None:
        self.api = hosts.api
        self._hosts = hosts
        super().__init__("fal", hosts.queue, hosts.trusted, ErrorReader("fal", RETRYABLE, ADVICE))

    def credential(self, environment: Mapping[str, str]) -> str:
        """`FAL_KEY`, or `FAL_KEY_ID` and `FAL_KEY_SECRET`.

        Raises:
            MissingKey: The environment has neither.
        """
        if key := environment.get("FAL_KEY", "").strip():
            return key
        parts = [environment.get(name, "").strip() for name in ("FAL_KEY_ID", "FAL_KEY_SECRET")]
        if all(parts):
            return ":".join(parts)
        raise MissingKey(
            "fal needs a key, and none is set: export FAL_KEY=..., or limner keys set fal;"
            " nothing was sent. The sandbox needs none: --sandbox, LIMNER_PROVIDER=sandbox or"
            " limner.Client(provider='sandbox')"
        )

    def authorization(self, key: str) -> Mapping[str, str]:
        """Fal's own scheme: `Key`, and the key as it is.

        Raises:
            CredentialError: No header can carry it.
        """
        if not _KEY.fullmatch(key):
            raise CredentialError(
                "the key for fal has a blank or another character that no key has; nothing was"
                " sent. Is it the key, the whole key and nothing but the key?"
            )
        return {"Authorization": f"Key {key}"}

    def file_url(self, place: str, file: LocalFile, data: bytes) -> str:  # noqa: ARG002 -- as Provider
        """A data URL; larger files are uploaded to the storage."""
        return data_url(file.media_type, data)

    @cached_property
    def storage(self) -> FalStorage:
        """As `Storing.storage`."""
        from limner_plugins.fal.uploads import FalStorage

        return FalStorage(self._hosts)

    def key_check(self) -> HttpCall:
        """As `Informative.key_check`."""
        from limner_plugins.fal.account import key_call

        return key_call(self.api)

    def standing(self) -> HttpCall:
        """As `Informative.standing`."""
        from limner_plugins.fal.account import billing_call

        return billing_call(self.api)

    def read_standing(self, answer: HttpAnswer) -> Standing | None:
        """As `Informative.read_standing`."""
        from limner_plugins.fal.account import read_billing

        return read_billing(answer)

    def check_error(self, answer: HttpAnswer) -> LimnerError | None:
        """As `Informative.check_error`."""
        from limner_plugins.fal.account import account_error

        return account_error(answer)

    def webhook_keys(self) -> HttpCall:
        """As `Notifying.webhook_keys`."""
        return HttpCall("GET", f"{self._hosts.rest}/.well-known/jwks.json")

    def catalog(
        self,
        cursor: str | None = None,
        *,
        category: str | None = None,
        query: str | None = None,
        ids: Sequence[str] = (),
    ) -> HttpCall:
        """As `Catalogued.catalog`."""
        from limner_plugins.fal.catalog import page_call

        return page_call(self.api, cursor, category, query, ids)

    def read_catalog(self, answer: HttpAnswer) -> ListPage | None:
        """As `Catalogued.read_catalog`."""
        from limner_plugins.fal.catalog import read_page

        return read_page(answer)

    def catalog_error(self, answer: HttpAnswer) -> LimnerError | None:
        """As `Catalogued.catalog_error`."""
        from limner_plugins.fal.catalog import page_error

        return page_error(answer)

    def history(self, endpoint_id: str, since: float, cursor: str | None = None) -> HttpCall:
        """As `Historical.history`."""
        from limner_plugins.fal.history import history_call

        return history_call(self.api, endpoint_id, since, cursor)

    def read_history(self, endpoint_id: str, answer: HttpAnswer) -> HistoryPage | None:
        """As `Historical.read_history`."""
        from limner_plugins.fal.history import read_history

        return read_history(endpoint_id, answer)


def provider(environment: Mapping[str, str]) -> FalProvider:
    """Fal as an environment configures it; the entry point."""
    return FalProvider(Hosts.from_environment(environment))
