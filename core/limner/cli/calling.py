"""One call from the command line: submitted, followed on the screen, collected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from limner.cli.failure import Interrupted
from limner.cli.progress import Progress
from limner.naming import Naming
from limner.path.follow import how_to_collect

if TYPE_CHECKING:
    from limner.client import Client
    from limner.request import Request
    from limner.result import Artifact, Result

OUTPUT = "--output"


def submit_and_wait(
    client: Client, request: Request, timeout: float | None, output: str
) -> tuple[Result[Artifact], float]:
    """Submit a request, wait for its job, and save its files.

    Returns:
        The result, and how many seconds it took.

    Raises:
        Interrupted: Somebody pressed Ctrl-C.
        LimnerError: As `Client.run`.
    """
    try:
        Naming(output).check()
    except OSError as error:
        raise click.BadParameter(f"{error}.", param_hint=OUTPUT) from None
    try:
        with Progress("preparing") as progress:
            job = client.submit(request)
            progress.say("submitted")
            for event in job.events(timeout):
                progress.show(event)
            progress.say("collecting the result")
            return job.result(output=output), progress.seconds
    except KeyboardInterrupt:
        raise interruption(client) from None


def interruption(client: Client) -> Interrupted:
    """What became of the one request that a client has sent, by its journal."""
    entries = client.journal.entries() if client.journal else ()
    entry = entries[-1] if entries else None
    if entry is None or entry.state in {"intended", "withdrawn", "rejected"}:
        return Interrupted("interrupted; nothing was sent")
    if entry.state == "unknown":
        return Interrupted(
            f"interrupted on the way: {entry.provider} may or may not have taken the request."
            f" It is not sent again; look at your requests at {entry.provider} before you repeat"
            " it yourself."
        )
    job = client.job(entry.endpoint_id, entry.request_id).job if entry.request_id else None
    if job is None or not (job.ticket and job.ticket.lasting):
        return Interrupted("interrupted; nothing is left to collect")
    return Interrupted(
        f"interrupted; the job is alive at {entry.provider} as {entry.request_id}."
        f" {how_to_collect(job)}",
        request_id=entry.request_id,
    )
