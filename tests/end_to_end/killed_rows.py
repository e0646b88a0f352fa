"""A run of many rows that is killed at random moments, and taken up again each time.

    python killed_rows.py FOLDER ROWS KILLS LONGEST AT_ONCE

Each life of the run is a process of its own: it sweeps the journal in FOLDER, collects what
its forerunners submitted, and goes on with the rows that aren't on record, AT_ONCE at a time.
Up to LONGEST seconds after it began to, it's killed. If one comes to its end before, there are
ROWS more to do. When all kills have taken place, a last life comes to its end. Printed is how
many kills and rows there were. All lives are forked from one process that has run a row itself,
since starting Python takes longer than they last.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
import traceback
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from campaign import Campaign, HurriedTransport

import limner
from limner.errors import LimnerError
from limner.transport import HttpCall

if TYPE_CHECKING:
    from collections.abc import Callable


async def _live(folder: Path, rows: int, at_once: int, begun: Callable[[], object]) -> None:
    """One life, if nobody ends it."""
    path, transport = folder / "journal.sqlite3", HurriedTransport()
    async with limner.AsyncClient(journal=path, transport=transport) as client:
        with suppress(LimnerError):  # the first call reads the certificates, which takes a while
            await transport.send(HttpCall("GET", os.environ["LIMNER_FAL_URL"]))
        begun()
        assert client.journal is not None
        client.journal.sweep()
        campaign = Campaign(client, folder)
        await campaign.run(0, at_once)
        await campaign.run(rows, at_once)


def _begun(folder: Path, rows: int, at_once: int) -> int:
    """The id of a process that has begun to live."""
    hearing, telling = os.pipe()
    child = os.fork()
    if child:
        os.close(telling)
        os.read(hearing, 1)
        os.close(hearing)
        return child
    try:
        asyncio.run(_live(folder, rows, at_once, partial(os.write, telling, b".")))
    except BaseException:  # noqa: BLE001 -- the child of a fork ends here, and says why
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _was_killed(child: int) -> bool:
    """Whether a process was killed; raises if it ended badly by itself."""
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    if status:
        raise SystemExit("a life ended badly")
    return False


def main() -> None:
    folder, rows, kills, longest, at_once = sys.argv[1:]
    _run(Path(folder), int(rows), int(kills), float(longest), int(at_once))


def _run(folder: Path, rows: int, kills: int, longest: float, at_once: int) -> None:
    chance, planned, killed = Random(kills), rows, 0  # noqa: S311 -- the same each time
    asyncio.run(_live(folder, 1, at_once, lambda: None))
    while killed < kills:
        child = _begun(folder, planned, at_once)
        time.sleep(chance.uniform(0, longest))
        os.kill(child, signal.SIGKILL)  # nobody has waited for it: its id is still its own
        if _was_killed(child):
            killed += 1
        else:
            planned += rows
    if _was_killed(_begun(folder, planned, at_once)):
        raise SystemExit("somebody else killed the last life")
    print(json.dumps({"kills": killed, "rows": planned}))


if __name__ == "__main__":
    main()
