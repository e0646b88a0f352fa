"""How large sandbox pictures and films are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from limner.expectations.asked import SIZES
from limner.sandbox.sizes import film_size, picture_size

NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
ANYTHING = (
    NUMBERS | st.none() | st.booleans() | st.text(max_size=9) | st.lists(NUMBERS, max_size=2)
)
ARGUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "image_size": ANYTHING
        | st.sampled_from(sorted(SIZES))
        | st.dictionaries(st.sampled_from(["width", "height"]), ANYTHING),
        "width": ANYTHING,
        "height": ANYTHING,
        "aspect_ratio": ANYTHING | st.from_regex(r"\d{1,9}:\d{1,9}", fullmatch=True),
        "upscale_factor": ANYTHING,
        "scale_factor": ANYTHING,
        "scale": ANYTHING,
    },
)
BASES = st.none() | st.tuples(st.integers(1, 20_000), st.integers(1, 20_000))


@pytest.mark.parametrize(
    ("arguments", "base", "size"),
    [
        ({}, None, (1024, 1024)),
        ({"image_size": "square_hd"}, None, (1024, 1024)),
        ({"image_size": "square"}, None, (512, 512)),
        ({"image_size": "portrait_4_3"}, None, (768, 1024)),
        ({"image_size": "portrait_16_9"}, None, (576, 1024)),
        ({"image_size": "landscape_4_3"}, None, (1024, 768)),
        ({"image_size": "landscape_16_9"}, None, (1024, 576)),
        ({"image_size": "auto"}, None, (1024, 1024)),
        ({"image_size": {"width": 640, "height": 480}}, None, (640, 480)),
        ({"image_size": {"width": 640.0, "height": 1}}, None, (640, 1)),
        ({"image_size": {"width": 640}}, None, (640, 1024)),
        ({"image_size": {"width": None, "height": 300}}, None, (1024, 300)),
        ({"image_size": {}}, None, (1024, 1024)),
        ({"width": 320, "height": 200}, None, (320, 200)),
        ({"image_size": "square", "width": 320, "height": 200}, None, (512, 512)),
        ({"aspect_ratio": "16:9"}, None, (1024, 576)),
        ({"aspect_ratio": "9:16"}, None, (576, 1024)),
        ({"aspect_ratio": "1:1"}, None, (1024, 1024)),
        ({"aspect_ratio": "auto"}, None, (1024, 1024)),
        ({"aspect_ratio": "0:1"}, None, (1024, 1024)),
        ({"aspect_ratio": "1:999999"}, None, (1, 1024)),
        ({}, (64, 48), (64, 48)),
        ({"upscale_factor": 2}, (64, 48), (128, 96)),
        ({"scale_factor": 1.5}, (64, 48), (96, 72)),
        ({"scale": 4}, (64, 48), (256, 192)),
        ({"scale_factor": 0.001}, (64, 48), (1, 1)),
        ({"scale_factor": 2}, None, (1024, 1024)),
        ({"image_size": "square"}, (64, 48), (512, 512)),
    ],
)
def test_size_of_a_picture(
    arguments: dict[str, Any], base: tuple[int, int] | None, size: tuple[int, int]
) -> None:
    """A named or stated size goes first, then the caller's picture, then a ratio."""
    assert picture_size(arguments, base) == size


@pytest.mark.parametrize(
    ("arguments", "base", "size"),
    [
        ({}, None, (1280, 720)),
        ({"aspect_ratio": "16:9"}, None, (1280, 720)),
        ({"aspect_ratio": "9:16"}, None, (720, 1280)),
        ({"aspect_ratio": "1:1"}, None, (1280, 1280)),
        ({}, (64, 48), (1280, 960)),
        ({}, (300, 301), (1274, 1280)),
        ({"aspect_ratio": "9:16"}, (64, 48), (720, 1280)),
        ({}, (1, 20_000), (16, 1280)),
    ],
)
def test_size_of_a_film(
    arguments: dict[str, Any], base: tuple[int, int] | None, size: tuple[int, int]
) -> None:
    """A film has the ratio asked for, or the picture's, and 1280 pixels at its longer side."""
    assert film_size(arguments, base) == size


@given(ARGUMENTS, BASES)
def test_any_arguments_have_a_size(arguments: Any, base: tuple[int, int] | None) -> None:
    """Whatever a model's arguments of these names hold, there is a size of a pixel or more."""
    assert all(type(side) is int and side >= 1 for side in picture_size(arguments, base))
    assert all(side % 2 == 0 and 16 <= side <= 1280 for side in film_size(arguments, base))


@pytest.mark.parametrize("huge", [1e308, 10**400])
def test_huge_sizes_stay_numbers_that_can_be_told(huge: float) -> None:
    """A size that nobody can draw is cut to one that can still be multiplied and printed."""
    stated = picture_size({"image_size": {"width": huge, "height": huge}})
    enlarged = picture_size({"scale_factor": huge}, (20_000, 20_000))

    assert 10**9 <= max(stated) <= max(enlarged) <= 10**14
