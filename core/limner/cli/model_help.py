"""The help of a command about one model: its parameters, then the options, then examples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from limner.cli import screen
from limner.cli.parameter_list import parameter_lines, shown
from limner_registry.reference.calls import command, example
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import click

    from limner.cli.model_command import ModelCommand
    from limner_registry import Model
    from limner_registry.parameter import Parameter

SPELLINGS = (
    "Give parameters as name=value, name:=JSON, name=@file, --name value or -o name value."
    " A value is read by the parameter's type; of several, the last counts. At a file's"
    " place @file is the file itself, elsewhere its text."
)

_WORDS = re.compile(r"""(?:'[^']*'|"[^"]*"|[^\s'"])+""")
_GOES_ON = " \\"

_RETIRED = "Its provider retires this model"


def write_help(
    about: ModelCommand, ctx: click.Context, formatter: click.HelpFormatter, model: Model
) -> None:
    """Write the help of a command about a model."""
    about.format_usage(ctx, formatter)
    columns = formatter.width
    blocks = [
        _block("", _title(model, columns)),
        _block("Parameters", parameter_lines(model.parameters, columns) or ["  none"]),
        _block("", screen.paragraph(SPELLINGS, columns, 2)),
    ]
    formatter.write("".join(blocks))
    about.format_options(ctx, formatter)
    formatter.write(_block("Examples", list(_examples(str(ctx.command.name), model, columns))))


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


def _examples(verb: str, model: Model, columns: int) -> Iterator[str]:
    """Calls of this very model: the shortest one, and what its other parameters invite to."""
    call = command(model.endpoint_id, model.parameters).replace(" run ", f" {verb} ", 1)
    endings = ["", *_more(model.parameters)]
    if verb == "run":
        endings = [" --sandbox", *endings[1:], " --dry-run"]
    for ending in endings:
        yield from _folded(call + ending, columns)


def _more(parameters: Iterable[Parameter]) -> Iterator[str]:
    """A parameter with choices or a range, and one that is an object, if there are any."""
    optional = [one for one in parameters if not one.required]
    simple = [one for one in optional if one.choices or one.bounds.maximum is not None]
    objects = [one for one in optional if "object" in one.types and one.members]
    yield from (f" {one.name}={_another_value(one)}" for one in simple[:1])
    yield from (f" {one.name}:='{json_text(_object(one))}'" for one in objects[:1])


def _another_value(parameter: Parameter) -> str:
    """A value that isn't the default: the next choice, or the upper end of the range."""
    others = [choice for choice in parameter.choices or () if choice != parameter.default]
    value = shown(others[0] if others else parameter.bounds.maximum)
    return value if re.fullmatch(r"[\w.:-]+", value) else f'"{value}"'


def _object(parameter: Parameter) -> Any:
    own = [one for one in parameter.members if len(one.path) == len(parameter.path) + 1]
    return {one.name: example(one) for one in own}


def _folded(call: str, columns: int) -> list[str]:
    """A call on one line if it fits, else on several; nothing if a word of it is too long."""
    lines = ["  limner"]
    for word in _WORDS.findall(call)[1:]:
        if len(lines[-1]) + len(word) + len(" ") + len(_GOES_ON) > columns:
            lines.append("   ")
        lines[-1] += f" {word}"
    fits = max(map(len, lines)) + len(_GOES_ON) <= columns
    return f"{_GOES_ON}\n".join(lines).split("\n") if fits else []
