"""The rendering of any model: pictures, films and tones, as many and as large as asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from limner.rendering import File, Rendering
from limner.sandbox import asked
from limner.sandbox.brief import Brief, first_picture
from limner.sandbox.extras import require_pillow
from limner.sandbox.filling import places
from limner.sandbox.sizes import film_size, picture_size

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from PIL import Image

    from limner.request import Request

    Painter = Callable[[Brief], Image.Image]
    Stage = Callable[[float], Image.Image]
    Director = Callable[[Brief], Stage]

_LONGEST_FILM = 60.0
_LONGEST_SOUND = 600.0


def render(
    request: Request,
    *,
    paint: Painter | None = None,
    direct: Director | None = None,
    members: Collection[str] = (),
) -> Rendering:
    """Render a request: as many files, of the kinds and sizes, as it asks for.

    Nothing is drawn before somebody fetches a file. What a painter gives is scaled to the
    size of its brief, marked "sandbox", captioned with the prompt and the parameters, and
    written in the format that was asked for.

    Args:
        request: What was submitted.
        paint: Paints a picture, RGB or RGBA; without one, the caller's own picture or a
            scene of the sandbox's is shown. It may import Pillow.
        direct: Prepares a film, and gives a function from a time of it (0 to 1) to what is
            seen then; without one, a camera comes slowly nearer.
        members: Optional members of the result that shall come, such as a mask.

    Returns:
        What a `render_sandbox` hook answers.

    Raises:
        UnusableFile: A picture that came along can't be read; the sandbox answers 422.
        MissingExtra: There is one, and Pillow isn't installed.

    Example:
        >>> @hookimpl  # doctest: +SKIP
        ... def render_sandbox(request):
        ...     return render(request, paint=lambda brief: brief.picture("image_url"))
    """
    own = first_picture(request)
    arguments = request.model.effective(request.arguments)
    count = asked.count(arguments)
    kinds = places(request.model.output, count, members)
    makers: Mapping[str, Callable[[Brief, tuple[int, int] | None], File]] = {
        "image": partial(_picture, paint or partial(_shown, own=own)),
        "video": partial(_film, direct or partial(_approached, own=own)),
        "audio": _tone,
    }
    files = [
        makers.get(kind, _text)(Brief(request, index=index), own and own[1])
        for index, kind in enumerate(kinds)
    ]
    seed = asked.seed(request, arguments)
    return Rendering(files, _fields(request, arguments, seed, len(files)), tuple(members))


_Own = tuple[tuple[str | int, ...], tuple[int, int]] | None
"""Where the caller's own picture stands in the arguments, and its size."""


def _picture(paint: Painter, asks: Brief, base: tuple[int, int] | None) -> File:
    size = picture_size(asks.arguments, base)
    media_type = asked.media_type(asks.arguments)
    brief = Brief(asks.request, size, asks.index)
    return File(media_type, partial(_drawn, paint, brief, media_type), *size)


def _drawn(paint: Painter, brief: Brief, media_type: str) -> bytes:
    require_pillow("drawing a picture")
    from limner.sandbox.picture import inscribed

    picture = paint(brief)
    if picture.size != brief.size:
        picture = picture.resize(brief.size)
    return inscribed(picture, brief.title, brief.lines, media_type)


def _film(direct: Director, asks: Brief, base: tuple[int, int] | None) -> File:
    size = film_size(asks.arguments, base)
    brief = Brief(asks.request, size, asks.index)
    return File("video/mp4", partial(_filmed, direct, brief), *size)


def _filmed(direct: Director, brief: Brief) -> bytes:
    require_pillow("drawing a film")
    from limner.sandbox.film import film_of

    seconds = asked.seconds(brief.arguments, _LONGEST_FILM)
    return film_of(
        direct(brief), brief.size, seconds=seconds, title=brief.title, lines=brief.lines
    )


def _tone(asks: Brief, _: object) -> File:
    from limner.sandbox.tone import make_tone

    seconds = asked.seconds(asks.arguments, _LONGEST_SOUND)
    return File("audio/wav", partial(make_tone, seconds, seed=asks.seed))


def _text(asks: Brief, _: object) -> File:
    return File("text/plain", f"sandbox\n{asks.title}\n".encode)


def _shown(brief: Brief, own: _Own) -> Image.Image:
    from limner.sandbox.studio.scenes.composition import compose

    return brief.picture(*own[0]) if own else compose(brief.size, brief.seed, brief.title)


def _approached(brief: Brief, own: _Own) -> Stage:
    from limner.sandbox.studio.film.camera import approach

    return approach(_shown(brief, own), brief.dice())


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
