"""Fal's model list: the calls that ask for its pages, and the pages in their answers.

Sources: fal's OpenAPI document of its platform API, `GET /models`; what others met when
they used it: a page with documents has 10 models, a longer one is refused or silently cut
off, an id that the list doesn't know comes back without metadata or as a 404.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from limner.errors import CredentialError, KeyRefused, LimnerError, ListUnreadable
from limner.transport import HttpCall
from limner_plugins.fal.reading import json_of, object_of
from limner_registry.syncing import ListedModel, ListPage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from limner.transport import HttpAnswer

PAGE = 10
"""Models of a page: the most that fal gives with their documents."""

LARGEST_PAGE = 64 * 1024**2
"""Bytes of a page that is read at all: 64 MiB, hundreds of times what one has."""

_STATUSES = frozenset({"active", "deprecated"})
_UNAUTHORIZED = 401
_FORBIDDEN = 403


def page_call(
    api: str, cursor: str | None, category: str | None, query: str | None, ids: Sequence[str]
) -> HttpCall:
    """The GET of a page, or of certain models whatever their status.

    Args:
        api: The platform API's URL, without a slash at its end.
        cursor: What names the page; None for the first one.
        category: Only models of this category.
        query: Only models that fit these words.
        ids: Only these models.
    """
    asked = {"endpoint_id": list(ids)} if ids else {"status": ["active"], "limit": [str(PAGE)]}
    named = {"category": category, "q": query, "cursor": cursor}
    chosen = {name: [value] for name, value in named.items() if value}
    fields = {"expand": ["openapi-3.0"], **asked, **chosen}
    return HttpCall("GET", f"{api}/models?{urlencode(fields, doseq=True, safe='/')}")


def read_page(answer: HttpAnswer) -> ListPage | None:
    """The page in an answer; None if there's none to be read."""
    if not answer.ok or len(answer.body) > LARGEST_PAGE:
        return None
    body = object_of(json_of(answer))
    models, more = body.get("models"), body.get("has_more")
    cursor = _text(body.get("next_cursor")) if more else None
    if not isinstance(models, list) or not isinstance(more, bool) or (more and not cursor):
        return None
    return ListPage(tuple(map(_listed, models)), cursor)


def page_error(answer: HttpAnswer) -> LimnerError | None:
    """What fal says in an answer that is no page; None if these aren't its words."""
    told = object_of(object_of(json_of(answer)).get("error"))
    if answer.ok or not told:
        return None
    words = _text(told.get("message")) or f"HTTP {answer.status}"
    if answer.status in {_UNAUTHORIZED, _FORBIDDEN}:
        kind = KeyRefused if answer.status == _UNAUTHORIZED else CredentialError
        return kind(f"fal does not accept the key: {words}. Its model list needs none")
    return ListUnreadable(f"fal doesn't give its model list: {words}")


def _listed(entry: Any) -> ListedModel:
    model = object_of(entry)
    metadata, openapi = object_of(model.get("metadata")), model.get("openapi")
    error = object_of(object_of(openapi).get("error"))
    status = _text(metadata.get("status")) or "active"
    return ListedModel(
        endpoint_id=_text(model.get("endpoint_id")) or "",
        openapi=openapi if isinstance(openapi, dict) and not error else None,
        reason=_reason(error),
        title=_text(metadata.get("display_name")),
        category=_text(metadata.get("category")),
        description=_text(metadata.get("description")),
        status=status if metadata and status in _STATUSES else "",
    )


def _reason(error: Mapping[str, Any]) -> str:
    words = _text(error.get("message")) or _text(error.get("code"))
    return f"fal has no OpenAPI document of it: {words}" if words else ""


def _text(value: Any) -> str | None:
    """A text that says something, and can be written down."""
    if not isinstance(value, str) or not value.strip():
        return None
    return value.strip().encode(errors="replace").decode()
