"""A command that explains itself: with examples, and as JSON where a program asks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from limner.cli.screen import json_lines
from limner.cli.shell import folded, words_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    """Write calls, each on as many lines as it needs."""
    if examples:
        with formatter.section("Examples"):
            for call in examples:
                formatter.write(
                    "".join(f"{line}\n" for line in folded(words_in(call), formatter.width))
                )
