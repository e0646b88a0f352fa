"""limner_contrib.thumbnails: a small picture beside each, and a sheet of several."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageChops, ImageStat
from saving import (
    BLUE,
    FLUX,
    PROMPT,
    RED,
    call,
    deep_grey,
    encoded,
    files_of_at_most,
    in_grey,
    in_ink,
    is_like,
    moving,
    names,
    painted,
    see_through,
    seen,
    told,
    turned,
    two_halves,
)

import limner
import limner_contrib.thumbnails
from limner_contrib.thumbnails import Thumbnails

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KLING = "fal-ai/kling-video/v1/standard/text-to-video"


def difference(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures of one size are apart, 0 to 255."""
    apart = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    return max(ImageStat.Stat(apart).mean)


def test_each_picture_has_a_thumbnail_and_all_of_them_a_sheet(tmp_path: Path) -> None:
    """Of a call for three pictures: three small ones, and a sheet; the result stays as it was."""
    arguments = {**PROMPT, "num_images": 3, "seed": 7}
    with limner.Client("sandbox", plugins=[Thumbnails(longest=200)], environment={}) as client:
        result = client.run(FLUX, arguments, output=f"{tmp_path}/{{index}}.{{ext}}")

    assert names(tmp_path) == [
        *("0.jpg", "0.sheet.jpg", "0.thumb.webp"),
        *("1.jpg", "1.thumb.webp", "2.jpg", "2.thumb.webp"),
    ]
    assert [image.path for image in result.images] == [tmp_path / f"{n}.jpg" for n in range(3)]
    assert told(result, "thumbnails") == told(result, "Thumbnails") == []
    for number in range(3):
        small = seen(tmp_path / f"{number}.thumb.webp")
        whole = seen(tmp_path / f"{number}.jpg")
        assert small.size == (200, 150)
        assert difference(small, whole.resize(small.size)) < 6
    sheet = seen(tmp_path / "0.sheet.jpg")
    assert sheet.size == (2 * 216 + 16, 2 * (150 + 28 + 16) + 16)
    assert difference(sheet.crop((16, 16, 216, 166)), seen(tmp_path / "0.thumb.webp")) < 6


def test_a_film_has_its_first_frame(tmp_path: Path) -> None:
    """The thumbnail of a video is what is seen at its beginning."""
    import av

    with limner.Client("sandbox", plugins=[Thumbnails()], environment={}) as client:
        result = client.run(KLING, PROMPT, output=f"{tmp_path}/film.mp4")

    assert told(result, "thumbnails") == []
    small = seen(tmp_path / "film.thumb.webp")
    with av.open(str(tmp_path / "film.mp4")) as film:
        frame = next(film.decode(video=0)).to_image()  # type: ignore[no-untyped-call]
    assert max(small.size) == 256
    assert difference(small, frame.resize(small.size)) < 6


def test_a_turned_picture_is_upright(tmp_path: Path) -> None:
    """What EXIF says of a photograph's orientation is heeded."""
    call(tmp_path, turned(), plugin=Thumbnails())

    small = seen(tmp_path / "0.thumb.webp").convert("RGB")
    assert small.size == (32, 64)
    assert is_like(small.getpixel((16, 8)), RED)
    assert is_like(small.getpixel((16, 56)), BLUE)


@pytest.mark.parametrize(
    ("file", "left"),
    [
        (see_through, (*RED, 255)),
        (painted, (*RED, 255)),
        (deep_grey, (32, 32, 32)),
        (moving, RED),
        (in_ink, RED),
        (lambda: encoded(two_halves().quantize(4), "PNG"), RED),
        (lambda: in_grey("1"), (255, 255, 255)),
    ],
    ids=["alpha", "GIF with transparency", "16 bits", "animated", "CMYK", "palette", "bits"],
)
def test_every_sort_of_picture_has_one(
    file: Callable[[], tuple[bytes, str]], left: tuple[int, ...], tmp_path: Path
) -> None:
    """Transparency, palettes, inks, depth and frames: what is seen is what is small."""
    result = call(tmp_path, file(), plugin=Thumbnails())

    assert told(result, "thumbnails") == []
    small = seen(tmp_path / "0.thumb.webp")
    assert small.size == (64, 32)
    assert is_like(small.getpixel((10, 16)), left)
    assert len(left) < 4 or is_like(small.convert("RGBA").getpixel((54, 16))[3:], (0,))


def test_a_broken_picture_is_a_warning_and_the_next_has_its_thumbnail(tmp_path: Path) -> None:
    """One file that can't be read costs the others nothing, and there is no half a file."""
    broken = (encoded(two_halves(), "PNG")[0][:60], "image/png")
    result = call(tmp_path, broken, encoded(two_halves(), "PNG"), plugin=Thumbnails())

    assert names(tmp_path) == ["0.png", "1.png", "1.thumb.webp"]
    assert len(told(result, "thumbnails.failed")) == 1
    assert str(tmp_path / "0.png") in told(result, "thumbnails.failed")[0]
    assert len(result.images) == 2


def test_a_full_disk_is_a_warning(tmp_path: Path) -> None:
    """What can't be written is absent, whole, and told of."""
    pictures = [encoded(Image.effect_noise((256, 256), 99), "PNG") for _ in range(2)]
    result = call(tmp_path, *pictures, plugin=Thumbnails(sheet=False))
    for one in tmp_path.glob("*.webp"):
        one.unlink()

    with files_of_at_most(1000):
        processed = Thumbnails().process_result(result)

    assert names(tmp_path) == ["0.png", "1.png"]
    assert len(told(processed, "thumbnails.failed")) == 2


def test_what_is_there_is_not_made_again_and_never_overwritten(tmp_path: Path) -> None:
    """Collected again, a result has the same thumbnail; a file of the same name stays."""
    mine = tmp_path / "0.thumb.webp"
    mine.write_bytes(b"mine")
    plugin = Thumbnails()

    result = call(tmp_path, encoded(two_halves(), "PNG"), plugin=plugin)
    first = names(tmp_path)
    plugin.process_result(result)

    assert first == names(tmp_path) == ["0-1.thumb.webp", "0.png", "0.thumb.webp"]
    assert mine.read_bytes() == b"mine"


def test_what_is_not_saved_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is downloaded for a thumbnail; a file in an object store isn't fetched either."""
    monkeypatch.chdir(tmp_path)
    with limner.Client("sandbox", plugins=[Thumbnails()], environment={}) as client:
        result = client.run(FLUX, PROMPT)

    assert list(tmp_path.iterdir()) == []
    assert result.images[0].download is None


@pytest.mark.parametrize(
    ("options", "size"), [("longest=32 sheet=false", (32, 16)), ("", (64, 32))]
)
def test_the_environment_has_the_options_of_the_module(
    options: str, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Switched on as a module, it takes its arguments from `LIMNER_THUMBNAILS`."""
    monkeypatch.setenv("LIMNER_THUMBNAILS", options)
    picture = encoded(two_halves(), "PNG")

    call(tmp_path, picture, picture, plugin=limner_contrib.thumbnails)

    assert seen(tmp_path / "1.thumb.webp").size == size
    assert (tmp_path / "0.sheet.jpg").exists() == (not options)


@pytest.mark.parametrize("options", ["large", "longest=many", "largest=3"])
def test_options_that_make_no_sense_are_a_warning(
    options: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip in the environment costs no result; the warning shows it."""
    monkeypatch.setenv("LIMNER_THUMBNAILS", options)

    result: Any = call(tmp_path, encoded(two_halves(), "PNG"), plugin=limner_contrib.thumbnails)

    assert names(tmp_path) == ["0.png"]
    assert [w.message for w in result.warnings if "thumbnail" in w.code]


def test_without_pillow_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The missing extra is named at once."""
    monkeypatch.setitem(sys.modules, "PIL.Image", None)

    with pytest.raises(limner.LimnerError, match=r'pip install "limner\[media\]"'):
        Thumbnails()
