"""Coverage-guided fuzzing, by Atheris: `python tests/fuzz/run.py importer --minutes 10`.

It needs `pip install atheris`, and makes use of real documents in the folder that
LIMNER_CORPUS names. What breaks a promise is shrunk and written to `--findings`, each cause
once, with its traceback; what is put into `tests/fuzz/findings` is tried again by the tests.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import signal
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

HERE = Path(__file__).parent
SECONDS = 5
"""CPU time that an input may take."""
MEMORY = 4 * 1024**3
SIZE = 60_000
DAY = 86_400


class TooSlow(BaseException):
    """An input takes too long; nothing on the way may swallow it."""


class Findings:
    """Runs a target, and keeps what it fails at: each cause once.

    Args:
        name: The target's name.
        folder: Where findings go.
    """

    def __init__(self, name: str, folder: Path) -> None:
        from targets import TARGETS

        self._target = TARGETS[name]
        self._name = name
        self._folder = folder
        self._causes: set[str] = set()

    def __call__(self, data: bytes) -> None:
        """Try an input."""
        cause, told = self.cause(data)
        if cause is None or cause in self._causes:
            return
        from mutation import shrunk

        self._causes.add(cause)
        small = shrunk(data, lambda one: self.cause(one)[0] == cause)
        told = self.cause(small)[1] or told
        digest = hashlib.sha256(cause.encode()).hexdigest()[:8]
        path = self._folder / f"{self._name}-{digest}.json"
        path.write_bytes(small)
        path.with_suffix(".txt").write_text(told, encoding="utf-8", errors="replace")
        print(f"\nfound {path}: {cause}", flush=True)

    def cause(self, data: bytes) -> tuple[str | None, str]:
        """Where and how the target fails, in a word and in full; None if it doesn't."""
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            self._target(data)
        except (Exception, TooSlow) as error:  # noqa: BLE001 -- a finding
            frames = traceback.extract_tb(error.__traceback__)
            ours = [f"{Path(one.filename).name}:{one.name}" for one in frames][-3:]
            told = "".join(traceback.format_exception(error))
            return f"{type(error).__name__} {' '.join(dict.fromkeys(ours))}", told
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return None, ""


def main() -> None:
    """Fuzz one target for some minutes."""
    asked = _asked()
    asked.findings.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGVTALRM, _too_slow)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    atheris = _instrumented()
    findings = Findings(asked.target, asked.findings)
    corpus = asked.corpus or Path(tempfile.mkdtemp(prefix=f"limner-{asked.target}-"))
    seeds = _planted(asked.target, corpus)
    atheris.Setup(
        [sys.argv[0], str(corpus), f"-max_total_time={round(asked.minutes * 60)}",
         f"-seed={asked.seed}", f"-max_len={SIZE}", f"-timeout={DAY}", "-rss_limit_mb=0",
         "-len_control=0", "-print_final_stats=1", f"-artifact_prefix={asked.findings}/"],
        findings,
        custom_mutator=_mutator(asked.target, seeds, atheris),
    )  # fmt: skip
    print(f"{len(seeds)} seeds in {corpus}", flush=True)
    atheris.Fuzz()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=("document", "importer", "words", "answers"))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path, help="a folder to go on from")
    parser.add_argument("--findings", type=Path, default=Path(tempfile.gettempdir(), "findings"))
    return parser.parse_args()


def _instrumented() -> Any:
    """Atheris, with all of Limner imported under its eyes: what is imported later isn't seen."""
    import pkgutil
    from importlib import import_module

    import atheris

    with atheris.instrument_imports(include=["limner", "limner_registry"]):
        for package in map(import_module, ("limner_registry", "limner.cli", "limner.path")):
            for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
                import_module(module.name)
        import_module("targets")
    return atheris


def _planted(target: str, corpus: Path) -> list[Any]:
    from seeds import SEEDS

    corpus.mkdir(parents=True, exist_ok=True)
    seeds = SEEDS[target]()
    seeds += [json.loads(one.read_bytes()) for one in HERE.glob(f"findings/{target}-*.json")]
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(json.dumps(seed).encode())
    return seeds


def _mutator(target: str, seeds: list[Any], atheris: Any) -> Any:
    from mutation import KEYWORDS, SCHEMAS, VALUES, WORDS, Mutation

    values = (*VALUES, *WORDS) if target == "words" else SCHEMAS
    names = ("words", "terminal", "whole") if target == "words" else KEYWORDS

    def mutate(data: bytes, max_size: int, seed: int) -> bytes:
        dice = random.Random(seed)  # noqa: S311 -- for tests, not for secrets
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            value = dice.choice(seeds)
        if dice.random() < (0.5 if target == "answers" else 0.02):
            return bytes(atheris.Mutate(data, max_size))
        try:
            made = Mutation(dice, values, names).of(value, dice.choice(seeds))
            changed = json.dumps(made).encode()
        except RecursionError:
            return data
        return changed if len(changed) <= max_size else data

    return mutate


def _too_slow(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow(f"more than {SECONDS} s")


if __name__ == "__main__":
    os.environ.setdefault("LIMNER_HOME", tempfile.mkdtemp(prefix="limner-fuzz-home-"))
    main()
