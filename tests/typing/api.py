"""The public names as an app uses them: read by a type checker, never run."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, assert_type

from PIL.Image import Image

import limner
from limner.rendering import File, Rendering
from limner_registry import Issue, Model, Registry
from limner_registry.parameters import Parameter, Parameters

if TYPE_CHECKING:
    from collections.abc import Mapping


def synchronous() -> None:
    with limner.Client(provider="sandbox", key="key") as client:
        assert_type(client.registry, Registry)
        assert_type(client.registry["fal-ai/flux/dev"].check({}), tuple[Issue, ...])
        assert_type(client.validate("fal-ai/flux/dev", {"prompt": "x"}), limner.Request)
        job = client.submit("fal-ai/flux/dev", {"prompt": "x"})
        for event in job.events(timeout=60.0):
            assert_type(event, limner.Queued | limner.InProgress | limner.Completed)
        result = job.result(output=Path("pictures"))
        assert_type(result, limner.Result[limner.Artifact])
        assert_type(result.images[0].save("x.png"), Path)
        assert_type(result.images[0].store("s3://bucket/x.png"), str)
        assert_type(result.images[0].bytes(), bytes)
        assert_type(result.images[0].open(), BinaryIO)
        assert_type(result.images[0].pil(), Image)
        assert_type(result.files[0].path, Path | None)
        assert_type(result.text, str | None)
        assert_type(result.seed, int | None)
        assert_type(result.cost, limner.Cost | None)
        assert_type(result.warnings, tuple[Issue, ...])
        assert_type(job.cancel(), bool)
        assert_type(client.recall("x.png", {"num_images": 2}).request, limner.Request)


def parameters(model: Model) -> None:
    assert_type(model.parameters, Parameters)
    assert_type(model.parameters["prompt"], Parameter)
    assert_type(model.parameters[0], Parameter)
    assert_type(model.parameters[:2], Parameters)
    assert_type(model.parameters.names, tuple[str, ...])
    assert_type(model.parameters.required, Parameters)
    assert_type(model.parameters["image_size"].members["width"].range_text, str)
    assert_type("prompt" in model.parameters, bool)
    for parameter in model.parameters:
        assert_type(parameter, Parameter)
    as_before: tuple[Parameter, ...] = model.parameters
    assert_type(as_before[0].default_text, str)


def displays(model: Model, result: limner.Result[limner.Artifact]) -> list[str]:
    shown = [model._repr_html_(), model.parameters._repr_html_()]
    return [*shown, result._repr_html_(), result.images[0]._repr_html_()]


def pictures(artifact: limner.Artifact) -> bytes | None:
    return artifact._repr_png_()


async def asynchronous() -> None:
    async with limner.AsyncClient() as client:
        result = await client.run("fal-ai/flux/dev", {"prompt": "x"}, timeout=60.0)
        assert_type(result, limner.Result[limner.AsyncArtifact])
        assert_type(await result.images[0].save(), Path)
        assert_type(await result.images[0].open(), BinaryIO)
        assert_type(await result.images[0].pil(), Image)
        assert_type(await result.images[0].store("s3://bucket/"), str)
        job = client.job("fal-ai/flux/dev", "an id")
        async for event in job.events():
            assert_type(event, limner.Queued | limner.InProgress | limner.Completed)


def errors(error: limner.LimnerError) -> int:
    if isinstance(error, limner.UnexpectedResult):
        assert_type(error.result, limner.Result[limner.Artifact])
        assert_type(error.issues, tuple[Issue, ...])
    if isinstance(error, limner.InvalidArguments):
        assert_type(error.issues, tuple[Issue, ...])
    if isinstance(error, limner.ProviderError):
        assert_type(error.retryable, bool | None)
    return error.exit_code


@limner.hookimpl
def validate_request(model: Model, arguments: Mapping[str, Any]) -> list[Issue]:
    return [Issue("/prompt", "acme.code", f"not for {model.endpoint_id}", arguments["prompt"])]


@limner.hookimpl
def estimate_cost(request: limner.Request) -> limner.Estimate:
    return limner.Estimate(Decimal("0.04") * int(request.arguments["num_images"]), "USD")


@limner.hookimpl
def process_result(result: limner.Result[limner.Artifact]) -> limner.Result[limner.Artifact]:
    return result.with_warnings(Issue("", "acme.note", "seen"))


@limner.hookimpl
def render_sandbox(request: limner.Request) -> Rendering:
    return Rendering([File("text/plain", request.endpoint_id.encode)], {"seed": 1})
