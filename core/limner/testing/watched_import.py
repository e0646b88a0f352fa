"""Imports one module in a process of its own, and writes down what that does besides.

python -m limner.testing.watched_import MODULE REPORT
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from limner import hookspecs, rendering, request, result  # noqa: F401 -- not the plugin's cost
from limner.testing.network import called

_CHANGING = {
    "os.chmod": "changes the mode of {0}",
    "os.link": "links {0}",
    "os.mkdir": "makes the folder {0}",
    "os.putenv": "sets the environment variable {0}",
    "os.remove": "removes {0}",
    "os.rename": "renames {0}",
    "os.rmdir": "removes the folder {0}",
    "os.symlink": "links {0}",
    "os.system": "runs the command {0}",
    "os.truncate": "cuts {0}",
    "os.unsetenv": "unsets the environment variable {0}",
    "socket.bind": "listens on {1}",
    "sqlite3.connect": "opens the database {0}",
    "subprocess.Popen": "starts the process {1}",
}
"""By audit event, what it does to the world."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Watch:
    """Writes down what happens while it is on.

    Attributes:
        seen: What happened, each as the end of a sentence about the module.
    """

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._on = False

    def load(self, module: str) -> dict[str, Any]:
        """Import a module; gives the report."""
        sys.addaudithook(self._hook)
        before, since = set(sys.modules), time.perf_counter()
        self._on = True
        try:
            importlib.import_module(module)
        finally:
            self._on = False
        seconds = time.perf_counter() - since
        threads = [one.name for one in threading.enumerate() if one is not threading.main_thread()]
        self.seen += [f"starts the thread {name}" for name in threads]
        return {
            "seconds": seconds,
            "modules": len(set(sys.modules) - before),
            "seen": list(dict.fromkeys(self.seen)),
        }

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._on:
            return
        if host := called(event, arguments):
            self.seen.append(f"calls {host}")
            raise ConnectionRefusedError("there is no network while a plugin is imported")
        if event == "open" and _writes(*arguments):
            self.seen.append(f"writes to {_text(arguments[0])}")
        elif event in _CHANGING:
            self.seen.append(_CHANGING[event].format(*map(_text, arguments)))


def _writes(path: Any, _mode: Any, flags: Any) -> bool:
    return path != os.devnull and isinstance(flags, int) and bool(flags & _WRITING)


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


if __name__ == "__main__":
    told = Watch().load(sys.argv[1])
    Path(sys.argv[2]).write_text(json.dumps(told), encoding="utf-8")
