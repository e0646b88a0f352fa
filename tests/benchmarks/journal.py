"""How many jobs a second the journal keeps up with, each change on disk before the next one.

A job here is what a whole call leaves: intended, submitted, finished, its result, kept.
The peer is the least that SQLite itself can do: one insert and three updates of a bare
table, a transaction each, in one thread. Both write with synchronous=FULL, in WAL.

    python tests/benchmarks/journal.py [JOBS]
"""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from limner.async_driver import AsyncDriver
from limner.effects import move, note, record
from limner.journal import Entry
from limner.journal.sqlite import SqliteJournal

if TYPE_CHECKING:
    from collections.abc import Callable

    from limner.effects import Path as EffectPath

ARGUMENTS = {"prompt": "a lighthouse at dusk, oil on canvas", "num_images": 2, "seed": 7}
URL = "https://queue.fal.run/fal-ai/flux/requests/764cabcf-b745-4b3e-ae38-1200304cf45b"
RESULT = {"images": [{"url": "https://v3.fal.media/files/lighthouse.jpg"}] * 2, "seed": 7}
URLS = {"status_url": f"{URL}/status", "result_url": URL, "cancel_url": f"{URL}/cancel"}
ROUNDS = 3


def entry() -> Entry:
    return Entry("fal-ai/flux/dev", "fal", "0" * 64, ARGUMENTS, host="queue.fal.run")


def one_job(journal: SqliteJournal) -> None:
    one = entry()
    journal.add(one)
    journal.move(one.id, "submitted", request_id=one.id, **URLS)
    journal.move(one.id, "finished")
    journal.note(one.id, result=RESULT)
    journal.move(one.id, "kept")


def the_same(one: Entry) -> EffectPath[None]:
    yield from record(one)
    yield from move(one.id, "submitted", request_id=one.id, **URLS)
    yield from move(one.id, "finished")
    yield from note(one.id, result=RESULT)
    yield from move(one.id, "kept")


def bare(folder: Path, jobs: int) -> None:
    connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE jobs (id TEXT PRIMARY KEY, state TEXT, arguments TEXT)")
    for number in range(jobs):
        connection.execute("INSERT INTO jobs VALUES (?, 'a', ?)", [str(number), str(ARGUMENTS)])
        for state in ("b", "c", "d"):
            connection.execute("UPDATE jobs SET state = ? WHERE id = ?", [state, str(number)])
    connection.close()


def one_thread(folder: Path, jobs: int) -> None:
    journal = SqliteJournal(folder / "journal.sqlite3")
    for _ in range(jobs):
        one_job(journal)
    journal.close()


def threads(folder: Path, jobs: int) -> None:
    journal = SqliteJournal(folder / "journal.sqlite3")
    with ThreadPoolExecutor(64) as pool:
        list(pool.map(lambda _: one_job(journal), range(jobs)))
    journal.close()


def tasks(folder: Path, jobs: int) -> None:
    """As `AsyncClient` does it: 64 calls at once, each transition on a worker thread."""
    journal = SqliteJournal(folder / "journal.sqlite3")
    driver = AsyncDriver(None, journal)  # type: ignore[arg-type]  # nothing is sent

    async def worker(left: list[int]) -> None:
        while left:
            left.pop()
            await driver.drive(the_same(entry()))

    async def main() -> None:
        left = [*range(jobs)]
        await asyncio.gather(*(worker(left) for _ in range(64)))

    asyncio.run(main())
    journal.close()


def processes(folder: Path, jobs: int) -> None:
    """Four processes, and their start, which is no part of the journal's work."""
    words = [sys.executable, __file__, "--threads", str(folder), str(jobs // 4)]
    running = [subprocess.Popen(words) for _ in range(4)]
    assert [one.wait() for one in running] == [0] * 4


MEASURED: dict[str, Callable[[Path, int], None]] = {
    "bare SQLite, one thread": bare,
    "journal, one thread": one_thread,
    "journal, 64 threads": threads,
    "journal, 64 tasks": tasks,
    "journal, 4 processes": processes,
}


def jobs_a_second(measure: Callable[[Path, int], None], jobs: int) -> float:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        begun = time.perf_counter()
        measure(Path(folder), jobs)
        return jobs / (time.perf_counter() - begun)


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--threads"]:
        threads(Path(sys.argv[2]), int(sys.argv[3]))
        return
    jobs = int(sys.argv[1]) if sys.argv[1:] else 4000
    rounds = [{n: jobs_a_second(one, jobs) for n, one in MEASURED.items()} for _ in range(ROUNDS)]
    peer = next(iter(MEASURED))
    print(f"{'':28}{'jobs a second':>16}{'ratio':>10}   median of {ROUNDS} rounds of {jobs:,}")
    for name in MEASURED:
        rates = sorted(one[name] for one in rounds)
        ratios = sorted(one[name] / one[peer] for one in rounds)
        print(f"{name:28}{rates[ROUNDS // 2]:16,.0f}{ratios[ROUNDS // 2]:8.2f} x")


if __name__ == "__main__":
    main()
