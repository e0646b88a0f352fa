"""What draws the sandbox's pictures.

Here are the tools; the rooms below are what is drawn with them: `scenes` and `things` that
a prompt asks for in `words`, `seeing` what a given picture shows, `scaling` it, and `film`.

These modules import Pillow at their top: import them inside functions, after
`limner.sandbox.extras.require_pillow`.
"""
