"""What the arguments ask for, by the names that models use: how many, how long, of what kind."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from limner.files import replaced
from limner_registry.files import file_places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.request import Request

SECONDS = 5.0
"""How long a film or a sound is when nothing is asked for."""

_FORMATS = {"jpeg", "jpg", "png", "webp", "gif"}
_DURATION = re.compile(r"(\d{1,9}(\.\d{1,9})?) ?s?", re.ASCII)
_MOST_FILES = 10_000
_LONGEST_LINE = 200


def count(arguments: Mapping[str, Any]) -> int:
    """How many pictures `num_images` asks for."""
    given = arguments.get("num_images")
    return int(min(given, _MOST_FILES)) if isinstance(given, int | float) else 1


def seconds(arguments: Mapping[str, Any], most: float) -> float:
    """What `duration` asks for: `5`, `"5"`, `"5s"`; within what is made in good time."""
    found = _DURATION.fullmatch(str(arguments.get("duration")))
    return min(most, max(0.1, float(found[1]))) if found else SECONDS


def media_type(arguments: Mapping[str, Any]) -> str:
    """What `output_format` asks for; PNG, where it asks for nothing that can be drawn."""
    asked = str(arguments.get("output_format", "png")).lower()
    asked = asked if asked in _FORMATS else "png"
    return f"image/{'jpeg' if asked == 'jpg' else asked}"


def seed(request: Request, arguments: Mapping[str, Any]) -> int:
    """The caller's seed; without one, a number that the model and the prompt determine.

    So two runs that differ in another parameter show what that parameter does, and no more.
    """
    given = arguments.get("seed")
    if isinstance(given, int | float):
        return int(given)
    text = json.dumps([request.endpoint_id, arguments.get("prompt")])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1


def lines(request: Request) -> list[str]:
    """What was asked for, a line a parameter; files and the prompt are seen anyway.

    The seed is told whether it was given or not: a request that gives the one that another
    one was drawn with makes the same picture. For the same reason the order is the model's.
    """
    files = {
        place.path: place.kind for place in file_places(request.model.input, request.arguments)
    }
    given = replaced(request.arguments, files)
    names = request.model.parameters.names
    if "seed" in names:
        given["seed"] = seed(request, request.model.effective(request.arguments))
    shown = [request.endpoint_id]
    for name in dict.fromkeys([*(name for name in names if name in given), *given]):
        value = given[name]
        if name != "prompt" and (name,) not in files:
            text = value if isinstance(value, str) else json.dumps(value)
            shown.append(f"{name} {text}"[:_LONGEST_LINE])
    return shown
