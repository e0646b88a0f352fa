"""limner_contrib.conversion: saved images in another format, or smaller."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageCms, ImageSequence
from saving import (
    BLUE,
    FLUX,
    PROMPT,
    RED,
    Answers,
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
    two_halves,
)

import limner
import limner_contrib.conversion
from limner_contrib.conversion import Convert

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WHITE = (255, 255, 255)


def halves(path: Path) -> tuple[Any, Any]:
    """A pixel of the left half of a picture, and one of its right half."""
    picture = seen(path)
    return tuple(picture.getpixel((x, picture.height // 2)) for x in (10, picture.width - 10))


def test_a_converted_file_lies_beside_the_original(tmp_path: Path) -> None:
    """In the format and of the size that were asked for; the result is the provider's."""
    convert = Convert("webp", longest=600)
    with limner.Client("sandbox", plugins=[convert], environment={}) as client:
        result = client.run(FLUX, PROMPT, output=f"{tmp_path}/dune.{{ext}}")

    assert names(tmp_path) == ["dune-600.webp", "dune.jpg"]
    new = seen(tmp_path / "dune-600.webp")
    assert (new.format, new.size) == ("WEBP", (600, 450))
    (image,) = result.images
    assert image.download
    assert image.path == tmp_path / "dune.jpg"
    digest = hashlib.sha256(image.path.read_bytes()).hexdigest()
    assert digest == image.download.file_sha256 or image.download.sha256
    assert told(result, "co") == told(result, "Co") == []


def test_its_receipt_goes_with_it(tmp_path: Path) -> None:
    """The way back to the call leads from a converted file too; it can't be verified."""
    with limner.Client("sandbox", plugins=[Convert("png")], environment={}) as client:
        client.run(FLUX, PROMPT, output=f"{tmp_path}/dune.{{ext}}")

    receipt = limner.receipts.read(tmp_path / "dune.png")

    assert receipt == limner.receipts.read(tmp_path / "dune.jpg")
    assert receipt.arguments == PROMPT
    assert not limner.receipts.verify(tmp_path / "dune.png").valid
    assert limner.receipts.verify(tmp_path / "dune.jpg").valid


def test_its_receipt_lies_beside_it_where_the_format_has_no_place(tmp_path: Path) -> None:
    """What replaces the original keeps its receipt, in a format that can't hold one too."""
    with limner.Client(
        "sandbox", plugins=[Convert("gif", replace=True)], environment={}
    ) as client:
        client.run(FLUX, PROMPT, output=f"{tmp_path}/dune.{{ext}}")

    assert sorted(one.name for one in tmp_path.iterdir()) == ["dune.gif", "dune.gif.receipt.json"]
    assert limner.receipts.read(tmp_path / "dune.gif").arguments == PROMPT


SORTS: dict[str, tuple[Callable[[], tuple[bytes, str]], str, str, tuple[Any, Any]]] = {
    "alpha to webp": (see_through, "webp", "RGBA", ((*RED, 255), None)),
    "alpha to jpeg": (see_through, "jpeg", "RGB", (RED, WHITE)),
    "palette to webp": (painted, "webp", "RGBA", ((*RED, 255), None)),
    "palette to jpeg": (painted, "jpg", "RGB", (RED, WHITE)),
    "ink to png": (in_ink, "png", "RGB", (RED, BLUE)),
    "16 bits to tiff": (deep_grey, "tiff", "I;16", (8192, 8192)),
    "16 bits to jpeg": (deep_grey, "jpeg", "L", (32, 32)),
    "bits to jpeg": (lambda: in_grey("1"), "jpeg", "RGB", (WHITE, WHITE)),
    "grey to jpeg": (in_grey, "jpeg", "L", (99, 99)),
}


@pytest.mark.parametrize("sort", SORTS)
def test_a_picture_looks_as_before(sort: str, tmp_path: Path) -> None:
    """Transparency, palettes, inks and depth become what the new format can hold of them."""
    file, kind, mode, expected = SORTS[sort]
    result = call(tmp_path, file(), plugin=Convert(kind, quality=95))

    assert told(result, "conversion") == told(result, "Convert") == []
    (new,) = tmp_path.glob(f"0.{'jpg' if kind == 'jpeg' else kind}")
    assert (seen(new).mode, seen(new).size) == (mode, (64, 32))
    for pixel, colour in zip(halves(new), expected, strict=True):
        pixels = pixel if isinstance(pixel, tuple) else (pixel,)
        colours = colour if isinstance(colour, tuple) else (colour,)
        assert is_like(pixels, colours) if colour else pixels[3] == 0


def test_a_small_16_bit_picture_has_16_bits(tmp_path: Path) -> None:
    """Making it smaller doesn't make it shallower."""
    call(tmp_path, deep_grey(), plugin=Convert(longest=32))

    assert (seen(tmp_path / "0-32.png").mode, halves(tmp_path / "0-32.png")[0]) == ("I;16", 8192)


def test_a_turned_picture_is_upright_once(tmp_path: Path) -> None:
    """It's turned as its EXIF data says, which then says nothing of it; the rest of it stays."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "harbour"
    call(tmp_path, encoded(two_halves(), "JPEG", exif=exif, quality=95), plugin=Convert("webp"))

    new = seen(tmp_path / "0.webp")
    assert new.size == (32, 64)
    assert is_like(new.getpixel((16, 8)), RED)
    assert dict(new.getexif()) == {0x010E: "harbour"}


def test_a_colour_profile_goes_along(tmp_path: Path) -> None:
    """Colours are what their profile says, so it isn't left behind."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    call(tmp_path, encoded(two_halves(), "PNG", icc_profile=profile), plugin=Convert("webp"))

    assert seen(tmp_path / "0.webp").info["icc_profile"] == profile


def test_a_moving_picture_moves_on(tmp_path: Path) -> None:
    """Every frame, its time, and how often it's repeated are kept, smaller or not."""
    call(tmp_path, moving(), plugin=Convert("webp", longest=32))

    with Image.open(tmp_path / "0-32.webp") as new:
        frames = [frame.convert("RGB") for frame in ImageSequence.Iterator(new)]
        assert new.info["loop"] == 0
    assert [frame.size for frame in frames] == [(32, 16)] * 3
    assert is_like(frames[1].getpixel((5, 5)), BLUE)
    assert is_like(frames[2].getpixel((5, 5)), WHITE)


def test_a_moving_picture_stays_where_it_would_stand_still(tmp_path: Path) -> None:
    """A format that holds one frame is refused with a warning, and nothing is replaced."""
    result = call(tmp_path, moving(), plugin=Convert("jpeg", replace=True))

    assert names(tmp_path) == ["0.gif"]
    assert "it has 3 frames, and a JPEG can hold one" in told(result, "conversion.failed")[0]


def test_a_broken_picture_is_a_warning_and_is_never_replaced(tmp_path: Path) -> None:
    """One that can't be read stays; the next one is converted."""
    broken = (encoded(Image.effect_noise((256, 256), 99), "PNG")[0][:3000], "image/png")
    whole = encoded(two_halves(), "PNG")
    result = call(tmp_path, broken, whole, plugin=Convert("webp", replace=True))

    assert names(tmp_path) == ["0.png", "1.webp"]
    assert len(told(result, "conversion.failed")) == 1
    assert result.images[0].path == tmp_path / "0.png"


def test_a_full_disk_costs_no_original(tmp_path: Path) -> None:
    """The new file is whole and on disk before the old one goes; else neither changes."""
    picture = encoded(Image.effect_noise((256, 256), 99), "PNG")
    result = call(tmp_path, picture, plugin=Convert(longest=9999))

    with files_of_at_most(1000):
        processed = Convert("webp", replace=True).process_result(result)

    assert names(tmp_path) == ["0.png"]
    assert len(told(processed, "conversion.failed")) == 1
    assert processed.images[0].path == tmp_path / "0.png"


@pytest.mark.parametrize("kind", ["dds", "qoi"])
def test_a_format_without_a_media_type_replaces_too(kind: str, tmp_path: Path) -> None:
    """Pillow writes formats for which it knows no media type: the result has the new file."""
    result = call(tmp_path, encoded(two_halves(), "PNG"), plugin=Convert(kind, replace=True))

    assert names(tmp_path) == [f"0.{kind}"]
    download = result.images[0].download
    assert download is not None
    assert download.path == tmp_path / f"0.{kind}"
    assert download.media_type == "application/octet-stream"


def test_a_replaced_original_is_on_record_as_what_it_is_now(tmp_path: Path) -> None:
    """Result and row have the new file, and the digest of what was served."""
    picture = encoded(two_halves(), "PNG")
    plugins = [Answers(picture), Convert("webp", replace=True)]
    journal = limner.MemoryJournal()
    with limner.Client("sandbox", plugins=plugins, journal=journal, environment={}) as client:
        result = client.run(FLUX, PROMPT, output=f"{tmp_path}/{{index}}.{{ext}}")
        (row,) = journal.entries()

    assert names(tmp_path) == ["0.webp"]
    new = tmp_path / "0.webp"
    download = result.images[0].download
    assert download
    assert (download.path, download.media_type) == (new, "image/webp")
    assert download.sha256 == hashlib.sha256(picture[0]).hexdigest()
    assert download.file_sha256 == hashlib.sha256(new.read_bytes()).hexdigest()
    assert (row.files[-1].path, row.files[-1].file_sha256) == (str(new), download.file_sha256)


def test_what_is_there_is_not_converted_again_and_never_overwritten(tmp_path: Path) -> None:
    """Collected again, nothing is made; a file that was there before keeps its name."""
    (tmp_path / "0.webp").write_bytes(b"mine")
    plugin = Convert("webp")

    result = call(tmp_path, encoded(two_halves(), "PNG"), plugin=plugin)
    first = names(tmp_path)
    plugin.process_result(result)

    assert first == names(tmp_path) == ["0-1.webp", "0.png", "0.webp"]
    assert (tmp_path / "0.webp").read_bytes() == b"mine"


def test_what_is_as_it_should_be_is_left_alone(tmp_path: Path) -> None:
    """A file of the format, small enough, isn't touched."""
    call(tmp_path, encoded(two_halves(), "PNG"), plugin=Convert("png", longest=64, replace=True))

    assert names(tmp_path) == ["0.png"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "say what to do"),
        ({"format": "docx"}, "Pillow writes no 'docx'"),
        ({"longest": 0}, "1 pixel or more"),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(options: dict[str, Any], told: str) -> None:
    """A plugin that can't do anything can't be made."""
    with pytest.raises(ValueError, match=told):
        Convert(**options)


def test_the_environment_has_the_options_of_the_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Switched on as a module, it takes its arguments from `LIMNER_CONVERT`; WebP without."""
    picture = encoded(two_halves(), "PNG")
    call(tmp_path, picture, plugin=limner_contrib.conversion)
    monkeypatch.setenv("LIMNER_CONVERT", "format=jpeg longest=32 replace=true")
    call(tmp_path / "other", picture, plugin=limner_contrib.conversion)

    assert names(tmp_path) == ["0.png", "0.webp", "other"]
    assert names(tmp_path / "other") == ["0-32.jpg"]


def test_another_file_of_that_name_is_never_taken_for_the_new_one(tmp_path: Path) -> None:
    """Where a result has a PNG and a WebP of one name, neither is lost when one is replaced."""
    png, webp = encoded(two_halves(), "PNG"), encoded(Image.new("RGB", (64, 32), BLUE), "WEBP")
    plugins = [Answers(png, webp), Convert("webp", replace=True)]
    with limner.Client("sandbox", plugins=plugins, environment={}) as client:
        result = client.run(FLUX, PROMPT, output=f"{tmp_path}/one.{{ext}}")

    assert names(tmp_path) == ["one-1.webp", "one.webp"]
    assert [image.path and image.path.name for image in result.images] == names(tmp_path)
    assert is_like(halves(tmp_path / "one-1.webp")[0], RED)
    assert is_like(halves(tmp_path / "one.webp")[0], BLUE)
