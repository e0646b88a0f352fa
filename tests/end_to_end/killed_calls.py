"""Calls that are killed: each in a process of its own, after one more of its effects.

    python killed_calls.py FOLDER

The homes of their journals are `FOLDER/1`, `FOLDER/2` and so on. Printed is, a line a call,
the effect after which it was killed, or `nothing`. Calls don't all have as many effects: it's
over when some in a row came to their end. All are forked from one process that has made a
call itself, since starting Python takes longer than a call.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import limner
from limner.driver import Driver
from limner.effects import Move, OpenStream, Record, Send

if TYPE_CHECKING:
    from limner.effects import Effect
    from limner.path.setting import Setting
    from limner.request import Request

MODEL = "fal-ai/flux/dev"
ENOUGH = 2


class MortalDriver(Driver):
    """Carries out so many effects, and kills its process."""

    left = 0

    def perform(self, effect: Effect) -> Any:
        try:
            return super().perform(effect)
        finally:
            MortalDriver.left -= 1
            if MortalDriver.left == 0:
                print(_named(effect), flush=True)
                os.kill(os.getpid(), signal.SIGKILL)


class MortalClient(limner.Client):
    def _setting(self, request: Request, provider: str | None = None) -> tuple[Setting, Driver]:
        setting, _ = super()._setting(request, provider)
        connection = self.connections.of(request.model, provider)
        return setting, MortalDriver(connection.transport, connection.journal)


def _named(effect: Effect) -> str:
    match effect:
        case Send(call) | OpenStream(call):
            return f"{type(effect).__name__} {call.method}"
        case Move(_, state) | Record(state):
            return f"{type(effect).__name__} {getattr(state, 'state', state)}"
    return type(effect).__name__


def _call(folder: Path, number: int) -> None:
    os.environ["LIMNER_HOME"] = str(folder / str(number))
    MortalDriver.left = number
    with MortalClient() as client:
        client.run(MODEL, {"prompt": f"call {number}"}, output=f"{folder}/{number}/")


def main() -> None:
    folder, survivors = Path(sys.argv[1]), 0
    _call(folder, 0)
    for number in count(1):
        child = os.fork()
        if child == 0:
            _call(folder, number)
            print("nothing", flush=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        survivors = 0 if os.WIFSIGNALED(status) else survivors + 1
        if survivors == ENOUGH:
            return


if __name__ == "__main__":
    main()
