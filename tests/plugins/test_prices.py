"""What the 13 models cost, as far as their documents know."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from PIL import Image

import limner
from limner.data_urls import data_url
from limner_registry.strategies import boundary_arguments

CLIENT = limner.Client(environment={})
FLUX = "fal-ai/flux/dev"
KLING = "fal-ai/kling-video/v1/standard/image-to-video"
UNKNOWN = {
    *(f"bria/fibo-edit/{n}" for n in ("colorize", "relight", "reseason", "restore", "restyle")),
    "clarityai/crystal-upscaler",
    "fal-ai/flux-pro",
    "fal-ai/kling-video/v1/standard/text-to-video",
    "fal-ai/z-image/base",
}
URL = "https://images.example/a.png"


@pytest.mark.parametrize("endpoint_id", sorted(CLIENT.registry))
def test_every_edge_has_an_estimate_or_a_reason(endpoint_id: str) -> None:
    """Whatever the schema allows is priced, or there's a sentence why it isn't."""
    model = CLIENT.registry[endpoint_id]
    edges = [edge.arguments for edge in boundary_arguments(model)]
    assert edges
    for arguments in edges:
        quote = CLIENT.quote(limner.Request(model, arguments))
        if isinstance(quote, limner.Estimate):
            assert endpoint_id not in UNKNOWN
            assert quote.amount >= 0
            assert quote.amount.is_finite()
            assert quote.rate is not None
            assert quote.rate.source
        else:
            assert quote.reason


@pytest.mark.parametrize(
    ("arguments", "amount"),
    [
        ({}, "0.0196608"),
        ({"num_images": 4}, "0.0786432"),
        ({"image_size": "square_hd"}, "0.0262144"),
        ({"image_size": {"width": 1000}}, "0.0128"),
        ({"image_size": {"width": 14142, "height": 14142}, "num_images": 4}, "19.9996164"),
    ],
)
def test_flux_is_paid_by_the_megapixel(arguments: dict[str, Any], amount: str) -> None:
    """Defaults count too; a size is a name or a width and a height."""
    assert CLIENT.price(FLUX, {"prompt": "x", **arguments}) == limner.Estimate(
        Decimal(amount), "USD", *_counted(FLUX, {"prompt": "x", **arguments})
    )


def _counted(endpoint_id: str, arguments: dict[str, Any]) -> tuple[Any, Any]:
    estimate = CLIENT.price(endpoint_id, arguments)
    assert estimate is not None
    return estimate.units, estimate.rate


@pytest.mark.parametrize(("duration", "amount"), [("5", "0.225"), ("10", "0.45")])
def test_kling_is_paid_by_the_second(duration: str, amount: str) -> None:
    """Ten seconds cost twice as much as five."""
    estimate = CLIENT.price(KLING, {"prompt": "x", "image_url": URL, "duration": duration})

    assert estimate is not None
    assert estimate.amount == Decimal(amount)


@pytest.mark.parametrize("form", ["path", "image", "bytes", "data URL"])
def test_an_upscaler_measures_a_local_picture(form: str, tmp_path: Any) -> None:
    """The picture's size and the factor tell what comes out; a URL tells nothing."""
    path, image = tmp_path / "photo.png", Image.new("RGB", (1000, 500))
    image.save(path)
    forms: dict[str, Any] = {
        "path": str(path),
        "image": image,
        "bytes": path.read_bytes(),
        "data URL": data_url("image/png", path.read_bytes()),
    }
    arguments = {"image_url": forms[form], "upscale_factor": 4}

    estimate = CLIENT.price("fal-ai/clarity-upscaler", arguments)

    assert estimate is not None
    assert (estimate.units, estimate.amount) == (8, Decimal("0.24"))
    assert CLIENT.price("fal-ai/clarity-upscaler", {**arguments, "image_url": URL}) is None


def test_a_local_file_that_is_no_picture_is_not_measured(tmp_path: Any) -> None:
    """Whatever stands in it, there's a reason and no exception."""
    path = tmp_path / "photo.png"
    for data in (b"?", b"\x89PNG\r\n\x1a\n", b"GIF89a"):
        path.write_bytes(data)
        assert CLIENT.price("fal-ai/clarity-upscaler", {"image_url": str(path)}) is None


def test_a_plugin_knows_better() -> None:
    """The hook wins over the document."""

    class Ours:
        @limner.hookimpl
        def estimate_cost(self) -> limner.Estimate:
            return limner.Estimate(Decimal(7), "EUR")

    client = limner.Client(plugins=[Ours()], environment={})

    assert client.price(FLUX, {"prompt": "x"}) == limner.Estimate(Decimal(7), "EUR")
