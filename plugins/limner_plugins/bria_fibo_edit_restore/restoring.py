"""The cleaning of a picture: noise and scratches, faded contrast, casts of colour, softness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter, ImageStat

from limner.sandbox.effects import on_small, outlines, toned

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIDE = 1600
_CUT = 0.004
_LOWEST_WHITE, _HIGHEST_BLACK = 150, 90
_FULL_RANGE = 60
_OWN_SHARE = 0.8
_NOISY = 5.0


def restored(picture: Image.Image) -> Image.Image:
    """A picture without noise and scratches, with full contrast and balanced colours.

    What is of one colour alone stays as it is.
    """
    return on_small(picture, _cleaned, _SIDE)


def _cleaned(picture: Image.Image) -> Image.Image:
    even = _without_noise(picture)
    table, faded = _balance(even)
    balanced = toned(even.point(table), saturation=1 + 0.9 * faded)
    return balanced.filter(ImageFilter.UnsharpMask(max(1.0, max(picture.size) / 700), 70, 3))


def _without_noise(picture: Image.Image) -> Image.Image:
    """Specks and thin scratches are gone, and surfaces smooth; edges are kept."""
    median = picture.filter(ImageFilter.MedianFilter(3))
    noise = ImageStat.Stat(ImageChops.difference(picture, median).convert("L")).mean[0]
    if noise > _NOISY:
        median = median.filter(ImageFilter.MedianFilter(3))
    radius = max(picture.size) / 800 * (2.2 if noise > _NOISY else 1)
    smooth = median.filter(ImageFilter.GaussianBlur(max(1.0, radius)))
    edges = outlines(smooth if noise > _NOISY else median, 0.8)
    mask = edges.filter(ImageFilter.GaussianBlur(1.5)).point([min(255, v * 2) for v in range(256)])
    return Image.composite(median, smooth, mask)


def _balance(picture: Image.Image) -> tuple[list[int], float]:
    """A table for each channel that stretches its tones, and how faded they were (0 to 1)."""
    counts = picture.histogram()
    channels = [counts[start : start + 256] for start in (0, 256, 512)]
    common = _range([sum(parts) for parts in zip(*channels, strict=True)])
    table, most = [], 0.0
    for channel in channels:
        own = _range(channel)
        share = min(1.0, max(0, own[1] - own[0]) / _FULL_RANGE)
        low, high = (
            one * _OWN_SHARE + shared * (1 - _OWN_SHARE)
            for one, shared in zip(own, common, strict=True)
        )
        table += _stretched(low, high, share)
        most = max(most, share)
    return table, most * (1 - (common[1] - common[0]) / 255)


def _range(counts: Sequence[int]) -> tuple[int, int]:
    """The darkest and the lightest tone, but for the very few beyond them."""
    few = sum(counts) * _CUT
    return _first(counts, few), 255 - _first(counts[::-1], few)


def _first(counts: Sequence[int], few: float) -> int:
    seen = 0
    for value, count in enumerate(counts):
        seen += count
        if seen > few:
            return value
    return 255


def _stretched(low: float, high: float, share: float) -> list[int]:
    """A table from these tones to all, or towards that; 0 changes nothing."""
    low, high = min(low, _HIGHEST_BLACK), max(high, _LOWEST_WHITE)
    factor = 255 / (high - low)
    wanted = (min(255.0, max(0.0, (value - low) * factor)) for value in range(256))
    return [round(value + (want - value) * share) for value, want in enumerate(wanted)]
