"""The client for asyncio: the same path, its effects carried out without blocking the loop."""

from __future__ import annotations

import asyncio
import os
from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from limner.async_driver import AsyncDriver
from limner.connected import Connected
from limner.course import Course
from limner.errors import NotCollected, UnexpectedResult
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
from limner.result import Artifact, ArtifactFacts, AsyncArtifact, AsyncCollector, Result
from limner.transport import AsyncTransport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from types import TracebackType
    from typing import Self

    from limner.events import Event
    from limner.history import Finding
    from limner.journal import Entry
    from limner.path.setting import Setting
    from limner.provider import Provider
    from limner.uploads import Uploading


LIGHT = 10_000
"""Characters up to which a text is checked in the event loop."""


class AsyncClient(Connected[AsyncTransport]):
    """`Client`, for asyncio. One may serve several event loops, one after another.

    async with limner.AsyncClient(provider="sandbox") as client:
        result = await client.run("fal-ai/flux/dev", {"prompt": "a lighthouse at dusk"})
        await result.images[0].save("lighthouse.jpg")
    """

    async def run(
        self,
        endpoint_id: str,
        arguments: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 -- it ends the waiting, not the task
        output: str | os.PathLike[str] | None = None,
    ) -> Result[AsyncArtifact]:
        """As `Client.run`."""
        if output is not None:
            await asyncio.to_thread(Naming(os.fspath(output)).check)
        job = await self.submit(endpoint_id, arguments)
        return await job.result(timeout, output=output)

    async def submit(
        self,
        request: str | Request,
        arguments: Mapping[str, Any] | None = None,
        *,
        webhook: str | None = None,
        on_upload: Callable[[Uploading], object] | None = None,
    ) -> AsyncJobHandle:
        """As `Client.submit`; `on_upload` is called in the event loop."""
        if self._is_light(request, arguments):
            request = self._to_submit(request, arguments, webhook)
        else:
            request = await asyncio.to_thread(self._to_submit, request, arguments, webhook)
        setting, driver = self._setting(request)
        setting = replace(setting, on_upload=on_upload)
        return AsyncJobHandle(await driver.drive(submit(request, setting)), setting, driver)

    def job(self, endpoint_id: str, request_id: str) -> AsyncJobHandle:
        """As `Client.job`; call it where an event loop runs."""
        request = Request(self.registry[endpoint_id], {})
        setting, driver = self._setting(request)
        provider = setting.account.provider
        ticket = provider.ticket(request.endpoint_id, request_id)
        return AsyncJobHandle(Job(request, provider.name, ticket), setting, driver)

    async def resume(self, name: str | Entry) -> AsyncJobHandle:
        """As `Client.resume`."""
        entry = await asyncio.to_thread(lambda: entry_of(self.journal, name))
        model = self.registry[entry.endpoint_id]
        setting, driver = self._setting(Request(model, {}), entry.provider)
        return AsyncJobHandle(resume(entry, model, setting), setting, driver)

    async def reconcile(self, *names: str, after: float | None = None) -> list[Finding]:
        """As `Client.reconcile`."""
        found: list[Finding] = []
        rows = partial(reckonings, self.journal, self.registry, names, after)
        for reckoning in await asyncio.to_thread(rows):
            if reckoning.model is None:
                found += unasked(reckoning)
                continue
            setting, driver = self._setting(Request(reckoning.model, {}), reckoning.provider)
            found += await driver.drive(reconcile(reckoning, setting))
        return found

    async def close(self) -> None:
        """As `Client.close`; the connections are those of the running event loop."""
        for connection in self.connections.made():
            await connection.transport.close()
        await asyncio.to_thread(self._journals.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def _is_light(self, request: str | Request, arguments: Mapping[str, Any] | None) -> bool:
        """Whether nothing has to be read from disk to check a request, and it's soon done."""
        endpoint_id = request if isinstance(request, str) else request.endpoint_id
        if endpoint_id not in self._recalled:
            return False
        given = arguments or {}
        light = isinstance(given, dict) and all(
            len(value) < LIGHT if isinstance(value, str) else isinstance(value, int | float | None)
            for value in given.values()
        )
        return light and not self.registry[endpoint_id].input_files.within(given)

    def _setting(
        self, request: Request, provider: str | None = None
    ) -> tuple[Setting, AsyncDriver]:
        connection = self.connections.of(request.model, provider or request.provider)
        hooks = self.plugins.hooks(request.model)
        driver = AsyncDriver(connection.transport, connection.journal)
        loop = asyncio.get_running_loop()

        def collector(artifact: ArtifactFacts, where: str | None) -> Any:
            return _collect_blocking(driver, setting, loop, artifact, where)

        setting = self._new_setting(connection, hooks, collector)
        return setting, driver

    def _transport_to(self, provider: Provider) -> AsyncTransport:
        if isinstance(provider, InProcess):
            return provider.async_transport(self.plugins)
        from limner.httpx_transport import AsyncHttpxTransport

        return AsyncHttpxTransport()


class AsyncJobHandle(Handle):
    """`JobHandle`, for asyncio.

    Attributes:
        job: What is known of it.
    """

    def __init__(self, job: Job, setting: Setting, driver: AsyncDriver) -> None:
        super().__init__(job)
        self._setting = setting
        self._driver = driver
        self._result: Result[AsyncArtifact] | None = None

    async def events(self, timeout: float | None = None) -> AsyncIterator[Event]:  # noqa: ASYNC109
        """As `JobHandle.events`."""
        course = Course(follow(self.job, self._setting, timeout))
        async for event in self._driver.events(course):
            self._saw(event)
            yield event

    async def result(
        self,
        timeout: float | None = None,  # noqa: ASYNC109 -- it ends the waiting, not the task
        *,
        output: str | os.PathLike[str] | None = None,
    ) -> Result[AsyncArtifact]:
        """As `JobHandle.result`."""
        if self._result is None or output is not None:
            where = None if output is None else os.fspath(output)
            path = collect(self.job, self._setting, timeout, where, followed=self._followed)
            with self._collecting():
                try:
                    result = await self._driver.drive(path)
                except (NotCollected, UnexpectedResult) as error:
                    error.result = error.result and self._awaited(error.result)
                    raise
            self._result = self._awaited(result)
        return self._result

    async def cancel(self) -> bool:
        """As `JobHandle.cancel`."""
        return await self._driver.drive(cancel(self.job, self._setting))

    def _awaited(self, result: Result[Artifact]) -> Result[Any]:
        """The result with artifacts that don't block the loop."""
        collector = partial(_collect, self._driver, self._setting)
        artifacts = (_awaited(artifact, collector) for artifact in result.artifacts)
        return result.with_artifacts(tuple(artifacts))


def _awaited(artifact: Artifact, collector: AsyncCollector) -> AsyncArtifact:
    facts = {f.name: getattr(artifact, f.name) for f in fields(ArtifactFacts)}
    return AsyncArtifact(**facts, collector=collector)


async def _collect(
    driver: AsyncDriver, setting: Setting, artifact: ArtifactFacts, where: str | None
) -> Any:
    """What an artifact's `save` and `bytes` do."""
    if where is None:
        return await driver.drive(load(artifact, setting))
    return await driver.drive(save(artifact, setting, Naming(where)))


def _collect_blocking(
    driver: AsyncDriver,
    setting: Setting,
    loop: asyncio.AbstractEventLoop,
    artifact: ArtifactFacts,
    where: str | None,
) -> Any:
    """The same for a `process_result` hook, which blocks its worker thread meanwhile."""
    download = _collect(driver, setting, artifact, where)
    return asyncio.run_coroutine_threadsafe(download, loop).result()
