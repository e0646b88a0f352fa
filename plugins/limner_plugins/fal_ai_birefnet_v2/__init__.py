"""fal-ai/birefnet/v2: images without their background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner import hookimpl
from limner_registry import Issue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PIL import Image

    from limner.rendering import Rendering
    from limner.request import Request
    from limner.sandbox.toolkit import Brief

_RESOLUTION = "2304x2304"
_MODEL = "General Use (Dynamic)"


@hookimpl
def validate_request(arguments: Mapping[str, Any]) -> list[Issue]:
    """Refuse 2304x2304 for every model but the dynamic one."""
    resolution = arguments.get("operating_resolution")
    if resolution != _RESOLUTION or arguments.get("model") == _MODEL:
        return []
    return [
        Issue(
            pointer="/operating_resolution",
            code="fal_ai_birefnet_v2.dynamic_only",
            message=f"{_RESOLUTION} needs model {_MODEL!r}; choose that, or a lower resolution.",
            value=resolution,
            allowed=["1024x1024", "2048x2048"],
        )
    ]


@hookimpl
def render_sandbox(request: Request) -> Rendering:
    """Cut out what the caller's picture seems to be of; the mask comes if it's asked for."""
    from limner.sandbox.toolkit import render

    wanted = ("mask_image",) if request.arguments.get("output_mask") is True else ()
    return render(request, paint=_paint, members=wanted)


def _paint(brief: Brief) -> Image.Image:
    from limner_plugins.fal_ai_birefnet_v2.cutting import cut_out, mask_of

    picture = brief.picture("image_url")
    side = int(str(brief.given("operating_resolution")).partition("x")[0])
    mask = mask_of(picture, str(brief.given("model")), side)
    if brief.index:
        return mask.convert("RGB")
    return cut_out(picture, mask, clean=brief.given("refine_foreground") is not False)
