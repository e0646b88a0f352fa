"""A picture's size, said by the parameters that another model has for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from limner.porting.change import Outcome
from limner.porting.frames import (
    NOTHING,
    RATIOS,
    SHORT_SIDES,
    SIDE_STEP,
    SIDES,
    SIZES,
    Frame,
    closest,
    frame_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from limner_registry.parameter import Parameter

BOTH = frozenset({"shape", "short"})


@dataclass(frozen=True)
class Said:
    """One way to say a size.

    Attributes:
        became: The parameters that say it, with their values.
        tells: What of the size they tell, as in `Frame.knows`.
        outcome: `CONVERTED` or `CLAMPED`.
        why: A sentence.
    """

    became: Mapping[str, Any]
    tells: frozenset[str]
    outcome: Outcome
    why: str


def sayings(frame: Frame, free: Mapping[str, Parameter]) -> Iterator[list[Said]]:
    """The ways to say a size, those of one parameter or pair together, the best first.

    Args:
        frame: What is known of the size.
        free: The parameters that may say it, by name.
    """
    for name in (one for one in SIZES if one in free):
        target = free[name]
        ways = (_as_object, _as_choice, _as_usual)
        yield _best_first(said for way in ways for said in way(frame, target))
    if free.keys() >= set(SIDES):
        yield list(_as_sides(frame, free))
    for name in (one for one in (*RATIOS, *SHORT_SIDES) if one in free):
        target = free[name]
        yield _best_first([*_as_choice(frame, target), *_as_text(frame, target)])


def _best_first(ways: Iterable[Said]) -> list[Said]:
    return sorted(ways, key=lambda way: way.outcome is Outcome.CLAMPED)


def _as_object(frame: Frame, target: Parameter) -> Iterator[Said]:
    """Width and height in an object."""
    sides = _sides_in(target)
    if frame.pixels and sides:
        for became, outcome, why in _pixels(frame.pixels, sides):
            yield Said({target.name: became}, BOTH, outcome, why)


def _as_usual(frame: Frame, target: Parameter) -> Iterator[Said]:
    """Width and height in an object, as many pixels as usual, where only the shape is known."""
    sides, usual = _sides_in(target), frame_of(target.name, target.default).pixels
    if not sides or not usual or not frame.shape or frame.pixels:
        return
    told = f"its shape, with as many pixels as the default, {_text(usual)}"
    for became, outcome, _ in _pixels(frame.of_area(usual[0] * usual[1]), sides):
        yield Said({target.name: became}, frozenset({"shape"}), outcome, told)


def _sides_in(target: Parameter) -> dict[str, Parameter]:
    """The members for width and height, if it may be an object with both."""
    if target.element or not all(side in target.members for side in SIDES):
        return {}
    return {side: target.members[side] for side in SIDES}


def _as_sides(frame: Frame, free: Mapping[str, Parameter]) -> Iterator[Said]:
    if frame.pixels:
        for became, outcome, why in _pixels(frame.pixels, {side: free[side] for side in SIDES}):
            yield Said(became, BOTH, outcome, why)


def _pixels(
    pixels: tuple[int, int], sides: Mapping[str, Parameter]
) -> Iterator[tuple[dict[str, int], Outcome, str]]:
    """Width and height as they are, then as large as there's room in the same shape."""
    yield dict(zip(SIDES, pixels, strict=True)), Outcome.CONVERTED, "the same pixels"
    most = [side.bounds.maximum for side in sides.values()]
    rooms = [room / side for room, side in zip(most, pixels, strict=True) if room]
    factor = min(rooms, default=1.0)
    if factor < 1:
        smaller = [max(1, int(side * factor / SIDE_STEP)) * SIDE_STEP for side in pixels]
        told = f"the same shape, as large as there is room for {_text(pixels)}"
        yield dict(zip(SIDES, smaller, strict=True)), Outcome.CLAMPED, told


def _as_choice(frame: Frame, target: Parameter) -> Iterator[Said]:
    """The choice that is most like the size."""
    texts = [choice for choice in target.choices or () if isinstance(choice, str)]
    frames = {text: frame_of(target.name, text) for text in texts}
    if frame.shape:
        for text in list(closest(frame, frames))[:1]:
            yield _chosen(frame, frames[text], target, text)
    short = frame.short
    heights = {f.short: text for text, f in frames.items() if f.short and not f.shape}
    if short and heights:
        near = min(heights, key=lambda height: (abs((height or 0) - short), height))
        yield _chosen(Frame(short=short), Frame(short=near), target, heights[near])


def _chosen(frame: Frame, choice: Frame, target: Parameter, text: str) -> Said:
    tells = frame.knows & choice.knows
    is_same = all(
        frame.is_shaped_like(choice) if what == "shape" else frame.short == choice.short
        for what in tells
    )
    if is_same:
        word = {BOTH: "the same size", frozenset({"short"}): "the same pixels"}
        return Said({target.name: text}, tells, Outcome.CONVERTED, word.get(tells, "its shape"))
    told = f"the nearest of {target.choices_text}"
    return Said({target.name: text}, tells, Outcome.CLAMPED, told)


def _as_text(frame: Frame, target: Parameter) -> Iterator[Said]:
    """A shape in words, where any is taken."""
    free = target.name in RATIOS and not target.choices and "string" in target.types
    if free and frame.shape and frame.ratio:
        yield Said(
            {target.name: frame.ratio}, frozenset({"shape"}), Outcome.CONVERTED, "its shape"
        )


def _text(pixels: tuple[int, int]) -> str:
    return f"{pixels[0]} x {pixels[1]}"


def frames_of(arguments: Mapping[str, Any]) -> dict[str, Frame]:
    """What each of some arguments tells of the size; `width` and `height` only together."""
    told = {name: frame_of(name, value) for name, value in arguments.items() if name not in SIDES}
    sides = {name: arguments[name] for name in SIDES if name in arguments}
    return told | dict.fromkeys(sides, frame_of("", sides))


def together(frames: Mapping[str, Frame]) -> Frame:
    """What they tell of the size together."""
    whole = NOTHING
    for frame in frames.values():
        whole |= frame
    return whole
