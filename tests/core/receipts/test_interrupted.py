"""Whatever happens while a file gets its receipt: it is whole or absent, and so is the receipt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from answers import FLUX, PICTURE, PROMPT, accepted, completed, file_of, result
from media import files
from scripted import ScriptedClient, close_file, temporary_of

from limner import receipts
from limner.course import Course
from limner.effects import Emit
from limner.path.collect import collect
from limner.path.submit import submit

if TYPE_CHECKING:
    from limner.disk import Temporary
    from limner.effects import Path as EffectPath
    from limner.path.setting import Setting
    from limner.request import Request
    from limner.result import Artifact, Result

HERE = Path(__file__).parent
SERVED = {"png": files()["png RGB"], "mp4": files()["mp4"], "beside": PICTURE}


def assert_whole(folder: Path, served: bytes) -> None:
    """What has a name in a folder is whole: a file as it was served, a receipt that fits it."""
    named = [path for path in folder.iterdir() if not path.name.startswith(".limner-")]
    for path in named:
        if path.name.endswith(".receipt.json"):
            assert path.with_name(path.name.removesuffix(".receipt.json")) in named
        elif path.read_bytes() != served or receipts.reading.path_beside(path) in named:
            assert receipts.verify(path).valid


def whole_path(request: Request, setting: Setting, where: str) -> EffectPath[Result[Artifact]]:
    job = yield from submit(request, setting)
    return (yield from collect(job, setting, where=where))


def stopped_after(number: int, served: bytes, folder: Path) -> bool:
    """Carry out so many effects of a call, and no more; whether it had more."""
    steps = [accepted(), completed(), result(), file_of(served, "image/png")]
    client = ScriptedClient(*steps, receipts="embed")
    setting, driver = client._setting(client.validate(FLUX, PROMPT))
    course = Course(whole_path(client.validate(FLUX, PROMPT), setting, f"{folder}/"))
    temporaries: list[Temporary] = []
    for _ in range(number):
        if (effect := course.effect) is None:
            break
        if temporary := temporary_of(effect):
            temporaries.append(temporary)
        course.resume(None if isinstance(effect, Emit) else driver.perform(effect))
    more = course.effect is not None
    course._path.close()
    for temporary in temporaries:
        close_file(temporary)
    return more


@pytest.mark.parametrize("kind", SERVED)
def test_stopped_after_every_effect(kind: str) -> None:
    """A crash after any effect of a call leaves nothing half under a name."""
    number, more = 0, True
    while more:
        with TemporaryDirectory() as folder:
            more = stopped_after(number, SERVED[kind], Path(folder))
            assert_whole(Path(folder), SERVED[kind])
            ends_with = [*Path(folder).iterdir()]
        number += 1

    assert len(ends_with) == 1 + (kind == "beside")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes can't be forked")
@pytest.mark.parametrize("kind", SERVED)
def test_killed_at_every_call_within_the_sealing(tmp_path: Path, kind: str) -> None:
    """Killed in the middle of getting its receipt leaves a file absent, and later whole."""
    (tmp_path / "served").write_bytes(SERVED[kind])
    script = [sys.executable, str(HERE / "killed_while_sealing.py"), str(tmp_path)]

    done = subprocess.run(script, check=True, capture_output=True, text=True, timeout=120)

    kills = json.loads(done.stdout)
    assert kills > 10
    for number in range(kills):
        assert_whole(tmp_path / str(number), SERVED[kind])
        assert any((tmp_path / str(number)).iterdir()), "it was killed too early"


LIMITED = """
    import logging, resource, signal, sys
    sys.path[:0] = {paths!r}
    from pathlib import Path
    from answers import *
    from scripted import *
    from limner import receipts
    logging.basicConfig(format="%(message)s")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    served = Path("served").read_bytes()
    steps = [accepted(), completed(), result(), file_of(served, "image/png")]
    client = ScriptedClient(*steps, receipts="embed")
    request = client.validate(FLUX, PROMPT)
    limit = len(served) + {room}
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    path = client.submit(request).result(output="out/").images[0].path
    assert path.read_bytes() == served
    print(client.row.state, receipts.verify(path).valid)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no resource limits")
@pytest.mark.parametrize("kind", ["png", "mp4"])
def test_a_disk_without_room_for_the_receipt(tmp_path: Path, kind: str) -> None:
    """A file that just fits is kept as it was served, its receipt beside it, and that's told."""
    from textwrap import dedent

    (tmp_path / "served").write_bytes(SERVED[kind])
    script = dedent(LIMITED).format(paths=[str(HERE.parent), str(HERE)], room=10)

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stdout == "kept True\n"
    assert "lies beside it: " in done.stderr
    assert "File too large" in done.stderr
    assert len(list((tmp_path / "out").iterdir())) == 2
