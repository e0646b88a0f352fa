"""How fast files of results come to disk, hashed and synced, beside plain streams to disk.

    python tests/benchmarks/downloads.py [ROUNDS]

One file of 200 MB, and 200 of 1 MB, from a server in a process of its own. The peers neither
hash nor sync: curl, aiohttp, and httpx, whose own kind each of ours is held against. Clients are
processes of their own, in turn; ratios are taken round by round, and their medians shown.
"""

from __future__ import annotations

import contextlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOM = Path(__file__).parent / "downloads"
ROUNDS = int(sys.argv[1]) if sys.argv[1:] else 7
CASES = ((1, 200_000_000), (200, 1_000_000))
PEERS = {
    "curl": "curl",
    "aiohttp": "httpx async",
    "httpx": "httpx",
    "httpx async": "httpx async",
    "limner": "httpx",
    "limner async": "httpx async",
    "limner concurrent": "httpx async",
}
"""For each client, whom its time is held against."""

ROW = "{:20}{:>9}{:>14}{:>11}{:>9}   {}"
MEMORY = Path("/dev/shm")

Costs = dict[str, float]


def main() -> None:
    """Measure and print."""
    for count, size in CASES:
        print(f"\n{count} x {size / 1e6:g} MB, medians of {ROUNDS} rounds")
        print(ROW.format("client", "MB/s", "cpu ms/100 MB", "peak MiB", "x curl", "x peer"))
        with server() as url:
            rounds = [{c: costs(c, url, count, size) for c in PEERS} for _ in range(ROUNDS)]
        for client in PEERS:
            show(client, rounds, count * size / 1e6)


def show(client: str, rounds: list[dict[str, Costs]], megabytes: float) -> None:
    """A row of the table."""
    mine = [one[client] for one in rounds]
    peer = PEERS[client]
    print(
        ROW.format(
            client,
            f"{megabytes / median(one['wall'] for one in mine):,.0f}",
            f"{median(one['cpu'] for one in mine) / megabytes * 1e5:,.0f}",
            f"{max(one['peak'] for one in mine):,.0f}",
            f"{ratio(rounds, client, 'curl'):.2f}",
            f"{ratio(rounds, client, peer):.2f} x {peer}" if peer != client else "",
        ),
        flush=True,
    )


def ratio(rounds: list[dict[str, Costs]], client: str, peer: str) -> float:
    """How many times as long as its peer a client takes."""
    return median(one[client]["wall"] / one[peer]["wall"] for one in rounds)


def costs(client: str, url: str, count: int, size: int) -> Costs:
    """What one run costs: seconds, and MiB at the most."""
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=place) as folder:
        if client == "curl":
            return of_curl(url, count, size, folder)
        words = [client, url, str(count), str(size), folder]
        command = [sys.executable, str(ROOM / "one_client.py"), *words]
        run = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        found: Costs = json.loads(run.stdout)
        return found


def of_curl(url: str, count: int, size: int, folder: str) -> Costs:
    """What curl costs, its start included, since it's short."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    words = ["curl", "-s", f"{url}/{size}/[1-{count}]", "-o", f"{folder}/#1"]
    subprocess.run(words, check=True)
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": wall, "cpu": cpu, "peak": 0.0}


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A server of files in a process of its own."""
    command = [sys.executable, str(ROOM / "file_process.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
