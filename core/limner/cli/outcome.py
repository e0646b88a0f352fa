"""What `limner run` answers: a result with its files, or what would have been sent."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from limner.cli.job_rows import moment
from limner.cli.screen import Screen, bold, dim, entry, facts, json_lines, paragraph, plain, width
from limner.errors import NotCollected, UnexpectedResult, UnknownProvider
from limner.files import LocalFile
from limner.path.follow import how_to_collect
from limner.path.submit import refuse_webhook
from limner.price import as_cost
from limner.providers import PROVIDERS
from limner_registry.shortening import size_text
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from limner.client import Client
    from limner.job import Answer, Job
    from limner.journal import Entry
    from limner.price import Cost
    from limner.request import Request
    from limner.result import Artifact, Download, Result
    from limner_registry import Issue

SANDBOX = "Sandbox: drawn here; no model ran and nothing was paid."


def show_result(
    result: Result[Artifact],
    screen: Screen,
    warnings: Iterable[Issue] = (),
    seconds: float | None = None,
) -> None:
    """Print a result and where its files are."""
    everything = (*result.warnings, *warnings)
    if screen.json:
        screen.answer(result_as_json(result, everything))
        return
    screen.say(_result_lines(result))
    for note in _notes(result, seconds):
        screen.note(note)


@contextmanager
def showing_what_is_kept(screen: Screen, warnings: Iterable[Issue] = ()) -> Iterator[None]:
    """Where an error has a result, print that before the error."""
    try:
        yield
    except (NotCollected, UnexpectedResult) as failure:
        if result := kept_of(failure, screen):
            show_result(result, screen, warnings)
        raise


def kept_of(failure: Exception, screen: Screen) -> Result[Artifact] | None:
    """The result that an error has, if any; people read its warnings in the error itself."""
    result: Result[Artifact] | None = getattr(failure, "result", None)
    if result and isinstance(failure, UnexpectedResult) and not screen.json:
        return replace(result, warnings=())
    return result


def show_submitted(job: Job, screen: Screen, warnings: Iterable[Issue] = ()) -> None:
    """Print what was submitted, and how it is collected."""
    if screen.json:
        screen.answer(_submitted_as_json(job, warnings))
        return
    told = {"id": str(job.entry_id), "request": plain(f"{job.request_id} at {job.provider}")}
    told["cost"] = str(as_cost(job.estimate)) if job.estimate else "unknown"
    screen.say([f"Submitted: {bold(plain(job.endpoint_id))}", *facts(told, width())])
    screen.note("\n".join(["", *paragraph(how_to_collect(job), width())]))


def _submitted_as_json(job: Job, warnings: Iterable[Issue]) -> dict[str, Any]:
    return {
        "id": job.entry_id,
        "endpoint_id": job.endpoint_id,
        "provider": job.provider,
        "request_id": job.request_id,
        "status": "submitted",
        "collect": f"limner jobs resume {job.entry_id}" if job.at_home else None,
        "warnings": [warning.as_json() for warning in warnings],
        "cost": as_cost(job.estimate).as_json() if job.estimate else None,
    }


def result_as_json(result: Result[Artifact], warnings: Iterable[Issue]) -> dict[str, Any]:
    """A result as the command line's JSON has it."""
    job = result.job
    return {
        "id": job.entry_id,
        "endpoint_id": job.endpoint_id,
        "provider": job.provider,
        "request_id": job.request_id,
        "status": "completed",
        "answered_by": job.answer.plugin if job.answer else None,
        "original": _original_as_json(job.answer),
        "result": dict(result.raw),
        "artifacts": [_artifact_as_json(artifact) for artifact in result.artifacts],
        "warnings": [warning.as_json() for warning in warnings],
        "cost": result.cost.as_json() if result.cost else None,
    }


def _original_as_json(answer: Answer | None) -> dict[str, Any] | None:
    """Of an earlier result that is given again: when it was made, and what it cost."""
    if answer is None or answer.original is None:
        return None
    row = answer.original
    return {
        "id": row.id,
        "request_id": row.request_id,
        "created": moment(row.created),
        "cost": row.cost.as_json() if row.cost else None,
    }


def _repeated(row: Entry) -> str:
    made = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(row.created))
    cost = f"for {row.cost}" if row.cost else "(nobody knows for how much)"
    return (
        f"From the cache: {row.provider} was not asked, and nothing was paid.\n"
        f"Made {made} {cost}; --fresh makes it anew."
    )


def show_dry_run(
    client: Client, request: Request, screen: Screen, wanted: str | None = None
) -> None:
    """Print what would be sent, after the plugins have had their say; nothing is.

    Raises:
        UnusableWebhook: No notice would come to its webhook.
    """
    prepared = client.plugins.hooks(request.model).prepare_request(request)
    provider = _provider(client, wanted or os.environ.get("LIMNER_PROVIDER"), prepared)
    refuse_webhook(request.webhook, client.connections.without_key(provider).account)
    if screen.json:
        screen.answer(_dry_run_as_json(prepared, provider, request.webhook))
        return
    head = {"endpoint": bold(prepared.endpoint_id), "provider": provider}
    if request.webhook:
        head["webhook"] = plain(request.webhook)
    screen.say(["Dry run: nothing was sent.", "", *facts(head, width()), ""])
    screen.say(argument_lines(prepared.arguments))


def argument_lines(arguments: Mapping[str, Any]) -> Iterator[str]:
    """What would be sent, a line or more a parameter."""
    texts = {plain(name): _text(value) for name, value in arguments.items()}
    at = max(map(len, texts), default=0) + 4
    return (line for name, text in texts.items() for line in entry(name, [text], at, width()))


def _provider(client: Client, wanted: str | None, request: Request) -> str:
    """Who would run a request; no key is needed to tell."""
    name = wanted or request.model.provider
    known = [entry.name for entry in client.plugins.entry_points if entry.group == PROVIDERS]
    if name not in known:
        raise UnknownProvider(name, known)
    return name


def _artifact_as_json(artifact: Artifact) -> dict[str, Any]:
    download = artifact.download
    return {
        "path": download.where if download else None,
        "media_type": download.media_type if download else artifact.media_type,
        "bytes": download.size if download else None,
        "sha256": download.sha256 if download else None,
        "file_sha256": (download.file_sha256 or download.sha256) if download else None,
        "pointer": artifact.pointer,
    }


def _result_lines(result: Result[Artifact]) -> Iterator[str]:
    for artifact in result.artifacts:
        if artifact.download:
            yield from _saved(artifact, artifact.download)
    if not result.artifacts:
        import sys

        yield json_lines(dict(result.raw), sys.stdout)


def _saved(artifact: Artifact, download: Download) -> list[str]:
    size = f"{artifact.width} x {artifact.height}" if artifact.width and artifact.height else ""
    about = "  ".join(filter(None, (download.media_type, size, size_text(download.size))))
    path = plain(download.where)
    if len(path) + 2 + len(about) <= width():
        return [f"{bold(path)}  {about}"]
    return [bold(path), f"  {about}"]


def _notes(result: Result[Artifact], seconds: float | None) -> Iterator[str]:
    job = result.job
    saved = any(artifact.download for artifact in result.artifacts)
    for warning in result.warnings:
        yield f"Note: {plain(str(warning))}"
    if job.answer and job.answer.original:
        yield _repeated(job.answer.original)
    elif job.answer:
        yield f"The plugin {job.answer.plugin} answered; {job.provider} was not asked."
    elif job.provider == "sandbox" and (saved or not result.artifacts):
        yield SANDBOX
    took = "" if seconds is None else f", {seconds:.1f} s"
    if job.request_id and job.provider != "sandbox":
        yield dim(f"{job.endpoint_id} at {job.provider}, request {job.request_id}{took}")
    if job.request_id and not job.ends_with_process:
        yield dim(_spent(result.cost))


def _spent(cost: Cost | None) -> str:
    if cost is None:
        return "Nobody knows what it cost."
    return f"{'Billed' if cost.billed else 'It costs'} {cost}."


def _dry_run_as_json(request: Request, provider: str, webhook: str | None) -> dict[str, Any]:
    return {
        "endpoint_id": request.endpoint_id,
        "provider": provider,
        "request_id": None,
        "status": "dry_run",
        **({"webhook": webhook} if webhook else {}),
        "arguments": _named(dict(request.arguments)),
    }


def _named(value: Any) -> Any:
    """Arguments with each file as what is known of it, not as its bytes."""
    if isinstance(value, LocalFile):
        size = len(value.data) if value.data is not None else os.path.getsize(value.path or "")  # noqa: PTH202
        return {"file": value.path or value.name, "media_type": value.media_type, "bytes": size}
    if isinstance(value, dict):
        return {name: _named(member) for name, member in value.items()}
    return [_named(item) for item in value] if isinstance(value, list | tuple) else value


def _text(value: Any) -> str:
    if isinstance(value, LocalFile):
        named: Mapping[str, Any] = _named(value)
        return f"{named['file']} ({value.media_type}, {size_text(named['bytes'])})"
    return plain(value) if isinstance(value, str) else json_text(_named(value))
