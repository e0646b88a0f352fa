"""A command that explains itself: with examples, and as JSON where a program asks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from limner.cli.screen import json_lines
from limner.cli.shell import folded, words_in
from limner.cli.subcommands import SUBCOMMANDS, imported

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from click.shell_completion import CompletionItem

HELP_AS_JSON = "limner.help_as_json"
"""Where in a context's `meta` it is whether `--json` is among the words."""

JSON_HELP = "Answer JSON, as always into a pipe. With --help, too."
"""What every command's `--json` is for."""


class Documented(click.Command):
    """A command whose help ends with examples.

    Attributes:
        examples: Calls of it, as a shell reads them.
        notes: Sentences after the examples.
        environment: By name, the variables that it heeds.
    """

    def __init__(
        self,
        *args: Any,
        examples: Sequence[str] = (),
        notes: str = "",
        environment: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.examples = tuple(examples)
        self.notes = notes
        self.environment = dict(environment or {})

    def own_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own arguments and options."""
        return click.Command.get_params(self, ctx)

    def get_help(self, ctx: click.Context) -> str:
        """The help: text, or one JSON object if `--json` is among the words."""
        if not ctx.meta.get(HELP_AS_JSON):
            return super().get_help(ctx)
        from limner.cli.help_json import help_as_json

        return json_lines(help_as_json(self, ctx), sys.stdout)

    def commands_after(self, ctx: click.Context) -> dict[str, click.Command]:
        """What its name and one more word call, by that word."""
        words = SUBCOMMANDS.get(str(ctx.info_name), ())
        return {word: imported(str(ctx.info_name), word) for word in words}

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, and the commands after this one."""
        super().format_options(ctx, formatter)
        if found := self.commands_after(ctx):
            with formatter.section("Commands"):
                formatter.write_dl([(w, one.get_short_help_str(200)) for w, one in found.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        """What a shell offers; the commands after this one, too, where nothing else is given."""
        from click.shell_completion import CompletionItem

        offered = super().shell_complete(ctx, incomplete)
        if ParameterSource.COMMANDLINE in map(ctx.get_parameter_source, ctx.params):
            return offered
        found = self.commands_after(ctx).items()
        after = [CompletionItem(word, help=one.get_short_help_str()) for word, one in found]
        return [*offered, *(item for item in after if item.value.startswith(incomplete))]

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Examples, notes, and the environment."""
        write_examples(self.examples, formatter)
        if self.notes:
            formatter.write_paragraph()
            formatter.write_text(self.notes)
        if self.environment:
            with formatter.section("Environment"):
                formatter.write_dl(list(self.environment.items()))


class DocumentedGroup(Documented, click.Group):
    """A group of commands whose help ends with examples."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one was probably meant."""
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            from limner.cli.meant import meant_after

            name = str(ctx.info_name)
            told = meant_after(name, args[0], self.list_commands(ctx))
            raise click.UsageError(f"There is no command '{name} {args[0]}'{told}", ctx)
        return super().resolve_command(ctx, args)


def write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    """Write calls, each on as many lines as it needs."""
    if examples:
        with formatter.section("Examples"):
            for call in examples:
                formatter.write(
                    "".join(f"{line}\n" for line in folded(words_in(call), formatter.width))
                )
