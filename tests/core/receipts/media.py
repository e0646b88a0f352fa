"""Pictures and films of every kind that a receipt may be put into, and their pixels."""

from __future__ import annotations

import io
from functools import cache
from random import Random
from typing import Any

import av
from PIL import Image, ImageCms, ImageSequence
from PIL.PngImagePlugin import PngInfo
from provenance import signed

SIZE = (37, 23)
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>'

NO_PLACE = frozenset(
    {
        *("jpeg xmp", "jpeg of several", "webp xmp", "webp bare vp8x"),
        *("gif", "webm", "mp4 in fragments"),
        *("png c2pa", "jpeg c2pa", "webp c2pa", "mp4 c2pa", "mov c2pa", "avif c2pa"),
    }
)
"""Those whose receipt lies beside them."""


@cache
def files() -> dict[str, bytes]:
    """Files by what is special about them."""
    plain = {**_pngs(), **_jpegs(), **_webps(), **_films(), "gif": _saved(_noise("RGB"), "GIF")}
    return plain | signed(plain)


def pixels(data: bytes) -> list[Any]:
    """All that a decoder makes of a file: each frame, and the metadata that it had before."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            kept = [image.info.get(name) for name in ("icc_profile", "exif", "comment", "loop")]
            frames = [frame.copy() for frame in ImageSequence.Iterator(image)]
            return [kept, *((one.mode, one.size, one.tobytes()) for one in frames)]
    except OSError:
        with av.open(io.BytesIO(data)) as film:
            return [frame.to_image().tobytes() for frame in film.decode(video=0)]


def _noise(mode: str, size: tuple[int, int] = SIZE) -> Image.Image:
    drawn = Random(1).randbytes(size[0] * size[1] * 4)  # noqa: S311 -- the same each time
    return Image.frombytes("RGBA", size, drawn).convert(mode)


def _saved(image: Image.Image, form: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def _metadata() -> dict[str, Any]:
    exif = Image.Exif()
    exif[0x010E] = "a description"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    return {"exif": exif, "icc_profile": profile.tobytes()}


def _two_frames(mode: str = "RGB") -> dict[str, Any]:
    return {"save_all": True, "append_images": [_noise(mode).rotate(180)]}


def _pngs() -> dict[str, bytes]:
    told = PngInfo()
    told.add_text("parameters", "steps: 20")
    told.add_itxt("XML:com.adobe.xmp", XMP.decode())
    modes = {f"png {m}": _saved(_noise(m), "PNG") for m in ("1", "L", "LA", "P", "RGB", "RGBA")}
    return modes | {
        "png with metadata": _saved(_noise("RGBA"), "PNG", pnginfo=told, **_metadata()),
        "png animated": _saved(_noise("RGB"), "PNG", **_two_frames()),
    }


def _jpegs() -> dict[str, bytes]:
    picture = _noise("RGB")
    modes = {f"jpeg {m}": _saved(_noise(m), "JPEG") for m in ("L", "RGB", "CMYK")}
    return modes | {
        "jpeg progressive": _saved(
            picture, "JPEG", progressive=True, comment=b"a comment", **_metadata()
        ),
        "jpeg xmp": _saved(picture, "JPEG", xmp=XMP),
        "jpeg of several": _saved(picture, "MPO", **_two_frames()),
        "jpeg and more": _saved(picture, "JPEG") + b"what a phone appends",
    }


def _webps() -> dict[str, bytes]:
    simple = {
        f"webp {'lossless' if lossless else 'lossy'} {mode} {size[0]}": _saved(
            _noise(mode, size), "WEBP", lossless=lossless
        )
        for lossless in (False, True)
        for mode in ("L", "RGB", "RGBA")
        for size in (SIZE, (1, 1), (64, 48))
    }
    return simple | {
        "webp with metadata": _saved(_noise("RGB"), "WEBP", **_metadata()),
        "webp xmp": _saved(_noise("RGB"), "WEBP", xmp=XMP),
        "webp animated": _saved(_noise("RGB"), "WEBP", **_two_frames()),
        "webp bare vp8x": _with_bare_vp8x(simple["webp lossy RGB 37"]),
        "avif": _saved(_noise("RGBA"), "AVIF"),
    }


def _with_bare_vp8x(simple: bytes) -> bytes:
    """A file of the extended form, which has no need of it."""
    sides = b"".join((side - 1).to_bytes(3, "little") for side in SIZE)
    chunk = b"VP8X" + (10).to_bytes(4, "little") + bytes(4) + sides
    size = (len(simple) + len(chunk) - 8).to_bytes(4, "little")
    return b"RIFF" + size + b"WEBP" + chunk + simple[12:]


def _films() -> dict[str, bytes]:
    return {
        "mp4": _film("mp4", "mpeg4"),
        "mp4 in fragments": _film("mp4", "mpeg4", movflags="frag_keyframe+empty_moov"),
        "mov": _film("mov", "mpeg4"),
        "webm": _film("webm", "libvpx"),
    }


def _film(form: str, codec: str, **options: str) -> bytes:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=form, options=options) as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(4):
            picture = Image.new("RGB", (64, 48), (60 * number, 9, 9))
            for packet in stream.encode(av.VideoFrame.from_image(picture)):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return buffer.getvalue()
