"""limner_contrib.logs: every change of a job as a line of the log."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import TYPE_CHECKING

import limner
import limner_contrib.logs

if TYPE_CHECKING:
    import pytest

    from limner_registry import Model

LIGHTHOUSE = {"prompt": "a lighthouse"}


def _job(client: limner.Client) -> limner.Job:
    model: Model = client.registry["fal-ai/flux/dev"]
    return limner.Job(limner.Request(model, LIGHTHOUSE), "fal")


def test_a_client_that_is_given_the_plugin_logs_each_change(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A job's queueing, running and completion are lines that name the model and the job."""
    caplog.set_level(logging.INFO, "limner.jobs")
    with limner.Client(provider="sandbox", plugins=[limner_contrib.logs]) as client:
        job = client.submit("fal-ai/flux/dev", LIGHTHOUSE)
        job.result()

    lines = [record.getMessage() for record in caplog.records]
    assert lines[0] == f"fal-ai/flux/dev {job.request_id} queued, 1 ahead"
    assert any("in progress: sandbox: 25 % done" in line for line in lines)
    assert "completed" in lines[-1]


def test_a_failure_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    """A completion that carries the provider's error is logged at WARNING, with its words."""
    with limner.Client(provider="sandbox") as client:
        limner_contrib.logs.job_event(_job(client), limner.Completed(error="out of memory"))

    assert [(r.levelname, r.getMessage().rpartition(" failed: ")[2]) for r in caplog.records] == [
        ("WARNING", "out of memory")
    ]


def test_an_unknown_position_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    """A queue position that the provider doesn't tell isn't invented."""
    caplog.set_level(logging.INFO, "limner.jobs")
    with limner.Client(provider="sandbox") as client:
        limner_contrib.logs.job_event(_job(client), limner.Queued())

    assert caplog.records[0].getMessage().endswith(" queued")


def test_an_installed_contrib_changes_nothing_by_itself() -> None:
    """Without being passed in, no contrib module is imported by a call."""
    script = (
        "import limner, sys; limner.Client(provider='sandbox').run('fal-ai/flux/dev',"
        " {'prompt': 'x'}); sys.exit(any('contrib' in name for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
