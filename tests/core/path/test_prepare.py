"""What is sent is what was judged, what is on record, and what is priced."""

from __future__ import annotations

import json
from collections import UserDict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from answers import FLUX, PROMPT, accepted, answer
from PIL import Image
from scripted import ScriptedClient, Step

import limner
from limner import hookimpl
from limner.errors import InvalidArguments, OverBudget, PluginError

if TYPE_CHECKING:
    from collections.abc import Callable, ItemsView
    from pathlib import Path

    from limner.request import Request

UPSCALER = "fal-ai/clarity-upscaler"
SIZED = {**PROMPT, "image_size": {"width": 512, "height": 512}}

UPLOADED: list[Step] = [
    answer(
        200,
        {
            "token": "t",
            "token_type": "Bearer",
            "base_url": "https://v3.fal.media",
            "expires_at": "2099-01-01T00:00:00+00:00",
        },
    ),
    answer(200, {"access_url": "https://v3.fal.media/files/large.bmp"}),
]


def rewriting(arguments: Callable[[dict[str, Any]], dict[str, Any]]) -> object:
    """A plugin that rewrites the arguments of every request."""

    class Rewriting:
        @hookimpl
        def prepare_request(self, request: Request) -> Request:
            return request.with_arguments(arguments(dict(request.arguments)))

    return Rewriting()


def body_of(client: ScriptedClient) -> Any:
    return json.loads(client.script.calls[-1].body or b"")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A picture that costs 0.0012 USD to be made twice as large."""
    Image.new("RGB", (100, 100)).save(path := tmp_path / "small.png")
    return path


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """One that costs 0.12 USD; it's too large to be sent inside of a request."""
    Image.new("RGB", (1000, 1000)).save(path := tmp_path / "large.bmp")
    return path


def test_the_picture_that_a_plugin_puts_in_is_priced(small: Path, large: Path) -> None:
    """A cap, the budget and `quote` go by what is sent, also where that is uploaded."""
    swap = rewriting(
        lambda given: {**given, "image_url": limner.LocalFile(large.name, "image/bmp", str(large))}
    )
    arguments = {**PROMPT, "image_url": small}
    client = ScriptedClient(*UPLOADED, plugins=[swap], max_cost="0.02")

    with pytest.raises(OverBudget, match=r"about 0\.12 USD"):
        client.submit(UPSCALER, arguments)

    client = ScriptedClient(*UPLOADED, accepted(), plugins=[swap], max_cost="0.12")
    client.submit(UPSCALER, arguments)
    assert body_of(client)["image_url"] == "https://v3.fal.media/files/large.bmp"
    assert client.row.estimate == Decimal("0.12")
    assert str(client.quote(client.validate(UPSCALER, arguments))) == "0.12 USD"


def test_a_url_that_a_plugin_puts_in_has_no_known_price(small: Path) -> None:
    """The picture that it stands for isn't the caller's any more."""
    swap = rewriting(lambda given: {**given, "image_url": "https://a.example/of-any-size.png"})
    client = ScriptedClient(plugins=[swap], max_cost="0.02")

    with pytest.raises(OverBudget, match="the size of image_url in pixels isn't known"):
        client.submit(UPSCALER, {**PROMPT, "image_url": small})

    assert client.script.calls == []


def test_what_a_plugin_makes_of_a_request_must_be_valid_too() -> None:
    """A typo of a plugin's costs nothing: the error names the plugin, and all that is wrong."""
    client = ScriptedClient(plugins=[rewriting(lambda _: {"promt": "x", "num_images": 4000})])

    with pytest.raises(PluginError) as refused:
        client.submit(FLUX, PROMPT)

    assert (refused.value.plugin, refused.value.exit_code) == ("Rewriting", 13)
    for words in ("'promt'", "num_images", "prompt is missing", "Nothing was sent."):
        assert words in str(refused.value)
    assert (client.script.calls, client.journal and client.journal.entries()) == ([], ())


def test_the_caller_is_not_blamed_on_a_plugin() -> None:
    """What was invalid before a plugin had it in its hands isn't its fault."""
    client = ScriptedClient(plugins=[rewriting(lambda given: {**given, "seed": 7})])
    request = client.validate(FLUX, PROMPT)

    with pytest.raises(InvalidArguments, match="'promt'"):
        client.submit(request.with_arguments({"promt": "x"}))


def test_a_request_that_was_changed_after_its_verdict_gets_another_one() -> None:
    """Nested arguments can be reached by whoever holds a request: nothing unchecked is sent."""
    client = ScriptedClient()
    request = client.validate(FLUX, SIZED)
    request.arguments["image_size"]["width"] = "a billion"
    request.arguments["image_size"]["heigth"] = 512

    with pytest.raises(InvalidArguments) as refused:
        client.submit(request)

    assert [issue.pointer for issue in refused.value.issues] == [
        "/image_size/width",
        "/image_size/heigth",
    ]
    assert client.script.calls == []


def test_hooks_have_requests_of_their_own() -> None:
    """One that changes arguments in place changes neither what is sent nor what is on record."""

    class Meddling:
        @hookimpl
        def prepare_request(self, request: Request) -> None:
            request.arguments["image_size"]["width"] = 1

        @hookimpl
        def estimate_cost(self, request: Request) -> None:
            request.arguments["image_size"]["width"] = 2

        @hookimpl
        def before_submit(self, request: Request) -> None:
            assert request.arguments["image_size"]["width"] == 512
            request.arguments["image_size"]["width"] = 3

        @hookimpl
        def submit_request(self, request: Request) -> None:
            request.arguments["image_size"]["width"] = 4

    client = ScriptedClient(accepted(), plugins=[Meddling()])

    handle = client.submit(FLUX, SIZED)

    assert body_of(client) == client.row.arguments == dict(handle.job.request.arguments) == SIZED


def test_arguments_are_read_once() -> None:
    """A mapping that says something else each time sends what was judged."""

    class Fickle(UserDict[str, Any]):
        looks = 0

        def items(self) -> ItemsView[str, Any]:
            Fickle.looks += 1
            return {**PROMPT, "num_images": 4 if Fickle.looks % 2 else 4000}.items()

    for looks in range(2):
        Fickle.looks = looks
        client = ScriptedClient(accepted())
        try:
            client.submit(FLUX, Fickle(PROMPT))
        except InvalidArguments:
            assert client.script.calls == []
        else:
            assert body_of(client)["num_images"] == 4
