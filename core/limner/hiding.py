"""What must never be shown: keys, in whatever somebody, or a provider, has put them into."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, AnyStr

from limner_registry.issue import pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MASK = "(a key)"
"""What stands where a key stood."""

SHORTEST = 16
"""Characters from which on a text is known for a key wherever it is; real ones have 60."""

_ESCAPE = re.compile(rb"\\(u00[2-7][0-9a-fA-F]|/|\\)")
_NAMES = re.compile(r"(KEY|SECRET|TOKEN|PASSWORD)\Z", re.IGNORECASE)


class Secret(str):
    """A text that whoever prints objects, a debugger or a traceback, doesn't get to see."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(MASK)


@dataclass(frozen=True)
class Secrets:
    """Keys that are known, and their parts that are secret by themselves.

    Attributes:
        texts: The longest first.
    """

    texts: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, *keys: str | None) -> Secrets:
        """Some keys, each with what comes after its colon; short ones are left out."""
        parts = {part for key in keys if key for part in (key, key.rpartition(":")[2])}
        return cls(tuple(sorted((p for p in parts if len(p) >= SHORTEST), key=len, reverse=True)))

    @classmethod
    def in_environment(cls, environment: Mapping[str, str], beginning: str = "") -> Secrets:
        """What an environment has under names like `FAL_KEY`.

        Args:
            environment: The variables.
            beginning: How the names must begin, such as a provider's name; case is ignored.
        """
        start = re.sub(r"\W", "_", beginning).upper()
        names = (name for name in environment if name.upper().startswith(start))
        return cls.of(*(environment[name].strip() for name in names if _NAMES.search(name)))

    def and_those_of(self, *keys: str | None) -> Secrets:
        """These and more."""
        return Secrets.of(*self.texts, *keys)

    def hide(self, value: Any) -> Any:
        """A text, bytes or JSON without the keys that are in it, cut off or whole."""
        if isinstance(value, str):
            for text in self.texts:
                value = _without(value, text, MASK)
        elif isinstance(value, bytes):
            value = self._hide_bytes(value)
        elif isinstance(value, Mapping):
            return {self.hide(name): self.hide(member) for name, member in value.items()}
        elif isinstance(value, list | tuple):
            hidden = [self.hide(member) for member in value]
            return hidden if isinstance(value, list) else tuple(hidden)
        return value

    def _hide_bytes(self, value: bytes) -> bytes:
        """Bytes without the keys; JSON may have their letters in escapes, as `u0073` for s."""
        plain = _ESCAPE.sub(_unescaped, value) if b"\\" in value else value
        if any(text[:SHORTEST].encode() in plain for text in self.texts):
            value = plain
        for text in self.texts:
            value = _without(value, text.encode(), MASK.encode())
        return value

    def find(self, value: Any) -> Iterator[str]:
        """The JSON pointers to the texts of a value that have a key in them."""
        if self.texts:
            yield from self._find(value, ())

    def _find(self, value: Any, path: tuple[str | int, ...]) -> Iterator[str]:
        if isinstance(value, str) and any(text in value for text in self.texts):
            yield pointer(*path)
        for name, member in _members(value):
            shown = self.hide(name)
            if shown != name:
                yield pointer(*path, shown)
            yield from self._find(member, (*path, shown))


def _members(value: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        return value.items()
    return enumerate(value) if isinstance(value, list | tuple) else ()


def _unescaped(escape: re.Match[bytes]) -> bytes:
    """What an escape stands for, unless it has to be one."""
    character = escape[1] if len(escape[1]) == 1 else bytes.fromhex(escape[1][3:].decode())
    return escape[0] if character in (b'"', b"\\") else character


def _without(text: AnyStr, secret: AnyStr, mask: AnyStr) -> AnyStr:
    """A text in which a mask stands for as much of each secret as there is."""
    head = secret[:SHORTEST]
    at = text.find(head)
    while at >= 0:
        end = len(head)
        while end < len(secret) and text[at : at + end + 1] == secret[: end + 1]:
            end += 1
        text = text[:at] + mask + text[at + end :]
        at = text.find(head, at + len(mask))
    return text


NO_SECRETS = Secrets()
"""None."""
