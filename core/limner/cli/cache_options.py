"""The options of a command that may be answered from the cache, and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from limner.cache import Cache
    from limner.cli.screen import Screen
    from limner.client import Client
    from limner.request import Request

_HELP = {
    "--cached": "Give what was made by the same call with the same seed, at no cost; else call.",
    "--fresh": "Call, and give that to --cached from now on.",
    "--unseeded": "With --cached or --fresh: also where no seed is given.",
}

CACHE_OPTIONS = tuple(click.option(name, is_flag=True, help=told) for name, told in _HELP.items())
"""`--cached`, `--fresh` and `--unseeded`."""


def cache_for(
    *, cached: bool, fresh: bool, unseeded: bool, fill_seed: bool, webhook: str | None
) -> Cache | bool:
    """How a client is to use the cache.

    Raises:
        click.UsageError: The options can't be meant together.
    """
    if not (cached or fresh):
        if unseeded:
            raise click.UsageError("--unseeded says what --cached or --fresh do: add one of them.")
        return False
    if cached and fresh:
        raise click.UsageError("--cached and --fresh exclude each other.")
    if cached and fill_seed:
        told = "a random seed is another one each time, so nothing would be found: give a seed"
        raise click.UsageError(f"--cached and --fill-seed exclude each other: {told}.")
    if cached and webhook:
        told = "nobody posts a notice of what is made already"
        raise click.UsageError(f"--cached and --webhook exclude each other: {told}.")
    from limner.cache import Cache

    return Cache(unseeded=unseeded, fresh=fresh)


def check_cached(client: Client, request: Request, screen: Screen, cache: Cache | bool) -> None:  # noqa: FBT001 -- as `cache_for` gives it
    """Say where the cache will do nothing, before the call is made.

    Raises:
        click.UsageError: The provider's jobs end with this process, and so do its results.
    """
    if isinstance(cache, bool):
        return
    from limner.cache.answers import has_seed
    from limner.provider import InProcess

    provider = client.connections.of(request.model, request.provider).account.provider
    if isinstance(provider, InProcess):
        told = f"calls of {provider.name} cost nothing, and aren't on record"
        raise click.UsageError(f"Leave --cached and --fresh out: {told}.")
    if cache.unseeded or has_seed(request):
        return
    if any(one.name == "seed" for one in request.model.parameters):
        screen.note("Note: without a seed nothing is cached: add seed=1, or --unseeded.")
    else:
        screen.note(
            f"Note: {request.endpoint_id} takes no seed: --unseeded caches it all the same."
        )
