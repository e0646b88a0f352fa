"""Downloads files to a folder by one client, and prints what that cost, as JSON.

    python one_client.py CLIENT URL COUNT SIZE FOLDER

The peers stream to disk as their manuals show it: no hash, no sync, no look at the content. The
same client has made one small download before what is measured, so imports and its building
aren't counted.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

AT_ONCE = 4
"""How many files are under way at a time, for those clients that do several."""

MODEL, PROMPT = "fal-ai/flux/dev", {"prompt": "a lighthouse"}

Work = tuple[Sequence[str], Path]
"""URLs, and the folder for their files."""


class Clock:
    """Tells the costs from when it's begun."""

    def begin(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def end(self) -> None:
        wall, cpu = time.perf_counter() - self._wall, time.process_time() - self._cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"wall": wall, "cpu": cpu, "peak": peak}))


def httpx_sync(first: Work, work: Work, clock: Clock) -> None:
    """One after another."""
    import httpx

    def download(urls: Sequence[str], folder: Path) -> None:
        for number, url in enumerate(urls):
            with client.stream("GET", url) as answer, (folder / str(number)).open("wb") as file:
                for piece in answer.iter_bytes():
                    file.write(piece)

    with httpx.Client() as client:
        download(*first)
        clock.begin()
        download(*work)
        clock.end()


async def httpx_async(first: Work, work: Work, clock: Clock) -> None:
    """Some at a time."""
    import httpx

    async def one(url: str, path: Path) -> None:
        async with client.stream("GET", url) as answer:
            with path.open("wb") as file:
                async for piece in answer.aiter_bytes():
                    file.write(piece)

    async with httpx.AsyncClient() as client:
        await some_at_a_time(one, *first)
        clock.begin()
        await some_at_a_time(one, *work)
        clock.end()


async def aiohttp(first: Work, work: Work, clock: Clock) -> None:
    """Some at a time."""
    import aiohttp

    async def one(url: str, path: Path) -> None:
        async with client.get(url) as answer:
            with path.open("wb") as file:
                async for piece in answer.content.iter_any():
                    file.write(piece)

    async with aiohttp.ClientSession() as client:
        await some_at_a_time(one, *first)
        clock.begin()
        await some_at_a_time(one, *work)
        clock.end()


async def some_at_a_time(
    one: Callable[[str, Path], Awaitable[None]], urls: Sequence[str], folder: Path
) -> None:
    """Download all."""
    left = list(enumerate(urls))

    async def lane() -> None:
        while left:
            number, url = left.pop()
            await one(url, folder / str(number))

    await asyncio.gather(*(lane() for _ in range(AT_ONCE)))


def options(*works: Work) -> dict[str, Any]:
    """What Limner's clients are told: of a plugin whose answers name the files."""
    from limner import hookimpl

    left = [urls for urls, _ in works]

    class Answering:
        @staticmethod
        @hookimpl
        def submit_request() -> dict[str, object]:
            return {"images": [{"url": url} for url in left.pop(0)]}

    environment = {"FAL_KEY": "a:b"}
    return {"plugins": [Answering()], "environment": environment, "receipts": None}


def limner_sync(first: Work, work: Work, clock: Clock) -> None:
    """As its user does it."""
    import limner

    with limner.Client(**options(first, work)) as client:
        client.run(MODEL, PROMPT, output=f"{first[1]}/")
        clock.begin()
        client.run(MODEL, PROMPT, output=f"{work[1]}/")
        clock.end()


async def limner_async(first: Work, work: Work, clock: Clock, *, concurrent: bool = False) -> None:
    """As its user does it, with httpx's own connections."""
    import limner
    from limner.httpx_transport import AsyncHttpxTransport

    transport = AsyncHttpxTransport(concurrent=concurrent)
    async with limner.AsyncClient(transport=transport, **options(first, work)) as client:
        await client.run(MODEL, PROMPT, output=f"{first[1]}/")
        clock.begin()
        await client.run(MODEL, PROMPT, output=f"{work[1]}/")
        clock.end()


async def limner_concurrent(first: Work, work: Work, clock: Clock) -> None:
    """With the extra `concurrent`."""
    await limner_async(first, work, clock, concurrent=True)


CLIENTS: dict[str, Callable[[Work, Work, Clock], Awaitable[None] | None]] = {
    "httpx": httpx_sync,
    "httpx async": httpx_async,
    "aiohttp": aiohttp,
    "limner": limner_sync,
    "limner async": limner_async,
    "limner concurrent": limner_concurrent,
}


def main() -> None:
    """Download and tell."""
    client, url, count, size, folder = sys.argv[1:]
    small, large = Path(folder, "first"), Path(folder, "all")
    for one in (small, large):
        one.mkdir()
    first = [f"{url}/1000/{number}" for number in range(AT_ONCE)], small
    work = [f"{url}/{size}/{number}" for number in range(int(count))], large
    done = CLIENTS[client](first, work, Clock())
    if done is not None:
        asyncio.run(done)  # type: ignore[arg-type]  # a coroutine
    sizes = [file.stat().st_size for file in large.iterdir()]
    assert sizes == [int(size)] * int(count)


if __name__ == "__main__":
    main()
