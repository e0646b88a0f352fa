"""Models and parameters at a prompt and in a notebook: as a small table, and as HTML."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from limner_registry import markup
from limner_registry.shortening import counted, listed, shortened
from limner_registry.values import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from limner_registry.model import Model
    from limner_registry.parameter import Parameter, Parameters

MOST = 200
"""How many parameters, with what is inside them, a page shows."""

_HEADS = {"NAME": 36, "TYPE": 24, "RANGE OR CHOICES": 36, "DEFAULT": 24}
"""The columns of the table in text, and how wide each may be."""


def parameters_text(parameters: Parameters) -> str:
    """Parameters as an aligned table in text, without what is inside them."""
    if not parameters:
        return "<no parameters>"
    rows = [tuple(_HEADS), *(_row(parameter) for parameter in parameters)]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip()
        for row in rows
    )


def parameters_html(parameters: Parameters) -> str:
    """Parameters with everything inside them as an HTML table; never raises."""
    return markup.displayed(lambda: _table(parameters), parameters)


def model_html(model: Model) -> str:
    """A model as HTML: what it is, what it costs, what it takes; never raises."""
    return markup.displayed(lambda: _page(model), model)


def _row(parameter: Parameter) -> tuple[str, ...]:
    deprecated = "deprecated" if parameter.deprecated else ""
    last = "required" if parameter.required else parameter.default_text
    choices = listed(map(json_text, parameter.choices or ()), _HEADS["RANGE OR CHOICES"] - 8)
    limits = "; ".join(filter(None, (choices, parameter.range_text)))
    last = ", ".join(filter(None, (last, deprecated)))
    cells = (parameter.name, _type(parameter), limits, last)
    return tuple(map(shortened, cells, _HEADS.values()))


def _page(model: Model) -> str:
    lines = [
        markup.joined((f"<b>{markup.text(model.title)}</b>", *_facts(model))),
        markup.text(model.document.get("description") or ""),
        _deprecation(model.document),
        _links(model.document),
    ]
    shown = "".join(f"<div>{line}</div>" for line in lines if line)
    return f'<div style="max-width:70em">{shown}{_table(model.parameters)}</div>'


def _facts(model: Model) -> Iterator[str]:
    yield markup.code(model.endpoint_id)
    yield markup.text(model.category)
    if price := model.document.get("price"):
        yield markup.text(f"{price['amount']:g} {price['currency']} per {price['unit']}")


def _deprecation(document: Mapping[str, Any]) -> str:
    if not document.get("deprecated"):
        return ""
    successor = document.get("successor")
    return "<b>Deprecated.</b>" + (f" Use {markup.code(successor)} instead." if successor else "")


def _links(document: Mapping[str, Any]) -> str:
    links = document.get("links") or {}
    named = {"page": "model page", "documentation": "documentation"}
    return markup.joined(markup.link(links[k], label) for k, label in named.items() if k in links)


def _table(parameters: Iterable[Parameter]) -> str:
    """Those that must be given first, each with its members beneath it."""
    ordered = sorted(parameters, key=lambda parameter: not parameter.required)
    if not ordered:
        return "<div>No parameters.</div>"
    every = chain.from_iterable(parameter.walk() for parameter in ordered)
    heads = ("Parameter", "Type", "Range or choices", "Default", "Description")
    rows = [_cells(parameter) for parameter in islice(every, MOST)]
    left = sum(1 for _ in every)
    more = f"<div>{counted(left, 'parameter')} more.</div>" if left else ""
    return markup.table(heads, rows) + more


def _cells(parameter: Parameter) -> Sequence[str]:
    default = markup.code(parameter.default_text) if parameter.has_default else ""
    return (
        _name(parameter),
        markup.text(_type(parameter)),
        "; ".join(filter(None, (_choices(parameter), markup.text(parameter.range_text)))),
        "<b>required</b>" if parameter.required else default,
        markup.text(parameter.description or ""),
    )


def _name(parameter: Parameter) -> str:
    """Its name, indented beneath what it is inside of."""
    depth = sum(step not in {"[]", "*"} for step in parameter.path) - 1
    name = markup.code(parameter.name)
    if parameter.deprecated:
        name = f"<s>{name}</s> {markup.faint('deprecated')}"
    return f'<div style="padding-left:{1.5 * depth:g}em">{name}</div>'


def _type(parameter: Parameter) -> str:
    of_a_file = parameter.file and parameter.file.lower() not in parameter.type_text.lower()
    return f"{parameter.type_text} ({parameter.file})" if of_a_file else parameter.type_text


def _choices(parameter: Parameter) -> str:
    """Each choice whole: a line may break between two of them only."""
    own = parameter.choices_text
    each = parameter.element.choices_text if parameter.element else ""
    return markup.code(own) if own else markup.code(f"each {each}") if each else ""
