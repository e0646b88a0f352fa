"""Calls that are killed while their file gets its receipt, each at one more call of a function.

    python killed_while_sealing.py FOLDER

`FOLDER/served` is the file; those of the calls go to `FOLDER/0`, `FOLDER/1` and so on. Printed
is how many calls there were; the last one came to its end.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path[:0] = [str(Path(__file__).parents[1])]

from answers import FLUX, PROMPT, accepted, completed, file_of, result  # noqa: E402
from scripted import ScriptedClient  # noqa: E402

if TYPE_CHECKING:
    from types import FrameType

SEALING = {"_sealed", "lay_beside"}


class Killer:
    """Kills this process at a call of a function, from Python or C, within the sealing."""

    def __init__(self, left: int) -> None:
        self._left = left
        self._depth = 0

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        sealing = frame.f_code.co_name in SEALING
        self._depth += sealing * ((event == "call") - (event == "return"))
        if self._depth and event in {"call", "c_call"}:
            self._left -= 1
            if self._left < 0:
                os.kill(os.getpid(), signal.SIGKILL)


def call(folder: Path, number: int, left: int) -> None:
    served = (folder / "served").read_bytes()
    steps = [accepted(), completed(), result(), file_of(served, "image/png")]
    client = ScriptedClient(*steps, receipts="embed")
    request = client.validate(FLUX, PROMPT)
    sys.setprofile(Killer(left))
    client.submit(request).result(output=f"{folder}/{number}/")


def main() -> None:
    folder, number, step, status = Path(sys.argv[1]), 0, 61, 1
    call(folder, -1, 10**9)  # what is imported on first use
    sys.setprofile(None)
    while status:
        child = os.fork()
        if child == 0:
            call(folder, number, number * step)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        number += 1
    print(number)


main()
