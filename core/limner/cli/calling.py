"""One call from the command line: submitted, followed on the screen, collected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from limner.addresses import MEMORY
from limner.cli.cache_options import check_cached
from limner.cli.consent import ask_first
from limner.cli.failure import Interrupted
from limner.cli.model_help import retirement
from limner.cli.outcome import show_dry_run, show_result, show_submitted, showing_what_is_kept
from limner.cli.progress import Progress
from limner.errors import MissingExtra, OutcomeUnknown, UnknownJob
from limner.naming import Naming
from limner.path.follow import how_to_collect
from limner.provider import InProcess
from limner_registry import Issue

if TYPE_CHECKING:
    from limner.cli.call_options import CallOptions
    from limner.cli.screen import Screen
    from limner.client import Client, JobHandle
    from limner.request import Request
    from limner.result import Artifact, Result

OUTPUT = "--output"


def make_call(  # noqa: PLR0913 -- what a command knows
    client: Client,
    request: Request,
    wanted: CallOptions,
    screen: Screen,
    broken: tuple[Issue, ...],
    *,
    ask: bool = False,
) -> None:
    """Make a call as its options say, and show what comes of it.

    Args:
        client: Who makes it.
        request: What is asked for.
        wanted: The options.
        screen: Who reads.
        broken: Warnings about plugins.
        ask: Whether to ask before money is spent.

    Raises:
        click.UsageError: Some of the options can't be; nothing was sent.
        Interrupted: Somebody pressed Ctrl-C.
        LimnerError: As `Client.run`.
    """
    if warning := retirement(request.model):
        screen.note(f"Note: {warning}")
    if wanted.dry_run:
        show_dry_run(client, request, screen, request.provider or wanted.provider)
        return
    check_cached(client, request, screen, wanted.cache)
    if ask:
        ask_first(client, request)
    output = wanted.collecting.output
    with showing_what_is_kept(screen, broken):
        if not wanted.no_wait:
            result, seconds = submit_and_wait(client, request, wanted.collecting.timeout, output)
            show_result(result, screen, (*broken, *without_ending(output, screen)), seconds)
            return
        job = submit_alone(client, request)
        if job.job.answer:
            show_result(job.result(output=output), screen, broken)
        else:
            show_submitted(job.job, screen, broken)


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
    provider = client.connections.of(request.model, request.provider).account.provider
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
    except UnknownJob as nothing:
        return Interrupted(f"interrupted; {nothing}")
    if job.answer and job.at_home:
        return Interrupted(f"interrupted; {job.answer.plugin} has answered. {how_to_collect(job)}")
    if job.ticket is None or not job.ticket.lasting:
        return Interrupted("interrupted; nothing is left to collect")
    cancel = f" `limner jobs cancel {entry.id}` cancels it." if job.at_home else ""
    return Interrupted(
        f"interrupted; the job is alive at {entry.provider} as {entry.request_id}."
        f" {how_to_collect(job)}{cancel}",
        request_id=entry.request_id,
    )
