"""Who a model is: what its OpenAPI document says of it besides its schemas."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from limner_registry.document import EndpointId

if TYPE_CHECKING:
    from limner_registry.importing.operation import Operation
    from limner_registry.importing.report import Report
    from limner_registry.importing.whole import Whole

METADATA = ("info", "x-fal-metadata")
UNKNOWN = "unknown"
"""The category of a model whose document names none; fal uses the word too."""

_SAYS_NOTHING = re.compile(
    r"Queue OpenAPI for .*|Fal Queue API|The OpenAPI schema for .* queue\."
    r"|The Fal Queue API( for .*)?\.?",
    re.DOTALL,
)
"""Titles and descriptions that every document of fal has."""

_OF_FAL = re.compile(r"(.*\.)?fal\.(run|ai|dev)")
_LINK = re.compile(r"https://\S+")


def wanted(whole: Whole, endpoint_id: str | None) -> tuple[str, ...]:
    """The endpoint ids that the caller and the document name, the caller's first."""
    stated = _text(whole.record(*METADATA).get("endpointId"))
    return tuple(one for one in (endpoint_id, stated) if one)


def identity(
    whole: Whole, call: Operation, ids: tuple[str, ...], provider: str | None, report: Report
) -> dict[str, Any]:
    """The members of a model document that come before its schemas.

    Args:
        whole: The OpenAPI document.
        call: The operation that is the model's.
        ids: Endpoint ids that are named, the surest first; the path stands in for them.
        provider: Who runs it, if the document doesn't tell.
        report: Where refusals and notes go.

    Raises:
        NotImportable: The id isn't one, or nothing tells who runs the model.
    """
    info, metadata = whole.record("info"), whole.record(*METADATA)
    endpoint_id = _endpoint_id(whole, call, ids, report)
    about = (metadata.get("about"), info.get("description"))
    facts = {
        "document_version": 1,
        "endpoint_id": endpoint_id,
        "provider": _provider(whole, provider, report),
        "title": _first_that_says(info.get("summary"), info.get("title")) or endpoint_id,
        "description": _first_that_says(*about),
        "category": _text(metadata.get("category")) or UNKNOWN,
        "links": _links(whole, report),
        "deprecated": call.post.get("deprecated") is True,
    }
    return {key: value for key, value in facts.items() if value}


def _endpoint_id(whole: Whole, call: Operation, ids: tuple[str, ...], report: Report) -> str:
    endpoint_id = (*ids, call.path)[0]
    stated, at = whole.record(*METADATA).get("endpointId"), (*METADATA, "endpointId")
    if not _is_an_id(endpoint_id):
        place = at if stated == endpoint_id else () if ids else ("paths", f"/{call.path}")
        reason = f"{endpoint_id!r} is no endpoint id: an id is like owner/model. State one."
        raise report.refusal(place, reason)
    if ids[1:] and stated != endpoint_id:
        report.note(at, f"the document calls the model {stated!r}; {endpoint_id!r} is used.")
    elif stated == endpoint_id and not f"/{call.path}".endswith(f"/{stated}"):
        report.note(at, f"its POST is for {call.path!r}, its id is {stated!r}.")
    return endpoint_id


def _is_an_id(text: str) -> bool:
    try:
        _ids().validate_python(text)
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=1)
def _ids() -> TypeAdapter[str]:
    return TypeAdapter(EndpointId)


def _provider(whole: Whole, provider: str | None, report: Report) -> str:
    host = _host(whole)
    if whole.record(*METADATA) or _OF_FAL.fullmatch(host):
        return "fal"
    named = provider or _slug(host)
    if not named:
        raise report.refusal(("servers",), "nothing tells who runs the model; state the provider.")
    return named


def _host(whole: Whole) -> str:
    servers = whole.openapi.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else None
    address = _text(first.get("url")) if isinstance(first, dict) else None
    try:
        return urlsplit(address or "").hostname or ""
    except ValueError:
        return ""


def _slug(host: str) -> str:
    """`acme` of `api.acme.ai`: the labels that name somebody."""
    labels = [label for label in host.split(".") if re.fullmatch(r"[\w-]+", label)]
    naming = labels[:-1] if len(labels) > 1 and not host.replace(".", "").isdigit() else labels
    while len(naming) > 1 and naming[0] in {"api", "queue", "www"}:
        naming = naming[1:]
    return "-".join(naming)


def _links(whole: Whole, report: Report) -> dict[str, str]:
    fal = whole.record(*METADATA)
    found: dict[str, tuple[Any, tuple[str, ...]]] = {
        "page": (fal.get("playgroundUrl"), (*METADATA, "playgroundUrl")),
        "documentation": (fal.get("documentationUrl"), (*METADATA, "documentationUrl")),
    }
    if not fal:
        address = whole.record("externalDocs").get("url")
        found = {"documentation": (address, ("externalDocs", "url"))}
    links = {}
    for name, (address, where) in found.items():
        if isinstance(address, str) and _LINK.fullmatch(address):
            links[name] = address
        elif address:
            report.note(where, "left out, for it is no https address.")
    return links


def _first_that_says(*texts: Any) -> str | None:
    found = (text for text in map(_text, texts) if text and not _SAYS_NOTHING.fullmatch(text))
    return next(found, None)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
