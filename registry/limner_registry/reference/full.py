"""The reference for readers: what the documents say, on GitHub and in a terminal."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

from limner_registry.parameters import Parameter, parameters
from limner_registry.reference import calls
from limner_registry.reference.markdown import anchors, code, link, paragraph, table, text
from limner_registry.shortening import counted
from limner_registry.values import json_text, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

HOW_TO_READ = """\
- Values are written as JSON has them: `"5"` is a text, `5` a number.
- `size.width` is the member `width` of `size`; `masks[].url` is the member `url` of each
  element of the list `masks`.
- *Default* is what the provider takes for a parameter that isn't given; a **required** one
  must be. *Present* says whether a field of an output is always there. Inside an object
  both hold where the object itself is there.
- A *choice* is one of the values under *Allowed*.
- For a *file*, give the path of a file, a URL or a data URI. In an output it is an object
  whose `url` leads to the file."""

LINKS = {"page": "Model page", "documentation": "Documentation", "openapi": "OpenAPI"}


def render(documents: Iterable[Mapping[str, Any]]) -> str:
    """The models by category, then by id, behind a table of contents."""
    models = sorted(documents, key=lambda document: (_category(document), _id(document)))
    places = dict(zip(map(_id, models), anchors(map(_id, models)), strict=True))
    blocks = chain(_opening(models, places), *(_section(model, places) for model in models))
    return "\n\n".join(blocks) + "\n"


def _opening(models: Sequence[Mapping[str, Any]], places: Mapping[str, str]) -> Iterator[str]:
    yield "# Model Parameter Reference"
    yield f"What {counted(len(models), 'model')} can be asked for, and what comes back."
    yield HOW_TO_READ
    if len(models) > 1:
        yield "## Models"
        for category, members in groupby(models, _category):
            yield f"**{text(category)}**"
            yield "\n".join(f"- {_entry(model, places)}" for model in members)


def _entry(model: Mapping[str, Any], places: Mapping[str, str]) -> str:
    title = _line(model, "title")
    retired = "*(deprecated)*" if model.get("deprecated") else ""
    return " ".join(filter(None, (_reference(_id(model), places), text(title), retired)))


def _section(model: Mapping[str, Any], places: Mapping[str, str]) -> Iterator[str]:
    """A model: what it is, how to call it, what it takes and what it gives."""
    takes = sorted(parameters(model["input"]), key=lambda parameter: not parameter.required)
    gives = parameters(model["output"])
    yield f"## {text(_id(model))}"
    yield f"**{text(_line(model, 'title') or _id(model))}** · {text(_category(model))}"
    if description := text(_line(model, "description")):
        yield paragraph(description)
    if model.get("deprecated"):
        yield f"> **Deprecated.**{_successor(model, places)}"
    yield "\n".join(f"- {fact}" for fact in _facts(model))
    yield f"```sh\n{calls.command(_id(model), takes)}\n```"
    yield f"```python\n{calls.python(_id(model), takes)}\n```"
    yield "### Parameters"
    needed = sum(parameter.required for parameter in takes)
    yield f"{counted(len(takes), 'parameter')}, {needed} required." if takes else "None."
    if takes:
        yield "\n".join(table(map(_parameter_row, _everything(takes))))
    if gives:
        yield "### Output"
        yield "\n".join(table(map(_field_row, _everything(gives))))


def _successor(model: Mapping[str, Any], places: Mapping[str, str]) -> str:
    successor = model.get("successor")
    return f" Use {_reference(successor, places)} instead." if successor else ""


def _reference(endpoint_id: str, places: Mapping[str, str]) -> str:
    place, name = places.get(endpoint_id), code(endpoint_id)
    return f"[{name}](#{place})" if place else name


def _facts(model: Mapping[str, Any]) -> Iterator[str]:
    if model.get("aliases"):
        yield f"Also known as: {', '.join(map(code, model['aliases']))}"
    yield f"Price: {_price(model.get('price'))}"
    links = model.get("links") or {}
    yield from (f"{label}: {link(links[key])}" for key, label in LINKS.items() if links.get(key))


def _price(price: Mapping[str, Any] | None) -> str:
    """The amount with its unit, who says so, and when it was taken from there."""
    if price is None:
        return "unknown"
    amount = format(Decimal(str(price["amount"])), "f")
    stated = f"{amount} {price['currency']} per {price['unit']}"
    return text(one_line(f"{stated} (source: {price['source']}; taken {price['date']})"))


def _everything(tops: Iterable[Parameter]) -> Iterator[Parameter]:
    return chain.from_iterable(top.walk() for top in tops)


def _parameter_row(parameter: Parameter) -> dict[str, str]:
    default = code(parameter.default_text) if parameter.has_default else ""
    return {
        "Parameter": _place(parameter),
        "Type": _type(parameter),
        "Default": "**required**" if parameter.required else default,
        "Allowed": _allowed(parameter),
        "Description": _description(parameter),
    }


def _field_row(field: Parameter) -> dict[str, str]:
    return {
        "Field": _place(field),
        "Type": _type(field),
        "Present": "always" if field.required else "maybe",
        "Allowed": _allowed(field),
        "Description": _description(field),
    }


def _place(parameter: Parameter) -> str:
    """Its path, indented beneath its parent; GitHub keeps spaces that don't break."""
    depth = sum(step not in {"[]", "*"} for step in parameter.path) - 1
    indent = "\u00a0\u00a0" * (depth - 1) + "↳\u00a0" if depth else ""
    return indent + code(one_line(parameter.place))


def _type(parameter: Parameter) -> str:
    several = parameter.types == ("array",)
    file = {None: "", "file": "file"}.get(parameter.file, f"{parameter.file} file")
    return text(one_line(parameter.type_text)) + (f" ({file}{'s' * several})" if file else "")


def _allowed(parameter: Parameter) -> str:
    each = _choices(parameter.element) if parameter.element else ""
    parts = (_choices(parameter), each and f"each {each}", parameter.range_text)
    return "; ".join(filter(None, parts))


def _choices(parameter: Parameter) -> str:
    return ", ".join(code(json_text(choice)) for choice in parameter.choices or ())


def _description(parameter: Parameter) -> str:
    mark = "**Deprecated.**" if parameter.deprecated else ""
    return " ".join(filter(None, (mark, text(parameter.description or ""))))


def _id(model: Mapping[str, Any]) -> str:
    return str(model["endpoint_id"])


def _category(model: Mapping[str, Any]) -> str:
    return _line(model, "category") or "other"


def _line(model: Mapping[str, Any], key: str) -> str:
    return one_line(model.get(key) or "")
