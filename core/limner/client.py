"""The synchronous client: it carries out the effects of the path, and holds no rule."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from limner.connected import Connected
from limner.course import Course
from limner.driver import Driver
from limner.handle import Handle
from limner.job import Job
from limner.journals import entry_of
from limner.naming import Naming
from limner.path.cancel import cancel
from limner.path.collect import collect
from limner.path.follow import follow
from limner.path.keep import load, save
from limner.path.reconcile import reckonings, reconcile, unasked
from limner.path.resume import resume
from limner.path.submit import submit
from limner.provider import InProcess
from limner.request import Request
from limner.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType
    from typing import Self

    from limner.events import Event
    from limner.history import Finding
    from limner.journal import Entry
    from limner.path.setting import Setting
    from limner.provider import Provider
    from limner.result import Artifact, ArtifactFacts, Result
    from limner.uploads import Uploading


class Client(Connected[Transport]):
    """Calls models, each call checked, submitted at most once, and kept.

    Safe for several threads. `AsyncClient` is the same for asyncio.

        with limner.Client(provider="sandbox") as client:
            result = client.run("fal-ai/flux/dev", {"prompt": "a lighthouse at dusk"})
            result.images[0].save("lighthouse.jpg")

    See `limner.connected.Connected` for the arguments.
    """

    def run(
        self,
        endpoint_id: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        output: str | os.PathLike[str] | None = None,
    ) -> Result[Artifact]:
        """Call a model and wait for its result.

        Args:
            endpoint_id: The model's id or an alias.
            arguments: By parameter's name; see `validate`.
            timeout: Seconds to wait for the job; 600 by default, 1,800 for videos.
            output: Where its files are downloaded to at once: a folder, if it ends in a
                slash or is one, or a name in which `{index}`, `{name}`, `{request_id}`,
                `{endpoint}`, `{seed}`, `{date}` and `{ext}` are filled in, see
                `limner.naming.Naming`. `s3://bucket/folder/` and its like are places in
                object stores, see `limner.stores`. By default nothing is downloaded
                until `save` or `bytes` of an artifact asks for it.

        Raises:
            InvalidArguments, UnknownModel, MissingKey, Refused, Unreachable: Nothing was sent.
            OSError: Nothing can be written to `output`; nothing was sent.
            ValueError: Nothing can be called `output`; nothing was sent.
            MissingExtra: Object stores need the extra `storage`; nothing was sent.
            OutcomeUnknown: The provider may have taken the request; it isn't sent again.
            JobRejected, JobFailed: The provider says no.
            DeadlinePassed: The job is still alive.
            NotCollected: The job is finished, and something of it can't be fetched.
        """
        if output is not None:
            Naming(os.fspath(output)).check()
        return self.submit(endpoint_id, arguments).result(timeout, output=output)

    def submit(
        self,
        request: str | Request,
        arguments: Mapping[str, Any] | None = None,
        *,
        webhook: str | None = None,
        on_upload: Callable[[Uploading], object] | None = None,
    ) -> JobHandle:
        """Check arguments and submit them, at most once.

        Args:
            request: The model's id or an alias, or what `validate` returned.
            arguments: By parameter's name; see `validate`.
            webhook: An https URL to which the provider posts a notice when the job is done,
                for `limner_contrib.webhooks` to receive. The journal's id of the job is put
                into its query.
            on_upload: Told how the uploads of local files go; it may be called on another
                thread. What it raises ends them, and nothing is sent.

        Raises:
            As `run`, up to the job.
        """
        request = self._to_submit(request, arguments, webhook)
        setting, driver = self._setting(request)
        setting = replace(setting, on_upload=on_upload)
        return JobHandle(driver.drive(submit(request, setting)), setting, driver)

    def job(self, endpoint_id: str, request_id: str) -> JobHandle:
        """A job that was submitted before, here or elsewhere, by its provider's id."""
        request = Request(self.registry[endpoint_id], {})
        setting, driver = self._setting(request)
        provider = setting.account.provider
        ticket = provider.ticket(request.endpoint_id, request_id)
        return JobHandle(Job(request, provider.name, ticket), setting, driver)

    def resume(self, name: str | Entry) -> JobHandle:
        """Take up a job of the journal again, whichever process submitted it.

        What the journal has of its result, and the files that are still where they were
        saved, aren't fetched again.

        Args:
            name: The journal's id of it, the beginning of that, or the provider's id; or
                its row.

        Raises:
            UnknownJob: The journal has no such job.
            OutcomeUnknown: It isn't known whether the provider took the request.
            UnknownModel, MissingKey, PluginError: As for a new request.
        """
        entry = entry_of(self.journal, name)
        model = self.registry[entry.endpoint_id]
        setting, driver = self._setting(Request(model, {}), entry.provider)
        return JobHandle(resume(entry, model, setting), setting, driver)

    def reconcile(self, *names: str, after: float | None = None) -> list[Finding]:
        """Ask providers what became of requests whose outcome is unknown.

        A row whose request is in the provider's list is adopted, so that `resume` collects
        it; one that is missing there for a day is freed. Where the list can't be had or
        doesn't tell, the row stays `unknown`, and its finding says why. An equal call that
        was made elsewhere can't be told apart, unless it has a seed of its own.

        Args:
            names: The rows, as for `resume`; by default all that are unknown.
            after: Seconds after which a request that isn't in the list counts as never sent;
                a day by default. fal's list shows finished requests only, so less may free
                one that still waits there, and is paid twice if it's called again.

        Raises:
            UnknownJob: The journal has no such row.
            MissingKey: The provider can't be asked.
            JournalError: The journal can't be read or written.
        """
        found: list[Finding] = []
        for reckoning in reckonings(self.journal, self.registry, names, after):
            if reckoning.model is None:
                found += unasked(reckoning)
                continue
            setting, driver = self._setting(Request(reckoning.model, {}), reckoning.provider)
            found += driver.drive(reconcile(reckoning, setting))
        return found

    def close(self) -> None:
        """Give all connections back. Artifacts can still be saved: that opens a new one."""
        for connection in self.connections.made():
            connection.transport.close()
        self._journals.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _setting(self, request: Request, provider: str | None = None) -> tuple[Setting, Driver]:
        connection = self.connections.of(request.model, provider or request.provider)
        hooks = self.plugins.hooks(request.model)
        driver = Driver(connection.transport, connection.journal)

        def collector(artifact: ArtifactFacts, where: str | None) -> Any:
            return _collect(driver, setting, artifact, where)

        setting = self._new_setting(connection, hooks, collector)
        return setting, driver

    def _transport_to(self, provider: Provider) -> Transport:
        if isinstance(provider, InProcess):
            return provider.transport(self.plugins)
        from limner.httpx_transport import HttpxTransport

        return HttpxTransport()


class JobHandle(Handle):
    """A job, and the way to its result.

    Attributes:
        job: What is known of it.
    """

    def __init__(self, job: Job, setting: Setting, driver: Driver) -> None:
        super().__init__(job)
        self._setting = setting
        self._driver = driver
        self._result: Result[Artifact] | None = None

    def events(self, timeout: float | None = None) -> Iterator[Event]:
        """The changes of the job until it is completed, well or badly.

        Args:
            timeout: Seconds to wait; 600 by default, 1,800 for videos.

        Raises:
            DeadlinePassed: The job is still alive.
        """
        for event in self._driver.events(Course(follow(self.job, self._setting, timeout))):
            self._saw(event)
            yield event

    def result(
        self, timeout: float | None = None, *, output: str | os.PathLike[str] | None = None
    ) -> Result[Artifact]:
        """Wait for the job and fetch its result; arguments and errors as of `Client.run`."""
        if self._result is None or output is not None:
            where = None if output is None else os.fspath(output)
            path = collect(self.job, self._setting, timeout, where, followed=self._followed)
            with self._collecting():
                self._result = self._driver.drive(path)
        return self._result

    def cancel(self) -> bool:
        """Ask for the job to be cancelled.

        Returns:
            Whether the provider took the wish; a job that runs may still complete.
        """
        return self._driver.drive(cancel(self.job, self._setting))


def _collect(driver: Driver, setting: Setting, artifact: ArtifactFacts, where: str | None) -> Any:
    """What an artifact's `save` and `bytes` do."""
    if where is None:
        return driver.drive(load(artifact, setting))
    return driver.drive(save(artifact, setting, Naming(where)))
