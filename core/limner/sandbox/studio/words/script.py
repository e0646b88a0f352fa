"""What the words of a film's prompts ask for: a place, a mood, and what shall not be seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from limner.sandbox.effects import toned

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from PIL import Image

_WORD = re.compile(r"[a-z]+")

_PLACES: Mapping[str, frozenset[str]] = {
    "sea": frozenset({"lake", "river", "water", "underwater", "fish", "reef", "whale", "gulls"}),
    "hills": frozenset({"garden", "flower", "flowers", "blossom", "farm", "grass", "balloons"}),
    "mountains": frozenset({"volcano", "lava", "snow", "winter", "dragon", "camp", "fire"}),
    "city": frozenset({"tokyo", "neon", "car", "cars", "road", "woman", "man", "cyberpunk"}),
}

_TONES: Sequence[tuple[frozenset[str], str, float]] = (
    (frozenset({"warm", "golden", "sunset", "sunny", "autumn", "summer"}), "warmth", 0.55),
    (frozenset({"cold", "cool", "icy", "winter", "snow", "blue", "moonlit"}), "warmth", -0.6),
    (frozenset({"dark", "night", "gloomy", "noir", "midnight", "storm"}), "brightness", -0.3),
    (frozenset({"bright", "light", "radiant", "sunny", "noon"}), "brightness", 0.16),
    (frozenset({"vivid", "vibrant", "colorful", "colourful", "neon"}), "saturation", 0.5),
    (frozenset({"grey", "gray", "dull", "muted", "pale", "monochrome"}), "saturation", -0.6),
    (frozenset({"dramatic", "cinematic", "epic", "contrast"}), "contrast", 0.28),
    (frozenset({"soft", "misty", "fog", "foggy", "hazy", "dreamy"}), "contrast", -0.25),
)


def words_in(text: object) -> list[str]:
    """The words of a prompt, in lower case and in their order; of nothing, none."""
    return _WORD.findall(str(text or "").lower())


def without(text: str, words: Collection[str]) -> str:
    """A prompt that names none of these things."""
    kept = (part for part in text.split() if not set(words_in(part)).intersection(words))
    return " ".join(kept)


def place_of(words: Collection[str]) -> str:
    """A word that a scene of the sandbox's knows, for words that it doesn't; or nothing."""
    asked = set(words)
    return next((place for place, names in _PLACES.items() if names & asked), "")


@dataclass(frozen=True)
class Mood:
    """How a film's colours differ from those of what is filmed; 0 is not at all.

    Attributes:
        warmth: -1 (blue) to 1 (orange).
        brightness: A share more or less.
        saturation: Likewise.
        contrast: Likewise.
    """

    warmth: float = 0.0
    brightness: float = 0.0
    saturation: float = 0.0
    contrast: float = 0.0

    def on(self, picture: Image.Image) -> Image.Image:
        """A picture, RGB, in this mood."""
        return toned(
            picture,
            saturation=max(0.0, 1 + self.saturation),
            contrast=max(0.3, 1 + self.contrast),
            brightness=max(0.4, 1 + self.brightness),
            warmth=max(-1.0, min(1.0, self.warmth)),
        )


def mood_of(
    words: Collection[str], against: Collection[str], strength: float, vividness: float
) -> Mood:
    """The mood that a prompt names.

    Args:
        words: Those of the prompt.
        against: Those of the negative prompt, which ask for the contrary.
        strength: How far the words are followed; 1 is usual.
        vividness: What is added to saturation and contrast whatever the words are.
    """
    parts = {"warmth": 0.0, "brightness": 0.0, "saturation": vividness, "contrast": vividness / 3}
    for names, part, amount in _TONES:
        if names.intersection(words):
            parts[part] += amount * strength
        if names.intersection(against):
            parts[part] -= amount * 0.8
    return Mood(**parts)
