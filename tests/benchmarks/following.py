"""What following many jobs at once costs, beside fal's own client: each in a process of its own.

    python tests/benchmarks/following.py [FAL_PYTHON] [quick]

FAL_PYTHON is an interpreter whose environment has `fal-client` (ours, by default); where there
is none, the peer is left out, and said. A queue of its own process serves jobs of a known length
over fal's protocol, once with event streams and once without. CPU is the client's, all threads;
lag is from a job's end at the server until its result is in hand, journaled on disk.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOM = Path(__file__).parent / "following"
QUICK = "quick" in sys.argv
PEER = next((word for word in sys.argv[1:] if word != "quick"), sys.executable)


class Case(NamedTuple):
    """What is run: so many at once, so many seconds each, so many rounds."""

    at_once: int
    seconds: float
    rounds: int


CASES = (Case(64, 5, 2), Case(256, 5, 2), Case(1000, 20, 1))
QUICK_CASES = (Case(64, 1, 2),)

ROW = "{:24}{:>10}{:>9}{:>9}{:>10}{:>11}{:>9}{:>9}"
HEAD = ("client", "finished", "wall s", "requests", "cpu ms", "lag ms mean", "p95", "KiB/job")


def main() -> None:
    """Measure and print."""
    peer = subprocess.run([PEER, "-c", "import fal_client"], capture_output=True, check=False)
    if peer.returncode:
        print(f"fal-client is left out: {PEER} hasn't got it")
    for case in QUICK_CASES if QUICK else CASES:
        print(f"\n{case.at_once:,} jobs of {case.seconds:g} s at once, {case.rounds} each")
        print(ROW.format(*HEAD))
        theirs = None if peer.returncode else figures(PEER, "fal-client", case)
        show("fal-client", theirs, case)
        for name, options in (("limner, streams", ()), ("limner, polling only", ("--no-stream",))):
            ours = figures(sys.executable, "limner", case, *options)
            show(name, ours, case)
            compare(ours, theirs)


def figures(python: str, client: str, case: Case, *options: str) -> dict[str, float]:
    """What one client costs, per job."""
    with queue(*options) as url:
        words = (client, url, str(case.seconds), str(case.at_once), str(case.rounds))
        command = [python, str(ROOM / "one_client.py"), *words]
        run = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    costs: dict[str, float] = json.loads(run.stdout)
    return costs


@contextlib.contextmanager
def queue(*options: str) -> Iterator[str]:
    """A queue in a process of its own."""
    command = [sys.executable, str(ROOM / "queue_process.py"), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def show(name: str, costs: dict[str, float] | None, case: Case) -> None:
    """A row of the table."""
    if costs is None:
        return
    figures = (
        f"{costs['finished']:,.0f}/{case.at_once * case.rounds:,}",
        f"{costs['wall']:.1f}",
        f"{costs['requests']:.2f}",
        f"{costs['cpu'] * 1000:.2f}",
        f"{costs['lag'] * 1000:,.1f}",
        f"{costs['p95'] * 1000:,.1f}",
        f"{costs['memory'] / 1024:.1f}",
    )
    print(ROW.format(name, *figures), flush=True)


def compare(ours: dict[str, float], theirs: dict[str, float] | None) -> None:
    """The ratios, ours to theirs."""
    if theirs is None:
        return
    ratios = (f"{name} {ours[name] / theirs[name]:.3f}" for name in ("requests", "cpu", "lag"))
    print(f"{'':24}  ours / theirs: {', '.join(ratios)}", flush=True)


if __name__ == "__main__":
    main()
