"""Whatever a server calls its files, they lie in the caller's folder under plain names."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from unicodedata import normalize

import pytest
from answers import FLUX, PICTURE, PROMPT, accepted, answer, completed, file_of, output
from hypothesis import given, settings, strategies as st
from naming_facts import file_facts
from scripted import ScriptedClient

from limner.naming import MOST_BYTES, Naming
from limner.plain_names import guarded, plain

WORST = (
    "..",
    "../..",
    "/etc/passwd",
    "..\\..\\x",
    "C:\\x",
    "C:x",
    "\\\\host\\share",
    "a/../../b",
    "{index}",
    "~root",
    "-rf",
    ".bashrc",
    "x. . ",
    "a\0b",
    "a\r\nb",
    "a\u202egpj.exe",
    "\uff0e\uff0e\uff0f",
    "%2e%2e%2f%2e%2e%2fetc",
    "CON",
    "con.png",
    "LPT1.tar.gz",
    "COM\u00b9",
    "x:stream",
    "\udcff",
    "a" * 300,
    "\u706f" * 300,
    "",
)
HOSTILE = st.one_of(st.text(), st.text("./\\~\0{}\n\r:*? "), st.sampled_from(WORST))
RESERVED = {"con", "prn", "aux", "nul", "com1", "com9", "lpt1", "com\u00b9"}


@settings(max_examples=150, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE | HOSTILE.map("https://host/x/{}".format), HOSTILE)
@pytest.mark.parametrize(
    "where",
    [
        "safe/",
        "safe/{request_id}.{ext}",
        "safe/{name}",
        "safe/{name}/{index}-{seed}",
        "safe/{endpoint}/{request_id}/{name}.{ext}",
        "safe/{name}{name}{name}{request_id}{endpoint}.{ext}",
    ],
)
def test_names_never_leave_the_folder(
    where: str, endpoint: str, request: str, name: str, media: str
) -> None:
    """Every part of a path is the caller's, or plain text that fits any file system."""
    folder = (Path.cwd() / "safe").resolve()
    artifact = file_facts(name, endpoint_id=endpoint, request_id=request)

    for path in islice(Naming(where).of(artifact).tries(media), 3):
        assert folder in (Path.cwd() / path).resolve().parents
        assert len(path.parts) == len(Path(where).parts) + where.endswith("/")
        for part in path.parts:
            assert len(part.encode()) <= MOST_BYTES
            assert part == normalize("NFC", part)
            assert not part.startswith((".", "-"))
            assert not part.endswith((".", " "))
            assert not set(part) & set('/\\:*?"<>|{}\0\n\r')
            assert part.split(".")[0].lower() not in RESERVED


@given(HOSTILE)
def test_plain_text(text: str) -> None:
    """A text from outside has few bytes, and something is always left of it."""
    assert 0 < len(plain(text).encode()) <= 80
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("name", ["CON", "nul.png", "Com1.tar.gz", "LPT9", "aux .x", "COM\u00b2"])
def test_names_of_devices(name: str) -> None:
    """What Windows takes for a device gets a dash before it; what only begins so does not."""
    assert guarded(name) == f"_{name}"
    assert guarded(f"{name[:3]}sole") == f"{name[:3]}sole"


def test_template_of_the_caller_is_left_alone() -> None:
    """A name that the caller chose without tokens is his, reserved elsewhere or not."""
    assert next(Naming("aux.png").of(file_facts()).tries("image/png")) == Path("aux.png")


@pytest.mark.parametrize(
    "name", ["a" * 300 + ".png", "\u706f" * 300 + ".png", "a." * 200 + "b" * 99]
)
def test_long_name_is_cut(tmp_path: Path, name: str) -> None:
    """A name of 300 characters is cut before its ending, and leaves room for a receipt's."""
    (path, second) = islice(Naming(f"{tmp_path}/{name}").of(file_facts()).tries("image/png"), 2)

    (tmp_path / f"{path.name}.receipt.json").write_bytes(b"")
    assert len(os.fsencode(path.name)) <= MOST_BYTES
    assert len(os.fsencode(second.name)) <= MOST_BYTES
    assert path.name.endswith(".png") == second.name.endswith("-1.png") == name.endswith(".png")
    assert not path.name.endswith(".")
    assert path != second


@pytest.mark.parametrize("name", WORST)
def test_server_with_the_worst_names(tmp_path: Path, name: str) -> None:
    """Saved for good: every file is below the folder, none is lost, nothing else is touched."""
    inside = tmp_path / "inside"
    body = output("https://v3.fal.media/files/x.jpg", "https://v3.fal.media/files/y.jpg")
    for image in body["images"]:
        image["file_name"] = name
    files = [file_of(PICTURE + b"0"), file_of(PICTURE + b"1")]
    steps = [accepted(), completed(), answer(200, body), *files]
    client = ScriptedClient(*steps, receipts=None)

    got = client.run(FLUX, PROMPT, output=f"{inside}/{{name}}.{{ext}}")

    assert [entry.name for entry in tmp_path.iterdir()] == ["inside"]
    saved = sorted(path.read_bytes() for path in inside.iterdir())
    assert saved == [PICTURE + b"0", PICTURE + b"1"]
    assert {image.path for image in got.images} == set(inside.iterdir())
