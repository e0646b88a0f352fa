"""What `Client` and `AsyncClient` share: all but the carrying out of effects."""

from __future__ import annotations

import logging
import os
import threading
from abc import ABC, abstractmethod
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from limner.connections import Connection, Connections
from limner.files import STAND_IN, local_files, replaced
from limner.hiding import Secrets
from limner.journals import Journals, Wanted
from limner.keeping import Keeping, Receipts
from limner.pace import REMEMBERED
from limner.path.price import by_document, counted_pictures
from limner.path.setting import Following, Setting
from limner.path.validate import refuse_secrets, validate
from limner.pictures import sizes_of
from limner.plugins import Plugins
from limner.price import USD, Cap, Estimate, Quote, limit
from limner.uploads import Uploaded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from limner.cache import Cache
    from limner.hooks import Hooks
    from limner.journal import Journal
    from limner.provider import Provider
    from limner.recall import Recalled
    from limner.receipts import Receipt
    from limner.request import Request
    from limner.result import Collector
    from limner_registry import Registry

T = TypeVar("T")

LOG = logging.getLogger("limner")


class Connected(ABC, Generic[T]):
    """A client, but for what carries out the effects of its paths.

    Args:
        provider: A provider, or its name, for all models; by default each model's own,
            or what `LIMNER_PROVIDER` names.
        key: The key for `provider`, or for `fal` where no provider is named; by default
            what the environment holds, else what `limner keys set` has kept.
        plugins: Plugins besides the installed ones: modules or objects.
        journal: Where requests are put on record: a journal, or the path of one. None gives
            up what it is for: finding requests again whose outcome is unknown, and rescuing
            results. By default the home's `journal.sqlite3`; but a provider that runs in
            this process, as the sandbox does, has jobs that end with it, so its requests
            are put on record in memory only, apart from real ones.
        home: The folder with the user's journal and catalog of models; by default what
            `LIMNER_HOME` names, or the system's place for it.
        transport: What carries all calls, instead of the network.
        max_cost: What a call may cost: 0.50 (US dollars), "0.50 EUR"; one that is expected
            to cost more is refused, and so is one of which nobody knows. By default,
            whatever it costs, within the journal's budget.
        allow_unknown_price: Whether one of which nobody knows what it costs is sent all
            the same, under `max_cost` and under a budget.
        local_files: Whether a string at a file's place may be the path of a file here, whose
            content is sent. False for an app that passes on what strangers write.
        receipts: Where the receipts of saved files go: `embed`, into the file where its
            format has a place and beside it otherwise; `beside`, always beside it; None
            for nowhere.
        private: Whether receipts leave out words of the caller's own, URLs and names of files.
        strict: Whether a result with warnings is raised as `UnexpectedResult`, once it's kept.
        cache: Whether a request that was made before is answered from the journal, if it has
            a seed; a `limner.Cache` says how.
        environment: Read instead of the process's own; one without `LIMNER_HOME` has no
            catalog, and a journal in memory.
    """

    def __init__(  # noqa: PLR0913 -- each has a default that is right for most
        self,
        provider: str | Provider | None = None,
        *,
        key: str | None = None,
        plugins: Iterable[object] = (),
        journal: Wanted = ...,
        home: str | os.PathLike[str] | None = None,
        transport: T | None = None,
        max_cost: Decimal | float | str | None = None,
        allow_unknown_price: bool = False,
        local_files: bool = True,
        receipts: Receipts | None = "embed",
        private: bool = False,
        strict: bool = False,
        cache: Cache | bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._environment = os.environ if environment is None else environment
        self._lock = threading.Lock()
        self._following = Following()
        self._recalled: set[str] = set()
        self._uploaded = Uploaded()
        self._local_files = local_files
        self._keeping = Keeping(receipts, private)
        self._strict = strict
        amount, currency = (None, USD) if max_cost is None else limit(max_cost)
        self._cap = Cap(amount, currency, unpriced=allow_unknown_price)
        self._journals = Journals(journal, home, self._environment)
        self._home = home
        self.plugins = Plugins([*plugins, *self._answers(cache)], self._environment, home)
        self.connections = Connections(
            provider or self._environment.get("LIMNER_PROVIDER") or None,
            key,
            transport_to=self._transport_to if transport is None else lambda _: transport,
            plugins=self.plugins,
            journals=self._journals,
            home=home,
            environment=self._environment,
        )

    def _answers(self, cache: Cache | bool) -> Iterable[object]:  # noqa: FBT001 -- `cache=True`
        """The plugin that a cache is."""
        if not cache:
            return
        if not self._journals.wanted:
            raise ValueError("a cache answers from the journal, and this client is to have none")
        from limner.cache import Cache

        wanted = Cache() if cache is True else cache
        yield wanted.plugin(self._environment, self._home, self._journals.of, self._mark_of)

    def _mark_of(self, provider: Provider) -> str | None:
        """What tells the key with which a connected provider is called from others."""
        return self.connections.key_mark(provider)

    @property
    def registry(self) -> Registry:
        """All models that this client knows."""
        return self.plugins.registry

    @property
    def journal(self) -> Journal | None:
        """Where this client's requests are on record; None if they aren't."""
        return self.connections.journal

    def validate(self, endpoint_id: str, arguments: Mapping[str, Any] | None = None) -> Request:
        """Check arguments before they can cost anything; nothing is sent, no key is needed.

        Args:
            endpoint_id: The model's id or an alias.
            arguments: By parameter's name. Where the model takes a file: a URL, a path,
                bytes, an open file or a PIL image.

        Raises:
            InvalidArguments: With everything that is wrong.
            UnknownModel: There's no such model.
            ConflictingModels: Two plugins bring it.
            PluginError: The plugin that owns it is broken.
        """
        model = self.registry[endpoint_id]
        secrets = Secrets.in_environment(self._environment, f"{model.provider}_")
        refuse_secrets(
            model.endpoint_id, arguments or {}, secrets.and_those_of(self.connections.key)
        )
        hooks = self.plugins.hooks(model)
        return validate(model, arguments or {}, hooks, local_files=self._local_files)

    def recall(
        self,
        receipt: Receipt | str | os.PathLike[str],
        changes: Mapping[str, Any] | None = None,
        *,
        model: str | None = None,
    ) -> Recalled:
        """A request for what a receipt tells of: the same, or a variation of it.

            again = client.recall("lighthouse.png", {"num_images": 4})
            result = client.submit(again.request).result()

        Who ran it then is to run it again, unless this client has a provider. Where nobody
        gave a seed, the one that was used is given. Nothing is sent; local files are read.

        Args:
            receipt: The receipt, or the file that has it.
            changes: By name, the parameters that are given anew.
            model: Another model's id: the arguments are ported to it.

        Raises:
            NoReceipt, InvalidReceipt: The file has none that can be read.
            UnknownModel: There's no such model.
            PluginError: The plugin that owns it is broken.
        """
        from limner.recall import NOWHERE, Search, recall
        from limner.receipts import Receipt, read

        path = None if isinstance(receipt, Receipt) else Path(receipt)
        known = receipt if isinstance(receipt, Receipt) else read(receipt)
        source = self.registry[known.endpoint_id]
        target = source if model is None else self.registry[model]
        search = Search.around(path, self._journals.lasting) if self._local_files else NOWHERE
        ours = self.connections.name
        return recall(known, (source, target), changes or {}, search, self.validate, ours)

    def price(
        self, request: str | Request, arguments: Mapping[str, Any] | None = None
    ) -> Estimate | None:
        """What a call is expected to cost at its model's provider; nothing is sent.

        A plugin's `estimate_cost` tells it, or else the price in the model's document.

        Args:
            request: The model's id or an alias, or what `validate` returned.
            arguments: By parameter's name; see `validate`.

        Returns:
            None where nobody knows.

        Raises:
            As `validate`.
        """
        quote = self.quote(self._checked(request, arguments))
        return quote if isinstance(quote, Estimate) else None

    def quote(self, request: Request) -> Quote:
        """The same as `price`; where nobody knows what it costs, why not."""
        hooks = self.plugins.hooks(request.model)
        prepared = hooks.prepare_request(request)
        files = local_files(prepared.model, prepared.arguments)
        with_urls = replaced(prepared.arguments, dict.fromkeys(files, STAND_IN))
        told = hooks.estimate_cost(prepared.with_arguments(with_urls))
        return told or by_document(prepared, sizes_of(counted_pictures(prepared)))

    def _new_setting(
        self, connection: Connection[T], hooks: Hooks, collector: Collector
    ) -> Setting:
        """The setting of a path of this client's."""
        return Setting(
            connection.account,
            hooks,
            collector,
            connection.at_home,
            following=self._following,
            uploaded=self._uploaded,
            local_files=self._local_files,
            cap=self._cap,
            keeping=self._keeping,
            journal=connection.journal,
            strict=self._strict,
        )

    def _checked(
        self,
        request: str | Request,
        arguments: Mapping[str, Any] | None,
        webhook: str | None = None,
    ) -> Request:
        if isinstance(request, str):
            request = self.validate(request, arguments)
        elif arguments is not None:
            raise TypeError("a request has its arguments already")
        return replace(request, webhook=webhook) if webhook else request

    def _to_submit(
        self, request: str | Request, arguments: Mapping[str, Any] | None, webhook: str | None
    ) -> Request:
        """The request, checked, once what the journal knows of its model's jobs is in mind."""
        request = self._checked(request, arguments, webhook)
        with self._lock:
            is_new = request.endpoint_id not in self._recalled
            self._recalled.add(request.endpoint_id)
        if is_new:
            self._learn_pace(request.endpoint_id)
        return request

    def _learn_pace(self, endpoint_id: str) -> None:
        """Learn how long a model's earlier jobs took; a journal that can't tell costs no job."""
        journal = self.journal
        if journal is None:
            return
        try:
            newest_first = journal.durations(endpoint_id, REMEMBERED)
        except Exception as error:  # noqa: BLE001 -- the intent is about to tell, if it matters
            LOG.info("it isn't known how long the jobs of %s took: %s", endpoint_id, error)
            return
        for seconds in reversed(newest_first):
            self._following.durations.add(endpoint_id, seconds, alive=seconds)

    @abstractmethod
    def _transport_to(self, provider: Provider) -> T:
        """The transport to a provider, where none was passed in."""

    def __repr__(self) -> str:
        who = self.connections.name or "each model's own provider"
        return f"<{type(self).__name__} of {len(self.registry)} models at {who}>"
