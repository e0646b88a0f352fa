"""What the sandbox draws with, and what to install where it is missing."""

from __future__ import annotations


def require_pillow(needed_for: str) -> None:
    """See to it that Pillow can be imported.

    Args:
        needed_for: What can't be done without it, as the start of a sentence.

    Raises:
        MissingExtra: Pillow isn't installed; the message says what to install.
    """
    try:
        import PIL.Image  # noqa: F401 - the import is the question
    except ImportError as error:
        raise _missing(needed_for) from error


def require_pyav(needed_for: str) -> None:
    """See to it that PyAV can be imported.

    Args:
        needed_for: What can't be done without it, as the start of a sentence.

    Raises:
        MissingExtra: PyAV isn't installed; the message says what to install.
    """
    try:
        import av  # noqa: F401 - the import is the question
    except ImportError as error:
        raise _missing(needed_for) from error


def _missing(needed_for: str) -> Exception:
    from limner.errors import MissingExtra

    return MissingExtra("sandbox", needed_for)
