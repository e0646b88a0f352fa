"""`limner models` lists and searches."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import Result

from limner import __version__

if TYPE_CHECKING:
    from pathlib import Path

Limner = Callable[..., Result]
Terminal = Callable[..., Any]


def test_a_search_for_what_is_nearly_a_command_says_so(terminal: Terminal) -> None:
    """It's a search all the same; a longer word, which a model may have, is nothing else."""
    slip, search = terminal("models", "syn"), terminal("models", "removal")

    assert slip.lines[-1] == "Note: syn was searched for. Did you mean limner models sync?"
    assert slip.lines[0].startswith("ID ")
    assert "Did you mean" not in search.text


def test_all_models_are_listed_as_json(limner: Limner) -> None:
    """Into a pipe goes an object with a list of all 13 models, and nothing to stderr."""
    answer = limner("models")

    models = json.loads(answer.stdout)["models"]
    assert len(models) == 13
    assert models[0] == {
        "endpoint_id": "bria/fibo-edit/colorize",
        "title": "Fibo Edit [Colorize]",
        "category": "image-to-image",
        "provider": "fal",
        "plugin": "bria_fibo_edit_colorize",
        "distribution": "limner",
        "version": __version__,
        "document_sha256": json.loads(limner("schema", "bria/fibo-edit/colorize").stdout)[
            "document_sha256"
        ],
        "deprecated": False,
    }
    assert answer.stderr == ""


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("upscal",), ["clarityai/crystal-upscaler", "fal-ai/clarity-upscaler"]),
        (("kling", "text"), ["fal-ai/kling-video/v1/standard/text-to-video"]),
        (("--category", "image-to-video"), ["fal-ai/kling-video/v1/standard/image-to-video"]),
        (("flux", "--provider", "fal"), ["fal-ai/flux-pro", "fal-ai/flux/dev"]),
        (("--provider", "nobody"), []),
        (("no", "such", "thing"), []),
    ],
)
def test_words_and_options_narrow_the_list(
    limner: Limner, words: tuple[str, ...], ids: list[str]
) -> None:
    """Every word must occur, without quoting; category and provider must be equal."""
    answer = limner("models", *words)

    assert answer.exit_code == 0
    assert [model["endpoint_id"] for model in json.loads(answer.stdout)["models"]] == ids


def test_the_table_fits_80_columns_and_cuts_nothing(terminal: Terminal) -> None:
    """On a terminal of 80 columns every id, title and category is whole, and no line is longer."""
    seen = terminal("models")

    assert max(map(len, seen.lines)) <= 80
    assert seen.lines[0].split() == ["ID", "TITLE", "CATEGORY"]
    assert "fal-ai/kling-video/v1/standard/image-to-video" in seen.lines
    assert "fal-ai/birefnet/v2          Birefnet Background Removal  image-to-image" in seen.lines


def test_a_wide_terminal_has_one_line_a_model(terminal: Terminal) -> None:
    """Where there's room, each model has one line, the columns aligned."""
    seen = terminal("models", columns=140)

    assert len(seen.lines) == 14
    assert len({line.rindex("  ") for line in seen.lines}) == 1


def test_a_narrow_terminal_has_two_lines_a_model(terminal: Terminal) -> None:
    """Where most ids leave no room beside them, each model is shown the same way."""
    seen = terminal("models", columns=60)

    assert max(map(len, seen.lines)) <= 60
    assert len(seen.lines) == 1 + 2 * 13
    assert {line.startswith("    ") for line in seen.lines[2::2]} == {True}


def test_an_empty_list_says_so(terminal: Terminal) -> None:
    """Nothing found is no failure, and no silence."""
    seen = terminal("models", "no such thing")

    assert seen.text == "None of the 13 models fits; limner models sync gets more.\n"
    assert seen.exit_code == 0


DOCUMENT = json.dumps(
    {
        "document_version": 1,
        "endpoint_id": "acme/lamp",
        "provider": "sandbox",
        "title": "Lamp\x1b[31m",
        "category": "text-to-image",
        "input": {"type": "object", "properties": {"prompt": {"type": "string"}}},
        "output": {"type": "object"},
    }
)


def test_a_broken_document_is_noted_and_the_rest_works(
    install: Callable[..., Path], limner: Limner, terminal: Terminal
) -> None:
    """A document that can't be read takes out its own plugin, which is named."""
    install("acme", {"acme/model.json": "{broken"}, models="acme = acme")

    answer = json.loads(limner("models").stdout)
    seen = terminal("models", "flux")

    assert len(answer["models"]) == 13
    assert "the plugin acme can't be used" in answer["problems"][0]
    assert "Note: the documents of the plugin acme can't be used" in seen.text
    assert seen.exit_code == 0


def test_two_plugins_with_one_id_are_noted(install: Callable[..., Path], limner: Limner) -> None:
    """An id that two plugins claim isn't listed; both are named, with the way out."""
    install("one", {"one/model.json": DOCUMENT}, models="one = one")
    install("two", {"two/model.json": DOCUMENT}, models="two = two")

    problems = json.loads(limner("models").stdout)["problems"]

    assert "'acme/lamp' is claimed by the plugins one" in problems[0]
    assert "LIMNER_DISABLE=two" in problems[0]
    assert limner("schema", "acme/lamp").exit_code == 13


def test_a_title_cannot_steer_the_terminal(
    install: Callable[..., Path], terminal: Terminal
) -> None:
    """What a document brings is shown without its control characters."""
    install("one", {"one/model.json": DOCUMENT}, models="one = one")

    seen = terminal("models", "lamp")

    assert "Lamp[31m" in seen.text
    assert "\x1b" not in seen.text


def test_a_disabled_plugin_is_not_listed(limner: Limner, monkeypatch: pytest.MonkeyPatch) -> None:
    """`LIMNER_DISABLE` leaves plugins out of listings too."""
    monkeypatch.setenv("LIMNER_DISABLE", "fal_ai_flux_dev, fal_ai_flux_pro")

    assert len(json.loads(limner("models").stdout)["models"]) == 11
    assert limner("schema", "fal-ai/flux/dev").exit_code == 3
