"""`Client`: one object, many threads, and results that outlive it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from answers import (
    FLUX,
    PICTURE,
    PROMPT,
    REQUEST_ID,
    accepted,
    answer,
    completed,
    file_of,
    refusal,
    result,
    running,
)
from scripted import ScriptedClient, whole_call

import limner
from limner import receipts
from limner.client import JobHandle
from limner.errors import (
    ConnectionLost,
    InvalidArguments,
    JobFailed,
    JobNotFound,
    UnknownModel,
    UnknownProvider,
)

if TYPE_CHECKING:
    from pathlib import Path

SMALL = {"prompt": "x", "image_size": {"width": 64, "height": 64}}


def test_eight_threads_share_a_client(tmp_path: Path) -> None:
    """Eight threads with four calls each get 32 jobs, rows and files, and none another's."""
    start = threading.Barrier(8)

    def calls(number: int) -> list[tuple[str, str | None]]:
        start.wait()
        got = []
        for turn in range(4):
            prompt = f"{number}.{turn}"
            output = tmp_path / "{request_id}.jpg"
            one = client.run(FLUX, {**SMALL, "prompt": prompt}, output=output)
            assert one.raw["prompt"] == prompt
            assert one.images[0].path == tmp_path / f"{one.job.request_id}.jpg"
            got.append((prompt, one.job.request_id))
        return got

    with limner.Client(provider="sandbox") as client, ThreadPoolExecutor(8) as pool:
        got = [pair for pairs in pool.map(calls, range(8)) for pair in pairs]
        assert client.journal is not None
        rows = client.journal.entries()

    assert len({request_id for _, request_id in got}) == 32
    assert {(row.arguments["prompt"], row.request_id, row.state) for row in rows} == {
        (prompt, request_id, "kept") for prompt, request_id in got
    }
    assert len(list(tmp_path.iterdir())) == 32


def test_one_handle_in_many_threads() -> None:
    """One job that eight threads wait for gives each of them the same result."""
    with limner.Client(provider="sandbox") as client, ThreadPoolExecutor(8) as pool:
        job = client.submit(FLUX, SMALL)
        results = list(pool.map(lambda _: job.result().raw, range(8)))
        assert client.journal is not None
        (row,) = client.journal.entries()

    assert all(raw == results[0] for raw in results)
    assert row.state == "kept"


def test_artifacts_outlive_the_client(tmp_path: Path) -> None:
    """A file can be saved, or read, after its client was closed."""
    with limner.Client(provider="sandbox") as client:
        got = client.run(FLUX, SMALL)

    path = got.images[0].save(tmp_path)

    served = receipts.strip(path, tmp_path / "as served").read_bytes()
    assert served == got.images[0].bytes()
    assert path.read_bytes()[:3] == b"\xff\xd8\xff"


def test_closing_closes_the_transport() -> None:
    """The end of the block gives the connections back."""
    with ScriptedClient(accepted()) as client:
        client.submit(FLUX, PROMPT)
        assert client.script.closed == 0

    assert client.script.closed == 1


def test_closing_an_unused_client_is_nothing() -> None:
    """A client that called nothing has nothing to give back."""
    with ScriptedClient() as client:
        pass

    assert client.script.closed == 0


def test_invalid_arguments_send_nothing() -> None:
    """Everything that is wrong is told at once, and no call leaves."""
    client = ScriptedClient()

    with pytest.raises(InvalidArguments) as caught:
        client.run(FLUX, {"prompt": "x", "num_image": 2, "guidance_scale": 99})

    assert [issue.pointer for issue in caught.value.issues] == ["/num_image", "/guidance_scale"]
    assert client.script.calls == []


def test_unknown_names() -> None:
    """An unknown model or provider sends nothing."""
    client = ScriptedClient()

    with pytest.raises(UnknownModel, match=FLUX):
        client.run("fal-ai/flux/dv", PROMPT)
    with pytest.raises(UnknownProvider, match="sandbox"):
        limner.Client(provider="nobody", environment={}).run(FLUX, PROMPT)

    assert client.script.calls == []


def test_alias_calls_the_real_endpoint() -> None:
    """An alias is another name for us; the provider hears its own."""
    client = ScriptedClient(accepted())

    client.submit("fal-ai/kling-video/v1_standard_text-to-video", PROMPT)

    url = "https://queue.fal.run/fal-ai/kling-video/v1/standard/text-to-video"
    assert client.script.calls[0].url == url


def test_request_can_be_submitted_as_it_is() -> None:
    """What `validate` returned can be submitted, again and again; it has its arguments."""
    client = ScriptedClient(accepted("a"), accepted("b"))
    request = client.validate(FLUX, PROMPT)

    assert [client.submit(request).request_id, client.submit(request).request_id] == ["a", "b"]
    with pytest.raises(TypeError, match="has its arguments"):
        client.submit(request, PROMPT)
    assert client.script.posts == 2


def test_events_then_result() -> None:
    """Whoever has heard the last event fetches the result without another look at the status."""
    client = ScriptedClient(accepted(), running(), completed(), result())
    job = client.submit(FLUX, PROMPT)

    list(job.events())
    job.result()

    assert len(client.script.calls) == 4


def test_events_left_in_the_middle() -> None:
    """Whoever stops listening can still have the result."""
    client = ScriptedClient(accepted(), running(), running(), completed(), result())
    job = client.submit(FLUX, PROMPT)
    for _ in job.events():
        break

    assert job.result().seed == 7


def test_result_with_files_after_the_result_without(tmp_path: Path) -> None:
    """Asked again with a place for the files, `result` downloads them."""
    client = ScriptedClient(accepted(), completed(), result(), result(), file_of())
    job = client.submit(FLUX, PROMPT)
    job.result()

    got = job.result(output=tmp_path)

    assert got.images[0].path is not None
    assert got.images[0].path.read_bytes() == PICTURE
    assert job.result() is got


def test_cancelled_job() -> None:
    """A wish that is taken, and the end that it has."""
    gone = refusal(499, detail="Request was cancelled", error_type="client_cancelled")
    taken = answer(202, {"status": "CANCELLATION_REQUESTED"})
    client = ScriptedClient(accepted(), taken, completed(), gone)
    job = client.submit(FLUX, PROMPT)

    assert job.cancel() is True
    with pytest.raises(JobFailed, match="cancelled"):
        job.result()
    assert client.row.state == "cancelled"
    call = client.script.calls[1]
    assert (call.method, call.url[-7:], call.body) == ("PUT", "/cancel", b"")


def test_cancelling_too_late() -> None:
    """A job that is done can't be cancelled; that's no error."""
    late = refusal(400, status="ALREADY_COMPLETED")
    client = ScriptedClient(accepted(), late)

    assert client.submit(FLUX, PROMPT).cancel() is False


def test_cancelling_what_the_provider_does_not_know() -> None:
    """An unknown job, an odd answer and a loss are errors; each wish can be repeated."""
    steps = [refusal(404, status="NOT_FOUND"), answer(418), ConnectionLost("reset")]
    client = ScriptedClient(accepted(), *steps)
    job = client.submit(FLUX, PROMPT)

    for status, kind in ((404, JobNotFound), (418, JobFailed)):
        with pytest.raises(kind) as caught:
            job.cancel()
        assert (caught.value.status, caught.value.request_id) == (status, REQUEST_ID)
    with pytest.raises(ConnectionLost):
        job.cancel()
    assert client.row.state == "submitted"


def test_job_of_the_sandbox_by_its_id() -> None:
    """A job is found by its id, with the same client."""
    with limner.Client(provider="sandbox") as client:
        job = client.submit(FLUX, SMALL)
        assert job.request_id is not None

        found = client.job(FLUX, job.request_id)

        assert found.result().raw == job.result().raw


def test_job_of_another_clients_sandbox_is_said_to_be_past() -> None:
    """Whether it's waited for or cancelled: it can't be found again, and calling is free."""
    with limner.Client(provider="sandbox") as client, limner.Client("sandbox") as other:
        name = client.submit(FLUX, SMALL).request_id
        assert name is not None

        for act in (JobHandle.result, JobHandle.cancel):
            with pytest.raises(JobNotFound, match=r"end with it\. Call again: it costs nothing"):
                act(other.job(FLUX, name))


def test_environment_names_the_provider() -> None:
    """`LIMNER_PROVIDER` is the provider of all models; an argument wins over it."""
    environment = {"LIMNER_PROVIDER": "sandbox"}
    client = limner.Client(environment=environment)
    fal = ScriptedClient(accepted(), environment=environment, provider="fal")

    assert client.submit(FLUX, SMALL).job.provider == "sandbox"
    assert fal.submit(FLUX, PROMPT).job.provider == "fal"


def test_provider_can_be_an_object() -> None:
    """A provider is passed in as it is; nothing is looked up."""
    from limner.sandbox.provider import SandboxProvider

    with limner.Client(provider=SandboxProvider(), environment={}) as client:
        assert client.run(FLUX, SMALL).job.provider == "sandbox"


def test_request_is_shown_without_its_files() -> None:
    """A request that carries a file is short when printed."""
    client = ScriptedClient()
    url = f"data:image/png;base64,{'A' * 10_000}"

    request = client.validate("clarityai/crystal-upscaler", {"image_url": url})

    assert len(repr(request)) < 300


def test_whole_call_is_these_effects() -> None:
    """The path of one call, effect by effect: what carries it out needs to know no more."""
    client = ScriptedClient(*whole_call()[:-1])

    client.run(FLUX, PROMPT)

    kinds = [" ".join(effect.split()[:2]) for effect in client.effects]
    assert kinds[:9] == [
        "CallHook prepare_request",
        "CallHook estimate_cost",
        "CallHook before_submit",
        "CallHook submit_request",
        "Record intended",
        "Now",
        "Send POST",
        "Move submitted",
        "Now",
    ]
    assert kinds[-5:] == [
        "Now",
        "Send GET",
        "Note ['detail',",
        "CallHook process_result",
        "Move kept",
    ]


def test_nobody_is_sent_looking_for_a_job_that_ended_with_its_process() -> None:
    """A deadline in the sandbox doesn't promise that the job can be collected later."""
    with limner.Client(provider="sandbox") as client:
        job = client.submit("fal-ai/flux/dev", {"prompt": "x"})
        with pytest.raises(limner.DeadlinePassed) as passed:
            job.result(timeout=0.1)

    assert job.job.ticket is not None
    assert not job.job.ticket.lasting
    assert "end with this process" in str(passed.value)
    assert "Collect it" not in str(passed.value)
