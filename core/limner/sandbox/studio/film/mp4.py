"""Frames to the bytes of an mp4 file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import av
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from limner.sandbox.studio.encoding import SOFTWARE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PIL import Image

# The bytes depend on the number of threads; mbtree's fast routines read memory that nobody
# wrote, so that two runs differ; other routines are chosen by the kind of CPU.
_SAME_BYTES = "mbtree=0:cpu-independent=1"
# Nothing is cut, so that looking ahead for a new scene costs a fifth of the time for nothing.
_NO_CUTS = "scenecut=0:rc-lookahead=0:b-adapt=0"
_OPTIONS = {
    "preset": "veryfast",
    "crf": "24",
    "threads": "1",
    "x264-params": f"{_SAME_BYTES}:{_NO_CUTS}",
}


def mp4_of(frames: Iterable[Image.Image], size: tuple[int, int], frames_per_second: int) -> bytes:
    """Encode frames as H.264, the same bytes for the same frames.

    Args:
        frames: All of `size`.
        size: Width and height in pixels, both even.
        frames_per_second: How long each is shown.
    """
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        container.metadata["comment"] = SOFTWARE
        stream = container.add_stream("libx264", rate=frames_per_second, options=_OPTIONS)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        _name_colours(stream.codec_context)
        for frame in frames:
            container.mux(stream.encode(_converted(frame)))
        container.mux(stream.encode())
    return out.getvalue()


def _converted(picture: Image.Image) -> av.VideoFrame:
    # PyAV gives this function no types.
    frame_of: Callable[[Image.Image], av.VideoFrame] = av.VideoFrame.from_image
    return frame_of(picture).reformat(
        format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
    )


def _name_colours(context: av.VideoCodecContext) -> None:
    """Say which colours these are: a player's guess depends on the size."""
    context.color_range = ColorRange.MPEG
    context.colorspace = Colorspace.ITU709
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
