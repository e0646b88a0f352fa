"""A finished job's result is fetched whatever it is, or told to be missing; none is lost."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from answers import (
    FILE_URL,
    FLUX,
    PICTURE,
    PROMPT,
    REQUEST_ID,
    accepted,
    answer,
    completed,
    html,
    output,
    queued,
    refusal,
    result,
)
from hypothesis import given, settings, strategies as st
from scripted import ScriptedClient, Step

from limner.errors import (
    AccountLocked,
    ConnectionLost,
    JobFailed,
    LimnerError,
    NotCollected,
    NotSent,
)
from limner.transport import HttpAnswer

if TYPE_CHECKING:
    from limner.result import Artifact, Result

KLING = "fal-ai/kling-video/v1/standard/text-to-video"


def fetched(*steps: Step) -> tuple[ScriptedClient, Result[Artifact]]:
    client = ScriptedClient(accepted(), completed(), *steps)
    return client, client.run(FLUX, PROMPT)


def failed(*steps: Step) -> tuple[ScriptedClient, LimnerError]:
    client = ScriptedClient(accepted(), completed(), *steps[:-1], then=steps[-1:])
    with pytest.raises(LimnerError) as caught:
        client.run(FLUX, PROMPT)
    return client, caught.value


def test_result_is_the_providers_json() -> None:
    """The result has the provider's JSON unchanged, and its files as artifacts."""
    client, got = fetched(result())

    (image,) = got.images
    assert got.raw == output()
    assert (image.url, image.media_type, image.width, image.height, image.pointer) == (
        *(FILE_URL, "image/jpeg", 1024, 768),
        "/images/0",
    )
    assert (got.warnings, got.job.request_id, client.row.state) == ((), REQUEST_ID, "kept")


@dataclass(frozen=True)
class Counted(HttpAnswer):
    """An answer that counts how often it is read."""

    reads: list[int] = field(default_factory=list)

    def json(self) -> Any:
        self.reads.append(1)
        return super().json()


def test_a_result_is_read_once() -> None:
    """Its JSON, which may be large, is parsed a single time, and so is a status's."""
    status, last = (Counted(200, body=one.body) for one in (completed(), result()))
    got = ScriptedClient(accepted(), status, last).run(FLUX, PROMPT)

    assert got.raw == output()
    assert (len(status.reads), len(last.reads)) == (1, 1)


TYPED = [{"loc": ["body", "prompt"], "msg": "bad words", "type": "content_policy_violation"}]


@pytest.mark.parametrize(
    ("step", "state", "kind"),
    [
        (refusal(422, detail=TYPED), "failed", "content_policy_violation"),
        (refusal(500, detail="x", error_type="runner_server_error"), "failed", None),
        (refusal(504, detail="x", error_type="startup_timeout"), "failed", "startup_timeout"),
        (refusal(499, detail="x", error_type="client_cancelled"), "cancelled", "client_cancelled"),
    ],
)
def test_failed_job(step: Step, state: str, kind: str | None) -> None:
    """The provider's words end the job, and its row says how."""
    client, error = failed(step)

    assert isinstance(error, JobFailed)
    assert (client.row.state, error.request_id) == (state, REQUEST_ID)
    assert kind is None or error.type == kind
    assert client.row.detail == str(error)


def test_faults_of_a_failed_job_are_issues() -> None:
    """A list of faults becomes issues, each at its place."""
    _, error = failed(refusal(422, detail=TYPED))

    assert isinstance(error, JobFailed)
    assert [(issue.pointer, issue.code) for issue in error.issues] == [
        ("/prompt", "content_policy_violation")
    ]


def test_failed_job_fails_again() -> None:
    """Asking a failed job for its result once more gives the same error, and no other."""
    step = refusal(500, detail="CUDA error")
    client = ScriptedClient(accepted(), completed(), step, completed(), step)
    job = client.submit(FLUX, PROMPT)
    words = []
    for _ in range(2):
        with pytest.raises(JobFailed) as caught:
            job.result()
        words.append(str(caught.value))

    assert words[0] == words[1]
    assert client.row.state == "failed"


PASSING: dict[str, Step] = {
    "200 in HTML": html(200),
    "half of a JSON": HttpAnswer(200, {}, b'{"images": ['),
    "504 in HTML": html(504),
    "404 in HTML": html(404),
    "503 of a proxy": answer(503, {"status": 503, "error": "Service Unavailable"}),
    "a redirect": answer(307, {"detail": "moved"}),
    "429": refusal(429, detail="slow down"),
    "lost": ConnectionLost("reset"),
    "not sent": NotSent("refused"),
    "an error that isn't a transport's": RuntimeError("?"),
}


@pytest.mark.parametrize("step", PASSING.values(), ids=PASSING.keys())
def test_what_is_no_result_is_fetched_again(step: Step) -> None:
    """An answer that is neither a result nor the provider's word is not the last one."""
    client, got = fetched(*[step] * 3, result())

    assert got.raw == output()
    assert client.row.state == "kept"


@pytest.mark.parametrize("step", PASSING.values(), ids=PASSING.keys())
def test_result_that_never_comes_can_be_collected_later(step: Step) -> None:
    """After two minutes it's an error that says how; the row stays, and a later try works."""
    client, error = failed(step)

    assert isinstance(error, NotCollected)
    assert (error.exit_code, error.request_id, error.result) == (12, REQUEST_ID, None)
    assert f".job('{FLUX}', '{REQUEST_ID}').result()" in str(error)
    assert client.row.state == "finished"
    assert sum(client.script.slept) == pytest.approx(120)


SOMETHING_ELSE = {
    "a list": answer(200, [{"url": FILE_URL}]),
    "a text": answer(200, "done"),
    "a picture": HttpAnswer(200, {}, PICTURE),
    "a file by its type": HttpAnswer(200, {"content-type": "Model/vnd.usdz+zip; v=1"}, b"?"),
}


@pytest.mark.parametrize("step", SOMETHING_ELSE.values(), ids=SOMETHING_ELSE.keys())
def test_what_is_no_json_object_is_not_lost(step: HttpAnswer) -> None:
    """It's fetched twice, as once may be a proxy's fault, and the error has it, byte by byte."""
    client, error = failed(step)
    _, got = fetched(step, result())

    assert isinstance(error, NotCollected)
    assert error.answer is not None
    assert error.answer.body == step.body
    assert f"{len(step.body):,} bytes, which this error has in Python as `answer`" in str(error)
    assert (client.row.state, len(client.script.calls)) == ("finished", 4)
    assert got.raw == output()


def test_number_that_python_does_not_read_is_not_lost() -> None:
    """What can't be told from half a JSON is fetched for two minutes, and is in the error."""
    body = b'{"seed": ' + b"9" * 5000 + b"}"
    _, error = failed(HttpAnswer(200, {}, body))

    assert isinstance(error, NotCollected)
    assert error.answer == HttpAnswer(200, {}, body)


def test_result_of_a_job_that_had_failed() -> None:
    """A failure that wasn't the last word is none: the row is kept, and says nothing of it."""
    client = ScriptedClient(accepted(), completed(), refusal(500, detail="x"), result())
    job = client.submit(FLUX, PROMPT)
    with pytest.raises(JobFailed):
        job.result()

    assert client.row.state == "failed"
    assert client.resume(client.row.id).result().raw == output()
    assert (client.row.state, client.row.detail) == ("kept", None)


def test_result_is_collected_later() -> None:
    """The same handle collects what couldn't be fetched before."""
    client = ScriptedClient(accepted(), completed(), *[html(504)] * 12, completed(), result())
    job = client.submit(FLUX, PROMPT)
    client.script.steps = iter([completed(), *[html(504)] * 200])
    with pytest.raises(NotCollected):
        job.result()
    client.script.steps = iter([completed(), result()])

    assert job.result().raw == output()
    assert client.row.state == "kept"


def test_account_that_is_locked_loses_no_result() -> None:
    """The row stays finished, and the error has the id."""
    client, error = failed(refusal(403, detail="User is locked. Reason: TOP_UP."))

    assert isinstance(error, AccountLocked)
    assert error.request_id == REQUEST_ID
    assert client.row.state == "finished"


def test_result_is_fetched_once() -> None:
    """A second `result()` gives the same object; nothing is called for it."""
    client = ScriptedClient(accepted(), queued(0), completed(), result())
    job = client.submit(FLUX, PROMPT)

    assert job.result() is job.result()


def test_result_that_breaks_its_schema_is_a_result() -> None:
    """What the output schema forbids is a warning; the result is there."""
    _, got = fetched(answer(200, {"images": [{"url": 7}], "seed": "x", "new": 1}))

    assert {warning.pointer for warning in got.warnings} >= {"/images/0/url", "/seed", "/prompt"}
    assert (got.raw["new"], got.artifacts, got.seed) == (1, (), None)


@pytest.mark.parametrize(
    ("raw", "urls"),
    [
        ({"images": [{"url": "https://a.example/1"}, None, {}, {"url": None}]}, 1),
        ({"images": ["https://a.example/1"]}, 1),
        ({"images": {"url": "https://a.example/1"}}, 0),
        ({"images": None}, 0),
        ({}, 0),
    ],
)
def test_files_are_found_wherever_there_are_some(raw: dict[str, Any], urls: int) -> None:
    """A file is an object with a URL, or a bare URL; anything else is none."""
    _, got = fetched(answer(200, raw))

    assert len(got.artifacts) == urls


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
NAMES = st.sampled_from(["images", "url", "width", "seed", "content_type", "video", "timings"])
JSON = st.recursive(
    SCALARS,
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(NAMES | st.text(max_size=3), inside)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(
    raw=st.dictionaries(NAMES | st.text(max_size=3), JSON), model=st.sampled_from([FLUX, KLING])
)
def test_any_json_object_is_a_result(raw: dict[str, Any], model: str) -> None:
    """However odd an object is, it comes back as it is, with warnings."""
    client = ScriptedClient(accepted(), completed(), answer(200, raw))

    got = client.run(model, PROMPT)

    assert same(got.raw, raw)
    assert all(isinstance(artifact.url, str) for artifact in got.artifacts)
    assert repr(got)


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same, NaN being itself."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@settings(max_examples=150, deadline=None)
@given(
    status=st.sampled_from([200, 202, 204, 301, 400, 401, 403, 404, 409, 422, 499, 500, 503]),
    body=JSON | st.dictionaries(st.sampled_from(["detail", "status", "error_type"]), JSON),
)
def test_any_json_is_a_result_or_an_error_of_ours(status: int, body: Any) -> None:
    """Whatever comes with whatever status, nothing but a `LimnerError` is raised."""
    client = ScriptedClient(accepted(), completed(), then=[answer(status, body)])

    assert outcome(client) in {
        ("kept", ""),
        *(("finished", error) for error in ("NotCollected", "KeyRefused", "AccountLocked")),
        ("finished", "CredentialError"),
        ("finished", "JobNotFound"),
        ("failed", "JobFailed"),
        ("cancelled", "JobFailed"),
    }


def outcome(client: ScriptedClient) -> tuple[str, str]:
    """The state in which a call leaves its row, and the name of the error of ours."""
    error = ""
    try:
        client.run(FLUX, PROMPT)
    except LimnerError as raised:
        error = type(raised).__name__
    return client.row.state, error


@pytest.mark.parametrize("depth", [50, 200, 900, 3000, 100_000])
def test_result_of_any_depth_is_no_crash(depth: int) -> None:
    """A result that is nested absurdly deep is a result, or an error of ours."""
    body = b'{"images": ' + b"[" * depth + b"]" * depth + b"}"
    client = ScriptedClient(accepted(), completed(), then=[HttpAnswer(200, {}, body)])

    assert outcome(client) in {("finished", "NotCollected"), ("kept", "")}
