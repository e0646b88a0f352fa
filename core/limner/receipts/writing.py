"""The receipt of a file that is being saved, from what is known of its job."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from limner import __version__
from limner.files import replaced
from limner.journal import journaled
from limner.naming import extension
from limner.receipts.receipt import Input, Output, Receipt
from limner.receipts.signed import has_signed
from limner.receipts.words import in_words
from limner_registry import pointer
from limner_registry.files import file_places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.hiding import Secrets
    from limner.job import Job
    from limner.journal import Entry
    from limner.result import ArtifactFacts
    from limner_registry import Model

EVERYTHING = ("",)
"""The arguments that are left out where nobody knows them: a pointer to all of them."""


def receipt_of(
    artifact: ArtifactFacts,
    output: Output,
    entry: Entry | None,
    secrets: Secrets,
    *,
    private: bool,
) -> Receipt:
    """The receipt of a file.

    Args:
        artifact: What its result says of it.
        output: The file, as it was served.
        entry: The journal's row of its job.
        secrets: What must not be in it, whoever has put it there.
        private: Whether what was asked for in words is left out. URLs that let in whoever
            has them are left out always.
    """
    job = artifact.job
    model, origin = job.request.model, job.request.model.origin
    inputs = _inputs(job, entry)
    arguments, omitted, defaults = _asked(job, entry, inputs, private=private)
    return Receipt(
        limner=__version__,
        endpoint_id=job.endpoint_id,
        provider=job.provider,
        answered_by=job.answer.plugin if job.answer else None,
        request_id=job.request_id,
        entry_id=job.entry_id,
        document_sha256=entry.document_sha256 if entry else model.sha256,
        plugin=entry.plugin if entry else origin.plugin,
        plugin_version=entry.plugin_version if entry else origin.version,
        arguments=secrets.hide(arguments),
        omitted=omitted,
        defaults=defaults,
        inputs=tuple(map(_unnamed, inputs)) if private else inputs,
        seed=artifact.seed,
        cost=artifact.cost,
        submitted=_time(entry.submitted_at) if entry else None,
        finished=_time(entry.finished_at) if entry else None,
        saved=_now(),
        output=output,
    )


def _asked(
    job: Job, entry: Entry | None, inputs: tuple[Input, ...], *, private: bool
) -> tuple[dict[str, Any], tuple[str, ...], dict[str, Any]]:
    """The arguments, pointers to those that are left out, and the defaults of those not given."""
    if entry is None and job.entry_id is None:
        return {}, EVERYTHING, {}  # found by its provider's id
    model: Model = job.request.model
    given: Mapping[str, Any] = entry.arguments if entry else journaled(dict(job.request.arguments))
    defaults = {name: value for name, value in model.effective(given).items() if name not in given}
    told = _without_addresses(given, inputs, model, private=private)
    signed = (name for name, value in told.items() if has_signed(value))
    without = in_words(model, told) if private else tuple(signed)
    left = {name: value for name, value in told.items() if name not in without}
    return left, tuple(pointer(name) for name in without), defaults


def _without_addresses(
    given: Mapping[str, Any], inputs: tuple[Input, ...], model: Model, *, private: bool
) -> dict[str, Any]:
    """Arguments with the digests of local files for addresses of uploads that nobody may know."""
    sent = {file.pointer: f"data:{file.media_type},sha256:{file.sha256}" for file in inputs}
    hidden = [
        one.path for one in file_places(model.input, given) if private or has_signed(one.value)
    ]
    return replaced(
        given, {path: sent[pointer(*path)] for path in hidden if pointer(*path) in sent}
    )


def _unnamed(file: Input) -> Input:
    """A file with its ending for a name."""
    return replace(file, name=f"*.{extension(file.media_type)}")


def _inputs(job: Job, entry: Entry | None) -> tuple[Input, ...]:
    return tuple(
        Input(
            file.pointer,
            file.name.encode(errors="replace").decode(),
            file.sha256,
            file.size,
            file.media_type,
        )
        for file in (entry.inputs if entry else job.request.inputs)
    )


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else _text(datetime.fromtimestamp(seconds, UTC))


def _now() -> str:
    return _text(datetime.now(UTC))


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
