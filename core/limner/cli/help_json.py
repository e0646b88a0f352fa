"""The help of a command as one JSON object, for programs that call it."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import click

from limner.cli.plugin_commands import from_plugins
from limner.cli.subcommands import COMMANDS

if TYPE_CHECKING:
    from limner.cli.documented import Documented


def help_as_json(command: Documented, ctx: click.Context) -> dict[str, Any]:
    """What a command's help says; keys without anything to say are left out."""
    own = command.own_params(ctx)
    known = {
        "arguments": [_argument(one, ctx) for one in own if isinstance(one, click.Argument)],
        "options": [_option(one, ctx) for one in own if isinstance(one, click.Option)],
        "commands": _commands(command, ctx),
        "examples": list(command.examples),
        "notes": command.notes,
        "environment": _named(command.environment),
        **_more(command, ctx),
    }
    parents = [ctx.parent.command_path] if ctx.parent else []
    return {
        "command": " ".join([*parents, str(command.name)]),
        "usage": " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)]),
        "help": _paragraphs(command.help or ""),
        **{name: value for name, value in known.items() if value},
    }


def _more(command: Documented, ctx: click.Context) -> dict[str, Any]:
    """What a command about a model has to say, and of the model if one is named."""
    from limner.cli.completion import MODEL
    from limner.cli.model_command import ModelCommand

    if not isinstance(command, ModelCommand):
        return {}
    from limner.cli.model_help import SPELLINGS, model_as_json

    model = ctx.meta.get(MODEL)
    about = model_as_json(model, str(command.name)) if model else {}
    return {**about, "spellings": _named(SPELLINGS)}


def _argument(argument: click.Argument, ctx: click.Context) -> dict[str, Any]:
    return {
        "name": argument.name,
        "metavar": argument.make_metavar(ctx),
        "required": argument.required,
        "multiple": argument.nargs != 1,
    }


def _option(option: click.Option, ctx: click.Context) -> dict[str, Any]:
    takes_value = not (option.is_flag or option.count)
    default = option.to_info_dict()["default"]
    known = {
        "metavar": option.make_metavar(ctx) if takes_value else None,
        "default": default if takes_value else None,
        "choices": list(option.type.choices) if isinstance(option.type, click.Choice) else None,
    }
    return {
        "names": [*option.opts, *option.secondary_opts],
        "help": option.help or "",
        "required": option.required,
        "multiple": option.multiple,
        **{name: value for name, value in known.items() if value is not None},
    }


def _commands(command: Documented, ctx: click.Context) -> list[dict[str, str]]:
    """The commands after this one; those of plugins, too, which aren't imported for it."""
    found: dict[str, click.Command | None] = {**command.commands_after(ctx)}
    if isinstance(command, click.Group):
        found |= {name: command.get_command(ctx, name) for name in command.list_commands(ctx)}
    ours = [{"name": n, "help": one.get_short_help_str(200)} for n, one in found.items() if one]
    foreign = from_plugins(COMMANDS) if ctx.parent is None else {}
    return ours + [
        {"name": name, "help": f"From {one.distribution}.", "distribution": one.distribution}
        for name, one in foreign.items()
    ]


def _named(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "help": text} for name, text in texts.items()]


def _paragraphs(text: str) -> str:
    """A docstring with each paragraph on one line."""
    return "\n".join(" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n"))
