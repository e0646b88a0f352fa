"""A folder that can't take files is found before a call is paid for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from shutil import which
from textwrap import dedent

import pytest
from answers import FLUX, PICTURE, PROMPT, accepted, completed, file_of, result
from scripted import ScriptedClient

from limner.folders import refuse_unwritable
from limner.naming import Naming


def test_folder_that_is_to_be_made(tmp_path: Path) -> None:
    """What isn't there yet is made below the nearest folder that is."""
    refuse_unwritable(tmp_path)
    refuse_unwritable(tmp_path / "new" / "deep")
    refuse_unwritable(Path())

    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    """A file is no folder, nor is what would be below it."""
    (tmp_path / "file").write_bytes(b"mine")

    for place in ("file", "file/deep"):
        with pytest.raises(NotADirectoryError, match="file can't be written to: it is no folder"):
            refuse_unwritable(tmp_path / place)


def test_folder_that_is_a_dangling_link(tmp_path: Path) -> None:
    """A link to nowhere is no folder, and nothing is made where it leads to."""
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")

    with pytest.raises(FileNotFoundError, match=r"it links to .*nowhere, which isn't there"):
        refuse_unwritable(tmp_path / "link" / "deep")

    assert not (tmp_path / "nowhere").exists()


def test_name_of_a_folder_that_is_too_long(tmp_path: Path) -> None:
    """No file system takes more than 255 bytes."""
    with pytest.raises(OSError, match=r"a\.\.\. can't be made"):
        refuse_unwritable(tmp_path / ("a" * 300) / "deep")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_folder_that_is_read_only(tmp_path: Path) -> None:
    """A folder that forbids it is named."""
    tmp_path.chmod(0o500)

    with pytest.raises(PermissionError, match="isn't allowed"):
        refuse_unwritable(tmp_path / "deep")


def test_nothing_is_sent_for_a_folder_that_refuses(tmp_path: Path) -> None:
    """The call is refused whole: nothing was sent, and nothing was made."""
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    client = ScriptedClient(accepted())

    with pytest.raises(FileNotFoundError):
        client.run(FLUX, PROMPT, output=f"{tmp_path}/link/")

    assert client.script.calls == []


def test_template_is_refused_before_a_job_is_waited_for() -> None:
    """A job's `result` looks at the template first; the job stays collectable."""
    client = ScriptedClient(accepted())
    job = client.submit(FLUX, PROMPT)

    with pytest.raises(ValueError, match=r"\{foo\} is nothing"):
        job.result(output="{foo}/")

    assert len(client.script.calls) == 1
    assert client.row.state == "submitted"


def test_names_that_differ_in_case_only(tmp_path: Path) -> None:
    """Whether or not the file system tells them apart, what is there isn't touched."""
    (tmp_path / "A.JPG").write_bytes(b"mine")
    client = ScriptedClient(accepted(), completed(), result(), file_of(), receipts=None)

    got = client.run(FLUX, PROMPT, output=tmp_path / "a.jpg")

    assert (tmp_path / "A.JPG").read_bytes() == b"mine"
    assert got.images[0].path is not None
    assert got.images[0].path.read_bytes() == PICTURE


MOUNTED = """
    import subprocess, sys
    from limner.folders import refuse_unwritable
    from pathlib import Path
    folder = Path({folder!r})
    subprocess.run(["mount", "-t", "tmpfs", "-o", {options!r}, "none", folder], check=True)
    try:
        refuse_unwritable(folder / "new")
    except OSError as error:
        print(type(error).__name__, error)
"""


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("ro", "PermissionError {} can't be written to: that isn't allowed"),
        ("size=16k", "OSError {} can't be written to: its disk is full, 16,384 bytes left"),
        ("size=1m", ""),
    ],
)
def test_file_system_that_refuses(tmp_path: Path, options: str, told: str) -> None:
    """A file system that is full or read-only is found, whoever the user is."""
    namespace = [which("unshare") or "unshare", "--map-root-user", "--mount"]
    if which("unshare") is None or subprocess.run([*namespace, "true"], check=False).returncode:
        pytest.skip("only a user namespace lets a test mount something")
    script = dedent(MOUNTED).format(folder=str(tmp_path), options=options)

    done = subprocess.run(
        [*namespace, sys.executable, "-c", script],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.stdout.strip() == told.format(tmp_path)


def test_check_of_a_naming(tmp_path: Path) -> None:
    """A naming's check is that of its folder, tokens and all."""
    Naming(f"{tmp_path}/{{date}}/").check()
    (tmp_path / "file").write_bytes(b"mine")

    with pytest.raises(NotADirectoryError):
        Naming(f"{tmp_path}/file/x.png").check()
