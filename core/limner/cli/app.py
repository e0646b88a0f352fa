"""The commands, held together: each is imported when used, and every error ends here."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from limner import __version__
from limner.cli.documented import HELP_AS_JSON, JSON_HELP, DocumentedGroup
from limner.cli.plugin_commands import from_plugins, loaded
from limner.cli.screen import colour_is_welcome
from limner.cli.subcommands import COMMANDS, SUBCOMMANDS, imported

JSON = "--json"

COMPLETE = "_LIMNER_COMPLETE"
"""The variable by which a shell asks for completions."""

EXAMPLES = (
    "limner models upscale",
    "limner schema fal-ai/flux/dev",
    'limner run fal-ai/flux/dev prompt="a lighthouse at dusk" --sandbox',
    "limner run fal-ai/flux/dev --help --json",
)

COMPLETION = {
    "~/.bashrc": f'eval "$({COMPLETE}=bash_source limner)"',
    "~/.zshrc": f'eval "$({COMPLETE}=zsh_source limner)"',
    "fish": f"{COMPLETE}=fish_source limner | source",
}
"""By the file of a shell, the line that makes it complete ids, parameters and choices."""

ENVIRONMENT = {
    "FAL_KEY": "The key for fal, before the one of limner keys; the sandbox needs none.",
    "LIMNER_PROVIDER": "Who runs every model, such as sandbox.",
    "LIMNER_HOME": "The folder with your journal and your catalog of models.",
    "LIMNER_DISABLE": "Plugins to leave out: their names, with commas between.",
    "LIMNER_TRACE": "1 prints each hook call.",
    "NO_COLOR": "Anything leaves out colours.",
}


class CommandLine(DocumentedGroup):
    """The group of all commands."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let `--json` and `help` stand before a command, and see whether JSON is wanted."""
        ctx.meta[HELP_AS_JSON] = JSON in args
        if args[:1] == [JSON] and args[1:2] and args[1] in COMMANDS:
            args = [args[1], JSON, *args[2:]]
        elif args == [JSON]:
            args = ["--help"]
        elif args[:1] == ["help"]:
            args = [*args[1:], "--help"]
        return super().parse_args(ctx, args)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Commands of plugins, examples and the environment, how to switch completion on."""
        if found := from_plugins(COMMANDS):
            with formatter.section("From plugins"):
                formatter.write_dl([(name, one.distribution) for name, one in found.items()])
        super().format_epilog(ctx, formatter)
        with formatter.section("Completion, by a line in the file of your shell"):
            formatter.write_dl(list(COMPLETION.items()))

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """The commands in the order of the help text."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """A command, imported."""
        if cmd_name in COMMANDS:
            return imported(cmd_name)
        entry = from_plugins(COMMANDS).get(cmd_name)
        return loaded(entry) if entry else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one was probably meant."""
        known = args[0] in COMMANDS or self.get_command(ctx, args[0])
        if not known and not ctx.resilient_parsing:
            from limner.cli.meant import meant

            told = meant(args[0], COMMANDS, SUBCOMMANDS)
            raise click.UsageError(f"There is no command {args[0]!r}{told}", ctx)
        if args[1:2] and args[1] in SUBCOMMANDS.get(args[0], ()):
            return " ".join(args[:2]), imported(*args[:2]), args[2:]
        name, command, rest = super().resolve_command(ctx, args)
        if command and args[0] in SUBCOMMANDS and not ctx.resilient_parsing:
            _refuse_word(click.Context(command, ctx, args[0]), rest)
        return name, command, rest

    def main(self, *args: Any, **options: Any) -> Any:
        """Run a command line and leave with its exit code, whatever happens."""
        given = args[0] if args else options.pop("args", None)
        words = (sys.argv[1:] if given is None else list(given)) or ["--help"]
        if COMPLETE in os.environ:
            import_module("limner.cli.bash")
        options |= {
            "color": None if colour_is_welcome() else False,
            "prog_name": "limner",
            "complete_var": COMPLETE,
            "standalone_mode": False,
        }
        try:
            code = super().main(words, **options)
        except Exception as error:  # noqa: BLE001 -- this is where every error ends
            from limner.cli.failure import report

            code = report(error, as_json=errors_are_json(words))
        sys.exit(code or 0)


def errors_are_json(words: list[str]) -> bool:
    """Whether an error is to be JSON: where the answer would be, too."""
    prints_text = words[:1] == ["reference"] or (
        words[:1] == ["schema"] and any(word.startswith("--format") for word in words)
    )
    return JSON in words or not (prints_text or sys.stdout.isatty())


def _refuse_word(ctx: click.Context, rest: list[str]) -> None:
    """Refuse a word after a command that takes none but its subcommands, or seems to mean one."""
    taking = [one.nargs for one in ctx.command.params if isinstance(one, click.Argument)]
    if not rest or rest[0].startswith("-") or -1 in taking:
        return
    from limner.cli.meant import meant_after, slip

    name = str(ctx.info_name)
    if not taking or slip(rest[0], SUBCOMMANDS[name]):
        told = meant_after(name, rest[0], SUBCOMMANDS[name])
        raise click.UsageError(f"There is no command '{name} {rest[0]}'{told}", ctx)


def run() -> None:
    """Run the command line of this process; a stream that was closed swallows what it gets."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 -- to the end
    cli.main()


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001
    if wanted:
        click.echo(f"limner {__version__}")
        ctx.exit()


cli = CommandLine(
    "limner",
    help="Call hosted generative-media models: every call is checked before it can cost"
    " anything, submitted at most once, and its results are kept.",
    examples=EXAMPLES,
    environment=ENVIRONMENT,
    context_settings={"help_option_names": ["-h", "--help"]},
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            help="Show the version.",
            callback=_show_version,
        ),
        click.Option(
            [JSON],
            is_flag=True,
            expose_value=False,
            help=JSON_HELP,
        ),
    ],
)
