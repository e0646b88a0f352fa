"""A webhook is believed when the provider signed it just now, and never otherwise."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from limner.errors import UntrustedWebhook
from limner.transport import HttpAnswer
from limner.webhook import (
    REQUEST_ID,
    SIGNATURE,
    TIMESTAMP,
    TOLERANCE,
    USER_ID,
    Notice,
    public_keys,
    verified,
)

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
NOW = 1_764_000_000
JOB = "764cabcf-b745-4b3e-ae38-1200304cf45b"
RESULT = {"images": [{"url": "https://v3.fal.media/files/lighthouse.jpg"}]}


def signed(body: bytes, at: int = NOW, job: str = JOB) -> dict[str, str]:
    """The headers that fal would send with a body."""
    text = f"{job}\nuser-7\n{at}\n{hashlib.sha256(body).hexdigest()}"
    signature = PRIVATE.sign(text.encode()).hex()
    return {
        "X-Fal-Webhook-Request-Id": job,
        "X-Fal-Webhook-User-Id": "user-7",
        "X-Fal-Webhook-Timestamp": str(at),
        "X-Fal-Webhook-Signature": signature,
    }


def said(**members: Any) -> bytes:
    return json.dumps({"request_id": JOB, "status": "OK", "payload": RESULT} | members).encode()


def test_a_notice_that_the_provider_signed_is_read() -> None:
    body = said()
    notice = verified(signed(body), body, [OTHER, PUBLIC], NOW)
    assert notice == Notice(JOB, "user-7", ok=True, payload=RESULT)


def test_a_failed_job_comes_with_the_providers_words() -> None:
    body = said(status="ERROR", error="Invalid status code: 422", payload={"detail": []})
    notice = verified(signed(body), body, [PUBLIC], NOW)
    assert (notice.ok, notice.error, notice.payload) == (
        False,
        "Invalid status code: 422",
        {"detail": []},
    )


def test_a_result_that_could_not_be_sent_along_is_told() -> None:
    body = said(payload=None, payload_error="Response payload is not JSON serializable")
    notice = verified(signed(body), body, [PUBLIC], NOW)
    assert notice.ok
    assert notice.payload is None
    assert notice.error == "Response payload is not JSON serializable"


def test_the_names_of_headers_may_be_written_in_any_case() -> None:
    body = said()
    headers = {name.upper(): value for name, value in signed(body).items()}
    assert verified(headers, body, [PUBLIC], NOW).request_id == JOB


@pytest.mark.parametrize("place", range(0, 60, 7))
def test_one_changed_byte_of_the_body_is_noticed(place: int) -> None:
    body = said()
    tampered = bytearray(body)
    tampered[place] ^= 1
    with pytest.raises(UntrustedWebhook, match="signature"):
        verified(signed(body), bytes(tampered), [PUBLIC], NOW)


@pytest.mark.parametrize("header", [REQUEST_ID, USER_ID])
def test_a_changed_header_is_noticed(header: str) -> None:
    body = said()
    headers = {name.lower(): value for name, value in signed(body).items()} | {header: "another"}
    with pytest.raises(UntrustedWebhook, match="signature"):
        verified(headers, body, [PUBLIC], NOW)


@pytest.mark.parametrize("header", [REQUEST_ID, USER_ID, TIMESTAMP, SIGNATURE])
def test_a_missing_header_is_named(header: str) -> None:
    body = said()
    headers = {name.lower(): value for name, value in signed(body).items()}
    del headers[header]
    with pytest.raises(UntrustedWebhook, match=header):
        verified(headers, body, [PUBLIC], NOW)


@pytest.mark.parametrize("distance", [TOLERANCE + 1, -TOLERANCE - 1])
def test_an_old_notice_and_one_from_the_future_are_refused(distance: float) -> None:
    body = said()
    with pytest.raises(UntrustedWebhook, match="s ago"):
        verified(signed(body), body, [PUBLIC], NOW + distance)


def test_the_last_second_of_the_tolerance_still_counts() -> None:
    body = said()
    assert verified(signed(body), body, [PUBLIC], NOW + TOLERANCE)


@pytest.mark.parametrize("time", ["", "soon", "1e9", "-5", "١٢٣", "9" * 20, " 12"])
def test_what_is_no_time_is_refused(time: str) -> None:
    body = said()
    headers = signed(body) | {"X-Fal-Webhook-Timestamp": time}
    with pytest.raises(UntrustedWebhook, match="isn't a time"):
        verified(headers, body, [PUBLIC], NOW)


@pytest.mark.parametrize("signature", ["", "zz", "00" * 64, "00" * 63, "é"])
def test_what_is_no_signature_is_refused(signature: str) -> None:
    body = said()
    headers = signed(body) | {"X-Fal-Webhook-Signature": signature}
    with pytest.raises(UntrustedWebhook, match="signature"):
        verified(headers, body, [PUBLIC], NOW)


@pytest.mark.parametrize("keys", [[], [OTHER], [b"short"]])
def test_a_signature_by_no_known_key_is_refused(keys: list[bytes]) -> None:
    body = said()
    with pytest.raises(UntrustedWebhook, match="none of the provider's keys"):
        verified(signed(body), body, keys, NOW)


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff\xfe", b"null", b"[" * 100_000])
def test_a_signed_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(UntrustedWebhook, match="JSON object"):
        verified(signed(body), body, [PUBLIC], NOW)


def test_a_body_about_another_job_than_its_header_is_refused() -> None:
    body = said(request_id="another")
    with pytest.raises(UntrustedWebhook, match="two different jobs"):
        verified(signed(body), body, [PUBLIC], NOW)


def test_after_the_providers_own_retries_the_first_id_counts() -> None:
    body = said(request_id="first", gateway_request_id=JOB)
    assert verified(signed(body), body, [PUBLIC], NOW).request_id == "first"


def jwks(*keys: Any) -> HttpAnswer:
    return HttpAnswer(200, {}, json.dumps({"keys": keys}).encode())


@pytest.mark.parametrize("padding", ["", "="])
def test_keys_are_read_padded_or_not(padding: str) -> None:
    text = base64.urlsafe_b64encode(PUBLIC).decode().rstrip("=") + padding
    assert public_keys(jwks({"kty": "OKP", "crv": "Ed25519", "x": text})) == (PUBLIC,)


@pytest.mark.parametrize(
    "answer",
    [
        HttpAnswer(500, {}, b"{}"),
        HttpAnswer(200, {}, b"<html>"),
        HttpAnswer(200, {}, b"[]"),
        HttpAnswer(200, {}, b'{"keys": 7}'),
        jwks("a", {"crv": "P-256", "x": "AA"}, {"crv": "Ed25519"}, {"crv": "Ed25519", "x": "A"}),
        jwks({"crv": "Ed25519", "x": "not base64!"}, {"crv": "Ed25519", "x": "AAAA"}),
    ],
)
def test_garbage_has_no_keys(answer: HttpAnswer) -> None:
    assert public_keys(answer) == ()
