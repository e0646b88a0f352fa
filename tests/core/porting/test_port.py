"""Arguments of one model become those of another, each parameter accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from small_models import IMAGE, NAMED_SIZES, SIZE, choice, model

from limner.porting import Change, Outcome, port

if TYPE_CHECKING:
    from limner_registry import Model

KEPT, CONVERTED, CLAMPED, DROPPED, MISSING = Outcome
NUMBER = {"type": "number"}
TEXT = {"type": "string"}
IMAGES = {"type": "array", "items": IMAGE, "maxItems": 3}
ANY_SIZE = {"anyOf": [SIZE, choice(*NAMED_SIZES)], "default": "landscape_4_3"}


def ported(name: str, value: Any, source: Any, target: Model) -> Change:
    """What became of one parameter."""
    (change,) = port({name: value}, model(**{name: source}), target).changes
    return change


@pytest.mark.parametrize(
    ("value", "schema", "became"),
    [
        (5, choice("5", "10"), "5"),
        (5, choice("5s", "10s"), "5s"),
        ("5s", choice("5", "10"), "5"),
        ("5", {"type": "integer"}, 5),
        ("5s", NUMBER, 5),
        (5, TEXT, "5"),
        ("true", {"type": "boolean"}, True),
        (True, choice("false", "true"), "true"),
        ("Oil Painting", choice("oil_painting", "anime"), "oil_painting"),
        ("jpg", choice("png", "jpeg"), "jpeg"),
        ("a", {"type": "array", "items": TEXT}, ["a"]),
        (["a"], TEXT, "a"),
    ],
)
def test_the_same_in_another_form_is_converted(value: Any, schema: Any, became: Any) -> None:
    """Numbers and their texts, seconds, spellings of a choice, and one thing as a list."""
    change = ported("duration", value, {}, model(duration=schema))

    assert (change.outcome, change.became) == (CONVERTED, {"duration": became})


@pytest.mark.parametrize(
    ("value", "schema", "became"),
    [
        (9, {**NUMBER, "maximum": 4}, 4),
        (-1, {"type": "integer", "exclusiveMinimum": 0}, 1),
        (7.6, {"type": "integer"}, 8),
        (30, {"type": "integer", "multipleOf": 16}, 32),
        (99, {"type": "integer", "multipleOf": 16, "maximum": 70}, 64),
        (7, choice("5", "10"), "5"),
        ("9s", choice("4s", "8s"), "8s"),
        (7, choice(4, 8), 8),
    ],
)
def test_a_number_out_of_range_is_clamped(value: Any, schema: Any, became: Any) -> None:
    """To the edge of the range, the nearest multiple, or the nearest of some amounts."""
    change = ported("duration", value, {}, model(duration=schema))

    assert (change.outcome, change.became) == (CLAMPED, {"duration": became})


@pytest.mark.parametrize(
    ("name", "value", "target", "why"),
    [
        ("loop", True, model(seed=NUMBER), "it has nothing like it"),
        ("image_url", "https://a/b.png", model(prompt=TEXT), "it takes no image"),
        ("prompt", "too long", model(prompt={**TEXT, "maxLength": 3}), "too long"),
        ("style", "anime", model(style=choice("oil", "ink")), "one of the choices of style"),
        ("version", "1.5", model(version=choice("2.0", "2.1")), "one of the choices of version"),
        ("seed", -1, model(seed={**NUMBER, "minimum": 0}), "too small: seed takes"),
        ("duration", None, model(duration=NUMBER), "duration must be"),
        ("number", -1, model(number={**NUMBER, "exclusiveMinimum": 0}), "takes a number above 0"),
    ],
)
def test_what_has_no_place_or_no_form_is_dropped(
    name: str, value: Any, target: Model, why: str
) -> None:
    """Texts aren't cut, seeds and versions have no neighbours; the report says why."""
    change = ported(name, value, IMAGE if name == "image_url" else {}, target)

    assert (change.outcome, change.became) == (DROPPED, {})
    assert why in change.why


@pytest.mark.parametrize(
    ("name", "other", "value"),
    [
        ("scale_factor", "upscale_factor", 3),
        ("num_inference_steps", "steps", 20),
        ("guidance_scale", "cfg_scale", 0.5),
        ("fps", "frames_per_second", 24),
        ("num_images", "num_samples", 2),
        ("enhance_prompt", "enable_prompt_expansion", True),
    ],
)
def test_names_that_mean_the_same_stand_for_each_other(name: str, other: str, value: Any) -> None:
    """By the table of meanings, in both directions."""
    ranges = {} if value is True else {"minimum": 0, "maximum": 50}
    for one, another in ((name, other), (other, name)):
        change = ported(one, value, ranges, model(**{another: ranges}))

        assert (change.outcome, change.became) == (CONVERTED, {another: value})
        assert change.why == f"called {another} there"


@pytest.mark.parametrize(
    "there", [{"minimum": 0, "maximum": 20}, {"minimum": 1, "maximum": 2}, {}]
)
def test_a_number_is_not_put_on_another_scale_by_another_name(there: Any) -> None:
    """0.5 of 1 isn't 0.5 of 20: where ranges differ, or aren't known, it is dropped."""
    change = ported("cfg_scale", 0.5, {"minimum": 0, "maximum": 1}, model(guidance_scale=there))

    assert change.outcome is DROPPED
    assert "guidance_scale means the same, on a" in change.why


def test_by_the_same_name_another_scale_is_said() -> None:
    """A number that is kept, or clamped, where the ranges are far apart, is marked in words."""
    ten, one = {"minimum": 0, "maximum": 10}, {"minimum": 0, "maximum": 1}

    kept = ported("creativity", 0.5, one, model(creativity=ten))
    clamped = ported("creativity", 5, ten, model(creativity=one))

    assert kept.outcome is KEPT
    assert kept.why.endswith("of 0 to 1 here, of 0 to 10 there: look whether it means the same")
    assert clamped.outcome is CLAMPED
    assert clamped.why.endswith("of 0 to 10 here, of 0 to 1 there: look whether it means the same")


@pytest.mark.parametrize(
    ("name", "value", "target", "outcome", "became"),
    [
        ("start_image_url", "a", {"image_urls": IMAGES}, CONVERTED, ["a"]),
        ("image_urls", ["a"], {"input_image_url": IMAGE}, CONVERTED, "a"),
        ("image_urls", ["a", "b"], {"image_url": IMAGE}, CLAMPED, "a"),
        ("image_urls", ["a", "b", "c", "d"], {"image_urls": IMAGES}, CLAMPED, ["a", "b", "c"]),
        ("tail_image_url", "a", {"end_image_url": IMAGE}, CONVERTED, "a"),
        ("person_url", "a", {"image_url": IMAGE}, CONVERTED, "a"),
        ("tail_image_url", "a", {"image_url": IMAGE}, DROPPED, None),
        ("mask_url", "a", {"image_url": IMAGE}, DROPPED, None),
        ("image_url", "a", {"video_url": {**IMAGE, "x-limner-file": "video"}}, DROPPED, None),
    ],
)
def test_files_go_where_the_same_file_belongs(
    name: str, value: Any, target: Any, outcome: Outcome, became: Any
) -> None:
    """One file and lists of files, by names and kinds; a last frame never becomes the first."""
    source = IMAGES if name == "image_urls" else IMAGE
    (there,) = target

    (change,) = port({name: value}, model(name, **{name: source}), model(**target)).changes

    assert change.outcome is outcome
    assert change.became == ({there: became} if became else {})


@pytest.mark.parametrize(
    ("given", "target", "outcome", "became"),
    [
        ({"image_size": "landscape_16_9"}, {"aspect_ratio": choice("16:9", "1:1")}, CONVERTED,
         {"aspect_ratio": "16:9"}),
        ({"image_size": {"width": 900, "height": 1600}}, {"aspect_ratio": TEXT}, CONVERTED,
         {"aspect_ratio": "9:16"}),
        ({"image_size": "portrait_4_3"}, {"aspect_ratio": choice("16:9", "9:16", "1:1")}, CLAMPED,
         {"aspect_ratio": "9:16"}),
        ({"image_size": "portrait_4_3"}, {"aspect_ratio": choice("16:9", "1:1")}, DROPPED, {}),
        ({"image_size": "square"}, {"image_size": SIZE}, CONVERTED,
         {"image_size": {"width": 512, "height": 512}}),
        ({"image_size": {"width": 4096, "height": 2048}}, {"image_size": SIZE}, CLAMPED,
         {"image_size": {"width": 2048, "height": 1024}}),
        ({"image_size": {"width": 1000, "height": 1501}}, {"width": {}, "height": {}}, CONVERTED,
         {"width": 1000, "height": 1501}),
        ({"aspect_ratio": "9:16"}, {"image_size": ANY_SIZE}, CONVERTED,
         {"image_size": "portrait_16_9"}),
        ({"aspect_ratio": "3:2"}, {"image_size": ANY_SIZE}, CONVERTED,
         {"image_size": {"width": 1088, "height": 720}}),
        ({"aspect_ratio": "16:9", "resolution": "720p"}, {"image_size": ANY_SIZE}, CONVERTED,
         {"image_size": {"width": 1280, "height": 720}}),
        ({"image_size": {"width": 1280, "height": 720}},
         {"aspect_ratio": choice("16:9", "1:1"), "resolution": choice("480p", "720p")}, CONVERTED,
         {"aspect_ratio": "16:9", "resolution": "720p"}),
        ({"resolution": "1K"}, {"resolution": choice("1k", "2k")}, CONVERTED,
         {"resolution": "1k"}),
        ({"width": 640, "height": 640}, {"image_size": choice("1024x1024", "640x640")}, CONVERTED,
         {"image_size": "640x640"}),
        ({"width": 640}, {"image_size": ANY_SIZE}, DROPPED, {}),
        ({"image_size": "auto"}, {"image_size": ANY_SIZE}, DROPPED, {}),
    ],
)  # fmt: skip
def test_a_size_is_said_by_whatever_there_is(
    given: Any, target: Any, outcome: Outcome, became: Any
) -> None:
    """Names, width and height, shapes and resolutions stand for each other."""
    source = model(**{name: {} for name in given})

    told = port(given, source, model(**target))

    assert told.arguments == became
    assert {change.outcome for change in told.changes} == {outcome}


def test_what_is_required_and_not_given_is_missing() -> None:
    """It is told once, after what was given, with what it takes."""
    target = model("prompt", "image_url", prompt=TEXT, image_url=IMAGE)

    told = port({"loop": True}, model(loop={}), target)

    assert [change.outcome for change in told.changes] == [DROPPED, MISSING, MISSING]
    assert told.missing == ("prompt", "image_url")
    assert "takes the URL or path of an image" in told.changes[-1].why


def test_what_the_caller_gives_the_target_goes_first() -> None:
    """It is neither missing nor overwritten, by whatever name the source had it."""
    target = model("seed", upscale_factor=NUMBER, seed=NUMBER)
    given = {"upscale_factor": 2, "seed": 1}

    told = port({"scale_factor": 8}, model(scale_factor=NUMBER), target, given)

    assert told.arguments == given
    assert [change.why for change in told.changes] == ["upscale_factor is given already"]


def test_what_does_not_go_together_is_dropped() -> None:
    """Where each alone is taken and both aren't, the one that was given last goes."""
    target = model(image_url=IMAGE, video_url=TEXT)
    target.document["input"]["not"] = {"required": ["image_url", "video_url"]}
    both = {"image_url": "https://a/b", "video_url": "https://a/c"}

    told = port(both, model(image_url=IMAGE, video_url=TEXT), target)

    assert told.arguments == {"image_url": "https://a/b"}
    assert [change.outcome for change in told.changes] == [KEPT, DROPPED]


def test_a_file_of_the_callers_own_counts_as_a_url() -> None:
    """A path, bytes and whatever else is taken at a file's place are carried over untouched."""
    pattern = {**IMAGE, "pattern": "^https://"}
    for file in (b"bytes", object(), "photo.png"):
        change = ported("image_url", file, IMAGE, model(image_url=pattern))

        assert change.outcome is KEPT
        assert change.became["image_url"] is file


def test_a_parameter_that_the_source_does_not_know_is_told_too() -> None:
    """What was given counts, even if today's document of its model has no such parameter."""
    told = port({"steps": 5, "what": 1}, model(), model(steps={"type": "integer"}))

    assert told.arguments == {"steps": 5}
    assert [change.outcome for change in told.changes] == [KEPT, DROPPED]


def test_the_report_is_read_by_people_and_programs() -> None:
    """As sentences, in one line, and as JSON."""
    source, target = model(scale_factor=NUMBER), model(upscale_factor={**NUMBER, "maximum": 4})

    told = port({"scale_factor": 8}, source, target)

    assert str(told.changes[0]) == (
        "scale_factor clamped: called upscale_factor there; it takes at most 4"
    )
    assert repr(told) == "<Ported acme/model to acme/model: 1 clamped>"
    assert told.as_json()["changes"] == [
        {
            "parameter": "scale_factor",
            "outcome": "clamped",
            "value": 8,
            "became": {"upscale_factor": 4},
            "why": "called upscale_factor there; it takes at most 4",
        }
    ]
