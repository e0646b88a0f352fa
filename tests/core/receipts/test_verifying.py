"""One changed byte is found, wherever it is; and a file comes back without its receipt."""

from __future__ import annotations

import io
import json
from random import Random
from typing import TYPE_CHECKING

import pytest
from a_receipt import receipt_for
from media import NO_PLACE, files

from limner import receipts
from limner.errors import InvalidReceipt, NoReceipt
from limner.receipts.embedding import embed
from limner.receipts.receipt import as_bytes, canonical

if TYPE_CHECKING:
    from pathlib import Path

KINDS = sorted(files().keys() - NO_PLACE)
SMALL = ["png L", "jpeg L", "webp lossy L 1", "webp lossless RGBA 1"]


def saved(folder: Path, name: str) -> Path:
    """A file with its receipt in it or beside it, as a call leaves it."""
    data = files()[name]
    payload, target = as_bytes(receipt_for(data)), io.BytesIO()
    path = folder / "a file"
    if embed(io.BytesIO(data), target, payload):
        path.write_bytes(target.getvalue())
    else:
        path.write_bytes(data)
        path.with_name("a file.receipt.json").write_bytes(payload)
    return path


def assert_found(path: Path, original: bytes, at: int, mask: int) -> None:
    changed = bytearray(original)
    changed[at] ^= mask
    path.write_bytes(changed)
    assert not receipts.verify(path).valid, f"{mask:#x} at {at} of {len(original)}"


@pytest.mark.parametrize("name", sorted(files()))
def test_a_file_as_it_was_saved_is_valid(tmp_path: Path, name: str) -> None:
    """Nothing differs in a file that nobody has touched, and its receipt is read."""
    path = saved(tmp_path, name)

    verified = receipts.verify(path)

    assert (verified.valid, verified.differences) == (True, ())
    assert verified.receipt == receipts.read(path) == receipt_for(files()[name])


@pytest.mark.parametrize("name", SMALL)
def test_one_flipped_bit_is_found_at_every_byte(tmp_path: Path, name: str) -> None:
    """In a small file, each byte in turn: one flipped bit of it, and it isn't valid any more."""
    path = saved(tmp_path, name)
    original, chance = path.read_bytes(), Random(3)  # noqa: S311 -- the same each time

    for at in range(len(original)):
        assert_found(path, original, at, 1 << chance.randrange(8))


@pytest.mark.parametrize("name", KINDS)
def test_one_changed_byte_is_found_anywhere(tmp_path: Path, name: str) -> None:
    """In files of every kind, bytes at random places, most of them in and near the receipt."""
    path = saved(tmp_path, name)
    original, chance = path.read_bytes(), Random(name)  # noqa: S311 -- the same each time
    there = original.index(b'"receipt_version"')
    ends = (max(0, there - 2500), min(len(original), there + 600))

    for _ in range(40):
        assert_found(path, original, chance.randrange(len(original)), chance.randrange(1, 256))
        assert_found(path, original, chance.randrange(*ends), chance.randrange(1, 256))


def test_a_receipt_beside_a_file_is_held_to_the_letter(tmp_path: Path) -> None:
    """Each byte of a file and of the receipt beside it counts."""
    path = saved(tmp_path, "gif")
    beside = path.with_name("a file.receipt.json")
    original = beside.read_bytes()

    for at in range(len(original)):
        changed = bytearray(original)
        changed[at] ^= 1 << (at % 8)
        beside.write_bytes(changed)
        assert not receipts.verify(path).valid, at
    beside.write_bytes(original)
    assert_found(path, path.read_bytes(), 100, 4)


def test_the_name_of_a_receipt_means_its_file(tmp_path: Path) -> None:
    """What lies beside a file can be named instead of it; it's read even if the file is gone."""
    path = saved(tmp_path, "gif")
    beside = path.with_name("a file.receipt.json")

    assert receipts.verify(beside) == receipts.verify(path)
    path.unlink()
    assert receipts.read(beside) == receipt_for(files()["gif"])


def test_another_text_of_the_same_receipt_is_told(tmp_path: Path) -> None:
    """A receipt that somebody has laid out anew has its digest, and isn't as it was written."""
    path = saved(tmp_path, "gif")
    beside = path.with_name("a file.receipt.json")
    beside.write_text(json.dumps(json.loads(beside.read_bytes()), indent=2))

    verified = receipts.verify(path)

    assert verified.receipt is not None
    assert verified.differences == (
        "The receipt isn't written as Limner writes it: its text was changed.",
    )


def test_what_differs_is_told(tmp_path: Path) -> None:
    """A picture of another size, and a receipt with another prompt: each is said in words."""
    path = saved(tmp_path, "gif")
    beside = path.with_name("a file.receipt.json")
    other = json.loads(beside.read_bytes()) | {"arguments": {"prompt": "something else"}}
    beside.write_bytes(canonical(other))
    path.write_bytes(files()["gif"] + b"!")

    told = " ".join(receipts.verify(path).differences)

    assert "The receipt was changed: its digest is " in told
    assert f"it has {len(files()['gif']) + 1:,} bytes without its receipt" in told


def test_a_file_without_a_receipt_is_no_difference(tmp_path: Path) -> None:
    """No receipt at all is an error of its own, of reading and of verifying."""
    path = tmp_path / "plain.gif"
    path.write_bytes(files()["gif"])

    for act in (receipts.read, receipts.verify):
        with pytest.raises(NoReceipt, match=r"plain\.gif has no receipt"):
            act(path)


def test_a_picture_that_was_edited_still_tells(tmp_path: Path) -> None:
    """A program that writes the metadata anew keeps the receipt readable, and verify finds it."""
    path = saved(tmp_path, "jpeg RGB")
    data = path.read_bytes()
    path.write_bytes(data.replace(b'<?xpacket end="r"?>', b'<?xpacket end="w"?>'))

    assert receipts.read(path).endpoint_id == "fal-ai/flux/dev"
    assert receipts.verify(path).differences == (
        "The place in the file that holds the receipt was changed.",
    )
    with pytest.raises(InvalidReceipt):
        receipts.strip(path, tmp_path / "plain.jpg")
    assert not (tmp_path / "plain.jpg").exists()


@pytest.mark.parametrize("name", ["png RGB", "jpeg progressive", "webp lossy RGB 37", "mp4"])
def test_strip_writes_what_was_served(tmp_path: Path, name: str) -> None:
    """A stripped file is to the byte the served one; the file itself stays as it is."""
    path = saved(tmp_path, name)
    before = path.read_bytes()

    plain = receipts.strip(path, tmp_path / "plain")

    assert plain.read_bytes() == files()[name]
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a file", "plain"]


def test_strip_overwrites_nothing(tmp_path: Path) -> None:
    """A name that is taken is an error, and what bears it stays."""
    path = saved(tmp_path, "png RGB")
    (tmp_path / "mine").write_bytes(b"mine")

    with pytest.raises(FileExistsError):
        receipts.strip(path, tmp_path / "mine")

    assert (tmp_path / "mine").read_bytes() == b"mine"


def test_there_is_nothing_to_strip_where_the_receipt_is_beside(tmp_path: Path) -> None:
    """A file with its receipt beside it is as it was served."""
    with pytest.raises(NoReceipt):
        receipts.strip(saved(tmp_path, "gif"), tmp_path / "plain")
