"""`limner reference`: the Model Parameter Reference, as Markdown."""

from __future__ import annotations

import sys

import click

from limner.cli.completion import EndpointId
from limner.cli.documented import Documented
from limner.cli.listing import listing
from limner.cli.screen import json_lines, write

EXAMPLES = (
    "limner reference > models.md",
    "limner reference fal-ai/flux/dev",
    "limner reference --style original",
)


@click.command(
    "reference",
    cls=Documented,
    examples=EXAMPLES,
    short_help="Print the Model Parameter Reference.",
)
@click.argument("endpoint_ids", metavar="[ID]...", nargs=-1, type=EndpointId())
@click.option(
    "--style",
    type=click.Choice(["full", "original"]),
    default="full",
    metavar="STYLE",
    help="full, the default, for readers; original is to the byte what that document was.",
)
@click.option("--json", "as_json", is_flag=True, help="Put the Markdown, or the help, into JSON.")
def command(endpoint_ids: tuple[str, ...], style: str, *, as_json: bool) -> None:
    """Print the parameters and results of some models, or of all, as Markdown."""
    from limner_registry import Registry
    from limner_registry.reference import render

    listed = listing()
    packaged = Registry(listed.packaged)
    models = [listed.registry[one] for one in dict.fromkeys(endpoint_ids)]
    models = models or list(packaged.values())
    documents = [{**one.document, "input": one.input, "output": one.output} for one in models]
    text = render(documents, "original" if style == "original" else "full")
    if as_json:
        ids = [model.endpoint_id for model in models]
        write(json_lines({"style": style, "endpoint_ids": ids, "markdown": text}, sys.stdout))
    else:
        click.echo(text.encode(), nl=False)
