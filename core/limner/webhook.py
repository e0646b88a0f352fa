"""What a provider posts when a job is done: whether it is the provider's, and what it says.

fal signs with Ed25519 over four lines: request id, user id, time, and the SHA-256 of the
body; the public keys are a JWKS at a fixed address. The URL isn't signed, and every user's
notices are signed with the same keys: a verified notice is fal's, about the job of *some*
user. Source: fal's documentation of webhooks.

So a notice is about a row of the journal only if

- it names the request id that the row has: fal draws those, and signs them; or
- the URL that it was posted to names the row, and the row is `intended` or `unknown` and has
  no request id: the answer to its submit was lost, or is still on its way. A row's id is 64
  random bits that only its journal and its provider know, so nobody else can have their
  job's notice sent there. Whoever knows their own user id at fal can ask for that besides.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from limner.errors import MissingExtra, UntrustedWebhook, UnusableWebhook
from limner.provider import is_private, safe_host

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

ROW = "limner_row"
"""The name in a webhook's query under which the journal's row stands."""

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
        gateway_request_id: Another id of the job, if the provider had to try again.
    """

    request_id: str
    user_id: str
    ok: bool
    payload: Any = field(default=None, repr=False)
    error: str | None = None
    gateway_request_id: str | None = None


def check_webhook(url: str, hosts: Collection[str]) -> None:
    """See to it that a provider's notice can arrive at a URL, and nobody reads it on the way.

    Args:
        url: Where the notice is to be posted.
        hosts: The provider's hosts; if they are on this machine, the URL may be so too.

    Raises:
        UnusableWebhook: It can't.
    """
    host = safe_host(url)
    if host is None:
        raise UnusableWebhook("it must be an https URL, with nothing in it but ASCII")
    at_home = all(safe_host(f"http://{one}") for one in hosts)
    if not at_home and is_private(urlsplit(url).hostname or ""):
        raise UnusableWebhook(f"the provider can't reach {host} from the internet")


def with_row(url: str, row: str) -> str:
    """A webhook's URL that names a row of the journal."""
    parts = urlsplit(url)
    named = urlencode({ROW: row})
    query = f"{parts.query}&{named}" if parts.query else named
    return urlunsplit(parts._replace(query=query, fragment=""))


def row_in(query: str) -> str | None:
    """The row of the journal that the query of a webhook's URL names."""
    rows = parse_qs(query).get(ROW)
    return rows[-1] if rows else None


def require_extra() -> None:
    """See to it that notices can be verified.

    Raises:
        MissingExtra: `cryptography` isn't installed.
    """
    try:
        import cryptography.hazmat.primitives.asymmetric.ed25519  # noqa: F401 -- is it there?
    except ImportError as error:
        raise MissingExtra("webhooks", "verifying a webhook") from error


def claimed(headers: Mapping[str, str], now: float) -> tuple[str, str, str, str]:
    """What a notice's headers claim, before its body is read or a key is asked for.

    Returns:
        Request id, user id, time, and signature.

    Raises:
        UntrustedWebhook: One is missing, it's too old, or its time is yet to come.
    """
    named = {name.lower(): value for name, value in headers.items()}
    names = (REQUEST_ID, USER_ID, TIMESTAMP, SIGNATURE)
    request_id, user_id, timestamp, signature = (_header(named, name) for name in names)
    if not _TIME.fullmatch(timestamp):
        raise UntrustedWebhook(f"its {TIMESTAMP} isn't a time: {timestamp[:40]!r}")
    if abs(now - int(timestamp)) > TOLERANCE:
        raise UntrustedWebhook(f"it was signed {now - int(timestamp):,.0f} s ago")
    return request_id, user_id, timestamp, signature


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
    request_id, user_id, timestamp, signature = claimed(headers, now)
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
    require_extra()
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

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
    named = [said.get("request_id", request_id), gateway := said.get("gateway_request_id")]
    if request_id not in named or not isinstance(named[0], str):
        raise UntrustedWebhook("its body and its header name two different jobs")
    why = said.get("error") or said.get("payload_error")
    return Notice(
        named[0],
        user_id,
        said.get("status") != "ERROR",
        said.get("payload"),
        why if isinstance(why, str) else None,
        gateway if isinstance(gateway, str) else None,
    )
