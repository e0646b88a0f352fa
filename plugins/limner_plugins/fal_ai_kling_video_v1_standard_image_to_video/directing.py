"""The sandbox's film of a picture: a camera over it, brushes on it, and where it ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PIL import ImageFilter

from limner.data_urls import is_data_url, read_data_url
from limner.sandbox import asked
from limner.sandbox.chance import dice
from limner.sandbox.still import image_size
from limner.sandbox.studio.film.dial import Dial
from limner.sandbox.studio.film.lens import Lens, reach
from limner.sandbox.studio.film.life import living
from limner.sandbox.studio.film.movement import Shot, spoken
from limner.sandbox.studio.film.swarm import Swarm, swarms_on
from limner.sandbox.studio.palette import choose_palette
from limner.sandbox.studio.seeing.area import healed
from limner.sandbox.studio.words.script import mood_of, without, words_in
from limner_plugins.fal_ai_kling_video_v1_standard_image_to_video.brush import (
    Still,
    marked,
    moving_of,
)
from limner_plugins.fal_ai_kling_video_v1_standard_image_to_video.tail import Tail

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from PIL import Image

    from limner.sandbox.brief import Brief

_LONGEST = 60.0
_CALM = 0.4
_SHARPENING = frozenset({"blur", "blurry", "blurred", "unsharp", "quality"})


def direct(brief: Brief) -> Callable[[float], Image.Image]:
    """Prepare the film of a request.

    Returns:
        What is seen at a time of it, 0 to 1.
    """
    against = words_in(brief.given("negative_prompt"))
    words = words_in(without(brief.title, against))
    cfg = float(brief.given("cfg_scale") or 0)
    chance = dice(brief.title, brief.given("negative_prompt"))
    way, name = _way(brief, words, cfg, chance)
    sheet = _sheet(brief, way, (words, against), cfg)
    moving = moving_of(brief, sheet, _base(brief))
    for _, area in moving:
        sheet = healed(sheet, area)
    lens, dial = Lens(sheet, brief.size, way), Dial(brief.size, way, name)
    swarms = _swarms(brief, words, against, cfg)
    still = _still(brief, sheet)
    tail = Tail(brief.picture("tail_image_url")) if brief.given("tail_image_url") else None
    seconds = asked.seconds(brief.arguments, _LONGEST)

    def seen(progress: float) -> Image.Image:
        shot = way.at(progress)
        frame = lens.seen(shot)
        for part, _ in moving:
            part.put_on(frame, shot, progress)
        swarms_on(frame, swarms, shot, progress * seconds)
        if still:
            still.put_on(frame)
        for part, _ in moving:
            part.draw_path(frame, shot, progress)
        if tail:
            tail.put_on(frame, progress)
        dial.put_on(frame)
        return frame

    return seen


def _way(brief: Brief, words: Sequence[str], cfg: float, chance: Random) -> tuple[Shot, str]:
    """The camera's movement and what it is called: the prompt's, else a slow approach."""
    asked_for = spoken(words)
    drift = Shot(right=chance.uniform(-0.05, 0.05), up=chance.uniform(-0.05, 0.05))
    way = (asked_for or Shot(closer=0.16)) * (0.5 + cfg) + drift
    if brief.given("dynamic_masks"):
        # What moves by itself is shifted and scaled with the picture, not turned.
        way = replace(way, pan=0.0, tilt=0.0, roll=0.0) * (1.0 if asked_for else _CALM)
    return way, "prompt" if asked_for else "auto"


def _sheet(
    brief: Brief, way: Shot, texts: tuple[Sequence[str], Sequence[str]], cfg: float
) -> Image.Image:
    """The caller's picture in the prompt's mood, as large as the camera needs it."""
    words, against = texts
    sheet = brief.picture("image_url", size=reach(way, brief.size))
    if not _SHARPENING.intersection(against):
        sheet = sheet.filter(ImageFilter.GaussianBlur(min(brief.size) / 320))
    mood = mood_of(words, against, 0.2 + cfg, 0.8 * (cfg - 0.5))
    nuance = dice(brief.title, "nuance").uniform(-0.3, 0.3)
    return replace(mood, warmth=mood.warmth + nuance * cfg).on(sheet)


def _base(brief: Brief) -> tuple[int, int]:
    """The size of the caller's picture, or what is taken for it, in pixels."""
    url = str(brief.given("image_url"))
    return image_size(read_data_url(url)[1]) if is_data_url(url) else brief.size


def _swarms(brief: Brief, words: Sequence[str], against: Sequence[str], cfg: float) -> list[Swarm]:
    """What the prompt lets fall or fly over the picture."""
    chance = dice(brief.title, brief.given("negative_prompt"), "swarms")
    palette = choose_palette(frozenset(words), dice(brief.title))
    return living(
        brief.size,
        palette,
        chance,
        words=words,
        without=against,
        amount=0.4 + 1.2 * cfg,
        scenery=False,
    )


def _still(brief: Brief, sheet: Image.Image) -> Still | None:
    if not brief.given("static_mask_url"):
        return None
    area = marked(brief, "static_mask_url", size=sheet.size)
    left, top = ((whole - side) // 2 for whole, side in zip(sheet.size, brief.size, strict=True))
    box = left, top, left + brief.size[0], top + brief.size[1]
    return Still(area.crop(box), sheet.crop(box))
