"""fal-ai/clarity-upscaler: larger images, with detail that a prompt guides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner import hookimpl

if TYPE_CHECKING:
    from PIL import Image

    from limner.rendering import Rendering
    from limner.request import Request
    from limner.sandbox.toolkit import Brief


@hookimpl
def render_sandbox(request: Request) -> Rendering:
    """Enlarge the caller's picture, and add detail as the prompt and the numbers say."""
    from limner.sandbox.toolkit import render

    return render(request, paint=_paint)


def _paint(brief: Brief) -> Image.Image:
    from limner.sandbox.studio.scaling.loupe import with_loupe
    from limner.sandbox.studio.scaling.upscaling import enlarged, source_size
    from limner_plugins.fal_ai_clarity_upscaler.diffusion import Diffusion

    factor = float(brief.given("upscale_factor"))
    source = brief.picture("image_url", size=source_size(brief.size, factor))
    diffusion = Diffusion(
        prompt=str(brief.given("prompt")),
        negative=str(brief.given("negative_prompt")),
        creativity=float(brief.given("creativity")),
        resemblance=float(brief.given("resemblance")),
        guidance=float(brief.given("guidance_scale")),
        steps=int(brief.given("num_inference_steps")),
        seed=brief.seed,
    )
    return with_loupe(enlarged(source, brief.size, diffusion.of), source, factor)
