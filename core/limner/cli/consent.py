"""Asking before money is spent on a call that nobody has typed out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from limner.cli.outcome import argument_lines
from limner.cli.screen import write
from limner.errors import Refused
from limner.price import Estimate
from limner.provider import InProcess

if TYPE_CHECKING:
    from limner.client import Client
    from limner.request import Request


def ask_first(client: Client, request: Request) -> None:
    """Show a request and ask whether it is to be sent, unless it is run here, for nothing.

    Args:
        client: Who would send it.
        request: The request.

    Raises:
        Refused: The answer is no, or there is nobody to ask; nothing was sent.
        MissingKey: It couldn't be sent.
    """
    provider = client.connections.of(request.model, request.provider).account.provider
    if isinstance(provider, InProcess):
        return
    told = f"{request.endpoint_id} at {provider.name} {_cost(client, request, provider.name)}"
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise _refusal(f"{told}, and there is nobody to ask", "--yes sends it without asking.")
    prepared = client.plugins.hooks(request.model).prepare_request(request)
    for line in ("It asks for:", *argument_lines(prepared.arguments), ""):
        write(line, to_stderr=True)
    if not click.confirm(f"{told}. Send it?", err=True):
        raise _refusal("you said no", None)


def _cost(client: Client, request: Request, provider: str) -> str:
    if provider != request.model.provider:
        return "may cost something"
    quote = client.quote(request)
    if not isinstance(quote, Estimate):
        return f"costs nobody knows what: {quote.reason}"
    return f"costs about {quote}"


def _refusal(reason: str, hint: str | None) -> Refused:
    refused = Refused(f"{reason}; nothing was sent.{f' {hint}' if hint else ''}")
    refused.hint = hint
    return refused
