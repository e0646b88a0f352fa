"""What a plugin's package may be called, and what was probably meant where it may not."""

from __future__ import annotations

import keyword
import re
import sys
import unicodedata
from typing import NamedTuple

_NAME = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
_OURS = frozenset({"limner", "limner_registry", "limner_plugins", "limner_contrib"})
_BESIDE = frozenset({"build", "dist", "tests"})
"""Folders that are beside the package's own in its project."""


class PackageName(NamedTuple):
    """One name, as pip and as Python write it.

    Attributes:
        distribution: `limner-acme`, the project and its folder.
        module: `limner_acme`, the package, and the plugin as Limner knows it.
    """

    distribution: str
    module: str


def package_name(text: str) -> PackageName:
    """The two spellings of a name.

    Raises:
        ValueError: It can't be one; the message says why, and which one could.

    Example:
        >>> package_name("limner-acme")
        PackageName(distribution='limner-acme', module='limner_acme')
    """
    reason = _fault(text)
    if reason:
        raise ValueError(f"{text!r} {reason}; {_meant(text)} would do.")
    return PackageName(text.replace("_", "-"), text.replace("-", "_"))


def _fault(text: str) -> str | None:
    module = text.replace("-", "_")
    if not _NAME.fullmatch(text):
        return "is no name for a package: that is a-z and 0-9, with single hyphens between"
    if keyword.iskeyword(module):
        return "is a word of Python's own"
    if module in sys.stdlib_module_names:
        return "is a module of Python's own"
    if module in _OURS:
        return "is a package of Limner's own"
    return "is a folder beside the package's" if module in _BESIDE else None


def _meant(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    return name if name and not _fault(name) else f"limner-{name or 'models'}"
