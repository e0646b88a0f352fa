"""Effects that sandbox pictures are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageStat

from limner.sandbox import effects
from limner.sandbox.chance import dice
from limner.sandbox.studio.scenes.composition import compose

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = (96, 64)
SCENE = compose(SIZE, 7, "a lighthouse at noon")
HALF = Image.new("L", SIZE)
HALF.paste(255, (48, 0, 96, 64))

EFFECTS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "toned": lambda it: effects.toned(it, saturation=0.5, contrast=1.2, brightness=0.9, warmth=1),
    "graded": lambda it: effects.graded(it, "navy", "peru", "#fff8e0", 0.8),
    "lit": lambda it: effects.lit(it, effects.pool(it.size, (0.5, 0.5), (0.5, 0.5)), "orange"),
    "shaded": lambda it: effects.shaded(it, effects.slope(it.size, 30), "navy"),
    "grainy": lambda it: effects.grainy(it, dice(1), 0.5, 3),
    "outlines": effects.outlines,
    "flattened": lambda it: effects.flattened(it, 6),
    "on_small": lambda it: effects.on_small(it, lambda small: small.rotate(180), 50),
}


def levels(image: Image.Image) -> list[float]:
    return ImageStat.Stat(image).mean


@pytest.mark.parametrize("name", EFFECTS)
def test_effect_changes_a_copy_and_always_the_same_way(name: str) -> None:
    """An effect leaves the given picture alone, keeps its size, and can be repeated."""
    given = SCENE.copy()

    first, second = EFFECTS[name](given), EFFECTS[name](given)

    assert given.tobytes() == SCENE.tobytes()
    assert first.tobytes() == second.tobytes() != given.tobytes()
    assert first.size == SIZE


@pytest.mark.parametrize("name", EFFECTS)
@pytest.mark.parametrize("size", [(1, 1), (1, 90), (300, 2)])
def test_effect_works_at_any_size(name: str, size: tuple[int, int]) -> None:
    """Pictures of a pixel, or of a line, are no error."""
    assert EFFECTS[name](Image.new("RGB", size, "grey")).size == size


def test_warmth_goes_both_ways() -> None:
    """Warm is redder, cold is bluer."""
    (red, _, blue), (cold_red, _, cold_blue) = (
        levels(effects.toned(SCENE, warmth=warmth)) for warmth in (1, -1)
    )

    assert red - blue > levels(SCENE)[0] - levels(SCENE)[2] > cold_red - cold_blue


def test_grading_maps_dark_and_light() -> None:
    """Black becomes the dark colour and white the light one."""
    given = Image.new("RGB", (256, 1))
    given.putdata([(level, level, level) for level in range(256)])

    graded = effects.graded(given, "navy", "grey", "gold")

    assert graded.getpixel((0, 0)) == (0, 0, 128)
    assert graded.getpixel((255, 0)) == (255, 215, 0)


@pytest.mark.parametrize("effect", [effects.lit, effects.shaded])
def test_light_and_shadow_keep_to_their_mask(
    effect: Callable[[Image.Image, Image.Image, str], Image.Image],
) -> None:
    """Where the mask is black, nothing happens; where it is white, the picture changes."""
    out = effect(SCENE, HALF, "orange")

    left, right = (0, 0, 48, 64), (48, 0, 96, 64)
    assert out.crop(left).tobytes() == SCENE.crop(left).tobytes()
    assert out.crop(right).tobytes() != SCENE.crop(right).tobytes()
    assert (sum(levels(out)) > sum(levels(SCENE))) == (effect is effects.lit)


@pytest.mark.parametrize(
    ("angle", "bright", "dark"),
    [
        (0, (90, 32), (5, 32)),
        (90, (48, 3), (48, 60)),
        (180, (5, 32), (90, 32)),
        (270, (48, 60), (48, 3)),
    ],
)
def test_slope_is_white_where_its_angle_points(
    angle: float, bright: tuple[int, int], dark: tuple[int, int]
) -> None:
    """0 is right, 90 is up, as on paper."""
    mask = effects.slope(SIZE, angle)

    assert mask.getpixel(bright) > 220  # type: ignore[operator]
    assert mask.getpixel(dark) < 35  # type: ignore[operator]


def test_pool_is_white_in_its_middle_and_black_outside() -> None:
    """A pool of light fades towards its radius."""
    mask = effects.pool(SIZE, (0.25, 0.5), (0.2, 0.4))

    assert mask.getpixel((24, 32)) > 230  # type: ignore[operator]
    assert 0 < mask.getpixel((34, 32)) < 200  # type: ignore[operator]
    assert mask.getpixel((60, 32)) == 0


def test_pool_may_lie_outside_and_be_huge() -> None:
    """A light beyond the edge reaches into the picture, and costs no more memory."""
    mask = effects.pool(SIZE, (-1.0, 0.5), (4000.0, 4000.0))

    assert mask.size == SIZE
    assert mask.getpixel((90, 32)) > 200  # type: ignore[operator]


def test_outlines_are_where_things_end() -> None:
    """The edge of a square is white; its inside and the picture's rim are black."""
    given = Image.new("RGB", SIZE)
    given.paste("white", (20, 20, 60, 50))

    found = effects.outlines(given)

    assert found.getpixel((20, 35)) > 200  # type: ignore[operator]
    assert found.getpixel((40, 35)) == found.getpixel((0, 0)) == 0


def test_flattened_has_few_colours() -> None:
    """Most of a flattened picture is made of as few colours as were wanted."""
    found = effects.flattened(SCENE, 4).getcolors(96 * 64)

    assert found is not None
    assert sum(sorted(count for count, _ in found)[-4:]) > 0.8 * 96 * 64
