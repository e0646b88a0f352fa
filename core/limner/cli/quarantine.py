"""What plugins do wrong without failing a call, told in a line each."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from limner.hooks import LOG
from limner_registry import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner.cli.screen import Screen
    from limner.client import Client


@contextmanager
def noting(screen: Screen) -> Iterator[None]:
    """Print what the log says of failures, without tracebacks, as notes."""
    handler = _Notes(screen)
    LOG.addHandler(handler)
    try:
        yield
    finally:
        LOG.removeHandler(handler)


def report_broken(client: Client, screen: Screen) -> tuple[Issue, ...]:
    """Note every plugin that a client does without; the same as warnings for JSON."""
    broken = tuple(
        Issue("", "broken_plugin", f"the plugin {name} is broken and left out", name)
        for name in client.plugins.quarantine
    )
    for issue in broken:
        screen.note(f"Note: {issue.message}; limner plugins show {issue.value} tells why.")
    return broken


class _Notes(logging.Handler):
    """Only errors: the log's warnings are of broken plugins and of results, told elsewhere."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(logging.ERROR)
        self._screen = screen

    def emit(self, record: logging.LogRecord) -> None:
        """Print the message, without the traceback that comes with it."""
        self._screen.note(f"Note: {record.getMessage()}")
