"""A film that stands for a model's answer, and never passes for one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from limner.sandbox.extras import require_pillow, require_pyav

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL import Image

FRAMES_PER_SECOND = 10
"""Enough for a slow camera, and quick to make."""


def film_of(  # noqa: PLR0913 -- keywords, each a part of what is filmed
    stage: Callable[[float], Image.Image],
    size: tuple[int, int],
    *,
    seconds: float,
    title: str,
    lines: Sequence[str],
    frames_per_second: int = FRAMES_PER_SECOND,
) -> bytes:
    """The bytes of a silent mp4 file of what a stage shows.

    The same arguments give the same bytes. Every frame bears the word "sandbox", the prompt
    and the parameters, and a bar that shows how far the film is.

    Args:
        stage: Gives what is seen at a time of the film, 0 to 1.
        size: Width and height in pixels; an odd one is rounded up, as H.264 needs it.
        seconds: How long it lasts, to the nearest frame and at least one.
        title: The prompt.
        lines: The parameters, such as "duration 5", in small letters.
        frames_per_second: More are smoother and take longer.

    Returns:
        H.264, yuv420p, without sound.

    Raises:
        ValueError: The duration or the rate can't be filmed.
        MissingExtra: Pillow or PyAV isn't installed.
    """
    require_pillow("drawing a film")
    require_pyav("drawing a film")
    from limner.sandbox.studio.film.camera import frames
    from limner.sandbox.studio.film.mp4 import mp4_of

    _check_duration(seconds, frames_per_second)
    even = size[0] + size[0] % 2, size[1] + size[1] % 2
    count = max(1, round(seconds * frames_per_second))
    return mp4_of(frames(stage, even, count, title, lines), even, frames_per_second)


def _check_duration(seconds: float, frames_per_second: int) -> None:
    if not (math.isfinite(seconds) and seconds > 0):
        raise ValueError(f"a film of {seconds} seconds can't be drawn")
    if frames_per_second < 1:
        raise ValueError(f"a film of {frames_per_second} frames a second can't be drawn")
