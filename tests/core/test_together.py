"""Paths that are driven at the same time, by both drivers."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest
from scripted import AsyncScriptedTransport, ScriptedTransport

from limner.async_driver import AsyncDriver
from limner.driver import Driver
from limner.effects import on_disk, sleep, together

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from limner.effects import Path

    Drive = Callable[[Sequence[Path[int]]], list[int]]


def drive(paths: Sequence[Path[int]]) -> list[int]:
    return Driver(ScriptedTransport(), None).drive(together(paths))


def drive_async(paths: Sequence[Path[int]]) -> list[int]:
    async def run() -> list[int]:
        return await AsyncDriver(AsyncScriptedTransport(), None).drive(together(paths))

    return asyncio.run(run())


@pytest.fixture(params=[drive, drive_async])
def driven(request: pytest.FixtureRequest) -> Drive:
    chosen: Drive = request.param
    return chosen


def test_they_are_under_way_at_the_same_time(driven: Drive) -> None:
    """Each waits for all the others, and their outcomes come in their order."""
    meeting = threading.Barrier(4, timeout=20)

    def meets(number: int) -> Path[int]:
        yield from on_disk(meeting.wait)
        return number

    assert driven([meets(number) for number in range(4)]) == [0, 1, 2, 3]


def test_the_first_failure_ends_it(driven: Drive) -> None:
    """One that fails is not outwaited by one that would go on for ever."""
    over = threading.Event()

    def fails() -> Path[int]:
        yield from sleep(1)
        raise LookupError("this one")

    def goes_on() -> Path[int]:
        while not over.is_set():
            yield from sleep(0)
        return 1

    try:
        with pytest.raises(LookupError, match="this one"):
            driven([goes_on(), fails(), goes_on()])
    finally:
        over.set()


def test_those_that_are_given_up_give_back_what_they_hold(driven: Drive) -> None:
    """When one fails, each of the others gets to clear away before that is told."""
    under_way, cleared = threading.Barrier(3, timeout=20), list[int]()

    def fails() -> Path[int]:
        yield from on_disk(under_way.wait)
        raise LookupError("this one")

    def holds(number: int) -> Path[int]:
        try:
            yield from on_disk(under_way.wait)
            while True:
                yield from sleep(0)
        finally:
            yield from on_disk(cleared.append, number)

    with pytest.raises(LookupError, match="this one"):
        driven([holds(1), fails(), holds(2)])

    assert sorted(cleared) == [1, 2]


def test_one_alone_needs_no_other_thread() -> None:
    """A single path is a part of the one that drives it."""
    where: list[str] = []

    def tells() -> Path[int]:
        where.append(threading.current_thread().name)
        yield from sleep(0)
        return 7

    assert drive([tells()]) == [7]
    assert where == [threading.current_thread().name]
