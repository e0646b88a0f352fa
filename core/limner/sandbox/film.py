"""A film that stands for a model's answer, and never passes for one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from limner.sandbox.chance import dice
from limner.sandbox.extras import require_pillow, require_pyav
from limner.sandbox.picture import check_size

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL import Image

FRAMES_PER_SECOND = 10
"""Enough for a slow camera, and quick to make."""


def draw_film(  # noqa: PLR0913 - those of draw_picture, and two of its own
    size: tuple[int, int],
    *,
    seconds: float,
    seed: int,
    title: str,
    lines: Sequence[str],
    base: bytes | None = None,
    frames_per_second: int = FRAMES_PER_SECOND,
) -> bytes:
    """Draw a silent film: a slow camera over the picture that `draw_picture` would make.

    The same arguments give the same bytes. Every frame bears the word "sandbox", the prompt
    and the parameters, and a bar that shows how far the film is.

    Args:
        size: Width and height in pixels; an odd one is rounded up, as H.264 needs it.
        seconds: How long it lasts, to the nearest frame and at least one.
        seed: Another seed gives another film.
        title: The prompt.
        lines: The parameters, such as "duration 5", in small letters.
        base: The caller's own image, to be filmed in place of a drawn picture.
        frames_per_second: More are smoother and take longer.

    Returns:
        The bytes of an mp4 file: H.264, yuv420p, without sound.

    Raises:
        ValueError: The size, the duration or the rate can't be filmed.
        UnreadableImage: `base` is no image; a `ValueError` too.
        MissingExtra: Pillow or PyAV isn't installed.
    """
    require_pillow("drawing a film")
    check_size(size)
    from limner.sandbox.studio.film.camera import approach
    from limner.sandbox.studio.photo import photo
    from limner.sandbox.studio.scenes.composition import compose

    even = size[0] + size[0] % 2, size[1] + size[1] % 2
    scene = compose(even, seed, title) if base is None else photo(base, even)
    stage = approach(scene, dice(seed))
    return film_of(
        stage, even, seconds=seconds, title=title, lines=lines, frames_per_second=frames_per_second
    )


def film_of(  # noqa: PLR0913 - keywords, those of draw_film
    stage: Callable[[float], Image.Image],
    size: tuple[int, int],
    *,
    seconds: float,
    title: str,
    lines: Sequence[str],
    frames_per_second: int = FRAMES_PER_SECOND,
) -> bytes:
    """The bytes of an mp4 file of what a stage shows, marked and captioned.

    Args:
        stage: Gives what is seen at a time of the film, 0 to 1.
        size: Width and height in pixels, both even.
        seconds: As of `draw_film`, with all that it raises; likewise the others.
        title: The prompt.
        lines: The parameters.
        frames_per_second: More are smoother and take longer.
    """
    require_pyav("drawing a film")
    from limner.sandbox.studio.film.camera import frames
    from limner.sandbox.studio.film.mp4 import mp4_of

    _check_duration(seconds, frames_per_second)
    count = max(1, round(seconds * frames_per_second))
    return mp4_of(frames(stage, size, count, title, lines), size, frames_per_second)


def _check_duration(seconds: float, frames_per_second: int) -> None:
    if not (math.isfinite(seconds) and seconds > 0):
        raise ValueError(f"a film of {seconds} seconds can't be drawn")
    if frames_per_second < 1:
        raise ValueError(f"a film of {frames_per_second} frames a second can't be drawn")
