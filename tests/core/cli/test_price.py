"""`limner price`, and `limner run --max-cost`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from PIL import Image

Limner = Callable[..., Result]
Terminal = Callable[..., Any]

FLUX = "fal-ai/flux/dev"


def test_the_estimate_with_its_source(limner: Limner) -> None:
    """The amount, the units, and who says what one costs, since when."""
    answer = limner("price", FLUX, "prompt=x", "num_images=4")

    told = json.loads(answer.stdout)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert (told["endpoint_id"], told["provider"]) == (FLUX, "fal")
    assert told["estimate"] == {"amount": 0.0786432, "currency": "USD"}
    assert (told["rate"]["amount"], told["rate"]["unit"]) == (0.025, "megapixel")
    assert told["rate"]["units"] == 3.145728
    assert (told["rate"]["date"], told["reason"]) == ("2026-11-22", None)
    assert "third-party" in told["rate"]["source"]


def test_an_unknown_price_is_said_to_be_unknown(limner: Limner) -> None:
    """That is an answer, and no error; what is known of it is there."""
    nothing = json.loads(limner("price", "fal-ai/z-image/base", "prompt=x").stdout)
    image = "image_url=https://x.example/a.png"
    uncounted = limner("price", "fal-ai/clarity-upscaler", image)

    assert (nothing["estimate"], nothing["rate"]) == (None, None)
    assert nothing["reason"] == "its document states no price"
    assert uncounted.exit_code == 0
    assert json.loads(uncounted.stdout)["rate"]["amount"] == 0.03
    assert "a local picture is measured" in json.loads(uncounted.stdout)["reason"]


def test_people_read_it(terminal: Terminal) -> None:
    """A sentence, and beneath it where it comes from."""
    Image.new("RGB", (1000, 500)).save("photo.png")

    seen = terminal("price", "fal-ai/clarity-upscaler", "image_url=photo.png")

    assert seen.exit_code == 0
    assert seen.lines[0] == "fal-ai/clarity-upscaler costs about 0.06 USD."
    assert "  rate    0.03 USD per megapixel" in seen.lines
    assert "  units   2" in seen.lines
    assert terminal("price", "fal-ai/z-image/base", "prompt=x").lines[:2] == [
        "fal-ai/z-image/base: the price is unknown.",
        "Its document states no price.",
    ]
    assert terminal("price", "fal-ai/birefnet/v2", "image_url=photo.png").lines[0] == (
        "fal-ai/birefnet/v2 costs nothing."
    )


def test_arguments_are_checked_first(limner: Limner) -> None:
    """What the model wouldn't take has no price."""
    refused = limner("price", FLUX, "num_image=4")

    assert (refused.exit_code, refused.stdout) == (3, "")


def test_a_call_above_its_cap_is_refused(limner: Limner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 5, before anybody is called; the sandbox costs nothing."""
    monkeypatch.setenv("FAL_KEY", "an-id:a-secret")

    refused = limner("run", FLUX, "prompt=x", "--max-cost", "0.01")
    unknown = limner("run", "fal-ai/z-image/base", "prompt=x", "--max-cost", "9")
    drawn = limner("run", FLUX, "prompt=x", "--max-cost", "0", "--sandbox")

    assert (refused.exit_code, unknown.exit_code, drawn.exit_code) == (5, 5, 0)
    error = json.loads(refused.stderr)["error"]
    assert (error["type"], error["exit_code"]) == ("OverBudget", 5)
    assert "about 0.0197 USD, and may cost 0.01 USD at most" in error["message"]
    assert "--allow-unknown-price" in json.loads(unknown.stderr)["error"]["hint"]


@pytest.mark.parametrize("amount", ["cheap", "-1", "nan", "1e400", "1 dollar"])
def test_a_cap_that_cannot_be_read_is_an_error_of_usage(limner: Limner, amount: str) -> None:
    """It's never taken for none."""
    refused = limner("run", FLUX, "prompt=x", "--max-cost", amount, "--sandbox")

    assert refused.exit_code == 2
    assert "no amount of money" in refused.stderr
    assert not list(Path().glob("*.jpg"))
