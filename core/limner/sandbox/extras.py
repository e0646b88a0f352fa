"""What the sandbox draws with, and what to install where it is missing."""

from __future__ import annotations


def require_pillow(needed_for: str) -> None:
    """See to it that Pillow can be imported.

    Args:
        needed_for: What can't be done without it, as the start of a sentence.

    Raises:
        MissingExtra: Pillow isn't installed; the message says what to install.
    """
    _require("PIL.Image", needed_for)


def require_pyav(needed_for: str) -> None:
    """See to it that PyAV can be imported; arguments and error as of `require_pillow`."""
    _require("av", needed_for)


def _require(module: str, needed_for: str) -> None:
    from importlib import import_module

    try:
        import_module(module)
    except ImportError as error:
        from limner.errors import MissingExtra

        raise MissingExtra("sandbox", needed_for) from error
