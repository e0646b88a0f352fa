"""Which calls of an OpenAPI document are the model's: what it takes, and what it gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from limner_registry.importing.report import Place, Report
    from limner_registry.importing.whole import Whole

_RESULT = re.compile(r"(.*)/requests/\{[^{}/]*\}/?")
_STATUS = frozenset({"request_id", "response_url", "status"})
_DONE = ("200", "201", "202", "2XX")


@dataclass(frozen=True)
class Operation:
    """The call that submits, and the schemas of the model.

    Attributes:
        path: The path of the POST, without slashes at its ends.
        post: The POST itself.
        takes: The place of the input's schema.
        gives: The place of the output's schema; None where the document has none.
        answers: The place of the POST's answers.
    """

    path: str
    post: dict[str, Any]
    takes: Place
    gives: Place | None
    answers: Place


def operation(whole: Whole, wanted: tuple[str, ...], report: Report) -> Operation:
    """The operation of a document that has one model.

    Args:
        whole: The document.
        wanted: Endpoint ids that choose among several paths, the surest first.
        report: Where refusals and notes go.

    Raises:
        NotImportable: There is no POST, no telling which one, or none with a JSON body.
    """
    posts = dict(_calls(whole, "post"))
    path = _chosen([*posts], wanted, report)
    post, place = posts[path]
    _note_parameters(whole, path, post, report)
    gives = _result(whole, path) or _answer(whole, post, place)
    takes = _body(whole, post, place, report)
    return Operation(path.strip("/"), post, takes, gives, (*place, "responses"))


def _calls(whole: Whole, verb: str) -> Iterator[tuple[str, tuple[dict[str, Any], Place]]]:
    for path, item in whole.record("paths").items():
        value, place = _followed(whole, item, ("paths", path))
        if isinstance(value, dict) and isinstance(call := value.get(verb), dict):
            yield path, (call, (*place, verb))


def _chosen(paths: list[str], wanted: tuple[str, ...], report: Report) -> str:
    if not paths:
        raise report.refusal(("paths",), "there is no POST operation, so nothing can be called.")
    if len(paths) == 1:
        return paths[0]
    for endpoint_id in wanted:
        ends = [path for path in paths if f"/{path.strip('/')}".endswith(f"/{endpoint_id}")]
        if len(ends) == 1:
            return ends[0]
    listed = ", ".join(sorted(path.strip("/") for path in paths))
    reason = f"there are several POST operations; choose one by its endpoint id: {listed}."
    raise report.refusal(("paths",), reason)


def _note_parameters(whole: Whole, path: str, post: dict[str, Any], report: Report) -> None:
    """A model's arguments are the JSON body; what else a call demands is said, not lost."""
    item = whole.record("paths", path)
    for holder, place in ((item, ("paths", path)), (post, ("paths", path, "post"))):
        listed = holder.get("parameters")
        for i, one in enumerate(listed if isinstance(listed, list) else []):
            value, _ = _followed(whole, one, (*place, "parameters", i))
            if isinstance(value, dict) and value.get("required") is True:
                sentence = f"the call needs {value.get('name')!r} in its {value.get('in')}, "
                report.note(
                    (*place, "parameters", i), sentence + "which a model document can't say."
                )


def _body(whole: Whole, post: dict[str, Any], place: Place, report: Report) -> Place:
    body, place = _followed(whole, post.get("requestBody"), (*place, "requestBody"))
    found = _json_schema(body, place)
    if found is None:
        raise report.refusal(place, "the POST operation has no JSON request body with a schema.")
    return found


def _result(whole: Whole, posted: str) -> Place | None:
    """The answer of the queue's result call, if the model runs in a queue."""
    gets = {}
    for path, found in _calls(whole, "get"):
        if match := _RESULT.fullmatch(path):
            gets[match[1]] = found
    near = [base for base in gets if f"{posted.rstrip('/')}/".startswith(f"{base}/")]
    base = max(near, key=len) if near else next(iter(gets), None) if len(gets) == 1 else None
    return _answer(whole, *gets[base]) if base is not None else None


def _answer(whole: Whole, call: dict[str, Any], place: Place) -> Place | None:
    stated = call.get("responses")
    responses = stated if isinstance(stated, dict) else {}
    for code in _DONE:
        answer, there = _followed(whole, responses.get(code), (*place, "responses", code))
        found = _json_schema(answer, there)
        if found is not None and not _is_a_status(whole, found):
            return found
    return None


def _is_a_status(whole: Whole, place: Place) -> bool:
    """Whether a schema is what a queue answers to a submission: no result of a model."""
    schema, _ = _followed(whole, whole.at(place), place)
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return isinstance(properties, dict) and properties.keys() >= _STATUS


def _json_schema(holder: Any, place: Place) -> Place | None:
    """Where a body or an answer has the schema of its JSON."""
    content = holder.get("content") if isinstance(holder, dict) else None
    for name, media in content.items() if isinstance(content, dict) else ():
        kind = name.partition(";")[0].strip().lower()
        is_json = kind in {"application/json", "*/*", "application/*"} or kind.endswith("+json")
        if is_json and isinstance(media, dict) and media.get("schema") is not None:
            return (*place, "content", name, "schema")
    return None


def _followed(whole: Whole, value: Any, place: Place) -> tuple[Any, Place]:
    try:
        return whole.led(value, place)
    except LookupError:
        return None, place
