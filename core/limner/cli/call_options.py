"""The options of every command that makes a call, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from limner.cli.cache_options import CACHE_OPTIONS, cache_for
from limner.cli.collect_options import collect_options, with_options

if TYPE_CHECKING:
    from limner.cache import Cache
    from limner.cli.collect_options import CollectOptions, Command
    from limner.client import Client
    from limner.request import Request


@dataclass(frozen=True)
class CallOptions:
    """How a call is to be made.

    Attributes:
        provider: Who is to run it; None for who does so by default.
        dry_run: Whether nothing is sent.
        max_cost: What it may cost; None for whatever it costs.
        allow_unknown_price: Whether it's sent though nobody knows.
        webhook: Where the provider posts a notice; None for nowhere.
        fill_seed: Whether it gets a random seed if it has none.
        no_wait: Whether its job is left alone.
        cache: How the cache is used; False if it isn't.
        collecting: How its result is collected.
    """

    provider: str | None
    dry_run: bool
    max_cost: str | None
    allow_unknown_price: bool
    webhook: str | None
    fill_seed: bool
    no_wait: bool
    cache: Cache | bool
    collecting: CollectOptions

    def client(self) -> Client:
        """The client that makes it."""
        from limner.client import Client

        return Client(
            self.provider,
            max_cost=self.max_cost,
            allow_unknown_price=self.allow_unknown_price,
            cache=self.cache,
            **self.collecting.keeping,
        )

    def completed(self, request: Request) -> Request:
        """A request with the webhook and the seed that were asked for."""
        request = replace(request, webhook=self.webhook)
        return request.with_seed() if self.fill_seed else request


def amount(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """An amount of money, as it was typed."""
    from limner.price import limit

    try:
        if value is not None:
            limit(value)
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from None
    return value


_OPTIONS = (
    click.option("--sandbox", is_flag=True, help="Draw it here: no key, no network, no cost."),
    click.option(
        "--provider", metavar="NAME", help="Who runs it, instead of who would: fal, sandbox, ..."
    ),
    click.option("--dry-run", is_flag=True, help="Check, show what would be sent, send nothing."),
    click.option(
        "--max-cost",
        metavar="AMOUNT",
        callback=amount,
        help="Refuse it if it's expected to cost more: 0.50 (US dollars), '0.50 EUR'.",
    ),
    click.option(
        "--allow-unknown-price",
        is_flag=True,
        help="Under --max-cost or a budget, send it even if nobody knows what it costs.",
    ),
    click.option(
        "--webhook", metavar="URL", help="Where the provider posts a notice when the job is done."
    ),
    click.option(
        "--fill-seed",
        is_flag=True,
        help="Add a random seed if there is none, so that the request can always be found again.",
    ),
    click.option("--no-wait", is_flag=True, help="Submit it, and say how it is collected."),
    *CACHE_OPTIONS,
)


def call_options(command: Command) -> Command:
    """Give a command these options; it's called with what they say as `wanted`."""

    @wraps(command)
    def gathered(*args: Any, sandbox: bool, provider: str | None, **given: Any) -> None:
        if sandbox and provider not in {None, "sandbox"}:
            raise click.UsageError(f"--sandbox and --provider {provider} exclude each other.")
        names = ("dry_run", "max_cost", "allow_unknown_price", "no_wait", "collecting")
        said = {name: given.pop(name) for name in names}
        about = {name: given.pop(name) for name in ("webhook", "fill_seed")}
        flags = {name: given.pop(name) for name in ("cached", "fresh", "unseeded")}
        wanted = CallOptions(
            provider="sandbox" if sandbox else provider,
            cache=cache_for(**flags, **about),
            **about,
            **said,
        )
        command(*args, wanted=wanted, **given)

    return with_options(_OPTIONS, collect_options(gathered))
