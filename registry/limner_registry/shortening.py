"""Values on one short line, as `repr` shows them; nothing in it steers a terminal."""

from __future__ import annotations

import reprlib
from typing import TYPE_CHECKING, Any

from limner_registry.values import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LINE = 100
"""How many characters a line of `repr` has, where that is possible."""

VALUE = 40
"""How many of them one value gets."""


def shortened(text: str, most: int = LINE) -> str:
    """A text on one line, of at most so many characters; an ellipsis stands for the rest.

    Example:
        >>> shortened("a lighthouse at dusk", 16)
        'a lighthouse at…'
    """
    line = one_line(text[: 4 * most])
    whole = len(line) <= most and len(text) <= 4 * most
    return line if whole else line[: most - 1].rstrip() + "…"


def shown(value: Any) -> str:
    """A Python value, short; of a data URL or bytes its type and size only; never raises.

    Example:
        >>> shown("data:image/png;base64,iVBORw0KGgo="), shown([1, 2]), shown(b"123")
        ('<data:image/png, 34 characters>', '[1, 2]', '<3 bytes>')
    """
    try:
        return shortened(_SHORT.repr(value), 2 * VALUE)
    except Exception:  # noqa: BLE001 -- a display never raises, whatever it is given
        return f"<{type(value).__name__}>"


def listed(parts: Iterable[str], most: int = LINE) -> str:
    """Parts with commas between them, as many as a line has place for, then how many are left."""
    every = list(parts)
    kept: list[str] = []
    for part in every:
        if kept and len(", ".join([*kept, part])) > most:
            return f"{', '.join(kept)}, … {len(every) - len(kept)} more"
        kept.append(part)
    return ", ".join(kept)


def size_text(size: int) -> str:
    """A number of bytes as people say it: `46.7 kB`."""
    for unit, bytes_of_it in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= bytes_of_it:
            return f"{size / bytes_of_it:.1f} {unit}"
    return counted(size, "byte")


def counted(number: int, noun: str) -> str:
    """A number of things: `1 image`, `2 images`."""
    return f"{number} {noun}" + "s" * (number != 1)


class _Short(reprlib.Repr):
    """`repr` that takes time for what it shows, and not for what it leaves out."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxother = 3, VALUE + VALUE // 2
        self.maxdict = self.maxlist = self.maxtuple = 4

    def repr_str(self, x: str, level: int) -> str:  # noqa: ARG002 -- as reprlib calls it
        if x[:5].lower() == "data:":
            head = shortened(x[:VALUE].partition(",")[0].partition(";")[0], VALUE)
            return f"<{head}, {len(x):,} characters>"
        return repr(shortened(x, VALUE))

    def repr_bytes(self, x: bytes, level: int) -> str:  # noqa: ARG002 -- as reprlib calls it
        return f"<{size_text(len(x))}>"

    def repr_bytearray(self, x: bytearray, level: int) -> str:
        return self.repr_bytes(bytes(x), level)

    def repr_mappingproxy(self, x: Mapping[str, Any], level: int) -> str:
        return self.repr_dict(dict(x), level)


_SHORT = _Short()
