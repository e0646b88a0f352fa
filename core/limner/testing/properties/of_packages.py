"""Packages: their code can be used, importing it does nothing else, and a listing doesn't."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from limner.errors import PluginError
from limner.plugins import load_plugin
from limner.testing.property import NotApplicable, Tally, Violation
from limner_registry.shortening import counted

if TYPE_CHECKING:
    from limner.testing.candidate import Candidate
    from limner.testing.property import Effort
    from limner_registry import EntryPoint

MOST_SECONDS = 10.0
"""How long an import may take before it counts as a fault."""

LISTING = """\
import sys
from limner_registry import Registry, installed, packaged_models
found = Registry(packaged_models(installed()).models)
sys.exit(sys.argv[1] in sys.modules)
"""


def can_be_used(candidate: Candidate, _: Effort) -> Tally:
    """Read the documents, import the code, and look at the names of hooks and arguments."""
    broken = candidate.client.plugins.quarantine.get(candidate.name)
    try:
        if broken:
            raise broken
        if candidate.entry:
            load_plugin(candidate.entry)
    except PluginError as error:
        raise Violation(str(error)) from error
    return Tally()


def import_does_nothing_else(candidate: Candidate, _: Effort) -> Tally:
    """Import the code in a process that has no network, and see what else happens.

    Files that are written, the environment, other processes and threads, and what is
    printed are looked at. The time that it takes is told.
    """
    entry = _entry(candidate)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        words = ["-m", "limner.testing.watched_import", entry.module, str(report)]
        finished = _python(words, folder)
        if not report.exists():
            told = _last_line(finished.stderr) or f"it ended with exit code {finished.returncode}"
            raise Violation(f"importing {entry.module} without a network fails: {told}")
        told = json.loads(report.read_text(encoding="utf-8"))
    seen = [*told["seen"], *_printed(finished)]
    if seen:
        raise Violation(f"importing {entry.module} {', '.join(seen)}")
    return _cost(entry, told)


def listing_runs_no_code(candidate: Candidate, _: Effort) -> Tally:
    """List all models in a process of its own; the plugin's code isn't imported."""
    entry = _entry(candidate)
    with tempfile.TemporaryDirectory() as folder:
        finished = _python(["-c", LISTING, entry.module], folder)
    if finished.returncode:
        told = _last_line(finished.stderr) or "something imports it when Python starts"
        raise Violation(f"listing the models imports {entry.module}: {told}")
    return Tally()


def _entry(candidate: Candidate) -> EntryPoint:
    if candidate.entry is None:
        raise NotApplicable("it is an object, and no package")
    return candidate.entry


def _cost(entry: EntryPoint, told: dict[str, Any]) -> Tally:
    if told["seconds"] > MOST_SECONDS:
        raise Violation(
            f"importing {entry.module} takes {told['seconds']:.1f} s; import what is heavy in the"
            " functions that use it"
        )
    return Tally(note=f"{told['seconds'] * 1000:.1f} ms, {counted(told['modules'], 'module')}")


def _python(words: list[str], folder: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(filter(None, sys.path))
    own = {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "LIMNER_HOME": folder}
    return subprocess.run(  # noqa: S603 -- this interpreter, and nothing of the plugin's choice
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )


def _printed(finished: subprocess.CompletedProcess[str]) -> list[str]:
    line = _last_line(finished.stdout) or _last_line(finished.stderr)
    return [f"prints {line!r}"] if line else []


def _last_line(text: str) -> str:
    return "".join(text.strip().splitlines()[-1:])
