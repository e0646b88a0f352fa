"""Every model of the seed goes the whole way, in the sandbox: call, result, file, receipt."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import av
import pytest
from jsonschema import Draft202012Validator
from PIL import Image

import limner
from limner import receipts

if TYPE_CHECKING:
    from pathlib import Path

PROMPT = {"prompt": "a lighthouse at dusk"}
PICTURE = {"image_url": "PATH"}
"""Stands for the path of a picture on disk."""

CALLS: dict[str, dict[str, Any]] = {
    "bria/fibo-edit/colorize": {**PICTURE, "color": "contemporary color"},
    "bria/fibo-edit/relight": {
        **PICTURE,
        "light_type": "midday",
        "light_direction": "front",
    },
    "bria/fibo-edit/reseason": {**PICTURE, "season": "winter"},
    "bria/fibo-edit/restore": PICTURE,
    "bria/fibo-edit/restyle": {**PICTURE, "style": "3D Render"},
    "clarityai/crystal-upscaler": PICTURE,
    "fal-ai/birefnet/v2": PICTURE,
    "fal-ai/clarity-upscaler": PICTURE,
    "fal-ai/flux-pro": PROMPT,
    "fal-ai/flux/dev": PROMPT,
    "fal-ai/kling-video/v1/standard/image-to-video": {**PROMPT, **PICTURE},
    "fal-ai/kling-video/v1/standard/text-to-video": PROMPT,
    "fal-ai/z-image/base": PROMPT,
    "fal-ai/kling-video/v1_standard_image-to-video": {**PROMPT, **PICTURE},
    "fal-ai/kling-video/v1_standard_text-to-video": PROMPT,
}
"""By id or alias: the required parameters and no others."""


@pytest.fixture(scope="module")
def client() -> limner.Client:
    return limner.Client(provider="sandbox", environment={})


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("own") / "picture.png"
    Image.linear_gradient("L").resize((96, 64)).save(path)
    return str(path)


def assert_opens(path: Path) -> None:
    """A picture's pixels, or a film's frames, can be decoded."""
    if path.suffix == ".mp4":
        with av.open(str(path)) as film:
            frames = sum(1 for _ in film.decode(video=0))
            assert (frames, film.duration) == (50, 5 * av.time_base)
    else:
        with Image.open(path) as image:
            image.load()
            assert min(image.size) >= 64


def assert_receipt(artifact: limner.Artifact, given: dict[str, Any]) -> None:
    """A file has its receipt in it, which holds, tells of the call, and comes out again."""
    assert artifact.path is not None
    assert artifact.download is not None
    verified = receipts.verify(artifact.path)
    plain = receipts.strip(artifact.path, artifact.path.with_name("plain")).read_bytes()
    assert verified.differences == ()
    assert verified.receipt is not None
    assert verified.receipt.arguments.keys() == given.keys()
    assert (verified.receipt.provider, verified.receipt.seed) == ("sandbox", artifact.seed)
    assert hashlib.sha256(plain).hexdigest() == artifact.download.sha256


@pytest.mark.parametrize("name", CALLS)
def test_model_goes_the_whole_way(
    client: limner.Client, picture: str, tmp_path: Path, name: str
) -> None:
    """With its required parameters alone: a file that opens, its receipt, and a valid result."""
    given = {key: picture if value == "PATH" else value for key, value in CALLS[name].items()}
    model = client.registry[name]

    result = client.run(name, given, output=f"{tmp_path}/")

    Draft202012Validator(model.output).validate(result.raw)
    paths = sorted(tmp_path.iterdir())
    assert set(given) == set(model.input["required"])
    assert result.warnings == ()
    assert paths == sorted(artifact.path for artifact in result.artifacts if artifact.path)
    assert len(paths) == 1
    assert paths[0].name.startswith(model.endpoint_id.replace("/", "_"))
    assert_opens(paths[0])
    assert_receipt(result.artifacts[0], given)


def test_calls_are_for_all_models(client: limner.Client) -> None:
    """The thirteen ids and both aliases are called, and no other models come with Limner."""
    models = list(client.registry.values())
    names = {name for model in models for name in (model.endpoint_id, *model.aliases)}

    assert len(models) == 13
    assert names == set(CALLS)
