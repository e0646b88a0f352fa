"""`python -m limner`, and the command `limner`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; a question for the version is answered before anything is imported."""
    if sys.argv[1:] == ["--version"]:
        from limner import __version__

        print(f"limner {__version__}")  # noqa: T201 -- the answer
        return
    from limner.cli.app import run

    run()


if __name__ == "__main__":
    main()
