"""Runs the blocks of a page of the documentation, in their order, in one folder.

A block's language says what becomes of it: `python` is run by a new interpreter, `sh` by
bash, `json` and `toml` are parsed, and one without a language is a drawing. A comment on
the line above it says more:

    <!-- file: NAME -->         it is the content of this file, and isn't run
    <!-- exit: 3 -->            it ends with this exit code
    <!-- prints -->             it is what the block before printed; of an object, a part
    <!-- prints on stderr -->   likewise
    <!-- env: NAME=VALUE -->    anywhere: all blocks of the page run with it
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs"

_BLOCK = re.compile(r"(?:^<!-- (.*?) -->\n)?^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ENVIRONMENT = re.compile(r"^<!-- env: (\w+)=(.*?) -->$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A block of code on a page."""

    page: str
    line: int
    note: str
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(page: str) -> list[Block]:
    """The blocks of a page, in their order."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, found.start(3)), found[1] or "", found[2], found[3])
        for found in _BLOCK.finditer(text)
    ]


@dataclass
class Reader:
    """Somebody who does what a page says, in a folder that was empty.

    Attributes:
        folder: Where all happens.
        environment: Of all that is run; without a network or a key, and with `pip`
            installing into a folder of its own.
        stdout: What the last block printed.
        stderr: Likewise.
    """

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    stdout: str = ""
    stderr: str = ""

    def __post_init__(self) -> None:
        kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
        bin_folder = Path(sys.executable).parent
        own = {
            "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(self.folder / "site"),
            "LIMNER_HOME": str(self.folder / ".limner"),
            "PIP_TARGET": str(self.folder / "site"),
            "PIP_NO_INDEX": "1",
            "PIP_NO_DEPS": "1",
            "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it as the value of build isolation
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }
        self.environment = {**kept, **own, **self.environment}

    def read(self, page: str) -> None:
        """Do everything that a page says."""
        found = _ENVIRONMENT.findall((DOCS / page).read_text(encoding="utf-8"))
        self.environment |= dict(found)
        for block in blocks(page):
            self.do(block)

    def do(self, block: Block) -> None:
        """Do what one block says."""
        verb, _, rest = block.note.partition(": ")
        if verb == "file":
            path = self.folder / rest
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif verb.startswith("prints"):
            printed = self.stderr if "stderr" in verb else self.stdout
            _compare(block, printed)
        elif block.language in _COMMANDS:
            self._run(block, int(rest) if verb == "exit" else 0)
        elif block.language in _PARSERS:
            _PARSERS[block.language](block.text)
        else:
            assert not block.language, f"{block}: nobody knows what to do with it"

    def _run(self, block: Block, code: int) -> None:
        finished = subprocess.run(
            [*_COMMANDS[block.language], block.text],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert finished.returncode == code, f"{block}:\n{finished.stdout}{finished.stderr}"
        self.stdout, self.stderr = finished.stdout, finished.stderr


_COMMANDS = {
    "python": [sys.executable, "-W", "error", "-c"],
    "sh": ["bash", "-euo", "pipefail", "-c"],
}
_PARSERS = {"json": json.loads, "toml": tomllib.loads}


def _compare(block: Block, printed: str) -> None:
    if block.language == "json":
        assert _holds(json.loads(printed), json.loads(block.text)), f"{block}: {printed}"
    else:
        assert printed.rstrip() == block.text.rstrip(), f"{block}: {printed}"


def _holds(whole: Any, part: Any) -> bool:
    """Whether a JSON value is, or has in it, what is shown of it."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(name in whole and _holds(whole[name], part[name]) for name in part)
    if isinstance(whole, list) and isinstance(part, list):
        return len(whole) >= len(part) and all(map(_holds, whole, part))
    return bool(whole == part)
