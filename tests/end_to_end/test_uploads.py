"""Files arrive at the storage as they are, whatever goes wrong on the way, and without the key."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from fault_server import Fault, Script, serving

import limner
from limner.errors import Unreachable
from limner.journal import MemoryJournal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fault_server import FaultServer

MODEL = "fal-ai/birefnet/v2"
KEY = "the-id:the-secret-of-the-tests"
MIB = 1024**2


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with serving() as running:
        yield running


def environment(server: FaultServer) -> dict[str, str]:
    return {"LIMNER_FAL_URL": server.url, "FAL_KEY": KEY}


def file_of(size: int, folder: Path) -> tuple[Path, str]:
    """A file of random bytes, and their sha256."""
    path, digest = folder / "größe 猫.mp4", hashlib.sha256()
    with path.open("wb") as file:
        for start in range(0, size, MIB):
            piece = os.urandom(min(MIB, size - start))
            digest.update(piece)
            file.write(piece)
    return path, digest.hexdigest()


def submit(server: FaultServer, path: Path) -> None:
    with limner.Client(environment=environment(server), journal=MemoryJournal()) as client:
        client.submit(MODEL, {"image_url": path})


async def submit_async(server: FaultServer, path: Path) -> None:
    journal = MemoryJournal()
    async with limner.AsyncClient(environment=environment(server), journal=journal) as client:
        await client.submit(MODEL, {"image_url": path})


def check(server: FaultServer, sha256: str) -> None:
    """What arrived is the file, the request names it, and the key went to no storage."""
    (job,) = server.ledger.executed
    stored = server.routes.storage.stored[job.arguments["image_url"]]
    assert (stored.sha256, stored.name) == (sha256, "groe.mp4")
    at_storage = [one for one in server.ledger.exchanges if one.target.startswith("/cdn/")]
    assert at_storage
    assert not [one for one in at_storage if "the-secret" in str(one.headers)]


BROKEN = Script(("upload", 4, Fault.CLOSE_BEFORE_BODY), ("upload", 5, Fault.SERVER_ERROR))
"""Of an upload in parts (token, begin, parts), the second and the third call for a part."""


@pytest.mark.parametrize("asynchronous", [False, True])
def test_upload_in_parts_with_broken_ones(tmp_path: Path, *, asynchronous: bool) -> None:
    """Parts whose connection breaks, or that are refused, are sent again; the bytes are whole."""
    path, sha256 = file_of(21 * MIB, tmp_path)
    with serving(BROKEN) as server:
        if asynchronous:
            asyncio.run(submit_async(server, path))
        else:
            submit(server, path)
        check(server, sha256)
        assert set(*server.routes.storage.part_sizes.values()) == {MIB, 10 * MIB}


SUBMIT = """
import sys, limner
with limner.Client() as client:
    client.submit("fal-ai/birefnet/v2", {"image_url": sys.argv[1]})
"""


def test_second_process_uploads_nothing(server: FaultServer, tmp_path: Path) -> None:
    """The journal tells it where the file is; a file that changed goes there anew."""
    path, sha256 = file_of(MIB, tmp_path)
    home = {**os.environ, **environment(server), "LIMNER_HOME": str(tmp_path / "home")}

    def run() -> str:
        subprocess.run([sys.executable, "-c", SUBMIT, str(path)], env=home, check=True)
        return str(server.ledger.executed[-1].arguments["image_url"])

    first, second = run(), run()
    asked = [one.target for one in server.ledger.exchanges]
    path.write_bytes(path.read_bytes()[::-1])

    assert first == second
    assert run() != first
    assert server.routes.storage.stored[first].sha256 == sha256
    assert [target.partition("/")[2][:4] for target in asked].count("cdn/") == 1


def test_storage_that_leads_elsewhere(server: FaultServer, tmp_path: Path) -> None:
    """A token that leads to another host stops the call: that host gets neither token nor key."""
    path, _ = file_of(11 * MIB, tmp_path)
    with serving() as evil:
        server.routes.storage.base_url = f"{evil.url}/cdn"

        with pytest.raises(limner.LimnerError, match="isn't fal's"):
            submit(server, path)

        assert evil.ledger.exchanges == []
    assert server.ledger.executed == []


def test_token_that_is_refused_midway(server: FaultServer, tmp_path: Path) -> None:
    """A token that the storage no longer takes is renewed, and the same client goes on."""
    path, sha256 = file_of(MIB, tmp_path)
    with limner.Client(environment=environment(server), journal=None) as client:
        client.submit(MODEL, {"image_url": os.urandom(MIB)})
        server.ledger.executed.clear()
        server.routes.storage.revoked = 1
        client.submit(MODEL, {"image_url": path})
    check(server, sha256)
    assert server.ledger.count("token") == 3  # two, and this one


def test_upload_that_is_forgotten(server: FaultServer, tmp_path: Path) -> None:
    """A storage that forgets an upload in parts gets it again."""
    path, sha256 = file_of(11 * MIB, tmp_path)
    server.routes.storage.forgotten = 1
    submit(server, path)
    check(server, sha256)


def test_storage_that_is_down(tmp_path: Path) -> None:
    """Where nobody answers, the error says that nothing was sent, and no row is left."""
    path, _ = file_of(MIB, tmp_path)
    journal = MemoryJournal()
    with serving() as server, server.down():
        client = limner.Client(environment=environment(server), journal=journal)
        with client, pytest.raises(Unreachable, match="nothing was sent") as caught:
            client.submit(MODEL, {"image_url": path})
    assert caught.value.exit_code == 11
    assert journal.entries() == ()


MEASURE = """
import json, pathlib, re, sys, limner
def peak():
    told = pathlib.Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", told)[1]) // 1024
with limner.Client(journal=None) as client:
    client.submit(sys.argv[1], {"image_url": bytes(300_000)})
    before = peak()
    client.submit(sys.argv[1], {"image_url": sys.argv[2]})
print(json.dumps(peak() - before))
"""


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is asked of Linux")
@pytest.mark.parametrize("size", [1, 90 * MIB, 250 * MIB])
def test_sizes(tmp_path: Path, size: int) -> None:
    """1 byte travels inside; 90 and 250 MiB arrive whole while parts fail, in flat memory."""
    path, sha256 = file_of(size, tmp_path)
    faults = [("upload", number, Fault.CLOSE_AFTER_BODY) for number in (9, 11)]
    with serving(Script(*faults)) as server:
        command = [sys.executable, "-c", MEASURE, MODEL, str(path)]
        ran = subprocess.run(
            command, env=os.environ | environment(server), capture_output=True, check=True
        )
        more = json.loads(ran.stdout)
        print(f"{size:,} bytes: {more} MiB more memory")
        last = server.ledger.executed[-1].arguments["image_url"]
        if size == 1:
            assert last.startswith("data:video/mp4;base64,")
            return
        del server.ledger.executed[0]
        check(server, sha256)
        assert sum(1 for one in server.ledger.of("upload") if one.fault) == 2
    assert more < 150
