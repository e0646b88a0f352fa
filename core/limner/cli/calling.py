"""One call from the command line: submitted, followed on the screen, collected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from limner.addresses import MEMORY
from limner.cli.failure import Interrupted
from limner.cli.progress import Progress
from limner.errors import MissingExtra, OutcomeUnknown
from limner.naming import Naming
from limner.path.follow import how_to_collect
from limner.provider import InProcess
from limner_registry import Issue

if TYPE_CHECKING:
    from limner.cli.screen import Screen
    from limner.client import Client, JobHandle
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
    check_output(output, "nothing was sent")
    try:
        with Progress("preparing") as progress:
            job = client.submit(request, on_upload=progress.uploads)
            progress.say("submitted")
            for event in job.events(timeout):
                progress.show(event)
            progress.say("collecting the result")
            return job.result(output=output), progress.seconds
    except KeyboardInterrupt:
        raise interruption(client) from None


def submit_alone(client: Client, request: Request) -> JobHandle:
    """Submit a request, and leave its job alone.

    Raises:
        click.UsageError: The job would end with this process; nothing was sent.
        Interrupted: Somebody pressed Ctrl-C.
        LimnerError: As `Client.submit`.
    """
    provider = client.connect(request.model).account.provider
    if isinstance(provider, InProcess):
        raise click.UsageError(
            f"The jobs of {provider.name} end with this process: leave --no-wait out."
        )
    try:
        with Progress("preparing") as progress:
            return client.submit(request, on_upload=progress.uploads)
    except KeyboardInterrupt:
        raise interruption(client) from None


def check_output(output: str, undone: str) -> None:
    """See to it that files can be written.

    Args:
        output: Where.
        undone: What wasn't done if they can't.

    Raises:
        click.BadParameter: They can't.
    """
    if output.lower().startswith(f"{MEMORY}:"):
        told = f"memory:// ends with this command: name a folder, or a store that stays; {undone}."
        raise click.BadParameter(told, param_hint=OUTPUT)
    try:
        Naming(output).check()
    except (OSError, ValueError, MissingExtra) as error:
        raise click.BadParameter(f"{error}; {undone}.", param_hint=OUTPUT) from None


def without_ending(output: str, screen: Screen) -> tuple[Issue, ...]:
    """Note that files got a name without an ending; the same as a warning for JSON."""
    if Naming(output).has_ending:
        return ()
    told = f"{output} has no ending; {output}/ would be a folder"
    screen.note(f"Note: {told}.")
    return (Issue("", "no_ending", told, output),)


def interruption(client: Client) -> Interrupted:
    """What became of the one request that a client has sent, by its journal."""
    entries = client.journal.entries(own=True, limit=1) if client.journal else ()
    entry = entries[-1] if entries else None
    if entry is None or entry.state in {"intended", "withdrawn", "rejected"}:
        return Interrupted("interrupted; nothing was sent")
    try:
        job = client.resume(entry).job
    except OutcomeUnknown as unknown:
        return Interrupted(f"interrupted on the way: {unknown}")
    if job.ticket is None or not job.ticket.lasting:
        return Interrupted("interrupted; nothing is left to collect")
    cancel = f" `limner jobs cancel {entry.id}` cancels it." if job.at_home else ""
    return Interrupted(
        f"interrupted; the job is alive at {entry.provider} as {entry.request_id}."
        f" {how_to_collect(job)}{cancel}",
        request_id=entry.request_id,
    )
