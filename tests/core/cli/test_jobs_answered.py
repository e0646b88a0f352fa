"""What a plugin answered, and nobody collected: `limner jobs` treats it like any other result."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from limner.journal import Entry
from limner.journal.place import journal_path
from limner.journal.sqlite import SqliteJournal

Limner = Callable[..., Result]
Terminal = Callable[..., Any]

FLUX = "fal-ai/flux/dev"
DATA = b"a picture" * 1000
DIGEST = {"images": [{"url": f"data:image/jpeg;base64,sha256:{'ab' * 32}"}]}


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAL_KEY", "an-id:a-secret")


ANSWERS = """
from pathlib import Path
from limner import hookimpl

@hookimpl
def submit_request(request):
    if request.arguments["prompt"] == "inside":
        return {"images": [{"url": "data:image/jpeg;base64,/9j/AAAA"}]}
    return {"images": [{"url": Path("served.jpg").absolute().as_uri()}]}

@hookimpl
def process_result():
    if not Path("once").exists():
        Path("once").touch()
        raise KeyboardInterrupt
"""


def answered(result: Any = None, **arguments: Any) -> str:
    """A row whose process was killed when a plugin had answered; its id."""
    Path("served.jpg").write_bytes(DATA)
    image = {"url": Path("served.jpg").absolute().as_uri(), "width": 8, "height": 8}
    known = {"timings": {}, "seed": 1, "has_nsfw_concepts": [False], "prompt": "x"}
    facts = {"state": "answered", "answered_by": "acme"}
    whole = {"images": [image], **known}
    entry = Entry(FLUX, "fal", "ab" * 32, arguments, result=result or whole, **facts)
    path = journal_path(os.environ)
    assert path
    with closing(SqliteJournal(path)) as journal:
        journal.add(entry)
    return entry.id


def states(limner: Limner) -> list[str]:
    return [job["state"] for job in json.loads(limner("jobs").stdout)["jobs"]]


def test_it_is_among_those_that_are_not_collected(limner: Limner, terminal: Terminal) -> None:
    """The list counts it, doctor does too, and `resume --all` saves its file."""
    name = answered()

    seen = terminal("jobs")
    checks = json.loads(limner("doctor", "--offline").stdout)["findings"]
    collected = json.loads(limner("jobs", "resume", "--all", "--output", "got/").stdout)["jobs"]

    assert "1 job not collected: limner jobs resume --all" in seen.text
    assert "1 job not collected yet" in [one["message"] for one in checks]
    assert [(one["id"], one["answered_by"]) for one in collected] == [(name, "acme")]
    assert [path.read_bytes() for path in Path("got").glob("*.bin")] == [DATA]
    assert states(limner) == ["kept"]
    assert "not collected" not in terminal("jobs").text


def test_what_the_journal_has_not_whole_can_only_be_called_again(
    limner: Limner, terminal: Terminal
) -> None:
    """Of files inside an answer the journal has digests: every command says the same."""
    name = answered(DIGEST)

    assert "not collected" not in terminal("jobs").text
    assert json.loads(limner("jobs", "resume", "--all").stdout) == {"jobs": []}
    shown = json.loads(limner("jobs", "show", name).stdout)["job"]
    assert shown["next"].endswith("call again.")
    refused = limner("jobs", "resume", name)
    assert refused.exit_code == 3
    (told,) = json.loads(refused.stdout)["jobs"]
    assert "by the plugin acme, whose answer isn't on record whole" in told["error"]["message"]


def test_one_whose_files_are_gone_is_given_up(limner: Limner, terminal: Terminal) -> None:
    """It fails by its own; who says that it's lost isn't asked about it any more."""
    name = answered()
    Path("served.jpg").unlink()

    assert limner("jobs", "resume", "--all").exit_code == 12
    assert states(limner) == ["answered"]
    given_up = terminal("jobs", "resolve", name, "--as", "lost")

    assert given_up.lines == ["It is failed now. It can be called again."]
    assert json.loads(limner("jobs", "resume", "--all").stdout) == {"jobs": []}
    shown = json.loads(limner("jobs", "show", name).stdout)["job"]
    assert shown["detail"] == "a person said that acme lost it"


def test_strict_collects_and_complains(limner: Limner, terminal: Terminal) -> None:
    """As of `run`: the file is saved and shown, then what is wrong with it, exit code 9."""
    answered(num_images=2)
    answer = limner("jobs", "resume", "--all", "--strict", "--output", "one/")
    (told,) = json.loads(answer.stdout)["jobs"]
    name = answered(num_images=2)
    seen = terminal("jobs", "resume", name, "--strict", "--output", "two/")

    assert answer.exit_code == told["error"]["exit_code"] == seen.exit_code == 9
    assert Path(told["artifacts"][0]["path"]).stat().st_size >= len(DATA)
    assert told["warnings"] == told["error"]["issues"]
    assert "count" in [issue["code"] for issue in told["warnings"]]
    assert seen.text.startswith("two/")
    assert seen.text.count("num_images asked for 2") == 1
    assert states(limner) == ["kept", "kept"]


@pytest.mark.parametrize(
    ("prompt", "code", "told"),
    [("beside", 0, "Collect it with `limner jobs resume"), ("inside", 3, "whole: call again")],
)
def test_ctrl_c_says_what_is_left_of_it(
    limner: Limner, install: Callable[..., Path], prompt: str, code: int, told: str
) -> None:
    """While its files were saved: whether they can be collected, which is true."""
    install("acme", {"acme.py": ANSWERS}, plugins="acme = acme")
    Path("served.jpg").write_bytes(DATA)

    interrupted = limner("run", FLUX, f"prompt={prompt}")
    (job,) = json.loads(limner("jobs").stdout)["jobs"]

    assert interrupted.exit_code == 130
    assert told in json.loads(interrupted.stderr)["error"]["message"]
    assert job["state"] == "answered"
    assert limner("jobs", "resume", job["id"]).exit_code == code
