"""Every error is a sentence for people or one JSON object, and an exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from limner.cli.failure import report
from limner.cli.issue_list import issue_lines
from limner.errors import OutcomeUnknown, Refused
from limner_registry import Issue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Limner = Callable[..., Result]
    Terminal = Callable[..., Any]
    Install = Callable[..., Path]


@pytest.mark.parametrize(
    ("words", "exit_code", "kind", "told"),
    [
        (("run", "fal-ai/flux/dv"), 3, "UnknownModel", "did you mean fal-ai/flux/dev"),
        (("schema", "fal-ai/flux/dv"), 3, "UnknownModel", "did you mean fal-ai/flux/dev"),
        (("validate", "fal-ai/flux/dv", "--help"), 3, "UnknownModel", "fal-ai/flux/dev"),
        (("run",), 2, "MissingParameter", "Missing argument 'ID'"),
        (("run", "prompt=x", "fal-ai/flux/dev"), 2, "UsageError", "id comes first"),
        (("run", "fal-ai/flux/dev", "lighthouse"), 2, "UsageError", "write name=value"),
        (("run", "fal-ai/flux/dev", "seed:=x"), 2, "UsageError", "is not JSON"),
        (("run", "fal-ai/flux/dev", "prompt=@nope"), 2, "UsageError", "No such file"),
        (("run", "fal-ai/flux/dev", "--num_image", "2"), 2, "NoSuchOption", "--num_images"),
        (("run", "fal-ai/flux/dev", "--seed"), 2, "BadOptionUsage", "requires an argument"),
        (("run", "fal-ai/flux/dev", "-o", "seed"), 2, "BadOptionUsage", "requires 2 arguments"),
        (("run", "fal-ai/flux/dev", "--timeout", "nan"), 2, "BadParameter", "above 0"),
        (("run", "fal-ai/flux/dev", "--sandbox", "--provider", "fal"), 2, "UsageError", "exclude"),
        (("run", "fal-ai/flux/dev", "prompt=x", "--provider", "f"), 2, "UnknownProvider", "'f'"),
        (("modles",), 2, "UsageError", "did you mean models?"),
        (("login",), 2, "UsageError", "did you mean keys set?"),
        (("version",), 2, "UsageError", "did you mean --version?"),
        (("verify", "a.png"), 2, "UsageError", "did you mean receipts verify?"),
        (("receipts", "sho", "a.png"), 2, "UsageError", "did you mean receipts show?"),
        (("receipts", "a.png"), 2, "UsageError", "limner receipts show a.png tells of it."),
        (("cache", "clera"), 2, "UsageError", "did you mean cache clear?"),
        (("jobs", "lst", "--json"), 2, "UsageError", "did you mean jobs list?"),
        (("schema", "dif"), 2, "UsageError", "did you mean schema diff?"),
        (("schema", "dif", "a.json", "b.json"), 2, "UsageError", "did you mean schema diff?"),
        (("schema", "nope"), 3, "UnknownModel", "no model 'nope'"),
        (("keys", "st"), 2, "UsageError", "did you mean keys set?"),
        (("budget", "5"), 2, "UsageError", "There is no command 'budget 5'."),
        (("fal-ai/flux/dev", "prompt=x"), 2, "UsageError", "limner run fal-ai/flux/dev calls"),
    ],
)
def test_an_error_is_one_json_object(
    limner: Limner, words: tuple[str, ...], exit_code: int, kind: str, told: str
) -> None:
    """Into pipes, stdout stays empty and stderr has one line of JSON with the exit code."""
    answer = limner(*words)

    error = json.loads(answer.stderr)["error"]
    assert (answer.exit_code, answer.stdout) == (exit_code, "")
    assert (error["type"], error["exit_code"]) == (kind, exit_code)
    assert told in error["message"]
    assert answer.stderr.count("\n") == 1


def test_people_read_a_sentence(terminal: Terminal) -> None:
    """On a terminal an unknown id is told in a sentence with the near ones."""
    seen = terminal("run", "fal-ai/flux/dv", "prompt=x")

    assert seen.exit_code == 3
    assert seen.text.startswith("Error: there is no model 'fal-ai/flux/dv'; did you mean")
    assert "{" not in seen.text


def test_a_usage_error_names_the_help_of_the_model(terminal: Terminal) -> None:
    """A misspelt option is told with the nearest one, and where to read more."""
    seen = terminal("run", "fal-ai/flux/dev", "--num_imges", "2")

    assert seen.exit_code == 2
    assert "Try 'limner run fal-ai/flux/dev --help' for help." in seen.text
    assert "--num_images" in seen.text


def test_people_read_that_nothing_was_sent(terminal: Terminal) -> None:
    """A call that is refused says what is wrong, aligned, and that nothing left."""
    seen = terminal("run", "fal-ai/flux/dev", "num_images=9", "--sandbox")

    assert seen.exit_code == 3
    assert seen.lines == [
        "Error: fal-ai/flux/dev does not take these arguments:",
        "",
        "  limner run fal-ai/flux/dev num_images=9 --sandbox",
        "                                        ^",
        "",
        "  num_images  9 is too large: num_images takes a whole number from 1 to 4",
        "  prompt      prompt is missing: it takes text",
        "",
        "This would be right, with your own prompt:",
        '  limner run fal-ai/flux/dev num_images=4 prompt="..." --sandbox',
        "",
        "Nothing was sent.",
    ]


def test_json_is_given_where_it_is_asked_for(terminal: Terminal) -> None:
    """`--json` holds on a terminal too, for answers and for errors."""
    answer = terminal("validate", "fal-ai/flux/dev", "prompt=x", "--json")
    error = terminal("run", "nope", "--json")

    assert json.loads(answer.text)["valid"] is True
    assert json.loads(error.text)["error"]["type"] == "UnknownModel"


def test_colour_is_for_terminals_that_want_it(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There's colour on a terminal, none with NO_COLOR, none where the terminal can't."""
    words = ("validate", "fal-ai/flux/dev")

    assert "\x1b[31m" in terminal(*words, term="xterm").text
    assert "\x1b[" not in terminal(*words, term="dumb").text
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in terminal(*words, term="xterm").text
    assert "\x1b[" not in terminal("run", "fal-ai/flux/dev", "--help", term="xterm").text


def test_a_reader_that_leaves_is_no_error() -> None:
    """A pipe that is closed early leaves no traceback and no message."""
    command = f"{sys.executable} -m limner reference | head -c 10; exit ${{PIPESTATUS[0]}}"

    finished = subprocess.run(
        ["/bin/bash", "-c", command], capture_output=True, text=True, check=False
    )

    assert finished.stdout == "# Model Pa"
    assert finished.stderr == ""


@pytest.mark.parametrize(("streams", "exit_code"), [(">&-", 0), (">/dev/full", 1)])
def test_a_stream_that_takes_nothing_leaves_no_traceback(streams: str, exit_code: int) -> None:
    """A closed stdout swallows the answer; one on a full disk is an error in one object."""
    command = f"{sys.executable} -m limner models {streams}"

    finished = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, check=False
    )

    assert finished.returncode == exit_code
    assert "Traceback" not in finished.stderr
    assert finished.stderr.count("\n") == exit_code


def test_a_full_disk_is_not_called_a_fault_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    """What the system refuses is told in its own words, without a traceback."""
    report(OSError(28, "No space left on device"), as_json=False)

    assert capsys.readouterr().err == "Error: [Errno 28] No space left on device\n"


def test_a_broken_plugin_ends_with_its_own_exit_code(install: Install, limner: Limner) -> None:
    """A model whose plugin can't be imported is shown, and isn't run."""
    document = json.dumps(
        {
            "document_version": 1,
            "endpoint_id": "acme/lamp",
            "provider": "sandbox",
            "title": "Lamp",
            "category": "text-to-image",
            "input": {"type": "object", "properties": {"prompt": {"type": "string"}}},
            "output": {"type": "object"},
        }
    )
    install(
        "acme",
        {"acme/__init__.py": "raise RuntimeError('no oil')", "acme/model.json": document},
        models="acme = acme",
    )

    for words in (("run", "acme/lamp"), ("validate", "acme/lamp", "prompt=x")):
        answer = limner(*words)
        error = json.loads(answer.stderr)["error"]
        assert (answer.exit_code, error["type"]) == (13, "PluginError")
        assert "RuntimeError: no oil" in error["message"]
        assert "LIMNER_DISABLE=acme" in error["message"]
    for words in (("schema", "acme/lamp"), ("reference", "acme/lamp"), ("run", "acme/lamp", "-h")):
        assert limner(*words).exit_code == 0


def test_a_policy_that_refuses_has_its_exit_code(install: Install, limner: Limner) -> None:
    """What a plugin refuses in `before_submit` ends with exit code 5."""
    code = """
        import limner

        @limner.hookimpl
        def before_submit(request, estimate):
            raise limner.Refused("not on a Sunday")
    """
    install("policy", {"policy.py": code}, plugins="policy = policy")

    answer = limner("run", "fal-ai/flux/dev", "prompt=x", "--sandbox")

    assert answer.exit_code == 5
    message = json.loads(answer.stderr)["error"]["message"]
    assert message == "not on a Sunday: refused by the plugin policy; nothing was sent"


def test_a_fault_of_ours_is_one_object_too(capsys: pytest.CaptureFixture[str]) -> None:
    """What nobody foresaw is JSON where that is wanted, a traceback for people otherwise."""
    assert report(RuntimeError("oh"), as_json=True) == 1
    assert json.loads(capsys.readouterr().err)["error"] == {
        "type": "RuntimeError",
        "message": "oh",
        "exit_code": 1,
    }
    assert report(RuntimeError("oh"), as_json=False) == 1
    assert "RuntimeError: oh" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (Refused("no"), 5),
        (OutcomeUnknown("perhaps", endpoint_id="a/b"), 10),
        (KeyboardInterrupt(), 130),
    ],
)
def test_the_error_decides_the_exit_code(error: BaseException, exit_code: int) -> None:
    """Whatever ends a command, its exit code is the error's own."""
    import click

    told = click.Abort() if isinstance(error, KeyboardInterrupt) else error

    assert report(told, as_json=False) == exit_code  # type: ignore[arg-type]


def test_what_a_provider_says_cannot_steer_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Control characters in a message are left out."""
    report(Refused("red\x1b[31m\x07 alert\nsecond line"), as_json=False)

    assert capsys.readouterr().err == "Error: red[31m alert\nsecond line\n"


def test_places_are_written_as_people_write_them() -> None:
    """A pointer becomes names and indices; one to everything says so."""
    issues = [
        Issue("/loras/0/scale", "type", "m"),
        Issue("/a~1b", "type", "m"),
        Issue("", "x", "m"),
    ]

    assert issue_lines(issues) == [
        "  \x1b[1mloras[0].scale\x1b[0m  m",
        "  \x1b[1ma/b\x1b[0m             m",
        "  \x1b[1m(all of it)\x1b[0m     m",
    ]
