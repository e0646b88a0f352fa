"""Every file that is saved has its receipt, and no receipt ever costs a file."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from answers import (
    FILE_URL,
    FLUX,
    KEY,
    PICTURE,
    PROMPT,
    REQUEST_ID,
    accepted,
    completed,
    file_of,
    result,
)
from media import files
from scripted import ScriptedClient

import limner
from limner import hookimpl, receipts
from limner.journal import Entry, MemoryJournal, SentFile
from limner.receipts.patch import LARGEST

if TYPE_CHECKING:
    from limner.result import Artifact, Result

PNG = files()["png RGB"]


def client(data: bytes = PNG, **options: Any) -> ScriptedClient:
    """A client whose next job has one file."""
    steps = [accepted(), completed(), result(), file_of(data, "image/png")]
    return ScriptedClient(*steps, **{"receipts": "embed", **options})


def saved(one: limner.Client, folder: Path, **arguments: Any) -> Path:
    got: Result[Artifact] = one.run(FLUX, {**PROMPT, **arguments}, output=f"{folder}/x.bin")
    assert got.images[0].path is not None
    return got.images[0].path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_receipt_tells_all_of_its_job(tmp_path: Path) -> None:
    """Model, arguments, defaults, ids, seed, cost and times are those of the job's row."""
    one = client()
    receipt = receipts.read(saved(one, tmp_path, num_images=1))

    assert (receipt.endpoint_id, receipt.provider, receipt.answered_by) == (FLUX, "fal", None)
    assert (receipt.request_id, receipt.entry_id) == (REQUEST_ID, one.row.id)
    assert receipt.arguments == {**PROMPT, "num_images": 1}
    assert receipt.defaults["guidance_scale"] == 3.5
    assert not receipt.defaults.keys() & receipt.arguments.keys()
    assert receipt.document_sha256 == one.registry[FLUX].sha256
    assert (receipt.plugin, receipt.seed) == ("fal_ai_flux_dev", 7)
    assert receipt.cost == one.row.cost
    assert receipt.submitted is not None
    assert receipt.finished is not None
    assert receipt.submitted <= receipt.finished <= receipt.saved


def test_digests_are_of_what_was_served(tmp_path: Path) -> None:
    """The result and the journal tell both digests: as served, and as it lies on disk."""
    one = client()
    path = saved(one, tmp_path)

    (kept,) = one.row.files
    served, there = (hashlib.sha256(data).hexdigest() for data in (PNG, path.read_bytes()))
    assert (kept.sha256, kept.file_sha256, kept.size) == (served, there, path.stat().st_size)
    assert receipts.read(path).output.sha256 == served
    assert receipts.verify(path).valid


def test_a_file_that_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    """A row knows its file by what lies on disk, receipt included."""
    journal = MemoryJournal()
    one = client(journal=journal)
    path = saved(one, tmp_path)
    later = ScriptedClient(journal=journal)

    again = later.resume(one.row.id).result(output=f"{tmp_path}/x.bin")

    assert again.images[0].path == path
    assert names(tmp_path) == ["x.bin"]


@pytest.mark.parametrize(
    ("data", "where", "expected"),
    [
        (PNG, "embed", ["x.bin"]),
        (PNG, "beside", ["x.bin", "x.bin.receipt.json"]),
        (PNG, None, ["x.bin"]),
        (PICTURE, "embed", ["x.bin", "x.bin.receipt.json"]),
        (files()["mp4"], "embed", ["x.bin"]),
        (files()["jpeg xmp"], "embed", ["x.bin", "x.bin.receipt.json"]),
    ],
)
def test_where_a_receipt_goes(
    tmp_path: Path, data: bytes, where: str | None, expected: list[str]
) -> None:
    """Into the file where it has a place, else beside it; the bytes decide, not the name."""
    path = saved(client(data, receipts=where), tmp_path)

    assert names(tmp_path) == expected
    if where is None:
        assert path.read_bytes() == data
    else:
        assert receipts.verify(path).valid


@pytest.mark.parametrize("data", [PICTURE, PNG])
def test_a_name_with_a_receipt_beside_it_is_taken(tmp_path: Path, data: bytes) -> None:
    """A receipt whose file was moved away stays, and no other file gets that name."""
    (tmp_path / "x.bin.receipt.json").write_bytes(b"of another file")

    path = saved(client(data), tmp_path)

    assert path.name == "x-1.bin"
    assert receipts.verify(path).valid
    assert (tmp_path / "x.bin.receipt.json").read_bytes() == b"of another file"


def test_a_private_receipt_has_no_words(tmp_path: Path) -> None:
    """What was asked for in words is left out and named; choices and numbers stay."""
    one = client(private=True)
    path = saved(one, tmp_path, image_size="square", seed=3)
    receipt = receipts.read(path)

    assert receipt.arguments == {"image_size": "square", "seed": 3}
    assert receipt.omitted == ("/prompt",)
    assert "prompt" not in receipt.defaults
    assert b"lighthouse" not in path.read_bytes()


def test_a_private_receipt_does_not_say_where_a_file_was_uploaded(tmp_path: Path) -> None:
    """Anybody may read a CDN's address: the digest stands in its place, which tells the file."""
    address = "https://v3.fal.media/files/of-a-face.png"
    photo = SentFile("/image_url", "face.png", "5" * 64, 3, "image/png", "/home/me/face.png")
    facts = {"state": "finished", "request_id": REQUEST_ID, "inputs": (photo,)}
    answer = {"image": {"url": FILE_URL}}
    row = Entry(
        "fal-ai/birefnet/v2", "fal", "0" * 64, {"image_url": address}, **facts, result=answer
    )
    told = []
    for private in (False, True):
        one = ScriptedClient(file_of(PNG, "image/png"), receipts="embed", private=private)
        got = one.resume(row).result(output=f"{tmp_path}/")
        assert got.images[0].path is not None
        told.append(receipts.read(got.images[0].path))

    assert [one.arguments for one in told] == [
        {"image_url": address},
        {"image_url": f"data:image/png,sha256:{'5' * 64}"},
    ]
    assert [one.omitted for one in told] == [(), ()]


def test_no_secret_and_no_path_is_in_a_receipt(tmp_path: Path) -> None:
    """Of a local file there is its name and digest; of the key and folders there is nothing."""
    photo = tmp_path / "mine" / "photo.png"
    photo.parent.mkdir()
    photo.write_bytes(PNG)
    with limner.Client(provider="sandbox", environment={}, key=KEY) as sandbox:
        given = {"image_url": str(photo)}
        got = sandbox.run("fal-ai/birefnet/v2", given, output=f"{tmp_path}/out/")

    path = got.images[0].path
    assert path is not None
    receipt, data = receipts.read(path), path.read_bytes()
    (file,) = receipt.inputs
    assert (file.pointer, file.name, file.bytes) == ("/image_url", "photo.png", len(PNG))
    assert file.sha256 == hashlib.sha256(PNG).hexdigest()
    assert receipt.arguments["image_url"].startswith("data:image/png;base64,sha256:")
    assert receipt.provider == "sandbox"
    for secret in (KEY, KEY.partition(":")[2], str(tmp_path), str(tmp_path.parent)):
        assert secret.encode() not in data


def test_a_plugins_answer_says_so(tmp_path: Path) -> None:
    """A file that a plugin gave in the provider's place names the plugin."""

    class Answering:
        @staticmethod
        @hookimpl
        def submit_request() -> dict[str, Any]:
            answer: dict[str, Any] = result().json()
            return answer

    plugins = (Answering(),)
    one = ScriptedClient(file_of(PNG, "image/png"), receipts="embed", plugins=plugins)
    receipt = receipts.read(saved(one, tmp_path))

    assert receipt.answered_by == one.row.answered_by
    assert receipt.answered_by is not None
    assert (receipt.provider, receipt.request_id) == ("fal", None)


def test_a_job_found_by_its_id_says_what_it_does_not_know(tmp_path: Path) -> None:
    """Without a row nobody knows the arguments: all of them are named as left out."""
    one = ScriptedClient(completed(), result(), file_of(PNG, "image/png"), receipts="embed")
    got = one.job(FLUX, REQUEST_ID).result(output=f"{tmp_path}/")

    assert got.images[0].path is not None
    receipt = receipts.read(got.images[0].path)
    assert (receipt.arguments, receipt.defaults, receipt.omitted) == ({}, {}, ("",))
    assert receipt.request_id == REQUEST_ID


def test_a_job_taken_up_again_has_its_arguments(tmp_path: Path) -> None:
    """Another process that collects a job has its receipt from the journal."""
    journal = MemoryJournal()
    first = ScriptedClient(accepted(), journal=journal)
    entry_id = first.submit(FLUX, PROMPT).job.entry_id
    assert entry_id is not None
    steps = [completed(), result(), file_of(PNG, "image/png")]
    later = ScriptedClient(*steps, journal=journal, receipts="embed")

    got = later.resume(entry_id).result(output=f"{tmp_path}/")

    assert got.images[0].path is not None
    assert receipts.read(got.images[0].path).arguments == PROMPT


class _Unreadable(MemoryJournal):
    def find(self, name: str) -> Any:
        raise OSError(f"no {name}: the disk is gone")


def test_a_journal_that_cannot_be_read_costs_no_receipt(tmp_path: Path) -> None:
    """The receipt then tells what the request itself knows, without the times."""
    receipt = receipts.read(saved(client(journal=_Unreadable()), tmp_path))

    assert receipt.arguments == PROMPT
    assert (receipt.submitted, receipt.request_id) == (None, REQUEST_ID)


@pytest.mark.parametrize("journal", [None, ...])
def test_without_a_journal_there_is_a_receipt(tmp_path: Path, journal: Any) -> None:
    """`journal=None` gives up rescue, not receipts."""
    assert receipts.verify(saved(client(journal=journal), tmp_path)).valid


def test_a_receipts_place_that_is_taken_costs_no_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the receipt can't lie beside the file, the file is there, and a warning is logged."""
    one = client(PICTURE)
    (tmp_path / "x.bin.receipt.json").symlink_to(tmp_path / "nowhere")

    with caplog.at_level(logging.WARNING, "limner"):
        path = saved(one, tmp_path)

    assert path.read_bytes() == PICTURE
    assert "can't be written" in caplog.text
    assert one.row.state == "kept"


@pytest.mark.parametrize("data", [PNG, PICTURE])
def test_a_receipt_that_nobody_could_read_is_not_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, data: bytes
) -> None:
    """One above what is read again is none, as the log says; the file is kept."""
    with caplog.at_level(logging.WARNING, "limner"):
        path = saved(client(data), tmp_path, prompt="x" * LARGEST)

    assert (names(tmp_path), path.read_bytes()) == (["x.bin"], data)
    assert "isn't written: it has 1,04" in caplog.text
    with pytest.raises(limner.NoReceipt):
        receipts.verify(path)


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_a_name_that_is_no_text_is_no_obstacle(tmp_path: Path) -> None:
    """A local file whose name isn't UTF-8 is in the receipt with a mark in its place."""
    photo = os.fsencode(tmp_path) + b"/\xff.png"
    Path(os.fsdecode(photo)).write_bytes(PNG)
    with limner.Client(provider="sandbox", environment={}) as sandbox:
        given = {"image_url": os.fsdecode(photo)}
        got = sandbox.run("fal-ai/birefnet/v2", given, output=f"{tmp_path}/out/")

    assert got.images[0].path is not None
    assert receipts.read(got.images[0].path).inputs[0].name == "?.png"
