"""fal-ai/flux-pro: images of professional quality from text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limner import hookimpl

if TYPE_CHECKING:
    from PIL import Image

    from limner import Request
    from limner.rendering import Rendering
    from limner.sandbox.toolkit import Brief


@hookimpl
def render_sandbox(request: Request) -> Rendering:
    """A rich drawing of the prompt, with `enhance_prompt` of a longer one."""
    from limner.sandbox.toolkit import render

    rendering = render(request, paint=_paint)
    if not request.model.effective(request.arguments)["enhance_prompt"]:
        return rendering
    from limner_plugins.fal_ai_flux_pro.enhancing import enhanced

    prompt = enhanced(str(request.arguments["prompt"]))
    return replace(rendering, fields={**rendering.fields, "prompt": prompt})


def _paint(brief: Brief) -> Image.Image:
    from limner_plugins.fal_ai_flux_pro.drawing import paint

    return paint(brief)
