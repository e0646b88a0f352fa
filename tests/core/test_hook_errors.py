"""A hook that goes wrong: the error names its plugin, and no result is lost."""

from __future__ import annotations

import logging
import pickle
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

import limner
from limner import Issue, hookimpl

if TYPE_CHECKING:
    from collections.abc import Callable

FLUX = "fal-ai/flux/dev"


def client(*plugins: object, **options: Any) -> limner.Client:
    return limner.Client(provider="sandbox", plugins=plugins, environment={}, **options)


def plugin(hook: Callable[..., Any], name: str = "tinted") -> object:
    """A plugin with one hook."""
    return SimpleNamespace(__name__=name, **{hook.__name__: hookimpl(hook)})


def failing(hook: str, error: Exception) -> object:
    def fail() -> None:
        raise error

    fail.__name__ = hook
    return plugin(fail)


@pytest.mark.parametrize(
    "hook",
    ["validate_request", "prepare_request", "estimate_cost", "before_submit", "submit_request"],
)
def test_a_hook_that_raises_before_the_submission_names_its_plugin(hook: str) -> None:
    """The error has the plugin's name, the hook's, the traceback and the way out."""
    journal = limner.MemoryJournal()

    with pytest.raises(limner.PluginError) as raised:
        client(failing(hook, KeyError("prompt")), journal=journal).run(FLUX, {"prompt": "x"})

    assert raised.value.plugin == "tinted"
    assert isinstance(raised.value.__cause__, KeyError)
    for part in (f"its {hook} raised", "Traceback", "KeyError: 'prompt'", "LIMNER_DISABLE=tinted"):
        assert part in str(raised.value)
    assert not list(journal.entries())


@pytest.mark.parametrize(
    ("came", "told"),
    [
        ({"seed": date(2026, 1, 1)}, "isn't JSON: Object of type date"),
        ({"images": [{"url": b"x"}]}, "isn't JSON: Object of type bytes"),
        ({("images",): []}, "isn't JSON: keys must be str"),
        (["images"], "which is no Mapping"),
    ],
)
def test_an_answer_that_is_no_json_names_its_plugin(came: Any, told: str) -> None:
    """The error says what came; there's no row of it, and nothing is asked of the provider."""

    def submit_request() -> Any:
        return came

    journal = limner.MemoryJournal()

    with pytest.raises(limner.PluginError) as raised:
        client(plugin(submit_request), journal=journal).run(FLUX, {"prompt": "x"})

    assert (raised.value.plugin, raised.value.exit_code) == ("tinted", 13)
    assert told in str(raised.value)
    assert "submit_request" in str(raised.value)
    assert not list(journal.entries())


def test_register_models_that_raises_names_its_plugin() -> None:
    """A client that is given a broken plugin says which one."""
    with pytest.raises(limner.PluginError, match="tinted is broken: its register_models raised"):
        client(failing("register_models", OSError("no disk")))


def test_a_hook_that_yields_may_fail_while_it_does() -> None:
    """A generator runs inside its hook's call: its error has the plugin's name, too."""

    def validate_request(arguments: Any) -> Any:
        yield Issue("/prompt", "tinted.one", "wrong")
        raise KeyError(arguments["prompt"])

    with pytest.raises(limner.PluginError, match="tinted is broken: its validate_request raised"):
        client(plugin(validate_request)).validate(FLUX, {"prompt": "x"})


def test_a_hook_may_yield_its_issues() -> None:
    """Any iterable of issues will do."""

    def validate_request() -> Any:
        yield Issue("/prompt", "tinted.one", "wrong")

    with pytest.raises(limner.InvalidArguments, match="/prompt: wrong"):
        client(plugin(validate_request)).validate(FLUX, {"prompt": "x"})


def test_a_rule_that_stumbles_over_refused_arguments_is_let_be() -> None:
    """What the schema refuses is reported, not that a plugin couldn't make sense of it."""
    sandbox = client(failing("validate_request", KeyError("prompt")))

    with pytest.raises(limner.InvalidArguments, match="/prompt"):
        sandbox.validate(FLUX, {})


@pytest.mark.parametrize(
    ("hook", "answer"),
    [
        ("register_models", 3),
        ("register_models", ["not a mapping"]),
        ("register_models", {"a": "mapping"}),
        ("validate_request", True),
        ("validate_request", "text"),
        ("validate_request", [None]),
        ("validate_request", Issue("", "tinted.alone", "an issue, not a list")),
        ("prepare_request", {"prompt": "y"}),
        ("estimate_cost", 0.04),
        ("before_submit", False),
        ("submit_request", ["images"]),
    ],
)
def test_an_answer_of_the_wrong_kind_names_its_plugin(hook: str, answer: Any) -> None:
    """A hook that returns something else than it should is an error, with what it returned."""

    def reply() -> Any:
        return answer

    reply.__name__ = hook

    with pytest.raises(limner.PluginError, match=f"tinted is broken: its {hook} returned"):
        client(plugin(reply)).run(FLUX, {"prompt": "x"})


def test_a_request_cannot_be_turned_into_another_models() -> None:
    """A plugin rewrites arguments; whose request it is stays what it was."""
    other = client().registry["fal-ai/birefnet/v2"]

    def prepare_request() -> limner.Request:
        return limner.Request(other, {"prompt": "x"})

    with pytest.raises(limner.PluginError, match="returned another model's request"):
        client(plugin(prepare_request)).run(FLUX, {"prompt": "x"})


@pytest.mark.parametrize(
    "error", [KeyError("x"), limner.Refused("no"), limner.Unreachable("gone")]
)
def test_job_event_never_costs_a_result(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    """A plugin that can't watch is named in the log, and the job goes on."""
    sandbox = client(failing("job_event", error))

    with caplog.at_level(logging.ERROR, "limner"):
        result = sandbox.run(FLUX, {"prompt": "x"})

    assert result.images
    assert "job_event of the plugin tinted failed" in caplog.text


@pytest.mark.parametrize("error", [KeyError("x"), limner.Refused("no")])
def test_process_result_never_costs_a_result(error: Exception) -> None:
    """A plugin that fails leaves a warning, and those after it get the result."""
    seen = []

    def process_result(result: Any) -> None:
        seen.append(result)

    result = client(plugin(process_result, "next"), failing("process_result", error)).run(
        FLUX, {"prompt": "x"}
    )

    assert [issue.code for issue in result.warnings] == ["tinted.process_result"]
    assert seen == [result]


def test_process_result_that_returns_nonsense_leaves_a_warning() -> None:
    """A result can't be replaced by something else."""

    def process_result() -> str:
        return "nonsense"

    result = client(plugin(process_result)).run(FLUX, {"prompt": "x"})

    assert result.images
    assert "returned 'nonsense', which is no Result" in result.warnings[0].message


def test_errors_travel_between_processes() -> None:
    """An error that a worker process raises arrives with its facts."""
    errors = [
        limner.InvalidArguments(FLUX, [Issue("/prompt", "missing", "is missing")]),
        limner.PluginError("tinted", "its hook raised"),
        limner.DeadlinePassed("still alive", endpoint_id=FLUX, request_id="1"),
        limner.JobFailed("it failed", endpoint_id=FLUX, status=422, retryable=False),
    ]

    for error in errors:
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 -- our own
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
