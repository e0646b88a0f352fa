"""What jobs cost and come to where everything goes wrong: Limner beside fal's own client.

    FAL_CLIENT_PYTHON=venv/bin/python python tests/benchmarks/fault_comparison.py [JOBS] [EACH]

Both send the same JOBS (2,000) through a server at which each fault of a call happens with the
probability EACH (0.05), drawn from the same seed. `FAL_CLIENT_PYTHON` names an interpreter that
has `fal-client`; without one, Limner is alone in the table. Both have the same short timeouts.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "faults")]

from campaign import PATIENCE, PATIENCE_OF_POST, SPEED, Campaign, HurriedTransport, environment  # noqa: E402
from fault_server import FaultServer, Pace, Seeded, serving  # noqa: E402

import limner  # noqa: E402

JOBS = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
EACH = float(sys.argv[2]) if len(sys.argv) > 2 else 0.05
AT_ONCE = 50
PATIENT = 120
"""Seconds after which whoever calls fal's client gives a job up."""

THEIRS = """
import asyncio, collections, importlib.metadata, json, sys
import httpx
from fal_client import client as C

url, jobs, at_once, patient, post, get = sys.argv[1], *map(float, sys.argv[2:])
C.RUN_URL_FORMAT, C.QUEUE_URL_FORMAT = f"{url}/run/", f"{url}/queue/"
C.QUEUE_POLL_TIMEOUT = httpx.Timeout(get)
got, errors = [], collections.Counter()

async def main():
    client = C.AsyncClient(key="an-id:a-secret", default_timeout=post)
    gate = asyncio.Semaphore(int(at_once))

    async def row(prompt):
        async with gate:
            try:
                call = client.subscribe("fal-ai/flux/dev", {"prompt": prompt})
                got.append((await asyncio.wait_for(call, patient))["prompt"])
            except Exception as error:
                errors[type(error).__name__] += 1

    await asyncio.gather(*(row(f"row {number}") for number in range(int(jobs))))

asyncio.run(main())
version = importlib.metadata.version("fal-client")
print(json.dumps({"got": got, "errors": errors, "version": version}))
"""


@dataclass
class Column:
    """What came of all jobs with one client.

    Attributes:
        name: The client, and its version.
        server: Its books.
        got: How many jobs' results came.
        errors: How many jobs ended with each error.
        known: The paid jobs without a result of which there is a record, to ask again.
        seconds: How long it took.
    """

    name: str
    server: FaultServer
    got: int
    errors: Counter[str]
    known: int
    seconds: float

    @property
    def rows(self) -> dict[str, str]:
        """The lines of the table."""
        times = self.server.ledger.times("prompt")
        paid = len(self.server.ledger.executed)
        forgotten = sum(job.lost for job in self.server.ledger.executed)
        told = ", ".join(f"{count:,} {name}" for name, count in self.errors.most_common())
        return {
            "jobs": f"{JOBS:,}",
            "paid": f"{paid:,}",
            "paid more than once": f"{sum(count > 1 for count in times.values()):,}",
            "paid for nothing: repeated": f"{paid - len(times):,}",
            "forgotten by the provider": f"{forgotten:,}",
            "results": f"{self.got:,}",
            "paid, no result, on record": f"{self.known:,}",
            "paid, no result, no trace": f"{len(times) - self.got - self.known:,}",
            "errors": told,
            "calls": f"{len(self.server.ledger.exchanges):,}",
            "seconds": f"{self.seconds:.0f}",
        }


async def _ours(server: FaultServer, folder: str) -> Column:
    begun = time.perf_counter()
    async with limner.AsyncClient(
        environment=environment(server),
        journal=f"{folder}/journal.sqlite3",
        transport=HurriedTransport(),
    ) as client:
        campaign = Campaign(client, None)
        await campaign.run(JOBS, AT_ONCE)
        assert client.journal is not None
        rows = client.journal.entries()
    paid = server.ledger.times("prompt")
    left = sum(paid[row.arguments["prompt"]] and row.state != "kept" for row in rows)
    errors = Counter(type(error).__name__ for error in campaign.errors.values())
    seconds = time.perf_counter() - begun
    name = f"limner {limner.__version__}"
    return Column(name, server, len(campaign.collected), errors, left, seconds)


def _theirs(server: FaultServer, python: str) -> Column:
    begun = time.perf_counter()
    numbers = (JOBS, AT_ONCE, PATIENT, PATIENCE_OF_POST / SPEED, PATIENCE / SPEED)
    command = [python, "-c", THEIRS, server.url, *map(str, numbers)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    told = json.loads(ended.stdout)
    seconds = time.perf_counter() - begun
    name = f"fal-client {told['version']}"
    return Column(name, server, len(told["got"]), Counter(told["errors"]), 0, seconds)


def main() -> None:
    """Measure and print."""
    pace = Pace(running=0.1, late=1.5 * PATIENCE_OF_POST / SPEED)
    with tempfile.TemporaryDirectory() as folder, serving(Seeded(JOBS, EACH), pace) as server:
        columns = [asyncio.run(_ours(server, folder))]
    if python := os.environ.get("FAL_CLIENT_PYTHON"):
        with serving(Seeded(JOBS, EACH), pace) as server:
            columns.append(_theirs(server, python))
    print(f"each fault of each call: {EACH:.1%}\n")
    print(f"{'':28}" + "".join(f"{column.name:>20}" for column in columns))
    for name in columns[0].rows:
        if name != "errors":
            print(f"{name:28}" + "".join(f"{column.rows[name]:>20}" for column in columns))
    for column in columns:
        print(f"\nerrors of {column.name}: {column.rows['errors']}")


if __name__ == "__main__":
    main()
