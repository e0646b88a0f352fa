"""The generic rendering: for any model, a picture, film or tone that shows what was asked for."""

from __future__ import annotations

import hashlib
import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from limner.data_urls import is_data_url, read_data_url
from limner.files import replaced
from limner.rendering import File, Rendering
from limner.sandbox.filling import places
from limner.sandbox.sizes import film_size, picture_size
from limner_registry import pointer
from limner_registry.files import file_places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.request import Request
    from limner_registry.files import FilePlace

_FORMATS = {"jpeg", "jpg", "png", "webp", "gif"}
_DURATION = re.compile(r"(\d{1,9}(\.\d{1,9})?) ?s?", re.ASCII)
_SECONDS = 5.0
_LONGEST_FILM = 60.0
_LONGEST_SOUND = 600.0
_MOST_FILES = 10_000
_LONGEST_LINE = 200


class UnusableFile(ValueError):
    """The caller's picture is none.

    Attributes:
        pointer: Where it stands in the arguments.
    """

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(reason)
        self.pointer = pointer


def render(request: Request) -> Rendering:
    """Render a request: as many files, of the kinds and sizes, as it asks for.

    Raises:
        UnusableFile: A picture that came along can't be read.
        MissingExtra: There is one, and Pillow isn't installed.
    """
    arguments = request.model.effective(request.arguments)
    base = _base(request)
    seed = _seed(request, arguments)
    files = [
        _file(kind, seed + index, request, arguments, base)
        for index, kind in enumerate(places(request.model.output, _count(arguments)))
    ]
    return Rendering(files, _fields(request, arguments, seed, len(files)))


def _file(
    kind: str, seed: int, request: Request, arguments: Mapping[str, Any], base: _Base | None
) -> File:
    title = str(request.arguments.get("prompt") or request.model.title)
    caption = {"seed": seed, "title": title, "lines": _lines(request)}
    if kind == "audio":
        from limner.sandbox.tone import make_tone

        return File(
            "audio/wav", partial(make_tone, _seconds(arguments, _LONGEST_SOUND), seed=seed)
        )
    if kind == "file":
        return File("text/plain", f"sandbox\n{title}\n".encode)
    own = base and base[0]
    if kind == "video":
        size = film_size(arguments, base and base[1])
        seconds = _seconds(arguments, _LONGEST_FILM)
        return File("video/mp4", partial(_film, size, seconds, caption, own), *size)
    size = picture_size(arguments, base and base[1])
    media_type = _media_type(arguments)
    return File(media_type, partial(_picture, size, media_type, caption, own), *size)


_Base = tuple[bytes, tuple[int, int]]
"""The caller's own picture, and its size."""


def _picture(
    size: tuple[int, int], media_type: str, caption: Mapping[str, Any], base: bytes | None
) -> bytes:
    from limner.sandbox.picture import draw_picture

    return draw_picture(size, media_type=media_type, base=base, **caption)


def _film(
    size: tuple[int, int], seconds: float, caption: Mapping[str, Any], base: bytes | None
) -> bytes:
    from limner.sandbox.film import draw_film

    return draw_film(size, seconds=seconds, base=base, **caption)


def _base(request: Request) -> _Base | None:
    """The first picture, in the schema's order, of those that came along with their bytes.

    The sandbox fetches none from elsewhere.
    """
    order = {name: index for index, name in enumerate(request.model.input.get("properties", {}))}
    pictures = [
        place
        for place in file_places(request.model.input, request.arguments)
        if place.kind == "image" and is_data_url(str(place.value))
    ]
    pictures.sort(key=lambda place: order.get(str(place.path[0]), len(order)))
    return next(iter([_read(place) for place in pictures]), None)


def _read(place: FilePlace) -> _Base:
    """A picture that can be drawn: its pixels are decoded once, as a model would."""
    from limner.sandbox.still import image_size

    try:
        data = read_data_url(str(place.value))[1]
        size = image_size(data)
        from limner.sandbox.studio.photo import photo

        photo(data, (1, 1))
    except ValueError as error:
        raise UnusableFile(pointer(*place.path), str(error)) from None
    return data, size


def _fields(
    request: Request, arguments: Mapping[str, Any], seed: int, count: int
) -> dict[str, Any]:
    """Members that results of fal's models share, where the output schema has and takes them."""
    known = {
        "seed": seed,
        "prompt": arguments.get("prompt", ""),
        "timings": {"inference": 3.0},
        "has_nsfw_concepts": [False] * count,
        "structured_instruction": {"sandbox": True},
    }
    properties = request.model.output.get("properties", {})
    refused = [f"{issue.pointer}/" for issue in request.model.result_verdict.check(known)]
    return {
        name: value
        for name, value in known.items()
        if name in properties and not any(place.startswith(f"/{name}/") for place in refused)
    }


def _count(arguments: Mapping[str, Any]) -> int:
    given = arguments.get("num_images")
    return int(min(given, _MOST_FILES)) if isinstance(given, int | float) else 1


def _seed(request: Request, arguments: Mapping[str, Any]) -> int:
    """The caller's seed; without one, a number that the request determines."""
    given = arguments.get("seed")
    if isinstance(given, int | float):
        return int(given)
    text = json.dumps([request.endpoint_id, dict(request.arguments)], sort_keys=True)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1


def _seconds(arguments: Mapping[str, Any], most: float) -> float:
    """What `duration` asks for: `5`, `"5"`, `"5s"`; within what is made in good time."""
    found = _DURATION.fullmatch(str(arguments.get("duration")))
    return min(most, max(0.1, float(found[1]))) if found else _SECONDS


def _media_type(arguments: Mapping[str, Any]) -> str:
    asked = str(arguments.get("output_format", "png")).lower()
    asked = asked if asked in _FORMATS else "png"
    return f"image/{'jpeg' if asked == 'jpg' else asked}"


def _lines(request: Request) -> list[str]:
    """What was asked for, a line a parameter; files and the prompt are seen anyway."""
    files = {
        place.path: place.kind for place in file_places(request.model.input, request.arguments)
    }
    shown = [request.endpoint_id]
    for name, value in replaced(request.arguments, files).items():
        if name != "prompt" and (name,) not in files:
            text = value if isinstance(value, str) else json.dumps(value)
            shown.append(f"{name} {text}"[:_LONGEST_LINE])
    return shown
