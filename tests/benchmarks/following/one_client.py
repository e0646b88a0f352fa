"""One client, many jobs at once: what `../following.py` starts for each client that it measures.

    python one_client.py CLIENT URL SECONDS AT_ONCE EACH

CLIENT is `limner` or `fal-client`. So many followers each run EACH jobs, one after another, of
so many SECONDS, and begin spread over one job's time; with EACH 1 all begin at once. It prints
what that cost as JSON. Five jobs come before, and aren't counted: they warm up what is lazy,
and teach a client that learns how long its jobs take.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path

ENDPOINT = "fal-ai/flux/dev"
WARM_UP = 5
LONGEST = 110.0
"""Seconds after which what isn't done counts as unfinished."""

Run = Callable[[float], Awaitable[float]]
"""Runs a job of so many seconds; when it was done, on the monotonic clock."""


def limner_run(url: str, home: str) -> Run:
    import limner

    environment = {"LIMNER_FAL_URL": url, "FAL_KEY": "a:b", "LIMNER_HOME": home}
    client = limner.AsyncClient(environment=environment)

    async def run(seconds: float) -> float:
        result = await client.run(ENDPOINT, {"prompt": str(seconds)})
        done: float = result.raw["timings"]["done"]
        return done

    return run


def fal_run(url: str, _: str) -> Run:
    from fal_client import client as module

    module.QUEUE_URL_FORMAT = f"{url}/queue/"
    client = module.AsyncClient(key="a:b")

    async def run(seconds: float) -> float:
        handle = await client.submit(ENDPOINT, {"prompt": str(seconds)})
        done: float = (await handle.get())["timings"]["done"]
        return done

    return run


CLIENTS = {"limner": limner_run, "fal-client": fal_run}


def resident() -> int:
    """Bytes of memory in use."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def requests(url: str) -> int:
    """How many calls have come to the queue."""
    with urllib.request.urlopen(f"{url}/requests") as answer:  # noqa: S310 -- ours
        count: int = json.load(answer)["requests"]
    return count


async def measure(
    run: Run, url: str, seconds: float, at_once: int, each: int
) -> dict[str, object]:
    await asyncio.gather(*(run(seconds if each == 1 else min(seconds, 5)) for _ in range(WARM_UP)))
    gc.collect()
    lags: list[float] = []

    async def follow(number: int) -> None:
        await asyncio.sleep(0 if each == 1 else seconds * number / at_once)
        for _ in range(each):
            done = await run(seconds)
            lags.append(time.monotonic() - done)

    asked = requests(url)
    before, cpu, begin = resident(), time.process_time(), time.monotonic()
    tasks = [asyncio.create_task(follow(number)) for number in range(at_once)]
    await asyncio.sleep(seconds * 0.9)
    memory = resident() - before
    await asyncio.wait(tasks, timeout=LONGEST - (time.monotonic() - begin))
    wall, cpu, done = time.monotonic() - begin, time.process_time() - cpu, len(lags)
    asked = requests(url) - asked
    lags.sort()
    return {
        "wall": wall,
        "cpu": cpu / (at_once * each),
        "finished": done,
        "lag": sum(lags) / done if done else 0.0,
        "p95": lags[int(done * 0.95)] if done else 0.0,
        "memory": memory / at_once,
        "requests": asked / (at_once * each),
    }


def main() -> None:
    client, url, seconds, at_once, each = sys.argv[1:]
    with tempfile.TemporaryDirectory() as home:
        run = CLIENTS[client](url, home)
        figures = asyncio.run(measure(run, url, float(seconds), int(at_once), int(each)))
    print(json.dumps(figures), flush=True)
    os._exit(0)  # without waiting for what a client still has under way


if __name__ == "__main__":
    main()
