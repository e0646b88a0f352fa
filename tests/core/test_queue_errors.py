"""Errors in fal's words are read as errors of ours; what are not its words tells nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from limner.errors import (
    AccountLocked,
    CredentialError,
    JobFailed,
    JobRejected,
    KeyRefused,
    LimnerError,
    ProviderError,
)
from limner.queue_errors import ErrorReader, read_issues
from limner.transport import HttpAnswer
from limner_plugins.fal.errors import ADVICE, RETRYABLE

FLUX = "fal-ai/flux/dev"
ID = "1ddf3e2a-5f5e-4f5b-9f0e-0a7c2b1d4e5f"
READER = ErrorReader("fal", RETRYABLE, ADVICE)
ERROR_STATUSES = st.sampled_from([400, 401, 403, 404, 408, 409, 422, 429, 499, 500, 503])

MEMBERS = st.text(max_size=3) | st.sampled_from(
    [*("detail", "status", "error_type", "loc", "msg", "type", "ctx", "input", "expected", "ge")]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(MEMBERS, inside, max_size=4),
    max_leaves=12,
)


def answer(status: int, body: Any, **headers: str) -> HttpAnswer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpAnswer(status, named, json.dumps(body).encode())


def read(status: int, body: Any, request_id: str | None = None, **headers: str) -> Any:
    return READER.read(FLUX, answer(status, body, **headers), request_id)


def test_refused_request_is_rejected() -> None:
    """Without a request id there's no job: the entries of a list are issues of the request."""
    entry = {
        "loc": ["body", "image_size", "width"],
        "msg": "Input should be less than or equal to 14142",
        "type": "less_than_equal",
        "url": "https://docs.fal.ai/errors/#less_than_equal",
        "ctx": {"le": 14142},
        "input": 99999,
    }

    error = read(422, {"detail": [entry]}, x_fal_request_id="of-the-gateway")

    (issue,) = error.issues
    assert type(error) is JobRejected
    assert (error.endpoint_id, error.status, error.request_id) == (FLUX, 422, "of-the-gateway")
    assert (error.type, error.retryable, error.exit_code) == ("less_than_equal", False, 6)
    assert (issue.pointer, issue.code, issue.value) == (
        "/image_size/width",
        "less_than_equal",
        99999,
    )
    assert issue.allowed == {"maximum": 14142}
    assert "less than or equal to 14142" in str(error)


def test_failed_job_keeps_its_id() -> None:
    """With a request id it's the job that failed."""
    error = read(422, {"detail": [{"loc": ["body"], "msg": "no", "type": "no_media"}]}, ID)

    assert type(error) is JobFailed
    assert error.request_id == ID
    assert ID in str(error)


@pytest.mark.parametrize(
    ("code", "context", "allowed"),
    [
        ("greater_than", {"gt": 0}, {"exclusiveMinimum": 0}),
        ("greater_than_equal", {"ge": 1}, {"minimum": 1}),
        ("less_than", {"lt": 9}, {"exclusiveMaximum": 9}),
        ("less_than_equal", {"le": 9}, {"maximum": 9}),
        ("multiple_of", {"multiple_of": 8}, {"multipleOf": 8}),
        ("sequence_too_short", {"min_length": 1}, {"minItems": 1}),
        ("sequence_too_long", {"max_length": 4}, {"maxItems": 4}),
        ("string_too_short", {"min_length": 1}, {"minLength": 1}),
        ("string_too_long", {"max_length": 4}, {"maxLength": 4}),
        ("one_of", {"expected": ["a", "b"]}, ["a", "b"]),
        ("image_too_small", {"min_height": 512}, {"min_height": 512}),
        ("less_than_equal", {"other": 9}, {"other": 9}),
        ("less_than_equal", None, None),
        ("less_than_equal", "9", None),
    ],
)
def test_context_is_what_would_be_right(code: str, context: Any, allowed: Any) -> None:
    """What a `ctx` allows is said as our own issues say it: bounds by JSON Schema's keywords."""
    (issue,) = read_issues([{"loc": ["body", "x"], "msg": "", "type": code, "ctx": context}])

    assert issue.allowed == allowed


@pytest.mark.parametrize(
    ("location", "pointer"),
    [
        (["body", "prompt"], "/prompt"),
        (["body", "loras", 0, "path"], "/loras/0/path"),
        (["body", "body"], "/body"),
        (["body", "a/b~c"], "/a~1b~0c"),
        (["prompt"], "/prompt"),
        (["body"], ""),
        ([], ""),
        (["body", None, 1.5, "x"], "/x"),
        ("body", ""),
        (None, ""),
    ],
)
def test_location_is_a_pointer(location: Any, pointer: str) -> None:
    """A `loc` is a JSON pointer without the word `body`; steps that are none are left out."""
    (issue,) = read_issues([{"loc": location, "msg": "m", "type": "t"}])

    assert issue.pointer == pointer


@pytest.mark.parametrize("detail", [None, "text", {}, 7, [], ["text", 7, None]])
def test_no_entries_are_no_issues(detail: Any) -> None:
    """What isn't a list of entries holds no issues."""
    assert read_issues(detail) == ()


@pytest.mark.parametrize(
    ("error_type", "retryable"),
    [
        ("request_timeout", True),
        ("startup_timeout", True),
        ("runner_disconnected", True),
        ("client_cancelled", False),
        ("bad_request", False),
        ("internal_error", None),
        ("one_that_is_new", None),
    ],
)
def test_platform_error_has_a_type(error_type: str, *, retryable: bool | None) -> None:
    """A platform error's type stands in its body, and tells whether a retry can help."""
    error = read(504, {"detail": "Timed out", "error_type": error_type}, ID)

    assert (error.type, error.retryable, error.issues) == (error_type, retryable, ())
    assert "Timed out" in str(error)


def test_type_may_stand_in_the_header_alone() -> None:
    """Where the body names no type, the header's is taken."""
    error = read(503, {"detail": "gone"}, ID, x_fal_error_type="runner_disconnected")

    assert (error.type, error.retryable) == ("runner_disconnected", True)


@pytest.mark.parametrize("header", ["x_fal_needs_retry", "x_fal_retryable"])
@pytest.mark.parametrize(("stated", "retryable"), [("1", True), ("true", True), ("0", False)])
def test_header_decides_about_retries(header: str, stated: str, *, retryable: bool) -> None:
    """What the answer itself says of retries, in the new header or the old, goes first."""
    for error_type in ("request_timeout", "client_cancelled", "internal_error"):
        body = {"detail": "x", "error_type": error_type}
        assert read(500, body, ID, **{header: stated}).retryable is retryable


def test_too_many_requests_can_be_repeated() -> None:
    """Nobody's request is at fault when it's refused for its rate."""
    assert read(429, {"detail": "slow down"}).retryable is True


def test_advice_follows_what_went_wrong() -> None:
    """An error whose remedy is known says it."""
    error = read(422, {"detail": [{"type": "content_policy_violation", "msg": "m"}]}, ID)

    assert ADVICE["content_policy_violation"] in str(error)


def test_every_documented_type_is_known() -> None:
    """Of the 44 types that fal documents all are in the table but those that it leaves open."""
    left_open = {
        *("internal_server_error", "generation_timeout", "downstream_service_error"),
        *("downstream_service_unavailable", "runner_server_error", "internal_error"),
        "client_disconnected",
    }

    assert left_open.isdisjoint(RETRYABLE)
    assert len(left_open) + len(RETRYABLE) == 44
    assert set(ADVICE) <= left_open | set(RETRYABLE)


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        (401, "invalid key credentials", KeyRefused),
        (401, "No user found for Key ID and Secret", KeyRefused),
        (403, "User is locked. Reason: Exhausted balance.", AccountLocked),
        (403, "User is locked. Reason: TOP_UP.", AccountLocked),
        (403, "Forbidden", CredentialError),
    ],
)
@pytest.mark.parametrize("request_id", [None, ID])
def test_key_and_account(
    status: int, text: str, kind: type[LimnerError], request_id: str | None
) -> None:
    """A refused key and a locked account end with exit code 4, in the provider's words."""
    error = read(status, {"detail": text}, request_id)

    assert type(error) is kind
    assert error.exit_code == 4
    assert text in str(error)


def test_unknown_request_is_said_in_words() -> None:
    """The 404 of an unknown id, which has no detail, becomes a sentence."""
    assert "doesn't know the request" in str(read(404, {"status": "NOT_FOUND"}, ID))


@pytest.mark.parametrize("detail", [[], ["x"], None, 7, {"a": 1}])
def test_detail_without_words(detail: Any) -> None:
    """A detail that says nothing readable leaves the status to be told."""
    error = read(422, {"detail": detail}, ID)

    assert (error.type, error.issues) == (None, ())
    assert "HTTP 422" in str(error)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>502 Bad Gateway nginx</html>",
        b"upstream connect error",
        b"\xff\xfe",
        b'{"detail":',
        b'{"message": "not of the queue"}',
        b"[]",
        b"null",
        b'{"detail":' + b"[" * 100_000,
    ],
)
@pytest.mark.parametrize("status", [401, 404, 422, 502])
def test_other_words_are_no_error_of_the_provider(body: bytes, status: int) -> None:
    """An ingress, a proxy or a login page says nothing about the request."""
    assert READER.read(FLUX, HttpAnswer(status, {}, body)) is None


@pytest.mark.parametrize("status", [200, 202, 301, 307, 308])
def test_success_and_redirects_are_no_error(status: int) -> None:
    """An answer of success holds no error, whatever its members are called; nor a redirect."""
    body = {"detail": "x", "error_type": "internal_error"}

    assert read(status, body, ID, x_fal_request_id=ID) is None


@pytest.mark.parametrize("said", [502, "error", "bad", ["NOT_FOUND"], None])
@pytest.mark.parametrize("status", [400, 404, 500, 502, 503])
def test_status_alone_is_anybodys(status: int, said: object) -> None:
    """Proxies say `status` in JSON too: it's the provider's with its headers, or in its words."""
    body = {"status": said, "error": "Service Unavailable", "path": "/"}

    assert read(status, body, ID) is None
    for header in ("x_fal_request_id", "x_fal_error_type"):
        assert isinstance(read(status, body, ID, **{header: "x"}), JobFailed)
    assert isinstance(read(status, {**body, "error_type": "x"}, ID), JobFailed)


@given(ERROR_STATUSES, st.binary(max_size=60))
def test_any_bytes_can_be_read(status: int, body: bytes) -> None:
    """Whatever bytes arrive, reading them raises nothing."""
    assert isinstance(READER.read(FLUX, HttpAnswer(status, {}, body)), LimnerError | None)


@given(ERROR_STATUSES, JSON, st.dictionaries(MEMBERS, JSON, max_size=4))
def test_any_json_can_be_read(status: int, detail: Any, members: dict[str, Any]) -> None:
    """Whatever JSON arrives, an error comes of it that can be printed."""
    error = read(status, {**members, "detail": detail}, ID)

    assert isinstance(error, ProviderError | CredentialError)
    assert str(error)


def test_deep_entry_can_be_read() -> None:
    """An entry whose members are nested to the depth that JSON has still gives an issue."""
    deep: Any = "x"
    for _ in range(400):
        deep = [deep]

    (issue,) = read(422, {"detail": [{"loc": deep, "msg": deep, "type": deep}]}).issues

    assert (issue.pointer, issue.code, issue.message) == ("", "", "")
