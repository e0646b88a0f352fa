"""The generic rendering: for any model, a picture, film or tone that shows what was asked for."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from typing import TYPE_CHECKING, Any

from limner.data_urls import is_data_url, read_data_url
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
_SECONDS = 5.0


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
    count = arguments.get("num_images", 1)
    wanted = places(request.model.output)
    kinds = [kind for kind, many in wanted for _ in range(count if many else 1)]
    files = [
        _file(kind, seed + index, request, arguments, base) for index, kind in enumerate(kinds)
    ]
    return Rendering(files, _fields(request, arguments, seed, len(files)))


def _file(
    kind: str, seed: int, request: Request, arguments: Mapping[str, Any], base: _Base | None
) -> File:
    title = str(arguments.get("prompt") or request.model.title)
    caption = {"seed": seed, "title": title, "lines": _lines(request)}
    if kind == "audio":
        from limner.sandbox.tone import make_tone

        return File("audio/wav", partial(make_tone, _seconds(arguments), seed=seed))
    if kind == "file":
        return File("text/plain", f"sandbox\n{title}\n".encode)
    own = base and base[0]
    if kind == "video":
        size = film_size(arguments, base and base[1])
        return File("video/mp4", partial(_film, size, _seconds(arguments), caption, own), *size)
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
    """The first picture that came along with its bytes; the sandbox fetches nothing."""
    found = file_places(request.model.input, request.arguments)
    pictures = [p for p in found if p.kind == "image" and is_data_url(str(p.value))]
    return _read(pictures[0]) if pictures else None


def _read(place: FilePlace) -> _Base:
    from limner.sandbox.still import image_size

    where = pointer(*place.path)
    try:
        data = read_data_url(str(place.value))[1]
        size = image_size(data)
    except ValueError as error:
        raise UnusableFile(where, str(error)) from None
    return data, size


def _fields(
    request: Request, arguments: Mapping[str, Any], seed: int, count: int
) -> dict[str, Any]:
    """Members of a result that fal's models share, for those that the output schema has."""
    known = {
        "seed": seed,
        "prompt": arguments.get("prompt", ""),
        "timings": {"inference": 3.0},
        "has_nsfw_concepts": [False] * count,
        "structured_instruction": {"sandbox": True},
    }
    properties = request.model.output.get("properties", {})
    return {name: value for name, value in known.items() if name in properties}


def _seed(request: Request, arguments: Mapping[str, Any]) -> int:
    """The caller's seed; without one, a number that the request determines."""
    given = arguments.get("seed")
    if isinstance(given, int):
        return given
    text = json.dumps([request.endpoint_id, dict(request.arguments)], sort_keys=True)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") >> 1


def _seconds(arguments: Mapping[str, Any]) -> float:
    try:
        return min(60.0, max(0.1, float(arguments.get("duration", _SECONDS))))
    except (TypeError, ValueError):
        return _SECONDS


def _media_type(arguments: Mapping[str, Any]) -> str:
    asked = str(arguments.get("output_format", "png")).lower()
    asked = asked if asked in _FORMATS else "png"
    return f"image/{'jpeg' if asked == 'jpg' else asked}"


def _lines(request: Request) -> list[str]:
    """What was asked for, a line a parameter; files and the prompt are seen anyway."""
    shown = [request.endpoint_id]
    for name, value in request.arguments.items():
        text = value if isinstance(value, str) else json.dumps(value)
        if name != "prompt" and not is_data_url(text):
            shown.append(f"{name} {text}")
    return shown
