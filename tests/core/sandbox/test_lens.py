"""A camera over a picture larger than what it sees: its ways, and its borders."""

from __future__ import annotations

import pytest
from PIL import Image

from limner.sandbox.studio.film.lens import Lens, inverted, placed, reach
from limner.sandbox.studio.film.movement import MOVEMENTS, PRESETS, Shot, advanced, spoken

SIZE = (192, 108)
KINDS = tuple(MOVEMENTS)


@pytest.mark.parametrize("size", [(192, 108), (108, 192), (128, 128), (400, 16)])
@pytest.mark.parametrize("shot", [*(advanced(kind, sign) for kind in KINDS for sign in (-10, 10))])
def test_no_border_is_ever_seen(shot: Shot, size: tuple[int, int]) -> None:
    """A white picture stays white up to the corners, at the wildest movement too."""
    white = Image.new("RGB", (round(size[0] * 1.3), round(size[1] * 1.3)), "white")
    wildest = shot + PRESETS["down_back"]
    lens = Lens(white, size, wildest)

    for step in range(5):
        assert lens.seen(wildest.at(step / 4)).getextrema() == ((255, 255),) * 3


def test_picture_of_the_reach_is_enough() -> None:
    """No mirrored edge is seen of a picture as large as the way needs it."""
    shot = PRESETS["down_back"] + MOVEMENTS["horizontal"]
    size = reach(shot, SIZE)
    picture = Image.new("RGB", size, "white")
    lens = Lens(picture, SIZE, shot)

    assert size[0] > SIZE[0]
    assert lens.seen(shot.at(1)).size == SIZE


def test_projection_is_undone() -> None:
    """What a projection puts somewhere, its inverse brings back."""
    matrix = (MOVEMENTS["pan"] + MOVEMENTS["roll"] + PRESETS["forward_up"]).projection(SIZE)

    there = placed(matrix, (31.0, -17.0))

    assert placed(inverted(matrix), there) == pytest.approx((31.0, -17.0))


@pytest.mark.parametrize(
    ("words", "closer"),
    [("the camera zooms in", 1), ("zoom out slowly", -1), ("move forward", 1), ("a cat", 0)],
)
def test_words_move_the_camera(words: str, closer: int) -> None:
    """Where no parameter says how, the prompt may."""
    shot = spoken(words.split())

    assert (shot is None) if not closer else (shot is not None and shot.closer * closer > 0)
