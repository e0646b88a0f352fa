"""Parameters that mean the same by different names: the table that porting goes by.

A name is in it if the providers' own descriptions say the same of it, in the schemas of some
1,300 endpoints. Left out on purpose: `strength` (of a picture here, of the noise there),
`disable_...` (the contrary), `text` (what is spoken), masks of movements, and whatever has a
common word in its name only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["", "level", "name", "number", "seconds"]
"""What the numbers of a meaning are: nothing special, points on a scale that each model has of
its own, names that have no neighbours, amounts of the same thing everywhere, seconds."""


@dataclass(frozen=True)
class Meaning:
    """What some parameters have in common.

    Attributes:
        names: What they are called, the commonest first.
        unit: What their numbers are.
    """

    names: tuple[str, ...]
    unit: Unit = ""


MEANINGS = (
    Meaning(("prompt", "text_prompt")),
    Meaning(("negative_prompt", "negative_text_prompt")),
    Meaning(("seed", "random_seed", "noise_seed"), "name"),
    Meaning(("guidance_scale", "cfg_scale", "cfg", "guidance"), "level"),
    Meaning(("num_inference_steps", "inference_steps", "num_steps", "steps"), "level"),
    Meaning(("upscale_factor", "scale_factor", "upscaling_factor", "scale"), "number"),
    Meaning(("num_images", "num_samples", "num_outputs", "number_of_images"), "number"),
    Meaning(("num_frames", "number_of_frames"), "number"),
    Meaning(("fps", "frames_per_second", "frame_rate"), "number"),
    Meaning(("duration", "duration_seconds", "seconds", "seconds_total"), "seconds"),
    Meaning(("output_format", "image_format", "format")),
    Meaning(("enhance_prompt", "expand_prompt", "enable_prompt_expansion", "prompt_optimizer")),
    Meaning(
        (
            *("image_url", "image_urls", "input_image_url", "input_image_urls", "start_image_url"),
            *("first_frame_url", "first_image_url", "first_frame_image_url", "source_image_url"),
            *("image", "images", "input_image"),
        )
    ),
    Meaning(
        (
            *("tail_image_url", "end_image_url", "last_frame_url", "last_image_url"),
            "last_frame_image_url",
        )
    ),
    Meaning(("reference_image_url", "reference_image_urls", "ref_image_url", "ref_image_urls")),
    Meaning(("reference_video_url", "reference_video_urls")),
    Meaning(("reference_audio_url", "reference_audio_urls")),
    Meaning(("control_image_url",)),
    Meaning(("mask_url", "mask_image_url", "mask_image")),
    Meaning(("video_url", "video_urls", "input_video_url", "source_video_url", "video")),
    Meaning(("audio_url", "audio_urls", "input_audio_url", "audio")),
)

MAIN_FILES = frozenset({"image_url", "video_url", "audio_url"})
"""The first names of what a model works on."""

NOTHING = Meaning(())
"""That of a name that isn't in the table."""

_BY_NAME = {name: meaning for meaning in MEANINGS for name in meaning.names}


def meaning_of(name: str) -> Meaning:
    """What a name means."""
    return _BY_NAME.get(name, NOTHING)
