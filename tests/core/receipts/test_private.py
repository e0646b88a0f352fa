"""What no receipt tells: what lets somebody in; and with `--private`, nothing that was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from answers import FILE_URL, REQUEST_ID, file_of
from media import files
from scripted import ScriptedClient
from small_models import SIZE, model

import limner
from limner import receipts
from limner.journal import Entry, SentFile
from limner.receipts.signed import is_signed
from limner.receipts.words import in_words

if TYPE_CHECKING:
    from pathlib import Path

CUTOUT = "fal-ai/birefnet/v2"
SIGNED = "https://b.s3.example/x.png?X-Amz-Credential=AKIA&X-Amz-Signature=SECRET"


def drawn(folder: Path, image: Any, *, private: bool) -> tuple[receipts.Receipt, bytes]:
    """The receipt of a cut-out that the sandbox made, and its file."""
    with limner.Client("sandbox", environment={}, private=private) as client:
        given = {"image_url": image, "output_mask": True}
        got = client.run(CUTOUT, given, output=f"{folder}/out/")
    path = got.images[0].path
    assert path is not None
    return receipts.read(path), path.read_bytes()


@pytest.mark.parametrize("private", [False, True])
def test_a_signed_url_is_left_out_and_asked_for(tmp_path: Path, private: bool) -> None:  # noqa: FBT001
    """Its place is named, nothing of it is in the file, and a rerun needs it given anew."""
    receipt, data = drawn(tmp_path, SIGNED, private=private)

    assert (receipt.arguments, receipt.omitted) == ({"output_mask": True}, ("/image_url",))
    assert b"SECRET" not in data
    assert b"AKIA" not in data
    again = limner.Client("sandbox", environment={}).recall(receipt)
    assert [issue.pointer for issue in again.issues] == ["/image_url"]


def test_a_url_that_anybody_may_read_stays(tmp_path: Path) -> None:
    """Unless it's private: then it's words of the caller's own, and named as left out."""
    address = "https://example.org/anna.png?w=64"

    open_, _ = drawn(tmp_path, address, private=False)
    private, data = drawn(tmp_path, address, private=True)

    assert (open_.arguments["image_url"], open_.omitted) == (address, ())
    assert (private.omitted, b"anna" in data) == (("/image_url",), False)


def test_a_private_receipt_has_no_names_of_files(tmp_path: Path) -> None:
    """Of a local file there is its digest and its kind."""
    photo = tmp_path / "my secret wedding with Anna.png"
    photo.write_bytes(files()["png RGB"])

    receipt, data = drawn(tmp_path, photo, private=True)

    assert receipt.omitted == ()
    assert [file.name for file in receipt.inputs] == ["*.png"]
    assert receipt.arguments["image_url"] == f"data:image/png,sha256:{receipt.inputs[0].sha256}"
    assert b"Anna" not in data


def test_a_signed_address_of_an_upload_is_the_files_digest(tmp_path: Path) -> None:
    """Where a file was put behind a signature, a receipt has what tells the file instead."""
    photo = SentFile("/image_url", "photo.png", "5" * 64, 3, "image/png")
    facts: dict[str, Any] = {"state": "finished", "request_id": REQUEST_ID, "inputs": (photo,)}
    result = {"image": {"url": FILE_URL}}
    row = Entry(CUTOUT, "fal", "0" * 64, {"image_url": SIGNED}, **facts, result=result)
    one = ScriptedClient(file_of(files()["png RGB"], "image/png"), receipts="embed")

    (image,) = one.resume(row).result(output=f"{tmp_path}/").images

    assert image.path is not None
    told = receipts.read(image.path)
    assert (told.arguments, told.omitted) == (
        {"image_url": f"data:image/png,sha256:{'5' * 64}"},
        (),
    )


@pytest.mark.parametrize(
    ("url", "signed"),
    [
        (SIGNED, True),
        ("https://storage.example/a?X-Goog-Signature=0a", True),
        ("https://account.blob.example/a?sv=2024&sig=x%3D", True),
        ("https://cdn.example/a?Expires=1&Signature=x&Key-Pair-Id=y", True),
        ("HTTPS://me:word@example.org/a.png", True),
        ("https://example.org/a#access_token=x", True),
        ("https://[", True),
        ("https://example.org/a@b.png?w=3&h=4#top", False),
        ("a prompt about https://example.org/?token=x", False),
    ],
)
def test_signed_urls_are_known(url: str, signed: bool) -> None:  # noqa: FBT001
    """Passwords, and signatures and tokens by the names that the stores give them."""
    assert is_signed(url) == signed


def test_names_that_nobody_knows_are_words() -> None:
    """A key of an object with free names is the caller's own; those of the document aren't."""
    weights = {"type": "object", "additionalProperties": {"type": "number"}}
    known = model(weights=weights, size=SIZE, more={"type": "array"})
    given = {"weights": {"my secret": 1}, "size": {"width": 3}, "more": [[{"of": 1}]]}

    assert in_words(known, given) == ("weights", "more")
