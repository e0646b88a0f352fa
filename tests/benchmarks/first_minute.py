"""How long a newcomer waits: each model's first picture from the shell, medians of five.

    python tests/benchmarks/first_minute.py [RUNS]

Each line is a whole process, from the shell's prompt to a file on disk; the ratio is against
the peer of the same round, a bare `python -c pass`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

import limner
from limner_registry.reference.calls import example

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
PEER = [sys.executable, "-c", "pass"]
LIMNER = [sys.executable, "-m", "limner"]
FIRST = ["run", "fal-ai/flux/dev", "--sandbox", "output_format=png", "--output", "one.png"]


def call(model: limner.Model) -> list[str]:
    """The shortest call of a model; its picture is `photo.png`."""
    needed = [one for one in model.parameters if one.required]
    words = [f"{one.name}={'photo.png' if one.file else example(one)}" for one in needed]
    return ["run", model.endpoint_id, "--sandbox", *words]


def seconds(command: list[str], folder: str) -> float:
    """How long a command takes, to its end."""
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - begun


def main() -> None:
    """Measure and print."""
    with limner.Client(provider="sandbox") as client:
        calls = {model.endpoint_id: call(model) for model in client.registry.values()}
    commands = {
        "python -c pass": PEER,
        "the README's first command": [*LIMNER, *FIRST, "prompt=a lighthouse at dusk"],
        "limner --version": [*LIMNER, "--version"],
        "limner models": [*LIMNER, "models"],
        **{f"run {name}": [*LIMNER, *words] for name, words in calls.items()},
    }
    with tempfile.TemporaryDirectory() as folder:
        Image.linear_gradient("L").resize((1024, 768)).save(Path(folder) / "photo.png")
        rounds = [{n: seconds(c, folder) for n, c in commands.items()} for _ in range(RUNS)]
    peer = statistics.median(one["python -c pass"] for one in rounds)
    for name in commands:
        median = statistics.median(one[name] for one in rounds)
        print(f"{name:55} {median:6.3f} s {median / peer:6.1f} x")


if __name__ == "__main__":
    main()
