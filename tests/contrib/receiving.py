"""A process that takes notices, and kills itself after some steps; its URL is printed.

python receiving.py JOURNAL FAL_URL STEPS

A step is a change of the journal that is on disk, or the sending of an answer.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from itertools import count
from typing import TYPE_CHECKING, Any

from notices import serving

import limner
from limner.journal.sqlite import SqliteJournal
from limner_contrib.webhooks import WebhookReceiver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limner.journal import Change

STEPS = count(1)


def step() -> None:
    if next(STEPS) == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)


class Mortal(SqliteJournal):
    async def change_all(self, changes: Sequence[Change]) -> None:
        await super().change_all(changes)
        step()


def main() -> None:
    journal, environment = Mortal(sys.argv[1]), {"LIMNER_FAL_URL": sys.argv[2]}
    receiver = WebhookReceiver(limner.AsyncClient(journal=journal, environment=environment))

    async def app(scope: Any, receive: Any, send: Any) -> None:
        async def sending(message: Any) -> None:
            step()
            await send(message)

        await receiver(scope, receive, sending)

    with serving(app) as url:
        print(url, flush=True)
        time.sleep(60)


if __name__ == "__main__":
    main()
