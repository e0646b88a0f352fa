"""The lights of the model's schema: their colours, and how hard they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.sandbox.studio.palette import Colour


@dataclass(frozen=True)
class Light:
    """What all of a picture looks like in a light.

    Attributes:
        dark: What black becomes.
        middle: What a middle grey becomes.
        pale: What white becomes.
        share: How much of a picture's own colours goes for those three, 0 to 1.
        beam: The colour of the light where it comes from.
        shade: What is left where it doesn't reach.
        fall: How much weaker it gets on its way, 0 to 1.
        depth: How plastic things look, 0 to 1.
        hardness: 0 (round and soft) to 1 (every wrinkle counts).
        saturation: Of a picture's own colours.
        contrast: Likewise.
        brightness: Likewise.
    """

    dark: Colour
    middle: Colour
    pale: Colour
    share: float
    beam: Colour
    shade: Colour
    fall: float
    depth: float
    hardness: float
    saturation: float = 1.0
    contrast: float = 1.0
    brightness: float = 1.0


LIGHTS: Mapping[str, Light] = {
    "midday": Light(
        dark=(18, 28, 48),
        middle=(136, 140, 138),
        pale=(255, 255, 250),
        share=0.18,
        beam=(255, 250, 232),
        shade=(96, 112, 150),
        fall=0.55,
        depth=0.75,
        hardness=0.9,
        saturation=1.2,
        contrast=1.22,
        brightness=1.12,
    ),
    "blue hour light": Light(
        dark=(6, 12, 42),
        middle=(44, 80, 152),
        pale=(188, 208, 240),
        share=0.78,
        beam=(120, 160, 235),
        shade=(46, 58, 130),
        fall=0.85,
        depth=0.45,
        hardness=0.3,
        saturation=0.8,
        contrast=0.95,
        brightness=0.86,
    ),
    "low-angle sunlight": Light(
        dark=(38, 16, 34),
        middle=(196, 122, 62),
        pale=(255, 236, 190),
        share=0.76,
        beam=(255, 178, 76),
        shade=(92, 62, 110),
        fall=0.75,
        depth=1.0,
        hardness=0.9,
        saturation=1.2,
        contrast=1.12,
    ),
    "sunrise light": Light(
        dark=(62, 50, 96),
        middle=(214, 146, 160),
        pale=(255, 238, 218),
        share=0.52,
        beam=(255, 186, 150),
        shade=(122, 108, 184),
        fall=0.85,
        depth=0.55,
        hardness=0.3,
        contrast=0.92,
        brightness=1.04,
    ),
    "spotlight on subject": Light(
        dark=(4, 4, 10),
        middle=(126, 116, 106),
        pale=(255, 246, 226),
        share=0.2,
        beam=(255, 240, 206),
        shade=(60, 60, 80),
        fall=0.3,
        depth=0.8,
        hardness=0.7,
        saturation=1.05,
        contrast=1.15,
        brightness=1.05,
    ),
    "overcast light": Light(
        dark=(38, 44, 52),
        middle=(118, 124, 130),
        pale=(206, 211, 215),
        share=0.45,
        beam=(196, 206, 214),
        shade=(74, 82, 98),
        fall=0.9,
        depth=0.45,
        hardness=0.1,
        saturation=0.6,
        contrast=0.86,
        brightness=0.94,
    ),
    "soft overcast daylight lighting": Light(
        dark=(62, 64, 70),
        middle=(176, 176, 172),
        pale=(252, 252, 250),
        share=0.28,
        beam=(255, 254, 248),
        shade=(146, 154, 174),
        fall=0.9,
        depth=0.45,
        hardness=0.1,
        saturation=0.94,
        contrast=0.86,
        brightness=1.14,
    ),
    "cloud-filtered lighting": Light(
        dark=(30, 38, 60),
        middle=(142, 146, 150),
        pale=(255, 248, 232),
        share=0.2,
        beam=(255, 236, 190),
        shade=(104, 116, 150),
        fall=0.7,
        depth=0.6,
        hardness=0.4,
        contrast=1.02,
    ),
    "fog-diffused lighting": Light(
        dark=(120, 128, 134),
        middle=(176, 182, 186),
        pale=(232, 235, 236),
        share=0.5,
        beam=(250, 248, 240),
        shade=(140, 150, 160),
        fall=0.5,
        depth=0.2,
        hardness=0.0,
        saturation=0.5,
        contrast=0.7,
        brightness=1.02,
    ),
    "moonlight lighting": Light(
        dark=(3, 8, 26),
        middle=(50, 76, 128),
        pale=(212, 226, 248),
        share=0.9,
        beam=(176, 204, 255),
        shade=(30, 42, 84),
        fall=0.65,
        depth=0.8,
        hardness=0.6,
        saturation=0.6,
        contrast=1.1,
        brightness=0.72,
    ),
    "starlight nighttime": Light(
        dark=(3, 3, 17),
        middle=(34, 30, 84),
        pale=(118, 116, 180),
        share=0.9,
        beam=(128, 116, 220),
        shade=(26, 22, 58),
        fall=0.8,
        depth=0.6,
        hardness=0.4,
        saturation=0.6,
        brightness=0.46,
    ),
    "soft bokeh lighting": Light(
        dark=(46, 26, 38),
        middle=(188, 138, 118),
        pale=(255, 244, 226),
        share=0.25,
        beam=(255, 206, 150),
        shade=(112, 84, 116),
        fall=0.75,
        depth=0.45,
        hardness=0.1,
        saturation=1.1,
        contrast=0.94,
        brightness=1.02,
    ),
    "harsh studio lighting": Light(
        dark=(0, 0, 2),
        middle=(110, 112, 116),
        pale=(255, 255, 255),
        share=0.3,
        beam=(246, 250, 255),
        shade=(26, 28, 36),
        fall=0.8,
        depth=1.0,
        hardness=1.0,
        saturation=0.85,
        contrast=1.45,
        brightness=1.02,
    ),
}
"""By their names in the model's schema."""
