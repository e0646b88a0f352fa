"""Hooks meet a call at the named places, and what they do there has the stated effect."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from answers import FLUX, PROMPT, accepted, completed, file_of, result
from scripted import ScriptedClient, whole_call

from limner import hookimpl
from limner.errors import InvalidArguments, PluginError, Refused
from limner.price import Estimate
from limner_registry import Issue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from limner.job import Job
    from limner.request import Request
    from limner.result import Artifact, Result


def plugin(*hooks: Callable[..., Any]) -> object:
    """A plugin object with some hooks."""
    members = {hook.__name__: staticmethod(hookimpl(hook)) for hook in hooks}
    return type("Acme", (), members)()


def test_hooks_are_called_in_the_order_of_the_path() -> None:
    """Every hook of the path is called once, but for the events, each at its place."""
    calls: list[str] = []

    def validate_request() -> None:
        calls.append("validate_request")

    def prepare_request() -> None:
        calls.append("prepare_request")

    def estimate_cost() -> None:
        calls.append("estimate_cost")

    def before_submit() -> None:
        calls.append("before_submit")

    def submit_request() -> None:
        calls.append("submit_request")

    def job_event() -> None:
        calls.append("job_event")

    def process_result() -> None:
        calls.append("process_result")

    hooks = (validate_request, prepare_request, estimate_cost, before_submit)
    acme = plugin(*hooks, submit_request, job_event, process_result)
    ScriptedClient(accepted(), completed(), result(), plugins=[acme]).run(FLUX, PROMPT)

    assert calls == [
        *("validate_request", "prepare_request", "estimate_cost", "before_submit"),
        *("submit_request", "job_event", "process_result"),
    ]


def test_key_that_a_hook_puts_into_the_arguments_is_refused() -> None:
    """What is sent is looked at again: a rewritten request is another one."""
    key = "an-id-that-is-long:a-secret-that-is-longer"

    def prepare_request(request: Request) -> Request:
        return request.with_arguments({"prompt": f"with {key}"})

    client = ScriptedClient(plugins=[plugin(prepare_request)], key=key)

    with pytest.raises(InvalidArguments, match="your key") as caught:
        client.run(FLUX, PROMPT)

    assert key not in str(caught.value)
    assert client.script.calls == []
    assert client.journal is not None
    assert client.journal.entries() == ()


def test_refused_sends_nothing() -> None:
    """A refusal in `before_submit` reaches the caller; nothing was sent, nothing is on record."""

    def estimate_cost() -> Estimate:
        return Estimate(Decimal(3), "USD")

    def before_submit(estimate: Estimate) -> None:
        raise Refused(f"{estimate.amount} is too much")

    client = ScriptedClient(plugins=[plugin(estimate_cost, before_submit)])

    with pytest.raises(Refused, match="3 is too much") as caught:
        client.run(FLUX, PROMPT)

    assert caught.value.exit_code == 5
    assert client.script.calls == []
    assert client.journal is not None
    assert client.journal.entries() == ()


def test_issue_of_a_plugin_sends_nothing() -> None:
    """An issue of `validate_request` stands beside the schema's, and nothing is sent."""

    def validate_request() -> list[Issue]:
        return [Issue("/prompt", "acme.dull", "say more")]

    client = ScriptedClient(plugins=[plugin(validate_request)])

    with pytest.raises(InvalidArguments) as caught:
        client.run(FLUX, {"prompt": "x", "num_image": 1})

    assert {issue.code for issue in caught.value.issues} == {"unknown_parameter", "acme.dull"}
    assert client.script.calls == []


@pytest.mark.parametrize(
    "hook", ["prepare_request", "estimate_cost", "before_submit", "submit_request"]
)
def test_hook_that_breaks_before_the_post_sends_nothing(hook: str) -> None:
    """A plugin that is broken before the submission ends the call with its name."""

    def broken() -> None:
        raise ZeroDivisionError

    broken.__name__ = hook
    client = ScriptedClient(plugins=[plugin(broken)])

    with pytest.raises(PluginError, match="Acme") as caught:
        client.run(FLUX, PROMPT)

    assert (caught.value.plugin, client.script.calls) == ("Acme", [])


def test_answer_of_a_plugin_stands_for_the_providers() -> None:
    """What `submit_request` answers is the result; nothing is sent; the row says who answered."""

    def submit_request(request: Request) -> dict[str, Any]:
        return {"seed": 5, "prompt": request.arguments["prompt"]}

    client = ScriptedClient(plugins=[plugin(submit_request)])
    job = client.submit(FLUX, PROMPT)

    assert (client.row.state, client.row.answered_by) == ("answered", "Acme")
    assert job.request_id is None
    assert [type(event).__name__ for event in job.events()] == ["Completed"]
    assert job.result().raw == {"seed": 5, "prompt": PROMPT["prompt"]}
    assert (client.row.state, client.row.request_id) == ("kept", None)
    assert client.script.calls == []


def test_job_that_a_plugin_answered_is_not_cancelled() -> None:
    """There's nobody to ask."""

    def submit_request() -> dict[str, Any]:
        return {}

    client = ScriptedClient(plugins=[plugin(submit_request)])

    assert client.submit(FLUX, PROMPT).cancel() is False
    assert client.script.calls == []


def test_prepared_request_is_what_is_sent() -> None:
    """The POST has what `prepare_request` returned, and so have the row and the job."""

    def prepare_request(request: Request) -> Request:
        return request.with_arguments({**request.arguments, "seed": 9})

    client = ScriptedClient(accepted(), plugins=[plugin(prepare_request)])
    request = client.validate(FLUX, PROMPT)

    job = client.submit(request)

    sent = {**PROMPT, "seed": 9}
    assert json.loads(client.script.calls[0].body or b"") == sent
    assert client.row.arguments == sent
    assert dict(job.job.request.arguments) == sent
    assert dict(request.arguments) == PROMPT


def test_file_that_a_plugin_puts_in_is_sent(tmp_path: Path) -> None:
    """A path that `prepare_request` puts at a file's place is a file, as a caller's is."""
    (tmp_path / "a.png").write_bytes(b"png")

    def prepare_request(request: Request) -> Request:
        return request.with_arguments({**request.arguments, "image_url": tmp_path / "a.png"})

    client = ScriptedClient(accepted(), plugins=[plugin(prepare_request)])

    client.submit("clarityai/crystal-upscaler", {"image_url": "https://a.example/b.png"})

    body = json.loads(client.script.calls[0].body or b"")
    assert body == {"image_url": "data:image/png;base64,cG5n"}


def test_failing_job_event_costs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """A plugin that stumbles over events is logged; the result comes all the same."""

    def job_event(job: Job) -> None:
        raise ZeroDivisionError(job)

    client = ScriptedClient(*whole_call()[:-1], plugins=[plugin(job_event)])

    assert client.run(FLUX, PROMPT).seed == 7
    assert "job_event of the plugin Acme failed" in caplog.text
    assert client.row.state == "kept"


def test_process_result_sees_the_files(tmp_path: Path) -> None:
    """When `process_result` is called, the files that were asked for are on disk."""
    seen = []

    def process_result(result: Result[Artifact]) -> None:
        seen.extend(image.path for image in result.images)

    client = ScriptedClient(*whole_call(), plugins=[plugin(process_result)])

    got = client.run(FLUX, PROMPT, output=tmp_path)

    assert seen == [got.images[0].path]
    assert seen[0] is not None


def test_process_result_may_download(tmp_path: Path) -> None:
    """A hook may save the files itself, also where the caller asked for none."""

    def process_result(result: Result[Artifact]) -> None:
        result.images[0].save(tmp_path / "mine.jpg")

    client = ScriptedClient(*whole_call(), plugins=[plugin(process_result)])

    client.run(FLUX, PROMPT)

    assert (tmp_path / "mine.jpg").read_bytes() == file_of().body


def test_processed_result_is_what_the_caller_gets() -> None:
    """What `process_result` returns takes the place of the result."""

    def process_result(result: Result[Artifact]) -> Result[Artifact]:
        return result.with_warnings(Issue("", "acme.seen", "seen"))

    client = ScriptedClient(accepted(), completed(), result(), plugins=[plugin(process_result)])

    assert [warning.code for warning in client.run(FLUX, PROMPT).warnings] == ["acme.seen"]
