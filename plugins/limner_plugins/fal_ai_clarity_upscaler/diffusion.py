"""What a diffusion model would do to an enlarged picture, drawn: each number has its effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageFilter

from limner.sandbox.chance import dice
from limner.sandbox.effects import grainy, toned
from limner.sandbox.studio.scaling.invention import invented
from limner_plugins.fal_ai_clarity_upscaler.drift import drifted
from limner_plugins.fal_ai_clarity_upscaler.wording import colour_of, kind_of, unwanted_colour

if TYPE_CHECKING:
    from random import Random

_MOST = 4200
_USUAL_GUIDANCE = 4.0
_LOW_QUALITY = 0.12


@dataclass(frozen=True)
class Diffusion:
    """A picture's way through the model.

    Attributes:
        prompt: Chooses the kind of the invented detail, where it lies, and a tint.
        negative: Chooses a colour that the picture leans away from; without one, less is finished.
        creativity: 0 to 1: how much detail is invented, and how large it is.
        resemblance: 0 to 1: how little shapes and colours drift.
        guidance: 0 to 20: how strong contrast, colour and the prompt's tint are.
        steps: 4 to 50: how little softness, paleness and noise are left.
        seed: Another one lets chance fall otherwise.
    """

    prompt: str
    negative: str
    creativity: float
    resemblance: float
    guidance: float
    steps: int
    seed: int

    def of(self, picture: Image.Image) -> Image.Image:
        """What becomes of a picture, RGB, of at most some two million pixels."""
        changed = drifted(picture, 1 - self.resemblance, self._dice("drift"))
        changed = self._guided(changed)
        changed = invented(
            changed,
            kind_of(self.prompt),
            round(_MOST * self.creativity),
            self._dice("detail", self.prompt),
            0.45 + 0.95 * self.creativity,
        )
        return self._unfinished(changed)

    def _guided(self, picture: Image.Image) -> Image.Image:
        more = self.guidance - _USUAL_GUIDANCE
        clear = picture.filter(
            ImageFilter.UnsharpMask(max(picture.size) / 60, round(6 * self.guidance), 0)
        )
        clear = toned(clear, contrast=1.08 + 0.025 * more, saturation=1.12 + 0.045 * more)
        if wanted := colour_of(self.prompt):
            clear = _leaning(clear, wanted, 0.14 + 0.012 * self.guidance)
        if unwanted := unwanted_colour(self.negative):
            red, green, blue = (255 - part for part in unwanted)
            clear = _leaning(clear, (red, green, blue), 0.08 + 0.008 * self.guidance)
        return clear

    def _unfinished(self, picture: Image.Image) -> Image.Image:
        """With what so many steps leave to be done: noise, softness, pale colours."""
        # Where nothing is unwanted, low quality isn't either.
        left = 4 / self.steps + (0 if self.negative.strip() else _LOW_QUALITY)
        unit = max(picture.size) / 1024
        soft = picture.filter(ImageFilter.GaussianBlur(3.2 * unit * left**1.2))
        pale = toned(soft, saturation=1 - 0.6 * left, contrast=1 - 0.4 * left)
        return grainy(pale, self._dice("noise"), 0.42 * left, max(1.0, 2.5 * unit * left**0.5))

    def _dice(self, *facts: object) -> Random:
        return dice(self.seed, *facts)


def _leaning(picture: Image.Image, colour: tuple[int, int, int], share: float) -> Image.Image:
    """A picture whose greys have something of a colour."""
    grey = picture.convert("L")
    bands = [grey.point([_tinted(value, part) for value in range(256)]) for part in colour]
    return Image.blend(picture, Image.merge("RGB", bands), share)


def _tinted(value: int, part: int) -> int:
    """A grey value in a colour: what is dark is dark in it, and what is bright is white."""
    middle = 128
    if value < middle:
        return value * part // middle
    return part + (255 - part) * (value - middle) // (255 - middle)
