"""What a provider posts when a job is done: whether it is the provider's, and what it says.

fal signs with Ed25519 over four lines: request id, user id, time, and the SHA-256 of the
body; the public keys are a JWKS at a fixed address. The URL isn't signed, and every user's
notices are signed with the same keys: a verified notice is fal's, about the job of *some*
user. Source: fal's documentation of webhooks.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from limner.errors import MissingExtra, UntrustedWebhook

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from limner.transport import HttpAnswer

TOLERANCE = 300.0
"""Seconds by which a notice's time may differ from ours; later ones may be replayed."""

KEYS_LAST = 24 * 3600.0
"""Seconds after which the public keys are read again."""

REQUEST_ID = "x-fal-webhook-request-id"
USER_ID = "x-fal-webhook-user-id"
TIMESTAMP = "x-fal-webhook-timestamp"
SIGNATURE = "x-fal-webhook-signature"

_KEY_BYTES = 32
_TIME = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True)
class Notice:
    """What a verified webhook says.

    Attributes:
        request_id: The provider's id of the job.
        user_id: Whose job it is, in the provider's words.
        ok: Whether the job went well.
        payload: The result of a job that went well, the provider's error of one that
            didn't; None where it could not be sent along.
        error: Why it didn't go well, or why there is no payload.
    """

    request_id: str
    user_id: str
    ok: bool
    payload: Any = field(default=None, repr=False)
    error: str | None = None


def verified(
    headers: Mapping[str, str], body: bytes, keys: Collection[bytes], now: float
) -> Notice:
    """A notice, if it is the provider's.

    Args:
        headers: Of the POST, by name; the names' case doesn't matter.
        body: The bytes as they came.
        keys: The provider's public keys, 32 bytes each; any of them may have signed.
        now: Seconds since 1970.

    Raises:
        UntrustedWebhook: It isn't signed by one of the keys, it's too old, or its time is
            yet to come. Nothing of it may be believed.
        MissingExtra: `cryptography` isn't installed.
    """
    named = {name.lower(): value for name, value in headers.items()}
    request_id, user_id, timestamp, signature = (
        _header(named, name) for name in (REQUEST_ID, USER_ID, TIMESTAMP, SIGNATURE)
    )
    if not _TIME.fullmatch(timestamp):
        raise UntrustedWebhook(f"its {TIMESTAMP} isn't a time: {timestamp[:40]!r}")
    if abs(now - int(timestamp)) > TOLERANCE:
        raise UntrustedWebhook(f"it was signed {now - int(timestamp):,.0f} s ago")
    lines = (request_id, user_id, timestamp, hashlib.sha256(body).hexdigest())
    if not _signed("\n".join(lines).encode("utf-8", "surrogateescape"), signature, keys):
        raise UntrustedWebhook("none of the provider's keys made its signature")
    return _notice(request_id, user_id, body)


def public_keys(answer: HttpAnswer) -> tuple[bytes, ...]:
    """The Ed25519 keys in a JWKS, 32 bytes each; empty where there are none to be read.

    Keys of other kinds are passed over. A key's text may be padded or not.
    """
    try:
        listed = answer.json()["keys"] if answer.ok else []
    except (ValueError, KeyError, TypeError):
        return ()
    found = (_public_key(one) for one in listed) if isinstance(listed, list) else ()
    return tuple(key for key in found if key)


def _public_key(listed: Any) -> bytes | None:
    if not isinstance(listed, dict) or listed.get("crv") != "Ed25519":
        return None
    text = listed.get("x")
    if not isinstance(text, str):
        return None
    try:
        bare = text.rstrip("=")
        key = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == _KEY_BYTES else None


def _header(named: Mapping[str, str], name: str) -> str:
    try:
        return named[name]
    except KeyError:
        raise UntrustedWebhook(f"it has no header {name}") from None


def _signed(message: bytes, signature: str, keys: Collection[bytes]) -> bool:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError as error:
        raise MissingExtra("webhooks", "verifying a webhook") from error
    try:
        raw = bytes.fromhex(signature)
    except ValueError:
        return False
    for key in keys:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(raw, message)
        except (InvalidSignature, ValueError):
            continue
        return True
    return False


def _notice(request_id: str, user_id: str, body: bytes) -> Notice:
    """What a signed body says; after retries, fal may name a job by either of two ids."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise UntrustedWebhook("its body isn't a JSON object")
    named = [said.get("request_id", request_id), said.get("gateway_request_id")]
    if request_id not in named or not isinstance(named[0], str):
        raise UntrustedWebhook("its body and its header name two different jobs")
    why = said.get("error") or said.get("payload_error")
    return Notice(
        named[0],
        user_id,
        said.get("status") == "OK",
        said.get("payload"),
        why if isinstance(why, str) else None,
    )
