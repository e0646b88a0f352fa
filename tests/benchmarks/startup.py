"""What a command costs from the shell, beside the command lines that people know.

    python tests/benchmarks/startup.py [ROUNDS] [FOLDER]

Each line is a whole process. FOLDER holds the commands `llm` and `hf` (the `bin` of an
environment of their own); what isn't there is left out, and said. Times are medians of
interleaved rounds, their ratios are taken round by round; where valgrind is on the path the
instructions in user space are counted, which no other process on the machine disturbs.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "registry" / "catalog"))

from synthetic import fill

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 9
PEERS = Path(sys.argv[2]) if len(sys.argv) > 2 else None
LIMNER = (sys.executable, "-m", "limner")
BARE = "python -c pass"
LISTING = "limner models --json, 13"
LARGE = "limner models --json, 10,000"
PEER = "llm models list"

PRINT = """
import sys; sys.path[:0] = sys.argv[2:]
import json; rows = json.load(open(sys.argv[1], encoding="utf-8"))
"""


class Command(NamedTuple):
    """What is measured: a command, and the home that it finds."""

    words: tuple[str, ...]
    home: Path


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        commands = _commands(Path(name))
        for command in commands.values():
            _run(command)  # compiles what isn't
        counts = {name: _instructions(command) for name, command in commands.items()}
        rounds = [{n: _seconds(c) for n, c in commands.items()} for _ in range(ROUNDS)]
        memory = {name: _memory(command) for name, command in commands.items()}
    _table(commands, counts, rounds, memory)
    if counts[BARE]:
        _goals(counts)


def _commands(folder: Path) -> dict[str, Command]:
    few, many = folder / "few", folder / "many"
    few.mkdir()
    fill(many, 10_000)
    time.sleep(0.1)
    listed = folder / "listed.json"
    found = subprocess.run(
        [*LIMNER, "models", "--json"], env=_environment(many), check=True, capture_output=True
    )
    listed.write_bytes(found.stdout)
    python = (sys.executable, "-c")
    core = str(Path(__file__).parents[2] / "core")
    show = "from limner.cli.screen import Screen; Screen(json=True).answer(rows)"
    commands = {
        BARE: Command((*python, "pass"), few),
        "limner --version": Command((*LIMNER, "--version"), few),
        "limner --help": Command((*LIMNER, "--help"), few),
        LISTING: Command((*LIMNER, "models", "--json"), few),
        LARGE: Command((*LIMNER, "models", "--json"), many),
        "the rows read, not printed": Command(
            (*python, f"{PRINT}import click, limner.cli.screen", str(listed), core), few
        ),
        "the rows read and printed": Command((*python, f"{PRINT}{show}", str(listed), core), few),
        "limner schema ID, 13": Command((*LIMNER, "schema", "fal-ai/flux/dev", "--json"), few),
        "limner schema ID, 10,000": Command(
            (*LIMNER, "schema", "fal-ai/flux/dev", "--json"), many
        ),
        "its own, 10,000": Command((*LIMNER, "schema", "acme/text-to-image/v0", "--json"), many),
    }
    return commands | _peers(few)


def _peers(home: Path) -> dict[str, Command]:
    wanted = {PEER: ("llm", "models", "list"), "hf models --help": ("hf", "models", "--help")}
    found = {}
    for name, (command, *words) in wanted.items():
        path = shutil.which(command, path=str(PEERS) if PEERS else None)
        if path:
            found[name] = Command((path, *words), home)
        else:
            print(f"{name} is left out: there is no {command}")
    return found


def _environment(home: Path) -> dict[str, str]:
    """One in which compiled modules are kept, as they are once a package is installed."""
    own = {
        "PYTHONPYCACHEPREFIX": str(home.parent / "compiled"),
        "LIMNER_HOME": str(home),
        "LLM_USER_PATH": str(home.parent / "llm"),
        "HF_HUB_OFFLINE": "1",
    }
    return {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"} | own


def _run(command: Command, *before: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, *command.words],
        env=_environment(command.home),
        check=True,
        capture_output=True,
        text=True,
    )


def _seconds(command: Command) -> float:
    begun = time.perf_counter()
    _run(command)
    return time.perf_counter() - begun


def _instructions(command: Command) -> float:
    """Millions of them, in user space; 0 where valgrind isn't there."""
    if not shutil.which("valgrind"):
        return 0.0
    counting = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null")
    found = re.search(r"Collected : (\d+)", _run(command, *counting).stderr)
    return int(found[1]) / 1e6 if found else 0.0


def _memory(command: Command) -> float:
    """The most MiB that it has at a time."""
    child = "import os, sys; os.execvp(sys.argv[1], sys.argv[1:])"
    watch = (
        "import json, resource, subprocess, sys;"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)"
    )
    told = _run(command, sys.executable, "-c", watch, sys.executable, "-c", child).stderr
    return int(told.split()[-1]) / 1024


def _table(
    commands: dict[str, Command],
    counts: dict[str, float],
    rounds: list[dict[str, float]],
    memory: dict[str, float],
) -> None:
    print(f"{'':34}{'time':>9}{'ratio':>9}{'MiB':>7}{'M instr.':>10}{'ratio':>9}")
    for name in commands:
        seconds = statistics.median(one[name] for one in rounds)
        ratio = statistics.median(one[name] / one[BARE] for one in rounds)
        share = counts[name] / counts[BARE] if counts[BARE] else 0.0
        times = f"{seconds * 1e3:6.0f} ms{ratio:7.2f} x"
        print(f"{name:34}{times}{memory[name]:7.1f}{counts[name]:10.1f}{share:7.2f} x")


def _goals(counts: dict[str, float]) -> None:
    bare = counts[BARE]
    printing = counts["the rows read and printed"] - counts["the rows read, not printed"]
    large = counts[LARGE] - printing
    schema = counts["limner schema ID, 10,000"] / counts["limner schema ID, 13"]
    print(f"\n--version             {counts['limner --version'] / bare:5.2f} x bare (goal: 5)")
    print(f"models, 13            {counts[LISTING] / bare:5.2f} x bare (goal: 9)")
    print(
        f"models, 10,000        {large / counts[LISTING]:5.2f} x that, printing apart (goal: 1.5)"
    )
    print(f"schema, 10,000 to 13  {schema:5.2f} x (goal: 1)")
    if PEER in counts:
        for name in ("limner --version", LISTING, "limner schema ID, 10,000"):
            print(f"llm models list       {counts[PEER] / counts[name]:5.1f} x {name} (goal: 7)")


if __name__ == "__main__":
    main()
