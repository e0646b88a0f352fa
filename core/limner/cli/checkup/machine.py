"""This installation: versions, extras, and what the environment says."""

from __future__ import annotations

import platform
import sqlite3
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.request import getproxies

from limner import __version__
from limner.cli.checkup.finding import FAULT, Finding
from limner_registry.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.cli.checkup.finding import Findings

EXTRAS = {
    "concurrent": ("aiohttp",),
    "sandbox": ("av", "PIL"),
    "storage": ("obstore",),
    "testing": ("hypothesis", "pytest"),
    "webhooks": ("cryptography",),
}
"""By the name of an extra, the packages that it brings."""

OURS = (
    "LIMNER_DISABLE",
    "LIMNER_FAL_URL",
    "LIMNER_HOME",
    "LIMNER_PROVIDER",
    "LIMNER_TRACE",
)
"""The variables that Limner itself reads."""

_NAMES = ("LIMNER_", "FAL_")
_TLS = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE")


def look_at_machine(environment: Mapping[str, str]) -> Findings:
    """Versions, extras, variables and proxies; of variables the names only."""
    yield _versions()
    yield _extras()
    yield from _variables(environment)
    yield from _network(environment)


def _versions() -> Finding:
    versions = {
        "limner": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
    }
    told = f"{versions['limner']} on Python {versions['python']}, SQLite {versions['sqlite']}"
    return Finding("limner", f"{told}, {versions['system']}", facts={"versions": versions})


def _extras() -> Finding:
    found = [extra for extra, packages in EXTRAS.items() if all(map(find_spec, packages))]
    missing = [extra for extra in EXTRAS if extra not in found]
    told = ", ".join(found) or "none is installed"
    told += f"; without {', '.join(missing)}" if found and missing else ""
    if find_spec("jsonschema_rs") is None and sys.implementation.name == "cpython":
        told += "; jsonschema-rs is missing, so verdicts are slow"
    return Finding("extras", told, facts={"extras": found})


def _variables(environment: Mapping[str, str]) -> Findings:
    names = sorted(name for name in environment if name.startswith(_NAMES) and environment[name])
    told = f"sets {', '.join(names)}" if names else "sets no variable of Limner's or fal's"
    yield Finding("environment", told, facts={"variables": names})
    for name in names:
        meant = nearest(name, OURS) if name.startswith("LIMNER_") and name not in OURS else None
        if meant:
            yield Finding(
                "environment", f"{name} is read by nobody", f"Did you mean {meant}?", FAULT
            )


def _network(environment: Mapping[str, str]) -> Findings:
    """The names of what leads calls elsewhere; a proxy's URL may hold a password."""
    proxies = sorted(getproxies())
    trusted = [name for name in _TLS if environment.get(name)]
    if proxies or trusted:
        told = [f"proxies for {', '.join(proxies)}"] if proxies else []
        told += [f"certificates by {', '.join(trusted)}"] if trusted else []
        facts = {"proxies": proxies, "certificates": trusted}
        yield Finding("network", "; ".join(told), facts=facts)
