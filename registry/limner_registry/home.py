"""A user's home: where it is, and which plugins are switched off and on in it."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from limner_registry.errors import InvalidSwitches

if TYPE_CHECKING:
    from collections.abc import Mapping

SWITCHES = "plugins.json"
"""The file of a home that holds its switches."""


class Switches(NamedTuple):
    """What `limner plugins disable` and `enable` have left in a home.

    Attributes:
        off: The names of plugins that are left out.
        on: Dotted modules that are global plugins, though no package registers them.
    """

    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()


def home(environment: Mapping[str, str]) -> str | None:
    """The folder of the user's data, whether it exists or not.

    It is what `LIMNER_HOME` names, else the place that the system has for it:
    `~/.local/share/limner` on Linux. There is none where an environment other than the
    process's own names none, so that a program that passes one reads nobody's data.
    """
    named = environment.get("LIMNER_HOME")
    if named:
        return os.path.expanduser(named)
    return _users() if environment is os.environ else None


def switches(folder: str | os.PathLike[str] | None) -> Switches:
    """The switches of a home; none where there is no home, or no file in it.

    Raises:
        InvalidSwitches: There is a file, and it can't be read. A policy may be switched on
            in it, so it isn't passed over.
    """
    if folder is None:
        return Switches()
    path = f"{os.fspath(folder)}/{SWITCHES}"
    try:
        with open(path, "rb") as file:
            found = json.load(file)
    except (FileNotFoundError, NotADirectoryError):
        return Switches()
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidSwitches(path, str(error)) from None
    return _checked(found, path)


def _checked(found: object, path: str) -> Switches:
    if not isinstance(found, dict) or found.keys() - Switches._fields:
        raise InvalidSwitches(path, "it should be an object with the lists off and on")
    for name, listed in found.items():
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise InvalidSwitches(path, f"{name} should be a list of names")
    return Switches(**{name: tuple(listed) for name, listed in found.items()})


def _users() -> str | None:
    """What platformdirs says; on Linux without importing it, a seventh of a listing's time."""
    if sys.platform == "linux" and not hasattr(sys, "getandroidapilevel"):
        data, user = os.environ.get("XDG_DATA_HOME", ""), os.environ.get("HOME", "")
        if os.path.isabs(data):
            return f"{data}/limner"
        if os.path.isabs(user):
            return f"{user.rstrip('/')}/.local/share/limner"
    from platformdirs import user_data_dir

    try:
        return user_data_dir("limner", appauthor=False)
    except RuntimeError:
        return None
