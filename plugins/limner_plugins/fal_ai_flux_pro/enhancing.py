"""The longer prompt that `enhance_prompt` makes of a prompt."""

from __future__ import annotations

from limner.sandbox.studio.words.vocabulary import read

_ADDITIONS = {
    "space": "shooting stars, a glowing nebula",
    "underwater": "motes of light, slow bubbles",
    "table": "dust in the sunlight, a quiet morning",
    "backdrop": "a halo of light, motes in the air",
    "papercut": "layered paper, sparkling edges",
}
_USUAL = "drifting clouds, a far flock of birds, floating lights"
_ALWAYS = "rays of light, rich detail"


def enhanced(prompt: str) -> str:
    """A prompt, and what the sandbox draws in addition."""
    return f"{prompt}, {additions(prompt)}"


def additions(prompt: str) -> str:
    """What the sandbox draws in addition."""
    reading = read(prompt)
    places = reading.places or reading.homes
    addition = _ADDITIONS.get(places[0], _USUAL) if places else _USUAL
    return f"{addition}, {_ALWAYS}"
