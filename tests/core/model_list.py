"""A provider's model list as fal answers it, whole or with faults."""

from __future__ import annotations

import base64
import contextlib
import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from socket_server import Behaviour, Server, response, serving

from limner_registry.catalog import Catalog

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


def entry(
    endpoint_id: str, properties: Mapping[str, Any] | None = None, **metadata: Any
) -> dict[str, Any]:
    """A model of the list, with a document in the manner of fal's."""
    takes = {"type": "object", "properties": {"prompt": {"type": "string"}, **(properties or {})}}
    status: Any = {"properties": {"request_id": {}, "status": {}, "response_url": {}}}
    result = {"responses": {"200": _json_of({"type": "object"})}}
    post = {"requestBody": _json_of(takes), "responses": {"200": _json_of(status)}}
    openapi = {
        "openapi": "3.0.4",
        "info": {"title": "x", "x-fal-metadata": {"endpointId": endpoint_id}},
        "servers": [{"url": "https://queue.fal.run"}],
        "paths": {
            f"/{endpoint_id}/requests/{{request_id}}": {"get": result},
            f"/{endpoint_id}": {"post": post},
        },
    }
    facts = {"display_name": endpoint_id.title(), "category": "text-to-image", "status": "active"}
    return {"endpoint_id": endpoint_id, "metadata": facts | metadata, "openapi": openapi}


def entries(count: int) -> list[dict[str, Any]]:
    """So many models: `acme/model-00` and so on."""
    return [entry(f"acme/model-{number:02}") for number in range(count)]


@dataclass
class ModelList:
    """A list, and what is asked of it.

    Attributes:
        models: Those that it lists, in pages of as many as are asked for.
        unlisted: Those that are found by their ids only.
        strict: Whether an id that isn't found makes the whole answer a 404.
        asked: The queries of all requests.
    """

    models: list[Any]
    unlisted: list[Any] = field(default_factory=list)
    strict: bool = False
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    def answer(self, url: str) -> tuple[int, Any]:
        """The status and the body that answer a request."""
        query = parse_qs(urlsplit(url).query)
        self.asked.append(query)
        if ids := query.get("endpoint_id"):
            return self._found(ids)
        page, size = _number(query.get("cursor", [""])[0]), int(query["limit"][0])
        some = self.models[(page - 1) * size : page * size]
        more = page * size < len(self.models)
        cursor = base64.b64encode(str(page + 1).encode()).decode() if more else None
        return 200, {"models": some, "next_cursor": cursor, "has_more": more}

    @property
    def pages(self) -> list[int]:
        """The pages that were asked for."""
        return [
            _number(query.get("cursor", [""])[0])
            for query in self.asked
            if "endpoint_id" not in query
        ]

    def _found(self, ids: Sequence[str]) -> tuple[int, Any]:
        every = [one for one in (*self.models, *self.unlisted) if isinstance(one, dict)]
        known = {one.get("endpoint_id"): one for one in every}
        if self.strict and not known.keys() >= set(ids):
            return 404, {"error": {"type": "not_found", "message": "Resource not found"}}
        found = [known.get(one, {"endpoint_id": one}) for one in ids]
        return 200, {"models": found, "next_cursor": None, "has_more": False}


@contextlib.contextmanager
def serving_list(
    listed: ModelList, faults: Mapping[int, Behaviour] | None = None
) -> Iterator[Server]:
    """A real server of a list; a fault instead of the answer to the request of its number."""

    def behave(connection: socket.socket) -> None:
        fault = (faults or {}).get(len(server.requests))
        if fault:
            fault(connection)
            return
        status, body = listed.answer(server.requests[-1].split(b" ")[1].decode())
        phrase = f"{status} {HTTPStatus(status).phrase}"
        connection.sendall(response(json.dumps(body).encode(), phrase))

    with serving(behave) as server:
        yield server


def ids_in(home: Path) -> list[str]:
    """The models of the catalog in a home."""
    return [row.endpoint_id for row in Catalog(home).listing()]


def assert_all_there(home: Path, count: int = 35) -> None:
    """The catalog has what `entries` makes, and nothing is damaged."""
    assert ids_in(home) == [f"acme/model-{number:02}" for number in range(count)]
    assert Catalog(home).problems == {}


def _number(cursor: str) -> int:
    return int(base64.b64decode(cursor)) if cursor else 1


def _json_of(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}
