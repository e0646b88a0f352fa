"""How the files of results are kept: with a receipt in them or beside them, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Receipts = Literal["embed", "beside"]
"""Where a file's receipt goes: into the file, or always beside it."""


@dataclass(frozen=True)
class Keeping:
    """How files are kept.

    Attributes:
        receipts: `embed` puts a file's receipt into the file where its format has a place,
            and beside it otherwise; `beside` always beside it; None writes none.
        private: Whether receipts leave out words of the caller's own, URLs and names of files.
    """

    receipts: Receipts | None = "embed"
    private: bool = False


EMBEDDED = Keeping()
"""What is right for most."""
