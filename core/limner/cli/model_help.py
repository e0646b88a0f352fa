"""The help of a command about one model: its parameters, then the options, then examples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from limner.cli import screen
from limner.cli.documented import write_examples
from limner.cli.parameter_list import parameter_as_json, parameter_lines, shown
from limner.cli.shell import folded, words_in
from limner_registry.reference.calls import command, example
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import click

    from limner.cli.model_command import ModelCommand
    from limner_registry import Model
    from limner_registry.parameter import Parameter

SPELLINGS = {
    "name=value": "a value, read by the parameter's type",
    "name:=JSON": "JSON, taken as it is",
    "name=@file": "at a file's place the file itself, elsewhere its text",
    "--name value": "the same as name=value",
    "-o name value": "the same, even where --name is an option of ours",
}
"""How a parameter can be given; of several for one, the last counts."""

MANY = 3
"""A range so wide is shown by a whole number."""

_RETIRED = "Its provider retires this model"


def write_help(
    about: ModelCommand, ctx: click.Context, formatter: click.HelpFormatter, model: Model
) -> None:
    """Write the help of a command about a model."""
    about.format_usage(ctx, formatter)
    columns = formatter.width
    formatter.write(_block("", _title(model, columns)))
    lines = parameter_lines(model.parameters, columns) or ["  none"]
    formatter.write(_block("Parameters", lines))
    write_spellings(formatter)
    about.format_options(ctx, formatter)
    fitting = [call for call in examples(str(about.name), model) if _fits(call, columns)]
    write_examples(fitting, formatter)


def write_spellings(formatter: click.HelpFormatter) -> None:
    """Write how a parameter can be given."""
    with formatter.section("To give a parameter (of several, the last counts)"):
        formatter.write_dl(list(SPELLINGS.items()))


def model_as_json(model: Model, verb: str) -> dict[str, Any]:
    """What the help says of a model, for programs."""
    known = {
        "description": model.document.get("description"),
        "deprecated": model.deprecated,
        "successor": model.document.get("successor"),
    }
    return {
        "endpoint_id": model.endpoint_id,
        "title": model.title,
        "category": model.category,
        "provider": model.provider,
        **{name: value for name, value in known.items() if value},
        "parameters": [parameter_as_json(one) for one in model.parameters],
        "examples": list(examples(verb, model)),
    }


def _block(head: str, lines: Iterable[str]) -> str:
    heading = f"{head}:\n" if head else ""
    return "\n" + heading + "".join(f"{line}\n" for line in lines)


def _title(model: Model, columns: int) -> list[str]:
    title = f"  {screen.bold(screen.plain(model.title))}, {model.category} at {model.provider}"
    texts = [str(model.document.get("description") or ""), retirement(model)]
    return [title, *(line for text in texts for line in screen.paragraph(text, columns, 2))]


def retirement(model: Model) -> str:
    """A sentence about a model whose provider retires it; else nothing."""
    successor = model.document.get("successor")
    if not model.deprecated:
        return ""
    return f"{_RETIRED}; use {successor} instead." if successor else f"{_RETIRED}."


def examples(verb: str, model: Model) -> Iterator[str]:
    """Calls of this very model: the shortest one, and what its other parameters invite to."""
    call = command(model.endpoint_id, model.parameters).replace(" run ", f" {verb} ", 1)
    endings = ["", *_more(model.parameters)]
    if verb == "run":
        endings = [" --sandbox", *endings[1:], " --dry-run"]
    return (call + ending for ending in endings)


def _fits(call: str, columns: int) -> bool:
    """Whether no word of a call is too long for a line of its own."""
    return all(len(line) <= columns for line in folded(words_in(call), columns))


def _more(parameters: Iterable[Parameter]) -> Iterator[str]:
    """A parameter with choices or a range, and one that is an object, if there are any."""
    optional = [one for one in parameters if not one.required]
    simple = [one for one in optional if one.choices or one.bounds.maximum is not None]
    objects = [one for one in optional if "object" in one.types and one.members]
    yield from (f" {one.name}={_another_value(one)}" for one in simple[:1])
    yield from (f" {one.name}:='{json_text(_object(one))}'" for one in objects[:1])


def _another_value(parameter: Parameter) -> str:
    """A value that isn't the default: the next choice, or one a little up in the range."""
    others = [choice for choice in parameter.choices or () if choice != parameter.default]
    value = shown(others[0] if others else _a_little_more(parameter))
    return value if re.fullmatch(r"[\w.:-]+", value) else f'"{value}"'


def _a_little_more(parameter: Parameter) -> float:
    """A third of the way from the default, or the lower end, to the greatest: not the dearest."""
    most, least = parameter.bounds.maximum or 0, parameter.bounds.minimum or 0
    start = parameter.default if isinstance(parameter.default, int | float) else least
    value = round(start + (most - start) / 3, 2)
    whole = "number" not in parameter.types or most - start > MANY
    return max(int(start) + 1, round(value)) if whole and most - start >= 1 else value


def _object(parameter: Parameter) -> Any:
    own = [one for one in parameter.members if len(one.path) == len(parameter.path) + 1]
    return {one.name: example(one) for one in own}
