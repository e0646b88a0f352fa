"""fal-ai/birefnet/v2: the one rule that its schema can't say."""

from __future__ import annotations

from typing import Any

import pytest

import limner

ENDPOINT = "fal-ai/birefnet/v2"
IMAGE = {"image_url": "https://images.example/cat.png"}
SCHEMA = limner.Client(environment={}).registry[ENDPOINT].input["properties"]
DYNAMIC = "General Use (Dynamic)"
OTHERS = [choice for choice in SCHEMA["model"]["enum"] if choice != DYNAMIC]
LOWER = [size for size in SCHEMA["operating_resolution"]["enum"] if size != "2304x2304"]


def issues(**arguments: Any) -> list[limner.Issue]:
    """What validation finds wrong."""
    try:
        limner.Client(provider="sandbox", environment={}).validate(ENDPOINT, IMAGE | arguments)
    except limner.InvalidArguments as error:
        return list(error.issues)
    return []


def test_the_schema_has_what_the_rule_speaks_of() -> None:
    """The rule's model and resolution are choices of the schema, and not the only ones."""
    assert DYNAMIC in SCHEMA["model"]["enum"]
    assert "2304x2304" in SCHEMA["operating_resolution"]["enum"]
    assert len(OTHERS) == 5
    assert LOWER == ["1024x1024", "2048x2048"]


def test_the_dynamic_model_takes_the_highest_resolution() -> None:
    """2304x2304 is for the dynamic model."""
    assert not issues(model=DYNAMIC, operating_resolution="2304x2304")


@pytest.mark.parametrize("model", OTHERS)
def test_no_other_model_takes_the_highest_resolution(model: str) -> None:
    """With another model, 2304x2304 is refused before it's sent, with what would be right."""
    (issue,) = issues(model=model, operating_resolution="2304x2304")

    assert issue.pointer == "/operating_resolution"
    assert issue.code == "fal_ai_birefnet_v2.dynamic_only"
    assert issue.value == "2304x2304"
    assert issue.allowed == LOWER
    assert DYNAMIC in issue.message


def test_the_default_model_does_not_take_the_highest_resolution() -> None:
    """The provider fills in the light model, which isn't the dynamic one."""
    assert SCHEMA["model"]["default"] in OTHERS
    assert [issue.code for issue in issues(operating_resolution="2304x2304")] == [
        "fal_ai_birefnet_v2.dynamic_only"
    ]


@pytest.mark.parametrize("resolution", LOWER)
@pytest.mark.parametrize("model", [DYNAMIC, *OTHERS])
def test_every_model_takes_the_lower_resolutions(model: str, resolution: str) -> None:
    """The rule has nothing to say of the other resolutions."""
    assert not issues(model=model, operating_resolution=resolution)


def test_nothing_is_sent_that_the_rule_refuses() -> None:
    """`run` stops at validation: it doesn't get as far as missing a key."""
    client = limner.Client(environment={})

    with pytest.raises(limner.InvalidArguments, match="choose that, or a lower resolution"):
        client.run(ENDPOINT, {**IMAGE, "operating_resolution": "2304x2304"})


@pytest.mark.parametrize("resolution", [None, 2304, ["2304x2304"], "2304X2304"])
def test_what_the_schema_refuses_is_not_refused_twice(resolution: Any) -> None:
    """A resolution that isn't one is the schema's business."""
    assert [issue.pointer for issue in issues(operating_resolution=resolution)] == [
        "/operating_resolution"
    ]
