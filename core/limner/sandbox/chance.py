"""Where the chance in a drawing comes from: the same facts give the same dice."""

from __future__ import annotations

from random import Random


def dice(*facts: object) -> Random:
    """Dice that always fall the same way for the same facts.

    Args:
        facts: What the drawing shall depend on, such as a seed and a prompt.
    """
    # A prompt may hold half a surrogate pair, which has no UTF-8.
    text = "\n".join(str(fact) for fact in facts).encode("utf-8", "surrogatepass")
    return Random(text)  # noqa: S311 - a drawing, not a secret
