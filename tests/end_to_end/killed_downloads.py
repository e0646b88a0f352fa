"""Jobs with large files, killed at random moments, and taken up again each time.

    python killed_downloads.py FOLDER URL FILES KILLS LONGEST

Each life is a process of its own: it collects the job that its forerunner left in the journal
in FOLDER, if there is one, and begins others, each with so many FILES of the server at URL. Up
to LONGEST seconds after it began, it's killed. Printed is how many kills there were. All lives
are forked from one process that has run a job itself, since starting Python takes longer.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import limner
from limner import hookimpl

MODEL = "fal-ai/flux/dev"
PROMPT = {"prompt": "a lighthouse"}


class Answering:
    """Answers in the provider's place, and names files."""

    def __init__(self, url: str, files: int) -> None:
        self._urls = (f"{url}/{number}" for number in count(os.getpid() * 1000))
        self._files = files

    @hookimpl
    def submit_request(self) -> dict[str, object]:
        return {"images": [{"url": next(self._urls)} for _ in range(self._files)]}


def options(url: str, files: int) -> dict[str, Any]:
    """What a client is told."""
    return {
        "plugins": [Answering(url, files)],
        "environment": {"FAL_KEY": "an-id:a-secret"},
        "receipts": None,
    }


def live(folder: Path, url: str, files: int, jobs: int) -> None:
    """One life, if nobody ends it: what is left, and so many jobs."""
    journal = folder / "journal.sqlite3"
    with limner.Client(journal=journal, **options(url, files)) as client:
        assert client.journal is not None
        for row in client.journal.entries(states={"answered"}):
            client.resume(row).result(output=f"{folder}/files/")
        for _ in range(jobs):
            client.run(MODEL, PROMPT, output=f"{folder}/files/")


def killed(folder: Path, url: str, files: int, moment: float) -> bool:
    """Whether a life was killed at a moment; raises if it ended badly by itself."""
    child = os.fork()
    if child == 0:
        try:
            live(folder, url, files, jobs=1000)
        except BaseException:  # noqa: BLE001 -- the child of a fork ends here, and says why
            traceback.print_exc()
        os._exit(1)
    time.sleep(moment)
    os.kill(child, signal.SIGKILL)  # nobody has waited for it: its id is still its own
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def main() -> None:
    folder, url, files, kills, longest = sys.argv[1:]
    chance, done = Random(kills), 0  # noqa: S311 -- the same each time
    live(Path(folder), url, int(files), jobs=1)
    for _ in range(int(kills)):
        done += killed(Path(folder), url, int(files), chance.uniform(0, float(longest)))
    live(Path(folder), url, int(files), jobs=0)
    print(json.dumps({"kills": done}))


if __name__ == "__main__":
    main()
