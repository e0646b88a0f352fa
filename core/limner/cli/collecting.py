"""Several jobs of the journal at once: each waited for, or collected; one's failure is its own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from limner.cli.failure import Interrupted, error_facts, report
from limner.cli.outcome import kept_of
from limner.cli.progress import Progress
from limner.errors import LimnerError
from limner_registry.shortening import counted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from limner.async_client import AsyncJobHandle
    from limner.cli.screen import Screen
    from limner.journal import Entry

    Act = Callable[[AsyncJobHandle], Awaitable[Any]]

AT_ONCE = 64
"""How many jobs are worked on at a time."""

SOME_FAILED = 8
"""The exit code where jobs failed for different reasons."""


def each(
    entries: Sequence[Entry],
    act: Act,
    tell: Callable[[Entry, Any], dict[str, Any]],
    screen: Screen,
    **options: Any,
) -> int:
    """Do something with each job, and answer what came of it.

    Args:
        entries: The jobs' rows.
        act: What is done.
        tell: Tells people of its outcome, and gives what JSON tells.
        screen: Who reads.
        options: Of the client.

    Returns:
        The exit code: that of the failure, if all failed alike.

    Raises:
        Interrupted: Somebody pressed Ctrl-C; the jobs live on.
    """
    try:
        with Progress(_left(len(entries))) as progress:
            outcomes = asyncio.run(_outcomes(entries, act, progress, options))
    except KeyboardInterrupt:
        raise Interrupted(
            "interrupted; the jobs live on, and `limner jobs resume --all` collects them"
        ) from None
    pairs = [(entry, outcomes[entry.id]) for entry in entries]
    told = [_told(entry, outcome, tell, screen) for entry, outcome in pairs]
    if screen.json:
        screen.answer({"jobs": told})
    failed = {getattr(o, "exit_code", 1) for o in outcomes.values() if isinstance(o, Exception)}
    return failed.pop() if len(failed) == 1 else SOME_FAILED * bool(failed)


async def _outcomes(
    entries: Sequence[Entry], act: Act, progress: Progress, options: Mapping[str, Any]
) -> dict[str, Any]:
    """By row, what an act came to: what it gave, or the error that it ended with."""
    from limner.async_client import AsyncClient

    outcomes: dict[str, Any] = {}
    free = asyncio.Semaphore(AT_ONCE)

    async def one(client: AsyncClient, entry: Entry) -> None:
        try:
            async with free:
                outcomes[entry.id] = await act(await client.resume(entry))
        except (LimnerError, OSError) as error:
            outcomes[entry.id] = error
        progress.say(_left(len(entries) - len(outcomes)))

    async with AsyncClient(**options) as client, asyncio.TaskGroup() as group:
        for entry in {entry.id: entry for entry in entries}.values():
            group.create_task(one(client, entry))
    return outcomes


def _left(number: int) -> str:
    return f"waiting for {counted(number, 'job')}"


def _told(
    entry: Entry, outcome: Any, tell: Callable[[Entry, Any], dict[str, Any]], screen: Screen
) -> dict[str, Any]:
    if not isinstance(outcome, Exception):
        return tell(entry, outcome)
    kept = kept_of(outcome, screen)
    known = tell(entry, kept) if kept else {"id": entry.id, "endpoint_id": entry.endpoint_id}
    if not screen.json:
        report(outcome, as_json=False)
    return {**known, **error_facts(outcome)}
