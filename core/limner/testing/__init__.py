"""The conformance kit: what every plugin of models must keep, and fixtures for those who use it.

    from limner.testing import ModelTests

    class TestModels(ModelTests):
        package = "limner_acme"

gives one pytest test for each property of `limner.testing.properties` and each model of the
package. `limner plugins check` holds the same properties, without pytest. Nothing here is
imported unless it's asked for; the extra `testing` brings what it needs.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from limner.testing.model_tests import ModelTests as ModelTests
    from limner.testing.network import LiveNetwork as LiveNetwork
    from limner.testing.property import (
        Effort as Effort,
        Property as Property,
        Violation as Violation,
    )

_HOMES = {
    "Effort": "property",
    "LiveNetwork": "network",
    "ModelTests": "model_tests",
    "Property": "property",
    "Violation": "property",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use: pytest imports this package whenever it starts."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    try:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ModuleNotFoundError as error:
        from limner.errors import MissingExtra

        raise MissingExtra("testing", f"limner.testing.{name}") from error


def __dir__() -> list[str]:
    return sorted(_HOMES)
