"""Limner's plugin for pytest: options and fixtures. It does nothing for tests that don't ask.

Whenever pytest starts this is imported, so it imports nothing but pytest, and what a
fixture needs when the fixture is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from decimal import Decimal
    from pathlib import Path

    from limner import AsyncClient, Client
    from limner.testing.ceiling import Ceiling

MARK = "live"
"""The mark of tests that use `limner_live`."""

REFUSED = "limner_refused"
"""What a report calls the number of examples that a plugin's rules refused."""

_CEILING: pytest.StashKey[Ceiling] = pytest.StashKey()
_CALLED: pytest.StashKey[list[str]] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, each with a name that nobody else has."""
    examples = "How many examples limner.testing draws for each property (50)."
    group = parser.getgroup("limner")
    group.addoption("--limner-examples", type=int, metavar="N", help=examples)
    _add_live(group, "--limner-")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(parser: pytest.Parser) -> Generator[None]:
    """Add the short names of two options too, unless a conftest or plugin has one of them."""
    yield
    if _are_free(parser, ["--live", "--live-ceiling=1"]):
        _add_live(parser.getgroup("limner"), "--")


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line(
        "markers", f"{MARK}: uses limner_live, so it costs money and runs with --live only"
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what uses `limner_live`, so that `-m live` finds it."""
    if "limner_live" in getattr(item, "fixturenames", ()):
        item.add_marker(MARK)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Fail a test that swallowed the error of `no_network`."""
    yield
    if called := item.stash.get(_CALLED, None):
        hosts = ", ".join(dict.fromkeys(called))
        pytest.fail(f"the test called {hosts} over the network", pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what a plugin's rules refused of what its schema takes, and what live calls cost."""
    write = terminalreporter.write_line
    for report in terminalreporter.getreports("passed"):
        for name, told in report.user_properties:
            if name == REFUSED:
                write(f"limner: {report.nodeid}: {told} examples were refused")
    ceiling = terminalreporter.config.stash.get(_CEILING, None)
    if ceiling:
        write(f"limner: live calls cost about {ceiling.spent} of {ceiling.dollars} USD")


@pytest.fixture
def limner_plugins() -> Sequence[object]:
    """Plugins of `limner_sandbox` and `limner_live`, besides the installed ones; override it."""
    return ()


@pytest.fixture
def limner_sandbox(tmp_path: Path, limner_plugins: Sequence[object]) -> Iterator[Client]:
    """A client of the sandbox with a home of its own: no key, no network, no cost."""
    from limner import Client

    with Client("sandbox", plugins=limner_plugins, home=tmp_path / "limner") as client:
        yield client


@pytest.fixture
def limner_async_sandbox(
    tmp_path: Path, limner_plugins: Sequence[object]
) -> Iterator[AsyncClient]:
    """The same for asyncio."""
    import asyncio

    from limner import AsyncClient

    client = AsyncClient("sandbox", plugins=limner_plugins, home=tmp_path / "limner")
    yield client
    asyncio.run(client.close())


@pytest.fixture
def no_network(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that calls another machine, or looks one up; this machine may be called.

    Python's own sockets are watched, of every thread; what a C library opens by itself, and
    other processes, aren't.
    """
    from limner.testing.network import guarded

    with guarded() as request.node.stash[_CALLED]:
        yield


@pytest.fixture
def limner_live(
    request: pytest.FixtureRequest, tmp_path: Path, limner_plugins: Sequence[object]
) -> Iterator[Client]:
    """A client of the real providers, for tests that cost money.

    They run with `--live` only. The calls of all of them together may be expected to cost as
    much as `--live-ceiling` says; the one that would be too much is `Refused`, as is one whose
    price nobody knows.
    """
    if not request.config.getoption("limner_live"):
        pytest.skip("it calls a provider and costs money: --live runs it")
    from limner import Client

    ceiling = _ceiling(request.config)
    plugins = [*limner_plugins, ceiling]
    with Client(plugins=plugins, home=tmp_path / "limner") as client:
        yield client


def _ceiling(config: pytest.Config) -> Ceiling:
    """The one ceiling of this run; where several processes share it, each has its part."""
    if _CEILING not in config.stash:
        from limner.testing.ceiling import Ceiling

        dollars = config.getoption("limner_live_ceiling")
        if dollars is None:
            pytest.fail("--live needs a ceiling: --live-ceiling DOLLARS", pytrace=False)
        processes = getattr(config, "workerinput", {}).get("workercount", 1)
        config.stash[_CEILING] = Ceiling(dollars / processes)
    return config.stash[_CEILING]


def _add_live(group: pytest.OptionGroup, prefix: str) -> None:
    group.addoption(
        f"{prefix}live",
        action="store_true",
        dest="limner_live",
        help="Run the tests that call a provider and cost money.",
    )
    group.addoption(
        f"{prefix}live-ceiling",
        type=_dollars,
        dest="limner_live_ceiling",
        metavar="DOLLARS",
        help="What all of them together may cost at most.",
    )


def _are_free(parser: pytest.Parser, words: list[str]) -> bool:
    """Whether nobody has added an option that one of these words would be."""
    try:
        return parser.parse_known_and_unknown_args(words)[1] == words
    except pytest.UsageError:
        return False


def _dollars(text: str) -> Decimal:
    from decimal import Decimal, InvalidOperation

    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(-1)
    if not (amount.is_finite() and amount >= 0):
        raise ValueError(text)
    return amount
