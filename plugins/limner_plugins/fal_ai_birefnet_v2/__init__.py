"""fal-ai/birefnet/v2: images without their background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner import hookimpl
from limner_registry import Issue

if TYPE_CHECKING:
    from collections.abc import Mapping

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
