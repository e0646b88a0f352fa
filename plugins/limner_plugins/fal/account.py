"""What fal tells of a key and its account: the calls that ask, and what their answers say.

Source: fal's OpenAPI document of its platform API. Prices are told to any key and only to
one; `GET /account/billing` takes one of scope ADMIN.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from limner.errors import AccountLocked, CredentialError, KeyRefused, LimnerError, Unreachable
from limner.provider import Standing
from limner.transport import HttpCall
from limner_plugins.fal.reading import json_of, object_of

if TYPE_CHECKING:
    from limner.transport import HttpAnswer

ANY_MODEL = "fal-ai/flux/dev"
"""A model that has a price; which one doesn't matter."""

_UNAUTHORIZED = 401
_FORBIDDEN = 403


def key_call(api: str) -> HttpCall:
    """The GET of a price, at the platform API's URL."""
    return HttpCall("GET", f"{api}/models/pricing?endpoint_id={ANY_MODEL}")


def billing_call(api: str) -> HttpCall:
    """The GET of the account's balance."""
    return HttpCall("GET", f"{api}/account/billing?expand=credits")


def read_billing(answer: HttpAnswer) -> Standing | None:
    """The balance in an answer; None if there's none to be read."""
    body = object_of(json_of(answer)) if answer.ok else {}
    credit = object_of(body.get("credits"))
    if not body:
        return None
    name, currency = body.get("username"), credit.get("currency")
    return Standing(
        name if isinstance(name, str) else None,
        _amount(credit.get("current_balance")),
        currency if isinstance(currency, str) else None,
    )


def account_error(answer: HttpAnswer) -> LimnerError | None:
    """What fal says in an answer that is no success; None if these aren't its words."""
    body = object_of(json_of(answer))
    words = object_of(body.get("error")).get("message") or body.get("detail")
    if answer.ok or not isinstance(words, str):
        return None
    if answer.status == _UNAUTHORIZED:
        return KeyRefused(f"fal does not accept the key: {words}")
    if answer.status == _FORBIDDEN:
        locked = "locked" in words.lower()
        told = f"fal has locked the account: {words}" if locked else f"fal says: {words}"
        return (AccountLocked if locked else CredentialError)(told)
    return Unreachable(f"fal answers with HTTP {answer.status}: {words}")


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
