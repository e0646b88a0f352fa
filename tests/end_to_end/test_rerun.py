"""`limner rerun`: every file leads back to its call, and nobody pays without having said so."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command_line import limner, told
from PIL import Image

from limner_registry import Registry, installed, packaged_models
from limner_registry.reference.calls import example

if TYPE_CHECKING:
    from fault_server import FaultServer

FLUX = "fal-ai/flux/dev"
MODELS = Registry(packaged_models(installed()).models)


@pytest.fixture(autouse=True)
def photo(home: Path) -> None:
    """A file to call models with."""
    assert home
    Image.linear_gradient("L").resize((96, 64)).save("photo.png")


def made(*words: str) -> Path:
    """The first file of a call."""
    return Path(told("run", *words)["artifacts"][0]["path"])


@pytest.mark.parametrize("endpoint_id", sorted(MODELS))
def test_every_model_makes_the_same_again(endpoint_id: str) -> None:
    """A file of the sandbox has the receipt in it by which the sandbox serves the same bytes."""
    needed = {one.name: example(one) for one in MODELS[endpoint_id].parameters if one.required}
    words = [f"{name}={value}" for name, value in needed.items()]

    first = told("run", endpoint_id, *words, "--sandbox", "--output", "one/")
    again = told("rerun", first["artifacts"][0]["path"], "--output", "two/")

    assert (again["endpoint_id"], again["provider"]) == (endpoint_id, "sandbox")
    assert (again["notes"], again["ported"]) == ([], None)
    assert digests(first)
    assert digests(again) == digests(first)
    assert again["request_id"] != first["request_id"]


def digests(answer: Any) -> list[str]:
    return [artifact["sha256"] for artifact in answer["artifacts"]]


def test_a_variation(server: FaultServer) -> None:
    """What is set is another, by the spellings of `run`; the rest is as it was."""
    file = made(FLUX, "prompt=a dune", "num_images=2", "--sandbox")
    Path("prompt.txt").write_text("a lighthouse")

    call = told("rerun", str(file), "--set", "prompt=@prompt.txt", "--set", "num_images:=1",
                "--set", "image_size=square", "--dry-run")  # fmt: skip

    assert call["status"] == "dry_run"
    assert call["arguments"].pop("seed") > 0
    assert call["arguments"] == {"prompt": "a lighthouse", "num_images": 1, "image_size": "square"}
    assert server.ledger.executed == []


@pytest.mark.parametrize("words", [("--set", "prompt"), ("--set", "num_images:=["), ("--nope",)])
def test_what_cannot_be_read_is_an_error_of_usage(words: tuple[str, ...]) -> None:
    """As of `run`: exit code 2, and nothing is sent."""
    file = made(FLUX, "prompt=x", "--sandbox")

    assert limner("rerun", str(file), *words).exit_code == 2


def test_a_paid_one_needs_a_yes(server: FaultServer) -> None:
    """Where nobody can be asked, it's refused with exit code 5 and how to say yes."""
    file = made(FLUX, "prompt=x")

    answer = limner("rerun", str(file))

    error = json.loads(answer.stderr)["error"]
    assert (answer.exit_code, error["type"]) == (5, "Refused")
    assert error["message"] == (
        "fal-ai/flux/dev at fal costs about 0.0197 USD, and there is nobody to ask; nothing was"
        " sent. --yes sends it without asking."
    )
    assert server.ledger.times("prompt") == {"x": 1}
    again = told("rerun", str(file), "--yes")
    assert (again["provider"], again["status"]) == ("fal", "completed")
    assert server.ledger.times("prompt") == {"x": 2}


@pytest.mark.parametrize(("answer", "code", "times"), [("y\n", 0, 2), ("n\n", 5, 1), ("\n", 5, 1)])
def test_on_a_terminal_it_asks(server: FaultServer, answer: str, code: int, times: int) -> None:
    """It shows what is asked for and says what it would cost, and only a yes sends it."""
    file = made(FLUX, "prompt=x", "output_format=png")

    seen, exit_code = answered(answer, "rerun", str(file))

    shown = [line.split() for line in seen.partition("Send it?")[0].splitlines()]
    assert ["prompt", "x"] in shown
    assert ["output_format", "png"] in shown
    assert "fal-ai/flux/dev at fal costs about 0.0197 USD. Send it? [y/N]" in seen
    assert exit_code == code
    assert server.ledger.times("prompt") == {"x": times}


def test_without_a_price_it_says_so_and_a_cap_holds(server: FaultServer) -> None:
    """That nobody knows what it costs is said before it's asked; `--max-cost` counts here too."""
    file = made("fal-ai/z-image/base", "prompt=x")

    refused = limner("rerun", str(file))
    capped = limner("rerun", str(file), "--yes", "--max-cost", "0.01")

    assert "costs nobody knows what: its document states no price" in refused.stderr
    assert json.loads(capped.stderr)["error"]["type"] == "OverBudget"
    assert server.ledger.times("prompt") == {"x": 1}


def test_the_sandbox_can_stand_in(server: FaultServer) -> None:
    """`--sandbox` draws what was paid for once, for nothing, and says so."""
    file = made(FLUX, "prompt=x")

    again = told("rerun", str(file), "--sandbox")

    assert again["provider"] == "sandbox"
    assert again["notes"] == ["fal made it; sandbox is asked this time"]
    assert server.ledger.times("prompt") == {"x": 1}


def test_without_a_key_nobody_is_asked(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the key is missing comes before the question."""
    file = made(FLUX, "prompt=x")
    monkeypatch.delenv("FAL_KEY")

    seen, exit_code = answered("y\n", "rerun", str(file))

    assert exit_code == 4
    assert "Send it?" not in seen
    assert server.ledger.times("prompt") == {"x": 1}


def test_a_file_that_was_moved_is_found_by_the_journal(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A local file is sent again from where it was, whatever folder one is in now."""
    Path("photo.png").rename("own.png")
    made("clarityai/crystal-upscaler", "image_url=@own.png", "--output", "made/", "--no-embed")
    other = Path("other").absolute()
    Path("made").rename(other)
    (file,) = other.glob("*.json")
    monkeypatch.chdir(other)

    call = told("rerun", file.name.removesuffix(".receipt.json"), "--dry-run")

    assert call["arguments"]["image_url"]["file"] == str(other.parent / "own.png")
    assert server.ledger.executed


def answered(text: str, *words: str) -> tuple[str, int]:
    """What a terminal showed where somebody answers, and the exit code."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "limner", *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "dumb", "COLUMNS": "200"},
    )
    os.close(theirs)
    os.write(ours, text.encode())
    pieces = []
    try:
        while piece := os.read(ours, 65536):
            pieces.append(piece)
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(ours)
    return b"".join(pieces).decode(), process.wait()
