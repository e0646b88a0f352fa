"""How large a sandbox picture is: what the arguments ask for, by the names that models use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PRESETS = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
}
"""fal's named sizes, in pixels (source: its documentation of `image_size`)."""

DEFAULT = (1024, 1024)
LONG_SIDE = 1280
"""Pixels of a film's longer side."""


def picture_size(
    arguments: Mapping[str, Any], base: tuple[int, int] | None = None
) -> tuple[int, int]:
    """Width and height of a picture, in pixels.

    Args:
        arguments: With their defaults filled in.
        base: The size of the caller's own picture, which an upscaler multiplies.
    """
    size = arguments.get("image_size")
    if isinstance(size, dict):
        return int(size.get("width", DEFAULT[0])), int(size.get("height", DEFAULT[1]))
    if size in PRESETS:
        return PRESETS[size]
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


def _of_ratio(arguments: Mapping[str, Any], long_side: int) -> tuple[int, int] | None:
    across, _, down = str(arguments.get("aspect_ratio", "")).partition(":")
    if not (across.isdecimal() and down.isdecimal() and int(across) and int(down)):
        return None
    scale = long_side / max(int(across), int(down))
    return round(int(across) * scale), round(int(down) * scale)


def _factor(arguments: Mapping[str, Any]) -> float:
    given = (arguments.get(name) for name in ("upscale_factor", "scale_factor", "scale"))
    return next((float(factor) for factor in given if isinstance(factor, int | float)), 1.0)
