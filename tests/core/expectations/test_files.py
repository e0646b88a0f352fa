"""What the files on disk are is held against what was asked for, and what the result says."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import av
import pytest
from answers import FILE_URL, accepted, answer, completed, file_of
from PIL import Image
from result_shop import FLUX, KLING, codes, flux, picture, ran, saved
from scripted import ScriptedClient

from limner import expectations
from limner.expectations import files
from limner.result import Download

if TYPE_CHECKING:
    from pathlib import Path

    from limner.result import Artifact, Result

WHERE = "/images/0"


def film(seconds: int, size: tuple[int, int] = (320, 180)) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", "mp4") as container:
        stream = container.add_stream("libx264", rate=2)
        stream.width, stream.height = size
        for _ in range(2 * seconds):
            container.mux(stream.encode(av.VideoFrame(*size, "yuv420p")))
        container.mux(stream.encode())
    return out.getvalue()


def filmed(folder: Path, data: bytes, **asked: Any) -> Result[Artifact]:
    raw, files = {"video": {"url": FILE_URL}}, (file_of(data, "video/mp4"),)
    return ran(raw, {"prompt": "x", **asked}, KLING, files, output=f"{folder}/", receipts=None)


def test_a_file_as_asked_for_has_no_warnings(tmp_path: Path) -> None:
    """Its size, its format and what is on it are right."""
    assert codes(saved(tmp_path, picture())) == []


def test_a_file_tells_more_than_the_result_does(tmp_path: Path) -> None:
    """Where the JSON is wrong, the warning is of what it says; what was asked for is right."""
    right = saved(tmp_path, picture(), width=64, height=64, content_type="image/png")
    small = saved(tmp_path, picture((512, 512)))

    assert codes(right) == [(WHERE, "format"), (WHERE, "size")]
    assert [issue.message for issue in right.warnings] == [
        "its format is jpeg; the result says image/png",
        "it is 1024 x 768; the result says 64 x 64",
    ]
    assert codes(small) == [(WHERE, "size")]
    assert small.warnings[0].message == "it is 512 x 512; image_size asked for landscape_4_3"


def test_a_picture_that_is_stored_on_its_side_is_as_stated(tmp_path: Path) -> None:
    """Who shows it turns it; only what was asked for isn't turned."""
    asked = {"image_size": {"width": 768, "height": 1024}}
    got = saved(tmp_path, picture((768, 1024)), asked=asked, width=1024, height=768)

    assert codes(got) == []


def test_another_format_than_was_asked_for(tmp_path: Path) -> None:
    """By its content, whatever its server calls it; so is what is no picture at all."""
    png = saved(tmp_path, picture(name="png"))
    nothing = saved(tmp_path, b"\0\1\2\3" * 100)

    assert codes(png) == codes(nothing) == [(WHERE, "format")]
    assert png.warnings[0].message == "its format is png; jpeg was asked for"
    assert "its format is none that is known here" in nothing.warnings[0].message


def test_a_name_that_ends_in_another_format(tmp_path: Path) -> None:
    """The caller named it; `{ext}` is always right."""
    named = saved(tmp_path, picture(), name="x.png")
    right = saved(tmp_path, picture(), name="y.{ext}")

    assert codes(named) == [(WHERE, "extension")]
    assert named.warnings[0].message == "its name ends in .png, and its format is jpeg"
    assert codes(right) == codes(saved(tmp_path, picture(), name="z.JPG")) == []
    assert codes(saved(tmp_path, picture(), name="without")) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (picture(fill="black"), "black"),
        (picture(fill="#010101"), "black"),
        (picture(fill="white"), "blank"),
        (picture(fill="#102030"), "blank"),
        (picture(), None),
    ],
)
def test_a_picture_with_nothing_on_it(tmp_path: Path, data: bytes, code: str | None) -> None:
    """Black all over, as a safety checker leaves it, or of one other colour."""
    assert [found for _, found in codes(saved(tmp_path, data))] == [code] * (code is not None)


@pytest.mark.parametrize(
    "options",
    [
        {"format": "JPEG", "quality": 100, "subsampling": 0},
        {"format": "JPEG", "quality": 40},
        {"format": "PNG", "compress_level": 1},
        {"format": "WEBP", "quality": 100},
        {"format": "WEBP", "lossless": True},
        {"format": "GIF"},
    ],
)
def test_a_blank_picture_is_one_however_it_was_written(options: Any, tmp_path: Path) -> None:
    """The largest file that a single colour makes is small enough to be looked at."""
    path = tmp_path / "blank"
    Image.new("RGB", (2400, 1600), (13, 14, 150)).save(path, **options)
    kept = replace(ran(flux()).images[0], download=Download(path, 1, "", ""))

    assert files.look_at([kept])[WHERE].shows == "blank"


def shows(image: Image.Image, path: Path) -> str | None:
    """What a look at a picture finds on it."""
    image.save(path)
    artifact = ran(flux()).images[0]
    download = Download(path, 1, "", "image/png")
    return files.look_at([replace(artifact, download=download)])[WHERE].shows


def test_what_is_something(tmp_path: Path) -> None:
    """A dot, a cut-out, a depth of 16 bits, a small patch, and what is too large to look at."""
    dot = Image.new("RGB", (256, 256))
    dot.putpixel((9, 9), (255, 255, 255))
    cut_out = Image.new("RGBA", (64, 64), (9, 9, 9, 255))
    cut_out.putpixel((1, 1), (9, 9, 9, 0))

    assert shows(Image.new("RGBA", (64, 64), (9, 200, 9, 0)), tmp_path / "0.png") == "blank"
    assert shows(dot, tmp_path / "1.png") is None
    assert shows(cut_out, tmp_path / "2.png") is None
    assert shows(Image.new("I;16", (64, 64), 40_000), tmp_path / "3.png") is None
    assert shows(Image.new("RGB", (8, 8)), tmp_path / "4.png") is None
    assert shows(Image.new("1", (8000, 4000)), tmp_path / "5.png") is None
    assert shows(Image.new("P", (64, 64)), tmp_path / "6.png") == "black"


def test_without_pillow_nothing_is_said_of_what_a_picture_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its size and format are known all the same."""
    monkeypatch.setitem(sys.modules, "PIL", None)

    assert codes(saved(tmp_path, PURE_BLACK)) == []
    assert codes(saved(tmp_path, SMALL)) == [(WHERE, "size")]


PURE_BLACK, SMALL = picture(fill="black"), picture((64, 64))


def test_a_mask_may_be_black(tmp_path: Path) -> None:
    """Only what the call was made for is looked at."""
    black, grey = picture(name="png", fill="black"), picture(name="png")
    raw = {"image": {"url": f"{FILE_URL}?0"}, "mask_image": {"url": f"{FILE_URL}?1"}}
    call = {"image_url": FILE_URL}, "fal-ai/birefnet/v2"

    def found(*data: bytes) -> list[tuple[str, str]]:
        got = ran(raw, *call)
        downloads = []
        for number, one in enumerate(data):
            path = tmp_path / f"{number}.png"
            path.write_bytes(one)
            downloads.append(Download(path, len(one), "", "image/png"))
        kept = zip(got.artifacts, downloads, strict=True)
        got = got.with_artifacts(tuple(replace(file, download=there) for file, there in kept))
        return codes(expectations.with_looks(got, files.look_at(got.artifacts)))

    assert found(grey, black) == []
    assert found(black, grey) == [("/image", "black")]


def test_a_film_says_how_long_and_how_large_it_is(tmp_path: Path) -> None:
    """Its header does; rounding is no warning."""
    assert codes(filmed(tmp_path, film(5))) == []
    assert codes(filmed(tmp_path, film(6))) == []
    assert codes(filmed(tmp_path, film(8), duration="10")) == []
    assert codes(filmed(tmp_path, film(5), duration="10")) == [("/video", "duration")]
    assert codes(filmed(tmp_path, film(5), aspect_ratio="9:16")) == [("/video", "size")]


def test_a_file_that_is_gone_or_empty(tmp_path: Path) -> None:
    """A hook may do anything to it; one that is gone isn't looked at."""
    got = saved(tmp_path, picture())
    path = got.images[0].path
    assert path is not None
    path.write_bytes(b"")

    assert codes(expectations.with_looks(got, files.look_at(got.artifacts))) == [(WHERE, "empty")]
    path.unlink()
    assert files.look_at(got.artifacts) == {}


def test_a_file_that_was_saved_before_is_looked_at_again(tmp_path: Path) -> None:
    """A job that is taken up from the journal has the warnings of its files, without a call."""
    script = (accepted(), completed(), answer(200, flux()), file_of(SMALL))
    client = ScriptedClient(*script, receipts=None)
    first = client.run(FLUX, {"prompt": "x"}, output=f"{tmp_path}/")

    assert codes(client.resume(client.row).result()) == codes(first) == [(WHERE, "size")]
