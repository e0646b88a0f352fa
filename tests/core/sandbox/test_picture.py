"""The pictures that the sandbox answers with."""

from __future__ import annotations

import io
import struct
import sys
import zlib

import pytest
from PIL import ExifTags, Image, ImageChops

from limner.errors import MissingExtra
from limner.sandbox.picture import inscribed
from limner.sandbox.still import UnreadableImage, image_size
from limner.sandbox.studio.photo import photo
from limner.sandbox.studio.scenes.composition import compose

SIZE = (320, 240)
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}


def drawn(  # noqa: PLR0913 -- each a part of what is drawn
    size: tuple[int, int] = SIZE,
    *,
    media_type: str = "image/png",
    seed: int = 7,
    title: str = "a lighthouse at dusk",
    lines: tuple[str, ...] = ("guidance_scale 3.5",),
    base: bytes | None = None,
) -> bytes:
    picture = compose(size, seed, title) if base is None else photo(base, size)
    return inscribed(picture, title, lines, media_type)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def plain_image(kind: str = "PNG", size: tuple[int, int] = SIZE, *, turn: int = 1) -> bytes:
    """Red; blue is its left half."""
    image = Image.new("RGB", size, (255, 0, 0))
    image.paste((0, 0, 255), (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("media_type", FORMATS)
def test_format_and_size_are_those_asked_for(media_type: str) -> None:
    """A picture has the format and the size that were asked for."""
    image = Image.open(io.BytesIO(drawn(media_type=media_type)))
    image.load()

    assert image.format == FORMATS[media_type]
    assert image.size == SIZE


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("size", [(1, 1), (2, 3), (17, 40), (64, 64), (1500, 1), (1, 1500)])
def test_every_size_can_be_drawn(media_type: str, size: tuple[int, int]) -> None:
    """Tiny, very wide and very tall pictures are drawn too."""
    assert opened(drawn(size, media_type=media_type)).size == size


def test_forty_megapixels_can_be_drawn() -> None:
    """The widest picture that the sandbox allows has the size that was asked for."""
    data = drawn((14142, 2828), media_type="image/jpeg")

    assert image_size(data) == (14142, 2828)


@pytest.mark.parametrize("media_type", FORMATS)
def test_same_arguments_same_bytes(media_type: str) -> None:
    """A picture depends on nothing but its arguments."""
    assert drawn(media_type=media_type) == drawn(media_type=media_type)


def test_every_argument_changes_the_picture() -> None:
    """Another seed, prompt or parameter can be seen."""
    pictures = {
        drawn(),
        drawn(seed=8),
        drawn(seed=-7),
        drawn(title="a lighthouse at dawn"),
        drawn(lines=("guidance_scale 3.6",)),
        drawn(lines=()),
    }

    assert len(pictures) == 6


@pytest.mark.parametrize("seed", range(12))
def test_every_scene_can_be_drawn(seed: int) -> None:
    """A prompt that names no scene gets one, whatever the seed."""
    colours = opened(drawn((96, 64), seed=seed, title="x")).getcolors(96 * 64)

    assert colours is not None
    assert len(colours) > 50


@pytest.mark.parametrize(
    "scene", ["city at night", "forest in the mist", "a boat at sea", "desert dunes", "abstract"]
)
def test_a_prompt_may_name_the_scene(scene: str) -> None:
    """A scene that the prompt names is drawn, for any seed."""
    first, second = (opened(drawn(title=scene, seed=seed)) for seed in (1, 2))

    assert first.tobytes() != second.tobytes()


@pytest.mark.parametrize(
    "title",
    ["", "日本語 हिन्दी عربى 😀", "half a pair \ud800", "nul \x00 and\nbreaks\t", "w" * 100_000],
    ids=["empty", "scripts", "surrogate", "controls", "endless"],
)
def test_no_prompt_is_too_strange(title: str) -> None:
    """Text that the font can't show, or that isn't text at all, is no error."""
    assert opened(drawn(title=title, lines=(title, title))).size == SIZE


def test_the_tag_is_there_without_any_other_text() -> None:
    """The corner with the word "sandbox" is light, whatever is under it."""
    black = io.BytesIO()
    Image.new("RGB", SIZE).save(black, "PNG")
    picture = opened(drawn(title="", lines=(), base=black.getvalue()))

    box = ImageChops.difference(picture, Image.new("RGB", SIZE)).getbbox()

    assert box is not None
    assert box[0] > SIZE[0] / 2
    assert box[3] < SIZE[1] / 4


@pytest.mark.parametrize("media_type", ["image/png", "image/jpeg", "image/webp"])
def test_metadata_names_the_sandbox(media_type: str) -> None:
    """Even a picture without room for letters says where it comes from."""
    image = Image.open(io.BytesIO(drawn((1, 1), media_type=media_type)))

    assert image.getexif()[ExifTags.Base.Software] == "Limner sandbox"


def test_metadata_of_a_gif_names_the_sandbox() -> None:
    """A GIF has no EXIF data; its comment says where it comes from."""
    image = Image.open(io.BytesIO(drawn((1, 1), media_type="image/gif")))

    assert image.info["comment"] == b"Limner sandbox"


def test_base_shows_through() -> None:
    """With an image of the caller's own, the picture is that image."""
    picture = opened(drawn((640, 480), base=plain_image()))

    assert picture.size == (640, 480)
    assert picture.getpixel((40, 100)) == (0, 0, 255)
    assert picture.getpixel((600, 200)) == (255, 0, 0)


def test_base_is_turned_upright() -> None:
    """An image that its EXIF data calls sideways is shown upright."""
    picture = opened(drawn((240, 320), base=plain_image("JPEG", turn=6)))

    red, _, blue = picture.resize((1, 1), box=(60, 60, 180, 100)).getpixel((0, 0))  # type: ignore[misc]
    assert blue > 200
    assert red < 50


def test_transparency_becomes_white() -> None:
    """What was clear in the caller's image is white paper."""
    out = io.BytesIO()
    Image.new("RGBA", SIZE, (0, 0, 0, 0)).save(out, "PNG")

    assert opened(drawn(base=out.getvalue())).getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
@pytest.mark.parametrize("turn", range(1, 9))
def test_image_size_heeds_the_rotation(kind: str, turn: int) -> None:
    """The size of an image is the one it is shown with."""
    expected = SIZE if turn < 5 else SIZE[::-1]

    assert image_size(plain_image(kind, turn=turn)) == expected


def test_image_size_reads_headers_only() -> None:
    """The size of an image whose pixels are cut off is known all the same."""
    assert image_size(plain_image()[:200]) == SIZE


NO_IMAGES = {
    "empty": b"",
    "text": b"a lighthouse at dusk",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "half a header": b"\x89PNG\r\n\x1a\n" + bytes(20),
}


@pytest.mark.parametrize("data", NO_IMAGES.values(), ids=NO_IMAGES)
def test_what_is_no_image_is_refused(data: bytes) -> None:
    """Bytes that aren't an image are refused with a sentence."""
    with pytest.raises(UnreadableImage, match="not an image"):
        drawn(base=data)
    with pytest.raises(ValueError, match="not an image"):
        image_size(data)


def test_a_damaged_base_is_refused() -> None:
    """An image that breaks off is refused with a sentence."""
    with pytest.raises(UnreadableImage, match="the image is damaged"):
        drawn(base=plain_image()[:200])


@pytest.mark.parametrize("side", [12_000, 60_000])
def test_a_decompression_bomb_is_refused(side: int) -> None:
    """An image of absurdly many pixels is refused before they are unpacked."""
    with pytest.raises(UnreadableImage, match="too many pixels"):
        drawn(base=_bomb(side))
    with pytest.raises(UnreadableImage, match="too many pixels"):
        image_size(_bomb(side))


def _bomb(side: int) -> bytes:
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(bytes(99))), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + checksum


@pytest.mark.parametrize("size", [(0, 10), (10, 0), (-1, 10)])
def test_an_impossible_size_is_refused(size: tuple[int, int]) -> None:
    """A picture has at least one pixel."""
    with pytest.raises(ValueError, match="1x1 is the least"):
        drawn(size)


def test_an_unknown_media_type_is_refused() -> None:
    """A format that can't be drawn is refused, and those that can be are named."""
    with pytest.raises(ValueError, match="image/png, image/jpeg, image/webp, image/gif"):
        drawn(media_type="image/tiff")


def test_without_pillow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Pillow is missing, the error says what to install."""
    monkeypatch.setitem(sys.modules, "PIL.Image", None)

    with pytest.raises(MissingExtra, match=r"limner\[sandbox\]"):
        drawn()
    with pytest.raises(MissingExtra, match=r"limner\[sandbox\]"):
        image_size(b"")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a lighthouse at dusk", "a lighthouse at dusk"),
        ("\N{LATIN SMALL LETTER C WITH CEDILLA}a va", "ca va"),
        ("\u65e5\u672c\u8a9e at dusk", "[3 CJK letters] at dusk"),
        ("\u65e5\u306e\u51fa", "[3 CJK and Hiragana letters]"),
        ("\u65e5\u306e\u30c4", "[3 CJK and other letters]"),
        (
            "\u0639\u0631\u0628\u0649, \u0646\u0639\u0645",
            "[4 Arabic letters] , [3 Arabic letters]",
        ),
        ("\u0439 \u0438", "[2 Cyrillic letters]"),
        ("a\N{CAT FACE}b \u221e", "a [cat face] b [infinity]"),
        ("half \ud800 a\x00pair", "half a pair"),
        ("\u3002\u0301", ""),
    ],
)
def test_what_the_font_lacks_is_named(text: str, shown: str) -> None:
    """A foreign script is told by its name and length, an emoji by its own; no box is drawn."""
    from limner.sandbox.studio.lettering import showable

    assert showable(text) == shown


def test_the_font_has_what_is_shown() -> None:
    """Each character that is said to be shown has a glyph of its own."""
    from limner.sandbox.studio.lettering import font_of, showable

    font = font_of(24)
    box = bytes(font.getmask("\uffff"))
    kept = {c for c in map(chr, range(0x20, 0x3000)) if showable(c) == c}

    assert len(kept) > 90
    assert not {c for c in kept if bytes(font.getmask(c)) == box}
