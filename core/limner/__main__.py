"""`python -m limner`, and the command `limner`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line; a question for the version is answered before anything is imported."""
    if sys.argv[1:] == ["--version"]:
        from limner import __version__

        print(f"limner {__version__}")  # noqa: T201 -- the answer
        return
    # What a command imports and lists stays until it ends: to look for garbage in it is in vain.
    gc.set_threshold(50_000)
    from limner.cli.app import run

    run()


if __name__ == "__main__":
    main()
