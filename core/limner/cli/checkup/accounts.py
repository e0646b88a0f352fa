"""The keys, whence they come, and what the providers say of them: GETs that cost nothing."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from limner.cli.checkup.finding import FAULT, KEY, UNREACHABLE, Finding
from limner.cli.key_list import known_providers, sources, the_store
from limner.errors import (
    AccountLocked,
    CredentialError,
    KeyRefused,
    LimnerError,
    MissingKey,
    PluginError,
    TransportError,
)
from limner.keys import KeyStore, checked
from limner.provider import Account, Informative
from limner.providers import load_provider
from limner.webhook import TOLERANCE
from limner_registry.entry_points import enabled, installed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from limner.cli.checkup.finding import Findings
    from limner.provider import Provider
    from limner.transport import HttpAnswer, HttpCall, Transport

PATIENCE = 10.0
"""Seconds that a provider's answer is waited for."""

EXACT = 5.0
"""Seconds of a difference that the way of an answer, and the rounding of its date, can make."""

_PLACES = {
    "environment": "the environment",
    "keyring": "the system's keyring",
    "file": "the file of limner keys",
}


def look_at_accounts(environment: Mapping[str, str], transport: Transport | None) -> Findings:
    """The keys, and through a transport, what the providers say; None to ask nobody."""
    main = environment.get("LIMNER_PROVIDER") or "fal"
    try:
        store = the_store()
        names = known_providers(store)
    except LimnerError as error:
        yield _failure("keys", error)
        return
    for name in names:
        try:
            yield from _provider(name, store, environment, transport, needed=name == main)
        except PluginError:
            continue  # a look at the plugins tells of it
        except LimnerError as error:
            yield _failure(name, error)


def _failure(subject: str, error: LimnerError) -> Finding:
    code = KEY if isinstance(error, CredentialError) else FAULT
    return Finding(subject, str(error), exit_code=code)


def _provider(
    name: str,
    store: KeyStore,
    environment: Mapping[str, str],
    transport: Transport | None,
    *,
    needed: bool,
) -> Findings:
    provider = load_provider(name, enabled(installed(), environment), environment)
    key, needs_one = _key(provider, store, environment)
    if not needs_one:
        return
    if key is None:
        todo = f"limner keys set {name} keeps one; the sandbox needs none: --sandbox."
        yield Finding(f"{name} key", "there is none", todo, KEY if needed else 0, sure=needed)
        if not needed:
            return
    else:
        provider.authorization(key)
        yield _sourced(name, sources(name, store) or ())
    if isinstance(provider, Informative):
        yield from _asked(Account(provider, key), provider, transport)


def _sourced(name: str, places: Sequence[str]) -> Finding:
    told = " before ".join(_PLACES.get(place, place) for place in places)
    return Finding(f"{name} key", f"from {told}", facts={"sources": list(places)})


def _key(
    provider: Provider, store: KeyStore, environment: Mapping[str, str]
) -> tuple[str | None, bool]:
    """The key, and whether one is needed."""
    try:
        key = checked(provider.credential(environment))
    except MissingKey:
        return checked(store.get(provider.name)), True
    return key, key is not None


def _asked(account: Account, tells: Informative, transport: Transport | None) -> Findings:
    name = account.provider.name
    if transport is None:
        yield Finding(name, "not asked: --offline", sure=False)
        return
    try:
        answer = _answer(account, tells.key_check(), transport)
        yield from _clock(answer)
        if account.key is None:
            yield Finding(name, "can be reached; without a key there is no more to ask")
            return
        yield _verdict(tells, name, answer)
        if answer.ok:
            yield _standing(tells, name, _answer(account, tells.standing(), transport))
    except TransportError as failure:
        todo = "Is there a network, a proxy, a firewall? Nothing can be sent meanwhile."
        yield Finding(name, f"can't be reached: {failure}", todo, UNREACHABLE)


def _answer(account: Account, call: HttpCall, transport: Transport) -> HttpAnswer:
    call = account.sign(call)
    return transport.send(call.within(PATIENCE)).without(call.secrets)


def _verdict(tells: Informative, name: str, answer: HttpAnswer) -> Finding:
    if answer.ok:
        return Finding(name, "accepts the key")
    error = tells.check_error(answer)
    if isinstance(error, AccountLocked):
        return Finding(name, str(error), exit_code=KEY)
    if isinstance(error, KeyRefused):
        return Finding(name, str(error), f"limner keys set {name} keeps another.", KEY)
    if isinstance(error, CredentialError):
        return Finding(name, f"may not accept the key for everything; {error}", sure=False)
    told = f"doesn't say whether it accepts the key: {error or f'HTTP {answer.status}'}"
    return Finding(name, told, sure=False)


def _standing(tells: Informative, name: str, answer: HttpAnswer) -> Finding:
    """The balance, which tells the key's scope: not every one may read it."""
    subject = f"{name} account"
    found = tells.read_standing(answer)
    if found is None:
        error = tells.check_error(answer)
        if isinstance(error, AccountLocked):
            return Finding(subject, str(error), exit_code=KEY)
        limited = isinstance(error, CredentialError)
        told = "its balance isn't told to this key" if limited else "its balance can't be read"
        return Finding(subject, f"{told}: {error or f'HTTP {answer.status}'}", sure=False)
    whose = f"{found.name}, " if found.name else ""
    if found.balance is None:
        return Finding(subject, f"{whose}which doesn't tell its balance", sure=False)
    told = f"{whose}a balance of {found.balance:,.2f} {found.currency or ''}".rstrip()
    facts = {"account": found.name, "balance": str(found.balance), "currency": found.currency}
    if found.balance <= 0:
        return Finding(subject, told, "Nothing can be paid: top it up.", KEY, facts=facts)
    return Finding(subject, told, facts=facts)


def _clock(answer: HttpAnswer) -> Findings:
    """How far our clock is from a provider's, which dates its answers to the second."""
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
    except ValueError:
        return
    ahead = round(time.time() - theirs, 1)
    if abs(ahead) <= EXACT:
        yield Finding("clock", "right", facts={"seconds_ahead": ahead})
        return
    told = f"{abs(ahead):,.0f} s {'ahead of' if ahead > 0 else 'behind'} the provider's"
    todo = "Set it: times in the journal are off, and past 300 s every webhook is refused."
    bad = FAULT if abs(ahead) > TOLERANCE / 5 else 0
    yield Finding("clock", told, todo, bad, facts={"seconds_ahead": ahead})
