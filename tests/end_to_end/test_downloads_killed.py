"""Downloads that are killed or interrupted: files are whole or absent, jobs are collected."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from killed_downloads import MODEL, PROMPT, options

import limner
from limner.journal.sqlite import SqliteJournal

if TYPE_CHECKING:
    from collections.abc import Iterator

RUN = Path(__file__).with_name("killed_downloads.py")
SIZE = 400_000
FILES = 6
PIECE = 65_536


def content(name: str) -> bytes:
    """The file of a name: it begins as a JPEG does."""
    return b"\xff\xd8\xff\xe0" + hashlib.shake_256(name.encode()).digest(SIZE)


def answer(connection: socket.socket) -> None:
    """Serve files slowly, and the rest of those that were cut."""
    with connection, suppress(OSError):
        while request := connection.recv(PIECE):
            name = request.split(b" ")[1].decode()
            data, found = content(name), re.search(rb"\r\nRange: bytes=(\d+)-", request)
            start = int(found[1]) if found else 0
            part = f"Content-Range: bytes {start}-{len(data) - 1}/{len(data)}\r\n" if found else ""
            status = "206 Partial Content" if found else "200 OK"
            length = f"Content-Length: {len(data) - start}\r\n"
            connection.sendall(f'HTTP/1.1 {status}\r\n{length}{part}ETag: "1"\r\n\r\n'.encode())
            for at in range(start, len(data), PIECE):
                connection.sendall(data[at : at + PIECE])
                time.sleep(0.002)


@contextmanager
def file_server() -> Iterator[str]:
    """A server of any number of files."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    threading.Thread(target=answer, args=[connection], daemon=True).start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        accepting.join(10)


@pytest.mark.parametrize("kills", [50, pytest.param(500, marks=pytest.mark.soak)])
def test_killed_while_files_come(kills: int, tmp_path: Path) -> None:
    """What bears a name is whole, and each job is collected in the end, its files on record."""
    with file_server() as url:
        words = [tmp_path, url, FILES, kills, 0.25]
        run = subprocess.run(
            [sys.executable, RUN, *map(str, words)], stdout=subprocess.PIPE, text=True, check=True
        )

    assert json.loads(run.stdout) == {"kills": kills}
    journal = SqliteJournal(tmp_path / "journal.sqlite3")
    rows = journal.entries()
    journal.close()
    assert len(rows) > 1
    assert {row.state for row in rows} == {"kept"}
    for row in rows:
        assert row.result is not None  # for the type checker
        named = {f"/images/{n}": one["url"] for n, one in enumerate(row.result["images"])}
        saved = {file.pointer: Path(file.path).read_bytes() for file in row.files}
        assert saved == {place: content(url_path(url)) for place, url in named.items()}
    visible = [path for path in (tmp_path / "files").iterdir() if path.suffix != ".part"]
    assert {path.stat().st_size for path in visible} == {SIZE + 4}
    print(f"\n{kills} kills, {len(rows)} jobs, {len(visible)} files")


@pytest.mark.parametrize("moment", [0.05, 0.1, 0.2])
def test_ctrl_c_leaves_nothing_half(moment: float, tmp_path: Path) -> None:
    """Ctrl-C while several files come: those that weren't whole are gone, hidden or not."""
    with file_server() as url, begun(tmp_path, url) as running:
        wait_for(tmp_path / "files")
        time.sleep(moment)
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=60)

    assert told.rstrip().endswith("KeyboardInterrupt")
    assert {path.stat().st_size for path in (tmp_path / "files").iterdir()} <= {SIZE + 4}


@pytest.mark.parametrize("moment", [0.02, 0.1, 0.2])
def test_cancelled_task_leaves_nothing_half(moment: float, tmp_path: Path) -> None:
    """A task that is cancelled while several files come: likewise."""

    async def run(url: str) -> None:
        async with limner.AsyncClient(**options(url, 30)) as client:
            task = asyncio.create_task(client.run(MODEL, PROMPT, output=f"{tmp_path}/files/"))
            await asyncio.to_thread(wait_for, tmp_path / "files")
            await asyncio.sleep(moment)
            task.cancel()
            await asyncio.wait([task])
            assert task.cancelled()

    with file_server() as url:
        asyncio.run(run(url))

    assert {path.stat().st_size for path in (tmp_path / "files").iterdir()} <= {SIZE + 4}


@contextmanager
def begun(folder: Path, url: str) -> Iterator[subprocess.Popen[str]]:
    """A run of a job with many files."""
    words = [sys.executable, RUN, folder, url, "30", "0", "0"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as running:
        yield running


def wait_for(folder: Path) -> None:
    """Wait until the first file comes."""
    end = time.monotonic() + 60
    while not (folder.exists() and any(folder.iterdir())):
        assert time.monotonic() < end
        time.sleep(0.005)


def url_path(url: str) -> str:
    return url[url.index("/", len("http://")) :]
