"""Downloads files to a folder by one client, and prints what that cost, as JSON.

    python one_client.py CLIENT URL COUNT SIZE FOLDER

The peers stream to disk as their manuals show it: no hash, no sync, no look at the content.
What is measured begins when the client is imported and has made one small download.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

AT_ONCE = 4
"""How many files are under way at a time, where a client has to be told."""


def httpx_sync(urls: Sequence[str], folder: Path) -> None:
    """One after another."""
    import httpx

    with httpx.Client() as client:
        for number, url in enumerate(urls):
            with client.stream("GET", url) as answer, (folder / str(number)).open("wb") as file:
                for piece in answer.iter_bytes():
                    file.write(piece)


def httpx_async(urls: Sequence[str], folder: Path) -> None:
    """Some at a time."""
    import httpx

    async def run() -> None:
        async with httpx.AsyncClient() as client:

            async def one(number: int, url: str) -> None:
                async with client.stream("GET", url) as answer:
                    with (folder / str(number)).open("wb") as file:
                        async for piece in answer.aiter_bytes():
                            file.write(piece)

            await some_at_a_time(one, urls)

    asyncio.run(run())


def aiohttp(urls: Sequence[str], folder: Path) -> None:
    """Some at a time."""
    import aiohttp

    async def run() -> None:
        async with aiohttp.ClientSession() as client:

            async def one(number: int, url: str) -> None:
                async with client.get(url) as answer:
                    with (folder / str(number)).open("wb") as file:
                        async for piece in answer.content.iter_any():
                            file.write(piece)

            await some_at_a_time(one, urls)

    asyncio.run(run())


async def some_at_a_time(
    one: Callable[[int, str], Coroutine[Any, Any, None]], urls: Sequence[str]
) -> None:
    """Download all."""
    left = list(enumerate(urls))

    async def lane() -> None:
        while left:
            await one(*left.pop())

    await asyncio.gather(*(lane() for _ in range(AT_ONCE)))


def limner_options(urls: Sequence[str]) -> dict[str, Any]:
    """What both clients are told: of a plugin whose answer names the files."""
    from limner import hookimpl

    class Answering:
        @staticmethod
        @hookimpl
        def submit_request() -> dict[str, object]:
            return {"images": [{"url": url} for url in urls]}

    environment = {"FAL_KEY": "a:b"}
    return {
        "plugins": [Answering()],
        "environment": environment,
        "receipts": None,
        "journal": None,
    }


MODEL, PROMPT = "fal-ai/flux/dev", {"prompt": "a lighthouse"}


def limner_sync(urls: Sequence[str], folder: Path) -> None:
    """As its user does it."""
    import limner

    with limner.Client(**limner_options(urls)) as client:
        client.run(MODEL, PROMPT, output=f"{folder}/")


def limner_async(urls: Sequence[str], folder: Path, *, concurrent: bool = False) -> None:
    """As its user does it."""
    import limner
    from limner.httpx_transport import AsyncHttpxTransport

    async def run() -> None:
        transport = AsyncHttpxTransport(concurrent=concurrent)
        async with limner.AsyncClient(transport=transport, **limner_options(urls)) as client:
            await client.run(MODEL, PROMPT, output=f"{folder}/")

    asyncio.run(run())


def limner_concurrent(urls: Sequence[str], folder: Path) -> None:
    """With the extra `concurrent`."""
    limner_async(urls, folder, concurrent=True)


CLIENTS: dict[str, Callable[[Sequence[str], Path], None]] = {
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
    download = CLIENTS[client]
    (Path(folder) / "first").mkdir()
    (Path(folder) / "all").mkdir()
    download([f"{url}/1000/first"], Path(folder) / "first")
    wall, cpu = time.perf_counter(), time.process_time()
    download([f"{url}/{size}/{number}" for number in range(int(count))], Path(folder) / "all")
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    sizes = {file.stat().st_size for file in (Path(folder) / "all").iterdir()}
    assert sizes == {int(size)}
    assert len(list((Path(folder) / "all").iterdir())) == int(count)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "peak": peak}))


if __name__ == "__main__":
    main()
