"""Files in a bucket of S3, and a bucket that refuses them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from answers import FLUX, PICTURE, PROMPT, file_of
from finished_jobs import NAME, finished
from object_server import SECRET, Bucket

from limner import stores
from limner.errors import NotCollected

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("obstore")


def test_s3(s3: Bucket) -> None:
    """One conditional PUT puts a file into a bucket, with its media type."""
    got = finished(file_of()).run(FLUX, PROMPT, output="s3://bucket/a b/ü/")

    key = f"a b/ü/{NAME.format(0)}"
    assert s3.objects == {key: PICTURE}
    assert s3.types == {key: "image/jpeg"}
    assert s3.calls == ["GET", f"PUT {key}"]
    download = got.images[0].download
    assert download is not None
    assert (download.where, stores.read(download.where)) == (f"s3://bucket/{key}", PICTURE)


def test_s3_with_a_taken_name(s3: Bucket) -> None:
    """What is in the bucket isn't overwritten."""
    s3.objects["a.jpg"] = b"mine"

    finished(file_of()).run(FLUX, PROMPT, output="s3://bucket/a.jpg")

    assert s3.objects == {"a.jpg": b"mine", "a-1.jpg": PICTURE}


def test_receipt_goes_beside(s3: Bucket) -> None:
    """A receipt that is to lie beside its file does so in the bucket."""
    finished(file_of(), receipts="beside").run(FLUX, PROMPT, output="s3://bucket/a.jpg")

    assert set(s3.objects) == {"a.jpg", "a.jpg.receipt.json"}
    assert json.loads(s3.objects["a.jpg.receipt.json"])["endpoint_id"] == FLUX
    assert s3.types["a.jpg.receipt.json"] == "application/json"


@pytest.mark.parametrize(
    ("closed", "told"),
    [
        ((404, "NoSuchBucket"), r"The store says NoSuchBucket \(NoSuchBucket\)$"),
        ((403, "SignatureDoesNotMatch"), "SignatureDoesNotMatch"),
        ((401, "x"), "The store says x"),
        ((500, "InternalError"), "InternalError"),
    ],
)
def test_store_that_refuses_is_found_before_anything_is_sent(
    s3: Bucket, closed: tuple[int, str], told: str
) -> None:
    """No call is paid for a bucket that isn't there, or doesn't know the key."""
    s3.closed = closed
    client = finished(file_of())

    with pytest.raises(OSError, match=rf"^s3://bucket can't be written to: .*{told}"):
        client.run(FLUX, PROMPT, output="s3://bucket/")

    assert client.script.calls == []


def test_store_that_may_not_be_listed(s3: Bucket) -> None:
    """A key that may write and not list is a careful one, and passes."""
    s3.closed = (403, "AccessDenied")

    finished(file_of()).run(FLUX, PROMPT, output="s3://bucket/a.jpg")

    assert s3.objects == {"a.jpg": PICTURE}


def test_store_that_is_not_there(s3: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that doesn't answer is found in time."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")

    with pytest.raises(OSError, match="s3://bucket can't be written to: it can't be reached"):
        finished().run(FLUX, PROMPT, output="s3://bucket/")

    assert s3.calls == []


@pytest.mark.parametrize("fault", [(403, "AccessDenied"), (400, "EntityTooLarge"), (507, "Full")])
def test_store_that_refuses_a_file_loses_no_result(s3: Bucket, fault: tuple[int, str]) -> None:
    """The job stays collectable: the next try puts the file there, or on disk."""
    client = finished(file_of())
    s3.fault = fault

    with pytest.raises(NotCollected, match=rf"s3://bucket/a.jpg can't be written: .*{fault[1]}"):
        client.run(FLUX, PROMPT, output="s3://bucket/a.jpg")

    assert s3.objects == {}
    assert client.row.state == "finished"
    s3.fault = None
    client.script.steps = iter([file_of()])
    client.resume(client.row).result(output="s3://bucket/a.jpg")
    assert s3.objects == {"a.jpg": PICTURE}
    assert client.row.state == "kept"


def test_errors_show_no_key(s3: Bucket, capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever a store says, the key of the environment isn't repeated."""
    s3.closed = (400, f"{SECRET}")

    with pytest.raises(OSError, match=r"\(a key\)") as caught:
        finished().run(FLUX, PROMPT, output="s3://bucket/")

    assert SECRET not in f"{caught.value!r} {capfd.readouterr()}"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_nobody_may_look_into_what_is_on_its_way(spool: Path) -> None:
    """The local file lies in a folder of its own that is the user's alone."""
    stored = stores.Stored("memory://x")
    stored.take(b"x")
    stored.flush()

    (folder,) = spool.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    stored.unlink()
    stored.unlink()


HANGING = """
    from pathlib import Path
    from limner import stores
    stored = stores.Stored("s3://bucket")
    stored.write(b"x")
    stored.sync()
    print("uploading", flush=True)
    try:
        stored.rename([Path("a.jpg")])
    except BaseException as error:
        print(type(error).__name__, type(error.__context__).__name__)
        stored.unlink()
"""


def test_upload_can_be_interrupted(tmp_path: Path) -> None:
    """Ctrl-C isn't kept waiting by a store that doesn't answer."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings = Bucket(port=deaf.getsockname()[1]).environment
        environment = {**os.environ, **settings, "TMPDIR": str(tmp_path)}
        process = subprocess.Popen(
            [sys.executable, "-c", dedent(HANGING)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        process.stdout.readline()
        connection, _ = deaf.accept()
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=60)
        connection.close()

    assert (told, process.returncode) == ("KeyboardInterrupt NoneType\n", 0)
