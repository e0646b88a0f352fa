"""A command about one model: the model's parameters are its options, and its help is about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from limner.cli.completion import MODEL, PARTED, EndpointId, NameThenValue, ValueOf, Word
from limner.cli.documented import Documented
from limner.cli.given import ANY_PARAMETER
from limner.cli.spelling import Misspelled
from limner.cli.typed import TypedCall
from limner.cli.words import Parted, model_id
from limner_registry import LimnerError

if TYPE_CHECKING:
    from collections.abc import Collection

    from limner_registry import Model
    from limner_registry.parameter import Parameter

_CAN_BE_AN_OPTION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


class ModelCommand(Documented):
    """A command whose first word is a model's id, and whose other words give its parameters.

    Its callback is called with `call` (a `TypedCall`: its arguments are coerced by the schema,
    not judged) and with what the command's own options give. These win over a parameter of
    the same name, which `-o` still reaches.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        of_all_models = [
            click.Argument(["endpoint_id"], metavar="ID", type=EndpointId()),
            click.Argument(["words"], metavar="[NAME=VALUE]...", nargs=-1, type=Word()),
            click.Option(
                [ANY_PARAMETER, "given"],
                nargs=2,
                multiple=True,
                metavar="NAME VALUE",
                type=NameThenValue(),
                help="A parameter; the only way to one whose name is also an option here.",
            ),
        ]
        self.params = [*of_all_models, *self.params]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Find the model, let click read what is its business, and coerce the rest."""
        own = self._own_options(ctx)
        endpoint_id = model_id(args, own)
        model = _model(ctx, endpoint_id)
        call = TypedCall(ctx.command_path, tuple(args), model, own) if model else None
        parted = call.parted if call else Parted(own, ()).read(args)
        ctx.meta[PARTED] = parted
        if model:
            ctx.meta[MODEL] = model
            ctx.info_name = f"{ctx.info_name} {endpoint_id}"
        left = super().parse_args(ctx, [*parted.for_click])
        for name in ("endpoint_id", "words", "given"):
            ctx.params.pop(name, None)
        if call and not ctx.resilient_parsing:
            _read(call, ctx)
            ctx.params["call"] = call
        return left

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own, and an option for each parameter of the model."""
        params = super().get_params(ctx)
        model = ctx.meta.get(MODEL)
        taken = {text for param in params for text in param.opts}
        return [*params, *(_options(model.parameters, taken) if model else ())]

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What the usage line says after the command, and the model where it's known."""
        pieces = ["[NAME=VALUE]...", "[OPTIONS]"]
        return pieces if MODEL in ctx.meta else ["ID", *pieces]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The model's own help, or that of the command where there's no model yet."""
        from limner.cli.model_help import write_help, write_spellings

        if MODEL in ctx.meta:
            write_help(self, ctx, formatter, ctx.meta[MODEL])
            return
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        write_spellings(formatter)
        self.format_options(ctx, formatter)
        self.format_epilog(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's own options."""
        options = [one for one in self.own_params(ctx) if isinstance(one, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx))]
        with formatter.section("Options"):
            formatter.write_dl(records)

    def _own_options(self, ctx: click.Context) -> dict[str, int]:
        """The command's own options, each with how many values it takes."""
        options = [one for one in self.own_params(ctx) if isinstance(one, click.Option)]
        return {
            text: 0 if option.is_flag or option.count else option.nargs
            for option in options
            for text in (*option.opts, *option.secondary_opts)
        }


def _model(ctx: click.Context, endpoint_id: str | None) -> Model | None:
    from limner.cli.listing import listing

    if endpoint_id is None:
        return None
    if "=" in endpoint_id and not ctx.resilient_parsing:
        raise click.UsageError(f"A model's id comes first, before {endpoint_id!r}.", ctx)
    try:
        return listing().registry[endpoint_id]
    except LimnerError:
        if ctx.resilient_parsing:
            return None
        raise


def _options(parameters: tuple[Parameter, ...], taken: Collection[str]) -> list[click.Option]:
    """They are here to be completed and suggested; `Parted` has read those that were given."""
    return [
        click.Option(
            [f"--{one.name}", f"parameter_{number}"],
            expose_value=False,
            help=one.description,
            type=ValueOf(one),
        )
        for number, one in enumerate(parameters)
        if f"--{one.name}" not in taken and _CAN_BE_AN_OPTION.fullmatch(one.name)
    ]


def _read(call: TypedCall, ctx: click.Context) -> None:
    """Take every word apart now, while an error is still one of usage."""
    try:
        _ = call.arguments
    except Misspelled as error:
        raise click.UsageError(f"{str(error)[:1].upper()}{str(error)[1:]}.", ctx) from None
