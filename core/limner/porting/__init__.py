"""Porting: the arguments of one model as those of another, and what became of each.

Pure. It goes by the two schemas, by the kinds of files in them, and by a short table of names
that mean the same (`limner.porting.meanings`); it never guesses. What it makes passes the
target's verdict, unless something is missing, which it says.

    >>> ported = port({"image_url": url, "scale_factor": 8}, crystal, clarity)
    >>> ported.arguments
    {'image_url': 'https://...', 'upscale_factor': 4}
    >>> print(ported.changes[1])
    scale_factor clamped: called upscale_factor there; it takes 1 to 4
"""

from limner.porting.change import Change, Outcome, Ported
from limner.porting.port import port

__all__ = ["Change", "Outcome", "Ported", "port"]
