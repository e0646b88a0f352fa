"""What the sandbox refuses is what validation refuses, in the form of fal's 422."""

from __future__ import annotations

import json
from typing import Any

import pytest

import limner
from limner.errors import InvalidArguments, JobRejected
from limner.plugins import Plugins
from limner.sandbox.provider import SandboxProvider
from limner.sandbox.server import QUEUE, SandboxServer
from limner.transport import HttpAnswer, HttpCall

FLUX = "fal-ai/flux/dev"
BIREFNET = "fal-ai/birefnet/v2"
KLING = "fal-ai/kling-video/v1/standard/image-to-video"
PROMPT: dict[str, Any] = {"prompt": "a lighthouse at dusk"}
PLUGINS = Plugins(environment={})
PROVIDER = SandboxProvider()


def submitted(endpoint_id: str, arguments: Any) -> HttpAnswer:
    body = json.dumps(arguments).encode()
    return SandboxServer(PLUGINS).answer(HttpCall("POST", f"{QUEUE}/{endpoint_id}", body=body), 0)


REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "all at once": (FLUX, {"prompt": 1, "num_image": 2, "guidance_scale": 99, "image_size": "x"}),
    "missing": (FLUX, {}),
    "type": (FLUX, {**PROMPT, "seed": "seven"}),
    "bounds": (FLUX, {**PROMPT, "num_images": 5, "num_inference_steps": 0}),
    "exclusive bound": (FLUX, {**PROMPT, "image_size": {"width": 0, "height": 20_000}}),
    "choices": (FLUX, {**PROMPT, "acceleration": "warp"}),
    "deep": (
        KLING,
        {
            **PROMPT,
            "image_url": "https://x.example/x.png",
            "dynamic_masks": [{"mask_url": 7, "trajectories": [{"x": "a"}]}],
        },
    ),
    "names that look like numbers": (FLUX, {**PROMPT, "7": 1, "007": 1, "٣": 1, "a/b~c": 1}),
    "a plugin's rule": (
        BIREFNET,
        {"image_url": "https://x.example/x.png", "operating_resolution": "2304x2304"},
    ),
    "a plugin's rule and the schema": (
        BIREFNET,
        {"operating_resolution": "2304x2304", "output_format": "bmp"},
    ),
    "no file": (BIREFNET, {"image_url": "/nowhere/at/all.png"}),
    "no file, and more": (BIREFNET, {"image_url": "", "output_mask": "yes", "extra": None}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_validation_refuses_is_refused(name: str) -> None:
    """The 422's entries, read back, are the issues of validation: places, codes and values."""
    endpoint_id, arguments = REFUSED[name]
    with pytest.raises(InvalidArguments) as caught:
        limner.Client(provider="sandbox").validate(endpoint_id, arguments)

    answer = submitted(endpoint_id, arguments)
    error = PROVIDER.error(endpoint_id, answer)

    assert answer.status == 422
    assert isinstance(error, JobRejected)
    assert {(i.pointer, i.code) for i in error.issues} == {
        (i.pointer, i.code) for i in caught.value.issues
    }
    assert len(error.issues) == len(caught.value.issues)


def test_entry_has_the_form_of_fals() -> None:
    """An entry has fal's five members: place, words, type, context and input."""
    answer = submitted(FLUX, {**PROMPT, "num_images": 5})

    (entry,) = answer.json()["detail"]
    assert entry.pop("msg")
    assert entry == {
        "loc": ["body", "num_images"],
        "type": "less_than_equal",
        "ctx": {"le": 4},
        "input": 5,
    }


def test_choices_are_expected_ones() -> None:
    """A refused choice says which ones there are, as fal does."""
    answer = submitted(FLUX, {**PROMPT, "output_format": "bmp"})

    assert answer.json()["detail"][0]["ctx"] == {"expected": ["jpeg", "png"]}


@pytest.mark.parametrize("name", ["valid", "a data URL", "several URLs"])
def test_what_validation_takes_is_taken(name: str) -> None:
    """What passes validation becomes a job."""
    url = "https://x.example/x.png"
    calls: dict[str, tuple[str, dict[str, Any]]] = {
        "valid": (FLUX, {**PROMPT, "seed": None, "num_images": 2.0}),
        "a data URL": (BIREFNET, {"image_url": "DATA:image/png;base64,AAAA"}),
        "several URLs": (KLING, {**PROMPT, "image_url": url, "tail_image_url": url}),
    }
    endpoint_id, arguments = calls[name]

    assert submitted(endpoint_id, arguments).json()["status"] == "IN_QUEUE"


def test_sandbox_reads_no_disk() -> None:
    """A path is no URL, even of a file that exists: what arrives names files of the sender's."""
    answer = submitted(BIREFNET, {"image_url": __file__})

    assert answer.json()["detail"][0]["loc"] == ["body", "image_url"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
def test_body_that_is_no_json(body: bytes) -> None:
    """A body that can't be read is refused, not lost."""
    answer = SandboxServer(PLUGINS).answer(HttpCall("POST", f"{QUEUE}/{FLUX}", body=body), 0.0)

    assert (answer.status, answer.json()["detail"][0]["type"]) == (422, "json_invalid")


@pytest.mark.parametrize("body", [[], None, 7, "text"])
def test_arguments_are_an_object(body: Any) -> None:
    """JSON that is no object is refused as such."""
    answer = submitted(FLUX, body)

    assert (answer.status, answer.json()["detail"][0]["loc"]) == (422, ["body"])
