"""Forks, as programs make them: a child does something, and ends."""

from __future__ import annotations

import os
import select
import signal
import time
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 20.0
"""Seconds after which a child hangs."""


def fork(work: Callable[[], object]) -> int:
    """The id of a child that does something and ends, well only if nothing is raised."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:  # noqa: BLE001 -- the child of a fork ends here, and says why
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def ended_well(child: int) -> bool:
    """Whether a child did what it was to do; one that hangs is killed."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status == 0
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


class Signal:
    """Lets processes wait for each other."""

    def __init__(self) -> None:
        self._hearing, self._telling = os.pipe()

    def give(self) -> None:
        os.write(self._telling, b"x")

    def wait(self) -> None:
        heard, _, _ = select.select([self._hearing], [], [], PATIENCE)
        assert heard, "nobody gave the signal"
        os.read(self._hearing, 1)

    def close(self) -> None:
        os.close(self._hearing)
        os.close(self._telling)


@contextmanager
def signals() -> Iterator[tuple[Signal, Signal]]:
    """Two, one for each direction."""
    pair = Signal(), Signal()
    try:
        yield pair
    finally:
        for one in pair:
            one.close()
