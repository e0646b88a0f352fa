"""What `render_sandbox` hooks are written with.

A hook hands the request to `render`, with a function that paints a picture, or one that
directs a film. It gets a `Brief`: what was asked for, and the caller's own pictures.

    from limner import hookimpl


    @hookimpl
    def render_sandbox(request):
        from limner.sandbox.toolkit import render

        return render(request, paint=_paint)


    def _paint(brief):
        from limner.sandbox.effects import graded

        return graded(brief.picture("image_url"), "midnightblue", "peru", "seashell")

This module needs nothing but Limner; `limner.sandbox.effects` and what lies in
`limner.sandbox.studio` need Pillow, and are imported where painting begins.
"""

from __future__ import annotations

from limner.rendering import File, Rendering
from limner.sandbox.brief import Brief, UnusableFile
from limner.sandbox.generic import render

__all__ = ["Brief", "File", "Rendering", "UnusableFile", "render"]
