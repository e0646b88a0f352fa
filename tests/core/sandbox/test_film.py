"""The films that the sandbox answers with."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import Any

import av
import pytest
from PIL import Image

from limner.errors import MissingExtra
from limner.sandbox.chance import dice
from limner.sandbox.film import film_of
from limner.sandbox.still import UnreadableImage
from limner.sandbox.studio.film.camera import approach
from limner.sandbox.studio.photo import photo
from limner.sandbox.studio.scenes.composition import compose

SIZE = (320, 180)


def filmed(size: tuple[int, int] = SIZE, **changes: Any) -> bytes:
    arguments: dict[str, Any] = {
        "seconds": 1,
        "title": "a lighthouse at dusk",
        "lines": ["duration 1"],
    }
    seed, base = changes.pop("seed", 7), changes.pop("base", None)
    arguments |= changes
    scene = compose(size, seed, arguments["title"]) if base is None else photo(base, size)
    return film_of(approach(scene, dice(seed)), size, **arguments)


def frames(data: bytes) -> list[Image.Image]:
    with av.open(io.BytesIO(data), "r") as film:
        return [_image(frame) for frame in film.decode(video=0)]


def _image(frame: Any) -> Image.Image:
    image = frame.to_image()
    assert isinstance(image, Image.Image)
    return image


def test_it_is_h264_without_sound() -> None:
    """A film is what every player knows: one H.264 stream of yuv420p."""
    with av.open(io.BytesIO(filmed()), "r") as film:
        (stream,) = film.streams.video

        assert len(film.streams) == 1
        assert stream.codec_context.name == "h264"
        assert stream.format.name == "yuv420p"
        assert (stream.width, stream.height) == SIZE
        assert film.metadata["comment"] == "Limner sandbox"


@pytest.mark.parametrize("seconds", [0.5, 1, 2.04, 5])
@pytest.mark.parametrize("rate", [8, 10])
def test_it_lasts_as_long_as_asked(seconds: float, rate: int) -> None:
    """The container lasts as long as asked, within a frame."""
    data = filmed((64, 64), seconds=seconds, frames_per_second=rate)

    with av.open(io.BytesIO(data), "r") as film:
        assert film.duration is not None
        assert film.duration / 1_000_000 == pytest.approx(seconds, abs=1 / rate)


def test_a_moment_is_one_frame() -> None:
    """A film shorter than a frame has one."""
    assert len(frames(filmed(seconds=0.001))) == 1


@pytest.mark.parametrize(
    ("size", "even"),
    [((1, 1), (2, 2)), ((33, 21), (34, 22)), ((1200, 2), (1200, 2)), ((2, 1200), (2, 1200))],
)
def test_odd_sizes_are_rounded_up(size: tuple[int, int], even: tuple[int, int]) -> None:
    """H.264 needs even sizes, so an odd one gets a row or a column more."""
    assert frames(filmed(size, seconds=0.2))[0].size == even


def test_same_arguments_same_bytes() -> None:
    """A film depends on nothing but its arguments."""
    assert filmed() == filmed()


def test_bytes_dont_depend_on_the_memory() -> None:
    """Whatever was in the memory before, the film is the same (x264's `mbtree` looks at it)."""
    program = (
        "import hashlib; from limner.sandbox.chance import dice;"
        "from limner.sandbox.film import film_of;"
        "from limner.sandbox.studio.film.camera import approach;"
        "from limner.sandbox.studio.scenes.composition import compose;"
        "stage = approach(compose((334, 180), 7, 'x'), dice(7));"
        "film = film_of(stage, (334, 180), seconds=1, title='x', lines=['duration 1']);"
        "print(hashlib.sha256(film).hexdigest())"
    )
    films = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"MALLOC_PERTURB_": filling},
            check=True,
            capture_output=True,
        ).stdout
        for filling in ("1", "170", "255")
    }

    assert len(films) == 1


def test_every_argument_changes_the_film() -> None:
    """Another seed, prompt or parameter can be seen."""
    films = {
        filmed(),
        filmed(seed=8),
        filmed(title="a lighthouse at dawn"),
        filmed(lines=["duration 2"]),
    }

    assert len(films) == 4


def test_something_moves() -> None:
    """The first and the last frame differ, in the scene and in the bar."""
    first, *_, last = frames(filmed())
    bar = (SIZE[0] // 2, SIZE[1] - 1)

    assert first.tobytes() != last.tobytes()
    assert sum(last.getpixel(bar)) > sum(first.getpixel(bar)) + 100  # type: ignore[arg-type]


def test_the_tag_is_on_every_frame() -> None:
    """The word "sandbox" stands still on its light plate while the scene moves."""
    for frame in frames(filmed(base=_black())):
        corner = frame.crop((SIZE[0] - 70, 5, SIZE[0] - 5, 30)).convert("L")
        darkest, lightest = corner.getextrema()

        assert lightest > 200  # type: ignore[operator]
        assert darkest < 60  # type: ignore[operator]


def test_base_shows_through() -> None:
    """With an image of the caller's own, the film shows that image."""
    middle = frames(filmed(base=_black(), title="", lines=[]))[0].getpixel((160, 90))

    assert sum(middle) < 30  # type: ignore[arg-type]


def _black() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", SIZE).save(out, "PNG")
    return out.getvalue()


def test_what_is_no_image_is_refused() -> None:
    """A base that isn't an image is refused with a sentence."""
    with pytest.raises(UnreadableImage, match="not an image"):
        filmed(base=b"nope")


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf")])
def test_an_impossible_duration_is_refused(seconds: float) -> None:
    """A film lasts a positive number of seconds."""
    with pytest.raises(ValueError, match="seconds can't be drawn"):
        filmed(seconds=seconds)


def test_an_impossible_rate_is_refused() -> None:
    """A film has at least one frame a second."""
    with pytest.raises(ValueError, match="frames a second"):
        filmed(frames_per_second=0)


def test_without_pyav_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyAV is missing, the error says what to install."""
    monkeypatch.setitem(sys.modules, "av", None)

    with pytest.raises(MissingExtra, match=r"limner\[sandbox\]"):
        filmed()
