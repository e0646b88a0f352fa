"""How the parameters of a text-to-image model show: steps, guidance, and shortcuts.

The picture is a drawing; this is what makes it look as if it had been developed out of noise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

from limner.sandbox.effects import grain, on_small, toned
from limner.sandbox.studio.scenes.composition import compose

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from limner.sandbox.brief import Brief
    from limner.sandbox.studio.scenes.sketch import Manner

USUAL_STEPS = 28
"""As many leave a picture without noise."""

_MOST_STEPS = 50
_MOST_GUIDANCE = 20.0
_LARGE = 3000
_STEAM = (244, 238, 236)
_BANDS = {"none": 0, "regular": 14, "high": 6}
_SPEED_DETAIL = {"none": 1.0, "regular": 0.8, "high": 0.5}


def draw(
    brief: Brief,
    manner: Manner,
    usual_guidance: float,
    finish: Callable[[Image.Image], Image.Image] | None = None,
) -> Image.Image:
    """The picture that a brief of a text-to-image model asks for.

    Args:
        brief: With `num_inference_steps`, `guidance_scale` and perhaps `acceleration`.
        manner: The model's own; the parameters are added to it.
        usual_guidance: The model's default of `guidance_scale`.
        finish: What the model's hand does to a drawing.
    """
    recipe = Recipe(
        steps=int(brief.given("num_inference_steps")),
        guidance=float(brief.given("guidance_scale")),
        usual_guidance=usual_guidance,
        acceleration=brief.given("acceleration") or "none",
    )
    manner = replace(
        manner,
        detail=manner.detail * recipe.detail,
        bands=recipe.bands,
        emphasis=manner.emphasis * recipe.emphasis,
    )
    picture = compose(brief.size, brief.seed, brief.title, manner)
    return recipe.developed(finish(picture) if finish else picture, brief.dice("noise"))


@dataclass(frozen=True)
class Recipe:
    """The parameters that text-to-image models share.

    Attributes:
        steps: `num_inference_steps`, 1 to 50.
        guidance: `guidance_scale`, 1 to 20.
        usual_guidance: The model's default of it, with which colours are as drawn.
        acceleration: `none`, `regular` or `high`.
    """

    steps: int
    guidance: float
    usual_guidance: float
    acceleration: str = "none"

    @property
    def detail(self) -> float:
        """How many small things are drawn; 1 for the usual steps without acceleration."""
        grown = 0.25 + 0.75 * min(1.0, self.steps / USUAL_STEPS) + 0.6 * self._surplus
        return grown * _SPEED_DETAIL.get(self.acceleration, 1.0)

    @property
    def bands(self) -> int:
        """How many flat colours a gradient has; 0 for a smooth one."""
        return _BANDS.get(self.acceleration, 0)

    @property
    def emphasis(self) -> float:
        """How large the things that the prompt names are; 1 with the usual guidance."""
        return 1 + (0.22 if self._pull > 0 else 0.3) * self._pull

    def developed(self, picture: Image.Image, chance: Random) -> Image.Image:
        """The picture as far as these parameters bring it.

        Args:
            picture: What a perfect model would have drawn.
            chance: Where the noise comes from.
        """
        guided = _guided(picture, self._pull)
        missing = max(0.0, 1 - (self.steps - 1) / (USUAL_STEPS - 1))
        if missing:
            return on_small(guided, lambda it: _noisy(it, missing, chance), _LARGE)
        return _refined(guided, self._surplus)

    @property
    def _surplus(self) -> float:
        """How many steps beyond the usual ones, 0 to 1."""
        return max(0.0, (self.steps - USUAL_STEPS) / (_MOST_STEPS - USUAL_STEPS))

    @property
    def _pull(self) -> float:
        """How far the guidance is from the usual: -1 (none) to 1 (as much as there is)."""
        ratio = math.log(max(1.0, self.guidance) / self.usual_guidance)
        most = _MOST_GUIDANCE / self.usual_guidance if ratio > 0 else self.usual_guidance
        return ratio / math.log(most)


def _guided(picture: Image.Image, pull: float) -> Image.Image:
    if pull < 0:
        return _dreamy(picture, -pull)
    return _cooked(picture, pull) if pull else picture


def _dreamy(picture: Image.Image, share: float) -> Image.Image:
    """Pale and soft, as if seen through steam."""
    soft = on_small(
        picture, lambda it: it.filter(ImageFilter.GaussianBlur(_unit(it) * 0.014)), 640
    )
    glowing = ImageChops.screen(soft, toned(soft, brightness=0.35))
    hazy = Image.blend(picture, glowing, 0.85 * share)
    pale = toned(hazy, saturation=1 - 0.45 * share, contrast=1 - 0.35 * share)
    return Image.blend(pale, Image.new("RGB", pale.size, _STEAM), 0.2 * share)


def _cooked(picture: Image.Image, share: float) -> Image.Image:
    """Bright and hard; too much of it burns the colours, and haloes the edges."""
    strong = toned(picture, saturation=1 + 1.3 * share, contrast=1 + 0.6 * share)
    halo = ImageFilter.UnsharpMask(_unit(picture) * 0.012, round(150 * share**2), 1)
    return on_small(strong, lambda it: it.filter(halo), _LARGE)


def _noisy(picture: Image.Image, missing: float, chance: Random) -> Image.Image:
    """Blobs of colour under what noise is left."""
    unit = _unit(picture)
    pale = toned(picture, contrast=1 - 0.3 * missing)
    blurred = pale.filter(ImageFilter.GaussianBlur(unit * 0.05 * missing**1.6))
    noise = Image.merge("RGB", [_static(picture.size, chance, unit) for _ in range(3)])
    return Image.blend(blurred, noise, 0.94 * missing**4.5)


def _static(size: tuple[int, int], chance: Random, unit: float) -> Image.Image:
    """Noise in large and in small grains."""
    coarse = grain(size, chance, max(1.0, unit / 34))
    fine = grain(size, chance, max(1.0, unit / 190))
    return Image.blend(coarse, fine, 0.55)


def _refined(picture: Image.Image, surplus: float) -> Image.Image:
    """Crisper with every step beyond the usual ones."""
    if not surplus:
        return picture
    crisp = ImageFilter.UnsharpMask(max(0.8, _unit(picture) * 0.0022), round(170 * surplus), 1)
    depth = ImageFilter.UnsharpMask(_unit(picture) * 0.04, round(24 * surplus), 0)
    return on_small(picture, lambda it: it.filter(depth).filter(crisp), _LARGE)


def _unit(picture: Image.Image) -> float:
    return max(min(picture.size), max(picture.size) / 20)
