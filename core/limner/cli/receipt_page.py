"""A receipt on the screen: what made a file, as people read it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from limner.cli.outcome import SANDBOX
from limner.cli.screen import bold, dim, entry, facts, plain, width
from limner.data_urls import is_data_url
from limner_registry import pointer
from limner_registry.shortening import size_text
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner.receipts import Input, Receipt

DIGITS = 16
"""How many of a digest are shown; `--json` has all of them."""


def receipt_lines(receipt: Receipt, document_today: str | None) -> Iterator[str]:
    """The page of a receipt.

    Args:
        receipt: What it tells of.
        document_today: The identity of the model's document as it is now; None if there is
            no such model any more.
    """
    yield f"{bold(plain(receipt.endpoint_id))}  {plain(receipt.provider)}"
    yield ""
    yield from facts(_facts(receipt, document_today), width())
    yield from _arguments(receipt)


def receipt_notes(receipt: Receipt) -> Iterator[str]:
    """What a person should know besides."""
    if receipt.answered_by:
        plugin, provider = plain(receipt.answered_by), plain(receipt.provider)
        yield f"The plugin {plugin} answered; {provider} was not asked."
    elif receipt.provider == "sandbox":
        yield SANDBOX
    if receipt.omitted == ("",):
        yield "What it was asked for isn't known: the job was found by its id."
    elif receipt.omitted:
        names = ", ".join(plain(name.lstrip("/")) for name in receipt.omitted)
        yield f"Left out, by --private or as a secret: {names}."


def _facts(receipt: Receipt, document_today: str | None) -> dict[str, str]:
    output = receipt.output
    file = f"{plain(output.media_type)}, {size_text(output.bytes)}"
    document = f"sha256 {_digest(receipt.document_sha256)}"
    return {
        "request": plain(receipt.request_id or ""),
        "job": plain(receipt.entry_id or ""),
        "submitted": _time(receipt.submitted),
        "saved": _time(receipt.saved),
        "took": _took(receipt),
        "cost": plain(str(receipt.cost)) if receipt.cost else "unknown",
        "seed": "" if receipt.seed is None else str(receipt.seed),
        "file": f"{file}, sha256 {_digest(output.sha256)} when served",
        "plugin": plain(" ".join(filter(None, (receipt.plugin, receipt.plugin_version)))),
        "document": f"{document}, {_change(receipt, document_today)}",
        "limner": plain(receipt.limner),
    }


def _arguments(receipt: Receipt) -> Iterator[str]:
    names = [*receipt.arguments, *receipt.defaults]
    at = max((len(plain(name)) for name in names), default=0) + 4
    if names:
        yield ""
    for name, value in receipt.arguments.items():
        yield from entry(plain(name), _texts(receipt, name, value), at, width())
    for name, value in receipt.defaults.items():
        for line in entry(plain(name), [f"{_text(value)}  (default)"], at, width()):
            yield dim(click.unstyle(line))


def _texts(receipt: Receipt, name: str, value: Any) -> list[str]:
    """What was given for a parameter: its value, and of local files what they were."""
    under = f"{pointer(name)}/"
    sent = [_sent(file) for file in receipt.inputs if f"{file.pointer}/".startswith(under)]
    held = isinstance(value, str) and is_data_url(value)
    return sent if sent and held else [_text(value), *sent]


def _sent(file: Input) -> str:
    about = f"{file.media_type}, {size_text(file.bytes)}, sha256 {_digest(file.sha256)}"
    return plain(f"{file.name} ({about})")


def _change(receipt: Receipt, today: str | None) -> str:
    if today is None:
        return "of a model that isn't known here"
    return "as it is today" if today == receipt.document_sha256 else "which has changed since"


def _took(receipt: Receipt) -> str:
    if receipt.submitted is None or receipt.finished is None:
        return ""
    ends = (datetime.fromisoformat(text) for text in (receipt.submitted, receipt.finished))
    start, end = ends
    try:
        return f"{(end - start).total_seconds():.1f} s"
    except TypeError:  # one has a time zone, and the other none
        return ""


def _time(text: str | None) -> str:
    if text is None:
        return ""
    return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _text(value: Any) -> str:
    return plain(value if isinstance(value, str) else json_text(value))


def _digest(text: str) -> str:
    return plain(text[:DIGITS])
