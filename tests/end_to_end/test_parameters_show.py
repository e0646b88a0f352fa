"""Whoever changes one parameter sees it: two sandbox runs that differ in it alone differ."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import av
import pytest
from PIL import Image, ImageChops, ImageStat

import limner
from limner.sandbox import asked
from limner.sandbox.brief import Brief
from limner.sandbox.studio.caption import labels
from limner.sandbox.studio.scenes.composition import compose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from limner_registry.parameter import Parameter

SAFETY = "the sandbox draws nothing that would have to be held back"
UNSEEN = {
    "enable_safety_checker": SAFETY,
    "safety_tolerance": SAFETY,
    "sync_mode": "the same picture travels inside the result",
}
"""The parameters that change no picture, and why."""

LEAST = 0.4
"""Levels (of 255) by which two pictures must differ on average, outside the lettering."""

_EDGE = 16  # a JPEG's blocks carry the lettering a little further


def picture(seed: int, words: str = "a lighthouse at noon") -> Image.Image:
    return compose((192, 144), seed, words)


def mask(box: tuple[int, int, int, int]) -> Image.Image:
    image = Image.new("L", (192, 144))
    image.paste(255, box)
    return image


SMALL = {"width": 320, "height": 240}
PATH = [{"x": 40, "y": 70}, {"x": 160, "y": 40}]
OTHERS: dict[str, Any] = {
    "image_size": {"width": 320, "height": 200},
    "prompt": "a city at night",
    "negative_prompt": "boats, clouds",
    "image_url": picture(9, "mountains at dusk"),
    "tail_image_url": picture(5, "a city at night"),
    "static_mask_url": mask((0, 0, 96, 144)),
    "dynamic_masks": [{"mask_url": mask((60, 40, 110, 100)), "trajectories": PATH}],
    "advanced_camera_control": {"movement_type": "horizontal", "movement_value": 8},
    "seed": 8,
    "duration": "10",
}
"""Another value for what the schema alone doesn't tell enough about."""


def usual(model: limner.Model) -> dict[str, Any]:
    """What both runs are given: what is required, one seed, a small picture."""
    known = {"prompt": "a lighthouse at dusk", "image_url": picture(3), "seed": 7}
    names = model.parameters
    given = {one.name: known[one.name] for one in names if one.name in known}
    given |= {one.name: one.choices[0] for one in names if one.required and one.choices}
    return given | (
        {"image_size": SMALL} if any(one.name == "image_size" for one in names) else {}
    )


def another(parameter: Parameter, given: Any) -> Any:
    """A value that is neither the one given nor the default."""
    if parameter.name in OTHERS:
        return OTHERS[parameter.name]
    if parameter.choices:
        return next(c for c in parameter.choices if c not in (given, parameter.default))
    if "boolean" in parameter.types:
        return not parameter.default
    return min(parameter.bounds.maximum or 0, 2 * (parameter.default or 1) + 1)


CLIENT = limner.Client(provider="sandbox", environment={})
CASES = [
    pytest.param(model.endpoint_id, parameter.name, id=f"{model.endpoint_id}-{parameter.name}")
    for model in CLIENT.registry.values()
    for parameter in model.parameters
]


@dataclass(frozen=True)
class Shot:
    """A picture, or a moment of a film, and where its lettering is."""

    image: Image.Image
    kind: str
    boxes: tuple[tuple[int, int, int, int], ...]


def shots(endpoint_id: str, arguments: Mapping[str, Any]) -> list[Shot]:
    result = CLIENT.run(endpoint_id, dict(arguments))
    brief = Brief(result.job.request)
    lines = asked.lines(result.job.request)
    return [
        Shot(image, kind, tuple(_boxes(image.size, brief.title, lines)))
        for artifact in result.artifacts
        for image, kind in _opened(artifact.bytes())
    ]


@cache
def usual_shots(endpoint_id: str) -> list[Shot]:
    return shots(endpoint_id, usual(CLIENT.registry[endpoint_id]))


def _opened(data: bytes) -> Iterator[tuple[Image.Image, str]]:
    if data[4:8] != b"ftyp":
        image = Image.open(io.BytesIO(data))
        yield image.convert("RGBA"), str(image.format)
        return
    with av.open(io.BytesIO(data)) as film:
        for number, frame in enumerate(film.decode(video=0)):
            if number % 12 == 0:
                image: Any = frame.to_image()
                yield image.convert("RGBA"), "MP4"


def _boxes(
    size: tuple[int, int], title: str, lines: list[str]
) -> Iterator[tuple[int, int, int, int]]:
    for label in labels(size, title, lines):
        left, top = label.place
        right, bottom = left + label.plate.width, top + label.plate.height
        yield left - _EDGE, top - _EDGE, right + _EDGE, bottom + _EDGE


def difference(one: Shot, other: Shot) -> float:
    """How many levels two pictures differ by, on average, outside both their letterings."""
    images = [shot.image.copy() for shot in (one, other)]
    for image in images:
        for box in one.boxes + other.boxes:
            image.paste(0, box)
    return max(ImageStat.Stat(ImageChops.difference(*images)).mean)


def differ(before: list[Shot], after: list[Shot]) -> bool:
    if [(s.image.size, s.kind) for s in before] != [(s.image.size, s.kind) for s in after]:
        return True
    pairs = zip(before, after, strict=True)
    return max(difference(one, other) for one, other in pairs) >= LEAST


@pytest.mark.parametrize(("endpoint_id", "name"), CASES)
def test_a_parameter_alone_changes_what_is_seen(endpoint_id: str, name: str) -> None:
    """Every parameter shows beside the lettering, but for those named with a reason."""
    model = CLIENT.registry[endpoint_id]
    given = usual(model)
    parameter = next(one for one in model.parameters if one.name == name)

    changed = shots(endpoint_id, given | {name: another(parameter, given.get(name))})

    assert differ(usual_shots(endpoint_id), changed) == (name not in UNSEEN)


def test_all_76_parameters_are_looked_at() -> None:
    """No parameter of the thirteen models is left out, and no reason stands for none."""
    assert len(CASES) == 76
    assert set(UNSEEN) <= {one.name for m in CLIENT.registry.values() for one in m.parameters}
