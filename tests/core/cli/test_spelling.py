"""Text on the command line becomes the arguments that were meant, by the schema alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings, strategies as st

from limner.cli.spelling import Misspelled, Spelled, arguments, coerced, split
from limner.cli.words import Parted, model_id
from limner_registry import Model, Registry, installed, packaged_models
from limner_registry.alternatives import Alternative, flat
from limner_registry.parameters import parameters as parameters_of

MODELS = Registry(packaged_models(installed()).models)
FLUX = MODELS["fal-ai/flux/dev"]

TEXTS = st.one_of(
    st.sampled_from(
        ["42", "null", "true", "1.5", "@file", "a=b", "x:=1", "", '{"a": 1}', "[]", "-o"]
    ),
    st.text(max_size=20),
)


def _values(schema: Any, root: Any) -> st.SearchStrategy[Any]:
    """Values that a schema of the 13 models takes."""
    schema = flat(Alternative(schema), root).schema
    if "anyOf" in schema:
        return st.one_of([_values(branch, root) for branch in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    low = schema.get("minimum", schema.get("exclusiveMinimum", -1000) + 1)
    high = schema.get("maximum", 10**6)
    kinds = {
        "string": TEXTS,
        "boolean": st.booleans(),
        "null": st.none(),
        "integer": st.integers(low, high),
        "number": st.floats(low, high, allow_nan=False) | st.integers(low, high),
    }
    if schema["type"] == "array":
        return st.lists(_values(schema["items"], root), max_size=2)
    if schema["type"] == "object":
        return _objects(schema, root)
    return kinds[schema["type"]]


def _objects(schema: Any, root: Any) -> st.SearchStrategy[dict[str, Any]]:
    required = schema.get("required", ())
    members = {
        name: _values(inside, root) for name, inside in schema.get("properties", {}).items()
    }
    return st.fixed_dictionaries(
        {name: value for name, value in members.items() if name in required},
        optional={name: value for name, value in members.items() if name not in required},
    )


def _spellings(model: Model, name: str, value: Any) -> list[list[str]]:
    """The ways to spell one argument; those as text only where text can mean nothing else."""
    words = [[f"{name}:={json.dumps(value)}"]]
    (parameter,) = [one for one in model.parameters if one.name == name]
    text = value if isinstance(value, str) else json.dumps(value)
    others = set(parameter.types) - {"string"}
    if not isinstance(value, str) or coerced(text, tuple(others)) == text:
        words += [["-o", name, text], [f"--{name}", text], [f"--{name}={text}"]]
        words += [] if text.startswith("@") else [[f"{name}={text}"]]
    return words


def _read(path: str) -> str:
    raise AssertionError(path)


def _parsed(model: Model, words: list[str]) -> dict[str, Any]:
    names = [one.name for one in model.parameters]
    parted = Parted({"-o": 2}, names).read([model.endpoint_id, *words])
    assert parted.for_click == [model.endpoint_id]
    return arguments(parted.spelled(), model.parameters, _read)


@pytest.mark.parametrize("endpoint_id", MODELS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_valid_arguments_spelled_as_text_parse_back(endpoint_id: str, data: st.DataObject) -> None:
    """For each of the 13 models, whatever is valid and spelled in any way comes back the same."""
    model = MODELS[endpoint_id]
    meant = data.draw(_objects(model.input, model.input))
    assume(not model.check(meant))
    spelled = [data.draw(st.sampled_from(_spellings(model, *one))) for one in meant.items()]

    found = _parsed(model, [word for words in spelled for word in words])

    assert found == meant
    assert [type(value) for value in found.values()] == [type(value) for value in meant.values()]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("prompt=42", "42"),
        ("prompt=true", "true"),
        ("prompt={}", "{}"),
        ("seed=7", 7),
        ("seed=null", None),
        ("seed=-1", -1),
        ("seed=1e3", 1000),
        ("seed=7.5", "7.5"),
        ("seed=many", "many"),
        ("num_images= 2 ", 2),
        ("guidance_scale=.5", 0.5),
        ("guidance_scale=7", 7),
        ("guidance_scale=NaN", "NaN"),
        ("guidance_scale=1e999", "1e999"),
        ("sync_mode=True", True),
        ("sync_mode=FALSE", False),
        ("sync_mode=1", "1"),
        ("image_size=square_hd", "square_hd"),
        ('image_size={"width":512}', {"width": 512}),
        ("image_size=[1]", "[1]"),
        ("image_size={broken", "{broken"),
        ('image_size:={"width":512}', {"width": 512}),
        ("num_images:=2", 2),
        ('prompt:="@home"', "@home"),
        ("num_image=2", "2"),
        ("num_image:=2", 2),
    ],
)
def test_a_value_is_read_by_its_parameters_type(word: str, value: object) -> None:
    """The first type that accepts the text gives the value, strings last; nothing is guessed."""
    found = list(arguments([split(word)], FLUX.parameters, _read).values())

    assert found == [value]
    assert type(found[0]) is type(value)


@pytest.mark.parametrize(
    ("word", "name", "sign", "text"),
    [
        ("a=b=c", "a", "=", "b=c"),
        ("a=b:=c", "a", "=", "b:=c"),
        ("a:=b=c", "a", ":=", "b=c"),
        ("a=@b", "a", "=@", "b"),
        ("a=b@c", "a", "=", "b@c"),
        ("a:b=c", "a:b", "=", "c"),
        ("a:=@b", "a", ":=", "@b"),
        ("a=", "a", "=", ""),
        ("a=line one\nline two", "a", "=", "line one\nline two"),
    ],
)
def test_the_first_sign_splits(word: str, name: str, sign: str, text: str) -> None:
    """The first of `:=`, `=@` and `=` parts a word into a name and a text."""
    assert split(word) == Spelled(name, text, sign)  # type: ignore[arg-type]


@given(
    name=st.text("ab_:@", min_size=1).filter(lambda name: not name.endswith(":")), text=st.text()
)
def test_what_is_split_can_be_put_together_again(name: str, text: str) -> None:
    """No sign swallows anything: name, sign and text make up the word."""
    found = split(f"{name}={text}")

    assert f"{found.name}{found.sign}{found.text}" == f"{name}={text}"
    assert found.name == name


@pytest.mark.parametrize("word", ["lighthouse", "", "=x", ":=1", "=@file"])
def test_a_word_without_a_sign_or_a_name_is_no_parameter(word: str) -> None:
    """Such a word is refused, and what would be right is said."""
    with pytest.raises(Misspelled, match="name=value"):
        split(word)


@pytest.mark.parametrize(
    "text", ["two", "{", "NaN", "-Infinity", "'x'", "[" * 100_000, "9" * 5000]
)
def test_broken_json_is_told_with_what_to_write_instead(text: str) -> None:
    """After `:=` comes JSON, or an error that names the parameter."""
    with pytest.raises(Misspelled, match=r"follows seed:= is not JSON.*seed=TEXT"):
        arguments([split(f"seed:={text}")], FLUX.parameters, _read)


@pytest.mark.parametrize("kind", ["integer", "number", "array", "object"])
@given(text=st.text() | st.sampled_from(["[" * 100_000, "9" * 5000, "1_000", "٣", "0x10"]))
def test_no_text_breaks_the_reading_of_a_type(kind: str, text: str) -> None:
    """Whatever is written becomes a value of the type, or stays the text that it is."""
    value = coerced(text, (kind,))

    kinds = {"integer": int, "number": int | float, "array": list, "object": dict}
    assert value == text or isinstance(value, kinds[kind])


def test_a_file_is_itself_at_a_files_place_and_its_text_elsewhere() -> None:
    """`=@` gives the path where the model takes a file; elsewhere the text, by the schema."""
    texts = {"prompt.txt": "a lighthouse\n", "seed.txt": "7\n"}.__getitem__
    upscaler = MODELS["fal-ai/clarity-upscaler"]
    words = ["image_url=@photo.png", "prompt=@prompt.txt", "seed=@seed.txt"]

    found = arguments(map(split, words), upscaler.parameters, texts)

    assert found == {"image_url": "photo.png", "prompt": "a lighthouse\n", "seed": 7}


def test_each_file_adds_to_a_list_of_files() -> None:
    """Where a model takes a list of files, every `=@` adds one, and JSON begins anew."""
    schema = {
        "properties": {
            "image_urls": {"type": "array", "items": {"type": "string", "x-limner-file": "image"}}
        }
    }
    words = ['image_urls:=["https://example.com/a.png"]', "image_urls=@b.png", "image_urls=@c.png"]

    found = arguments(map(split, words), parameters_of(schema), _read)

    assert found == {"image_urls": ["https://example.com/a.png", "b.png", "c.png"]}


@pytest.mark.parametrize(
    "words",
    [
        ["seed=1", "seed=2"],
        ["seed:=1", "--seed", "2"],
        ["--seed", "1", "-o", "seed", "2"],
        ["-o", "seed", "1", "seed=2"],
        ["seed=1", "--seed=2"],
    ],
)
def test_the_last_of_several_counts(words: list[str]) -> None:
    """However a parameter is spelled, the one that was given last wins."""
    assert _parsed(FLUX, words) == {"seed": 2}


OWN = {"--json": 0, "--output": 1, "-o": 2}


@pytest.mark.parametrize(
    "words",
    [
        ["ID", "a=1"],
        ["--json", "ID"],
        ["--output", "here", "ID", "a=1"],
        ["--output=here", "ID"],
        ["-o", "a", "1", "ID"],
        ["--prompt", "a lighthouse", "ID"],
        ["--", "ID"],
    ],
)
def test_the_model_is_the_first_word_that_is_no_option(words: list[str]) -> None:
    """Options may stand before the id; neither they nor their values are taken for it."""
    assert model_id(words, OWN) == "ID"


@pytest.mark.parametrize("words", [[], ["--json"], ["--output"], ["-o", "a"], ["--"]])
def test_there_may_be_no_model(words: list[str]) -> None:
    """Without an id there's none, however many options there are."""
    assert model_id(words, OWN) is None


def test_our_own_options_win_and_the_others_are_the_models() -> None:
    """What is ours goes to click, with the id and what nobody knows; the rest is the model's."""
    words = ["--output", "x", "ID", "--seed", "1", "--json", "--sed", "2", "-o", "output", "y"]

    parted = Parted(OWN, ["seed"]).read([*words, "--", "--seed"])

    assert parted.for_click == ["--output", "x", "ID", "--json", "--sed"]
    assert [(one.at, one.words) for one in parted.given] == [
        (3, ("--seed", "1")),
        (7, ("2",)),
        (8, ("-o", "output", "y")),
        (12, ("--seed",)),
    ]
    assert parted.id_at == 2
