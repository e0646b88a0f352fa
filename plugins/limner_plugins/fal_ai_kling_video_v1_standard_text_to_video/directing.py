"""The sandbox's film of a prompt: a drawn scene, what lives in it, and a camera that moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import ImageFilter

from limner.sandbox import asked
from limner.sandbox.chance import dice
from limner.sandbox.studio.film.dial import Dial
from limner.sandbox.studio.film.foreground import Foreground
from limner.sandbox.studio.film.lens import Lens
from limner.sandbox.studio.film.life import THINGS, living
from limner.sandbox.studio.film.movement import PRESETS, Shot, advanced, spoken
from limner.sandbox.studio.film.swarm import swarms_on
from limner.sandbox.studio.scenes.composition import compose, palette_of
from limner.sandbox.studio.words.script import mood_of, place_of, without, words_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL import Image

    from limner.sandbox.brief import Brief

_ROOM = 1.3
_DRIFT = Shot(closer=0.14)
_LONGEST = 60.0
_SHARPENING = frozenset({"blur", "blurry", "blurred", "unsharp", "quality"})


def direct(brief: Brief) -> Callable[[float], Image.Image]:
    """Prepare the film of a request.

    Returns:
        What is seen at a time of it, 0 to 1.
    """
    way, name = _way(brief)
    against = words_in(brief.given("negative_prompt"))
    words = words_in(without(brief.title, against))
    # A scene without birds is the same scene; one without a city is another.
    title = without(brief.title, set(against) - THINGS)
    title = f"{title} {place_of(words_in(title))}"
    cfg = float(brief.given("cfg_scale") or 0)
    palette = palette_of(0, title)
    chance = dice(title, brief.given("negative_prompt"))
    swarms = living(
        brief.size, palette, chance, words=words, without=against, amount=0.4 + 1.2 * cfg
    )
    front = Foreground(brief.size, palette, chance, words_in(title))
    world = _world(brief, title, against, cfg)
    if way.turned or way.closer:
        world = front.built_into(world)
    lens, dial = Lens(world, brief.size, way), Dial(brief.size, way, name)
    seconds = asked.seconds(brief.arguments, _LONGEST)

    def seen(progress: float) -> Image.Image:
        shot = way.at(progress)
        frame = swarms_on(lens.seen(shot), swarms, shot, progress * seconds)
        if not (way.turned or way.closer):
            front.put_on(frame, shot)
        dial.put_on(frame)
        return frame

    return seen


def _world(brief: Brief, title: str, against: Sequence[str], cfg: float) -> Image.Image:
    """The scene, with room for the camera around the frame."""
    width, height = (round(side * _ROOM) for side in brief.size)
    # The prompt alone chooses the scene, so that films differ in what was changed.
    scene = compose((width, height), 0, title)
    if not _SHARPENING.intersection(against):
        scene = scene.filter(ImageFilter.GaussianBlur(min(brief.size) / 320))
    return mood_of((), against, 1.0, 0.9 * (cfg - 0.5)).on(scene)


def _way(brief: Brief) -> tuple[Shot, str]:
    """The camera's movement and what it is called: the parameters', else the prompt's."""
    parts: list[tuple[Shot, str]] = []
    if preset := brief.given("camera_control"):
        parts.append((PRESETS[preset], preset.replace("_", " ")))
    if kind := brief.given("advanced_camera_control", "movement_type"):
        value = brief.given("advanced_camera_control", "movement_value")
        parts.append((advanced(kind, value), f"{kind} {value:+g}" if value else f"{kind} 0"))
    if not parts:
        words = spoken(words_in(brief.title))
        return (words, "prompt") if words else (_DRIFT, "auto")
    total = sum((shot for shot, _ in parts), Shot())
    return total, ", ".join(name for _, name in parts)
