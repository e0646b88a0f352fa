"""What a model makes as it was asked to has no warnings: all models, arguments of every kind."""

from __future__ import annotations

import io
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from PIL import Image

import limner
from limner.data_urls import data_url
from limner_registry.files import file_places
from limner_registry.strategies import arguments

if TYPE_CHECKING:
    from limner_registry import Model

CLIENT = limner.Client("sandbox", environment={}, receipts=None)
MODELS = list(CLIENT.registry.values())


def photo() -> str:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((96, 64)).save(out, "PNG")
    return data_url("image/png", out.getvalue())


PHOTO = photo()


def put(value: Any, path: tuple[str | int, ...]) -> Any:
    """A value with the photo at a place."""
    if not path:
        return PHOTO
    step, *rest = path
    if isinstance(value, dict):
        return {**value, step: put(value[step], tuple(rest))}
    return [put(v, tuple(rest)) if n == step else v for n, v in enumerate(value)]


def alarms(model: Model, count: int, *, with_files: bool) -> tuple[int, list[Any]]:
    """How many of some drawn calls the sandbox took, and those that it has warnings for."""
    ran, found = [], []

    @seed(7)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(arguments(model))
    def call(drawn: dict[str, Any]) -> None:
        for place in file_places(model.input, drawn):
            drawn = put(drawn, place.path)
        drawn = {**drawn, "sync_mode": False} if "sync_mode" in drawn else drawn
        with TemporaryDirectory() as folder:
            try:
                where = f"{folder}/" if with_files else None
                got = CLIENT.run(model.endpoint_id, drawn, output=where)
            except (limner.InvalidArguments, limner.JobFailed):  # a plugin's rules; too large
                return
        ran.append(got)
        found.extend((drawn, issue) for issue in got.warnings)

    call()
    return len(ran), found


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.endpoint_id)
def test_the_result_of_a_valid_call_is_as_expected(model: Model) -> None:
    """Three hundred calls of each model, by what the result says."""
    ran, found = alarms(model, 300, with_files=False)

    assert ran > 200
    assert found == []


@pytest.mark.parametrize(
    ("endpoint_id", "asked"),
    [
        ("fal-ai/flux-pro", {"image_size": {"width": 1477, "height": 1}, "seed": -192}),
        (
            "fal-ai/kling-video/v1/standard/text-to-video",
            {"advanced_camera_control": {"movement_type": "tilt", "movement_value": -6.0}},
        ),
    ],
)
def test_odd_calls_are_drawn(endpoint_id: str, asked: dict[str, Any]) -> None:
    """A picture of one line; a whole number that is written with a point."""
    drawn = {"prompt": "\xee\x11\x87;", **asked}
    count = {"num_images": 4} if "flux" in endpoint_id else {}

    assert all(file.bytes() for file in CLIENT.run(endpoint_id, {**drawn, **count}).artifacts)


@pytest.mark.soak
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.endpoint_id)
def test_the_files_of_a_valid_call_are_as_expected(model: Model) -> None:
    """Thirty calls of each, by what its files are."""
    ran, found = alarms(model, 30, with_files=True)

    assert ran > 15
    assert found == []
