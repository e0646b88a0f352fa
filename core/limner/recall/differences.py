"""What isn't as it was when a receipt was written, as far as it concerns its call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from limner.receipts import Receipt
    from limner_registry import Model


def differences(
    receipt: Receipt, model: Model, arguments: Mapping[str, Any], provider: str
) -> Iterator[str]:
    """Sentences about another provider, another document, and other defaults.

    Args:
        receipt: The receipt.
        model: Its model, as it is today.
        arguments: What is to be sent.
        provider: Who is to run it.
    """
    if provider != receipt.provider:
        yield f"{receipt.provider} made it; {provider} is asked this time"
    if "" in receipt.omitted:
        yield "the receipt doesn't know what was asked for"
    if receipt.document_sha256 != model.sha256:
        yield f"the document of {model.endpoint_id} has changed since; today's is what counts"
        yield from _defaults(receipt.defaults, model, arguments)


def _defaults(
    then: Mapping[str, Any], model: Model, arguments: Mapping[str, Any]
) -> Iterator[str]:
    """The parameters that nobody gives and that stand for something else today."""
    now = model.effective(arguments)
    for name, value in then.items():
        if name in arguments or (name in now and now[name] == value):
            continue
        today = json_text(now[name]) if name in now else "nothing"
        yield f"{name}, which isn't given, was {json_text(value)} by default; now it is {today}"
