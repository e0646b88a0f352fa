"""The line on a terminal that tells how a job goes, and is gone when the job is done."""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
import threading
import time
from typing import TYPE_CHECKING

from limner.cli import screen
from limner.events import Completed, InProgress, Queued

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from limner.events import Event
    from limner.uploads import Uploading

TICK = 0.1
"""Seconds between two pictures of the line."""

_CLEAR = "\r\x1b[K"


class Progress:
    """The line, while it is entered; silent where stderr is no terminal, or shows a trace.

    Args:
        what: What is said until the first event.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._log = ""
        self._since = time.monotonic()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def seconds(self) -> float:
        """How long it has been there."""
        return time.monotonic() - self._since

    def show(self, event: Event) -> None:
        """Say what an event says."""
        self.say(_words(event))
        logs = () if isinstance(event, Queued) else event.logs
        self._log = screen.plain(logs[-1].message.strip()) if logs else self._log

    def uploads(self, upload: Uploading) -> None:
        """Say how far an upload is; after the last one the request itself leaves."""
        done = upload.sent == upload.size
        self.say(screen.plain("submitting" if done else str(upload)))

    def say(self, what: str) -> None:
        """Say something else from now on."""
        self._what, self._log = what, ""

    def line(self, sign: str) -> str:
        """What stands there now."""
        return "  ".join(filter(None, (sign, f"{self.seconds:.0f} s", self._what, self._log)))

    def __enter__(self) -> Self:
        traced = os.environ.get("LIMNER_TRACE", "") not in {"", "0"}
        if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not traced:
            self._thread = threading.Thread(target=self._draw, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._thread:
            self._thread.join()
            _write(_CLEAR)

    def _draw(self) -> None:
        signs = screen.glyph("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", "|/-\\")
        for sign in itertools.cycle(signs):
            line = self.line(sign).split("\n")[0]
            _write(_CLEAR + screen.cut(line, screen.width() - 1))
            if self._over.wait(TICK):
                return


def _words(event: Event) -> str:
    if isinstance(event, Completed):
        return "done"
    if isinstance(event, InProgress):
        return "running"
    if event.position is None:
        return "in the queue"
    return f"in the queue, {event.position} ahead" if event.position else "next in the queue"


def _write(text: str) -> None:
    """Write without ever failing: a terminal that is gone must not cost a job."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(text)
        sys.stderr.flush()
