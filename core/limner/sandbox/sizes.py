"""How large a sandbox picture is: what the arguments ask for, by the names that models use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from limner.expectations.asked import SIZES

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT = (1024, 1024)
LONG_SIDE = 1280
"""Pixels of a film's longer side."""

_HUGE = 1_000_000_000
"""More than anybody can draw; beyond it, all sizes and factors are the same."""

_RATIO = re.compile(r"([1-9]\d{0,5}):([1-9]\d{0,5})", re.ASCII)


def picture_size(
    arguments: Mapping[str, Any], base: tuple[int, int] | None = None
) -> tuple[int, int]:
    """Width and height of a picture, in pixels.

    Args:
        arguments: With their defaults filled in.
        base: The size of the caller's own picture, which an upscaler multiplies.
    """
    size = arguments.get("image_size")
    if isinstance(size, str) and size in SIZES:
        return SIZES[size]
    if stated := _stated(size if isinstance(size, dict) else arguments):
        return stated
    width, height = base or _of_ratio(arguments, DEFAULT[0]) or DEFAULT
    factor = _factor(arguments) if base else 1.0
    return max(1, round(width * factor)), max(1, round(height * factor))


def film_size(
    arguments: Mapping[str, Any], base: tuple[int, int] | None = None
) -> tuple[int, int]:
    """Width and height of a film, in pixels: even numbers, as H.264 wants them."""
    width, height = _of_ratio(arguments, LONG_SIDE) or base or (LONG_SIDE, LONG_SIDE * 9 // 16)
    factor = LONG_SIDE / max(width, height)
    return max(16, int(width * factor) // 2 * 2), max(16, int(height * factor) // 2 * 2)


def _stated(size: Mapping[str, Any]) -> tuple[int, int] | None:
    """The `width` and `height` that stand in an object; a missing one is the default's."""
    sides = [size.get(name) for name in ("width", "height")]
    if not any(isinstance(side, int | float) for side in sides):
        return None
    width, height = (
        int(max(1, min(side, _HUGE))) if isinstance(side, int | float) else usual
        for side, usual in zip(sides, DEFAULT, strict=True)
    )
    return width, height


def _of_ratio(arguments: Mapping[str, Any], long_side: int) -> tuple[int, int] | None:
    found = _RATIO.fullmatch(str(arguments.get("aspect_ratio")))
    if found is None:
        return None
    across, down = int(found[1]), int(found[2])
    scale = long_side / max(across, down)
    return max(1, round(across * scale)), max(1, round(down * scale))


def _factor(arguments: Mapping[str, Any]) -> float:
    given = (arguments.get(name) for name in ("upscale_factor", "scale_factor", "scale"))
    factor = next((factor for factor in given if isinstance(factor, int | float)), 1)
    return min(factor, _HUGE)
