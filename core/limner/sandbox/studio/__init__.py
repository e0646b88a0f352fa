"""What draws the sandbox's pictures.

These modules import Pillow at their top: import them inside functions, after
`limner.sandbox.extras.require_pillow`.
"""
