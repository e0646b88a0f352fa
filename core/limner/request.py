"""A request: arguments that passed validation, with their model."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from limner_registry.shortening import VALUE, listed, shortened, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner_registry import Model


@dataclass(frozen=True, repr=False)
class Request:
    """Arguments that passed validation, with their model; immutable.

    Attributes:
        model: The model that they are for.
        arguments: What the caller gave, a read-only view of a private copy. A local
            file at a file's place is a `limner.LocalFile` until `prepare` has
            replaced it with a URL.
    """

    model: Model
    arguments: Mapping[str, Any]

    def __post_init__(self) -> None:
        own = copy.deepcopy(dict(self.arguments))
        object.__setattr__(self, "arguments", MappingProxyType(own))

    @property
    def endpoint_id(self) -> str:
        """The model's endpoint id."""
        return self.model.endpoint_id

    def with_arguments(self, arguments: Mapping[str, Any]) -> Request:
        """A request for the same model with other arguments; they aren't validated again."""
        return replace(self, arguments=arguments)

    def __repr__(self) -> str:
        given = (f"{shortened(n, VALUE)}={shown(v)}" for n, v in self.arguments.items())
        return f"<Request {self.endpoint_id}: {listed(given) or 'no arguments'}>"
