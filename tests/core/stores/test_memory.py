"""Files go to a store whole, under names that nobody had."""

from __future__ import annotations

import asyncio

import pytest
from answers import FLUX, PICTURE, PROMPT, accepted, completed, file_of, result
from finished_jobs import NAME, finished
from scripted import AsyncScriptedClient, Cut, ScriptedClient

import limner
from limner import stores
from limner.journal import MemoryJournal

pytest.importorskip("obstore")


def test_files_go_to_a_store(memory: str) -> None:
    """They are there under the names that they'd have on disk, and can be read back."""
    client = finished(file_of(), file_of(PICTURE + b"1"))

    got = client.run(FLUX, PROMPT, output=f"{memory}/pictures/")

    addresses = [f"{memory}/pictures/{NAME.format(number)}" for number in (0, 1)]
    assert [image.download and image.download.url for image in got.images] == addresses
    assert {stores.read(address) for address in addresses} == {PICTURE, PICTURE + b"1"}
    assert client.row.state == "kept"
    assert {file.path for file in client.row.files} == set(addresses)
    assert [image.path for image in got.images] == [None, None]


def test_download_tells_where_it_is(memory: str) -> None:
    """What people and notebooks are shown is the address."""
    got = finished(file_of()).run(FLUX, PROMPT, output=f"{memory}/a.jpg")

    assert f"saved as {memory}/a.jpg" in repr(got)
    assert f"saved as {memory}/a.jpg" in repr(got.images[0])
    assert f"{memory}/a.jpg" in got._repr_html_()


def test_taken_names_get_a_number(memory: str) -> None:
    """Nothing is overwritten."""
    client = finished(file_of(), file_of(PICTURE + b"1"), file_of(PICTURE + b"2"))

    client.run(FLUX, PROMPT, output=f"{memory}/a.jpg")

    names = ["a.jpg", "a-1.jpg", "a-2.jpg"]
    assert sorted(stores.read(f"{memory}/{name}") for name in names) == [
        *(PICTURE, PICTURE + b"1", PICTURE + b"2")
    ]


def test_cut_file_leaves_nothing(memory: str) -> None:
    """A try that is cut puts nothing there; the next one has the name."""
    steps = [accepted(), completed(), result(), Cut(PICTURE, 5000), file_of()]
    client = ScriptedClient(*steps, receipts=None)

    client.run(FLUX, PROMPT, output=f"{memory}/a.jpg")

    assert stores.read(f"{memory}/a.jpg") == PICTURE
    assert not stores.is_there(f"{memory}/a-1.jpg", len(PICTURE))


def test_artifact_is_stored_later(memory: str) -> None:
    """`store` gives the address; `save` is for disks, and each says so of the other's places."""
    (image,) = finished(file_of()).run(FLUX, PROMPT).images

    assert image.store(f"{memory}/x.{{ext}}") == f"{memory}/x.jpg"
    assert stores.read(f"{memory}/x.jpg") == PICTURE
    with pytest.raises(ValueError, match="`store` puts a file there"):
        image.save(f"{memory}/x.jpg")
    with pytest.raises(ValueError, match="`save` puts a file there"):
        image.store("x.jpg")


def test_async_client_stores_too(memory: str) -> None:
    """For asyncio it's the same."""

    async def call() -> None:
        steps = [accepted(), completed(), result(), file_of(), file_of()]
        client = AsyncScriptedClient(*steps, receipts=None)
        got = await client.run(FLUX, PROMPT, output=f"{memory}/a.jpg")
        assert await got.images[0].store(f"{memory}/b.jpg") == f"{memory}/b.jpg"

    asyncio.run(call())

    assert stores.read(f"{memory}/a.jpg") == stores.read(f"{memory}/b.jpg") == PICTURE


def test_sandbox_pictures_go_to_memory(memory: str) -> None:
    """The store of a process, whole, from a model that runs in it; the receipt is in the file."""
    with limner.Client(provider="sandbox", journal=MemoryJournal()) as client:
        got = client.run(FLUX, PROMPT, output=f"{memory}/{{name}}-{{seed}}.{{ext}}")

    download = got.images[0].download
    assert download is not None
    data = stores.read(download.where)
    assert len(data) == download.size
    assert data.startswith((b"\x89PNG", b"\xff\xd8"))


def test_file_that_is_there_is_not_fetched_again(memory: str) -> None:
    """A job that is taken up again asks the store; what is gone is downloaded again."""
    client = finished(file_of())
    client.run(FLUX, PROMPT, output=f"{memory}/")
    client.script.steps = iter([])

    again = client.resume(client.row).result(output=f"{memory}/")

    assert again.images[0].download is not None
    assert again.images[0].download.url == f"{memory}/{NAME.format(0)}"
    assert not stores.is_there(again.images[0].download.url, 1)
    assert not stores.is_there(f"{memory}/nothing", 1)
