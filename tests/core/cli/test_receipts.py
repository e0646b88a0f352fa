"""`limner receipts`: what made a file, whether it was changed since, and the file without it."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from limner.journal import Entry, KeptFile
from limner.journal.sqlite import SqliteJournal

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result


FLUX = "fal-ai/flux/dev"
SMALL = 'image_size:={"width": 64, "height": 64}'


def made(limner: Callable[..., Result], *options: str, name: str = "x.jpg") -> dict[str, Any]:
    """A small picture of the sandbox, called as it's wanted; what `run` answers of its file."""
    words = ("run", FLUX, "prompt=a lighthouse", SMALL, "--sandbox")
    finished = limner(*words, "--output", name, *options)
    assert finished.exit_code == 0, finished.output
    artifact: dict[str, Any] = json.loads(finished.stdout)["artifacts"][0]
    return artifact


def test_show_tells_what_made_a_file(limner: Callable[..., Result]) -> None:
    """In JSON there is the whole receipt, and whether the model's document is still the same."""
    artifact = made(limner)

    shown = json.loads(limner("receipts", "show", "x.jpg").stdout)

    assert shown["receipt"]["arguments"]["prompt"] == "a lighthouse"
    assert shown["receipt"]["output"]["sha256"] == artifact["sha256"] != artifact["file_sha256"]
    assert shown["document_is_todays"] is True


def test_a_person_reads_a_page(
    limner: Callable[..., Result], terminal: Callable[..., Any]
) -> None:
    """On a terminal: model, arguments, defaults that are marked, and that it's the sandbox."""
    made(limner)

    text = terminal("receipts", "show", "x.jpg").text

    lines = [line.split() for line in text.splitlines()]
    assert lines[0] == ["fal-ai/flux/dev", "sandbox"]
    assert ["prompt", "a", "lighthouse"] in lines
    assert ["guidance_scale", "3.5", "(default)"] in lines
    assert "as it is today" in text
    assert "no model ran and nothing was paid" in text
    assert ["when", "served"] in [line[-2:] for line in lines]


@pytest.mark.parametrize(
    ("command", "told"), [("receipts", "receipts show FILE reads any file"), ("jobs", "on record")]
)
def test_an_empty_list_says_that_the_sandbox_is_not_on_record(
    limner: Callable[..., Result], terminal: Callable[..., Any], command: str, told: str
) -> None:
    """Whoever has just drawn a picture there learns why it isn't listed."""
    made(limner)

    text = " ".join(terminal(command).text.split())

    assert told in text
    assert re.search(r"The sandbox's \w+ aren't kept", text)


def test_a_changed_document_is_told(limner: Callable[..., Result]) -> None:
    """A receipt of a model that is another today, or isn't known, says so."""
    made(limner, "--no-embed")
    beside = Path("x.jpg.receipt.json")
    receipt = json.loads(beside.read_bytes())
    told = []
    for change in ({"document_sha256": "0" * 64}, {"endpoint_id": "acme/gone"}):
        beside.write_text(json.dumps(receipt | change))
        told.append(json.loads(limner("receipts", "show", "x.jpg").stdout)["document_is_todays"])

    assert told == [False, None]


def test_verify_says_what_differs(limner: Callable[..., Result]) -> None:
    """Whole files exit with 0; one changed byte with 9; no receipt at all with 3."""
    made(limner)
    data = bytearray(Path("x.jpg").read_bytes())
    data[-9] ^= 1
    Path("changed.jpg").write_bytes(data)
    Path("plain.txt").write_text("no receipt")

    whole, changed, plain, every = (
        limner("receipts", "verify", *names)
        for names in (
            ("x.jpg",),
            ("changed.jpg",),
            ("plain.txt",),
            ("x.jpg", "plain.txt", "changed.jpg"),
        )
    )

    assert [one.exit_code for one in (whole, changed, plain, every)] == [0, 9, 3, 9]
    (file,) = json.loads(changed.stdout)["files"]
    assert (file["path"], file["valid"]) == ("changed.jpg", False)
    assert "its SHA-256 is" in file["differences"][0]
    valid = [one["valid"] for one in json.loads(every.stdout)["files"]]
    assert valid == [True, None, False]
    assert json.loads(plain.stdout)["files"][0]["error"]["type"] == "NoReceipt"


def test_verify_on_a_terminal(limner: Callable[..., Result], terminal: Callable[..., Any]) -> None:
    """People see a line a file, and under it what differs."""
    made(limner)
    Path("cut.jpg").write_bytes(Path("x.jpg").read_bytes()[:-5])

    seen = terminal("receipts", "verify", "x.jpg", "cut.jpg")

    assert seen.exit_code == 9
    assert seen.lines[0].split() == ["as", "served", "x.jpg", "fal-ai/flux/dev"]
    assert seen.lines[1].split() == ["differs", "cut.jpg", "fal-ai/flux/dev"]
    assert "bytes without its receipt" in seen.text


def test_verify_keeps_a_long_name_whole(
    limner: Callable[..., Result], terminal: Callable[..., Any]
) -> None:
    """The model has a line of its own where it doesn't fit beside the file."""
    name = f"{'x' * 60}.jpg"
    made(limner, name=name)

    seen = terminal("receipts", "verify", name)

    assert seen.lines == [f"as served  {name}", f"           {FLUX}"]


@pytest.mark.parametrize("verb", ["show", "verify"])
def test_a_file_that_is_not_there(limner: Callable[..., Result], verb: str) -> None:
    """A name that no file has is a mistake in the call."""
    assert limner("receipts", verb, "nothing.png").exit_code == 2


def test_strip_gives_back_what_was_served(limner: Callable[..., Result]) -> None:
    """The stripped file has the digest that `run` told; nothing is overwritten."""
    artifact = made(limner)

    stripped = limner("receipts", "strip", "x.jpg", "--output", "plain.jpg")
    again = limner("receipts", "strip", "x.jpg", "--output", "plain.jpg")

    assert json.loads(stripped.stdout) == {"path": "plain.jpg"}
    assert hashlib.sha256(Path("plain.jpg").read_bytes()).hexdigest() == artifact["sha256"]
    assert again.exit_code == 1


def test_no_embed_and_private(limner: Callable[..., Result]) -> None:
    """`--no-embed` leaves the file as it was served, `--private` leaves out the prompt."""
    artifact = made(limner, "--no-embed", "--private")

    receipt = json.loads(Path("x.jpg.receipt.json").read_bytes())

    assert artifact["sha256"] == artifact["file_sha256"]
    assert receipt["omitted"] == ["/prompt"]
    assert list(receipt["arguments"]) == ["image_size"]
    assert limner("receipts", "verify", "x.jpg").exit_code == 0


@pytest.mark.parametrize("option", ["--json", None])
def test_a_strangers_receipt_steers_no_terminal(
    limner: Callable[..., Result], terminal: Callable[..., Any], option: str | None
) -> None:
    """C1 controls and what turns text around are escaped in JSON, and gone from the page."""
    made(limner, "--no-embed")
    beside = Path("x.jpg.receipt.json")
    steering = "\x1b]0;x\x07 \x9b31m \x7f \u202e \u2066 \U000e0041 夜"
    told = json.loads(beside.read_bytes()) | {"arguments": {steering: steering}}
    beside.write_text(json.dumps(told))

    seen = terminal("receipts", "show", "x.jpg", *filter(None, [option]))

    assert seen.exit_code == 0
    assert not set(steering) - {*"]0;x 31m夜"} & set(seen.text)
    if option:
        assert json.loads(seen.text)["receipt"]["arguments"] == {steering: steering}


def test_the_files_are_listed(limner: Callable[..., Result]) -> None:
    """The saved files of the journal that are still there, the newest first, with their jobs."""
    journal = SqliteJournal(Path(os.environ["LIMNER_HOME"]) / "journal.sqlite3")
    for name in ("older.jpg", "gone.jpg", "newer.jpg"):
        made(limner, name=name)
        kept = KeptFile("/images/0", str(Path(name).absolute()), "0" * 64, 3, "image/jpeg")
        journal.add(Entry(FLUX, "fal", "0" * 64, {}, id=name[0] * 16, state="kept", files=(kept,)))
    Path("gone.jpg").unlink()

    listed = json.loads(limner("receipts").stdout)["files"]
    newest = json.loads(limner("receipts", "--limit", "1").stdout)["files"]

    assert [(Path(one["path"]).name, one["id"]) for one in listed] == [
        ("newer.jpg", "n" * 16),
        ("older.jpg", "o" * 16),
    ]
    assert newest == listed[:1]
