"""`limner schema`: one model's parameters and results."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from limner.cli.completion import EndpointId
from limner.cli.documented import JSON_HELP, Documented
from limner.cli.listing import listing
from limner.cli.screen import Screen, bold, facts, json_lines, paragraph, plain, width, write

if TYPE_CHECKING:
    from limner_registry import Model

DIALECT = "https://json-schema.org/draft/2020-12/schema"


EXAMPLES = (
    "limner schema fal-ai/flux/dev",
    "limner schema fal-ai/flux/dev --format jsonschema > flux.schema.json",
    "limner schema fal-ai/flux/dev --format openapi > flux.openapi.json",
    "limner schema diff old.json new.json --fail-on breaking",
    "limner schema rules",
)


@click.command(
    "schema",
    cls=Documented,
    examples=EXAMPLES,
    short_help="Show one model's parameters and results.",
)
@click.argument("endpoint_id", metavar="ID", type=EndpointId())
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonschema", "openapi"]),
    metavar="FORM",
    help="What to print: a table for people, the input's jsonschema, or an openapi document.",
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def command(endpoint_id: str, form: str | None, *, as_json: bool) -> None:
    """Show what a model takes and what it gives."""
    if as_json and form == "table":
        raise click.UsageError("--format table and --json exclude each other.")
    model = listing().registry[endpoint_id]
    if form == "jsonschema":
        write(json_lines({"$schema": DIALECT, **model.input}, sys.stdout))
    elif form == "openapi":
        from limner_registry.openapi import openapi_document

        document = {**model.document, "input": model.input, "output": model.output}
        write(json_lines(openapi_document(document), sys.stdout))
    elif form is None and Screen.wanted(as_json).json:
        write(json_lines(schema_as_json(model), sys.stdout))
    else:
        Screen(json=False).say(_lines(model))


def schema_as_json(model: Model) -> dict[str, Any]:
    """A model as the command line's JSON has it; `price` and `successor` only where known."""
    document = model.document
    known = {name: document[name] for name in ("price", "successor") if name in document}
    return {
        "endpoint_id": model.endpoint_id,
        "title": model.title,
        "description": document.get("description"),
        "category": model.category,
        "provider": model.provider,
        "aliases": list(model.aliases),
        "links": document.get("links", {}),
        **known,
        "deprecated": model.deprecated,
        "input": model.input,
        "output": model.output,
        "document_sha256": model.sha256,
        "plugin": model.origin.plugin,
    }


def _lines(model: Model) -> list[str]:
    from limner.cli.parameter_list import field_lines, parameter_lines
    from limner_registry.parameters import parameters

    columns = width()
    return [
        *_head(model, columns),
        "",
        bold("Parameters"),
        *(parameter_lines(model.parameters, columns) or ["  none"]),
        "",
        bold("Result"),
        *(field_lines(parameters(model.output), columns) or ["  not described"]),
    ]


def _head(model: Model, columns: int) -> list[str]:
    from limner.cli.model_help import retirement

    about = plain(str(model.document.get("description") or ""))
    texts = [*paragraph(about, columns), *paragraph(retirement(model), columns)]
    return [bold(plain(model.title)), *texts, "", *facts(_facts(model), columns)]


def _facts(model: Model) -> dict[str, str]:
    links = model.document.get("links", {})
    said = {
        "id": model.endpoint_id,
        "alias": ", ".join(model.aliases),
        "category": model.category,
        "provider": model.provider,
        "price": _price(model),
        "page": links.get("page") or "",
        "docs": links.get("documentation") or "",
        "plugin": str(model.origin),
        "sha256": model.sha256,
    }
    return {name: plain(text) for name, text in said.items()}


def _price(model: Model) -> str:
    price = model.document.get("price")
    if not price:
        return ""
    of_it = f"{price['amount']} {price['currency']} per {price['unit']}"
    return f"{of_it} ({price['date']}, from {price['source']})"
