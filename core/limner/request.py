"""A request: arguments that passed validation, with their model."""

from __future__ import annotations

import copy
import hashlib
import json
import secrets
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from limner.files import Place, replaced
from limner_registry.shortening import VALUE, listed, shortened, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.journal import SentFile
    from limner_registry import Model

LARGEST_SEED = 2**31
"""Random seeds are below it: what models take for one."""


@dataclass(frozen=True, repr=False)
class Request:
    """Arguments that passed validation, with their model; immutable.

    Attributes:
        model: The model that they are for.
        arguments: What the caller gave, a read-only view of a private copy. A local
            file at a file's place is a `limner.LocalFile` until `prepare` has
            replaced it with a URL.
        webhook: The URL to which the provider is to post a notice when the job is done; it
            may hold a secret of its own, and is never put on record.
        inputs: The local files among the arguments, once `prepare` has replaced them.
        identity: From then on, what requests that ask for the same have in common: the
            SHA-256, in hex, of the endpoint id, the document, and the arguments with each
            local file as the digest of its bytes.
        provider: Who is to run it, where that isn't the client's own choice.
    """

    model: Model
    arguments: Mapping[str, Any]
    webhook: str | None = None
    inputs: tuple[SentFile, ...] = ()
    identity: str | None = None
    provider: str | None = None

    def __post_init__(self) -> None:
        own = copy.deepcopy(dict(self.arguments))
        object.__setattr__(self, "arguments", MappingProxyType(own))

    @property
    def endpoint_id(self) -> str:
        """The model's endpoint id."""
        return self.model.endpoint_id

    def with_arguments(self, arguments: Mapping[str, Any]) -> Request:
        """A request for the same model with other arguments; `submit` checks them again."""
        return replace(self, arguments=arguments, inputs=(), identity=None)

    def with_files(
        self,
        urls: Mapping[Place, str],
        inputs: Mapping[Place, SentFile],
    ) -> Request:
        """The request as it is sent: each local file replaced by a URL, and on record.

        Args:
            urls: By the path of a file in the arguments, the URL that stands for it.
            inputs: By the same, what was sent.
        """
        digests = {place: f"sha256:{file.sha256}" for place, file in inputs.items()}
        alike = [self.endpoint_id, self.model.sha256, replaced(self.arguments, digests)]
        text = json.dumps(alike, sort_keys=True, separators=(",", ":"))
        return replace(
            self,
            arguments=replaced(self.arguments, urls),
            inputs=tuple(inputs.values()),
            identity=hashlib.sha256(text.encode()).hexdigest(),
        )

    def with_seed(self) -> Request:
        """The request with a random seed, if its model takes one and none was given.

        Two calls that differ in nothing else can be told apart by it: should the answer to a
        submit be lost, `limner jobs reconcile` finds the request with certainty.
        """
        wanted = next((one for one in self.model.parameters if one.name == "seed"), None)
        if wanted is None or "seed" in self.arguments:
            return self
        largest = wanted.bounds.maximum
        seed = secrets.randbelow(LARGEST_SEED if largest is None else int(largest) + 1)
        if any(issue.pointer == "/seed" for issue in self.model.check({"seed": seed})):
            return self
        return self.with_arguments({**self.arguments, "seed": seed})

    def __repr__(self) -> str:
        given = (f"{shortened(n, VALUE)}={shown(v)}" for n, v in self.arguments.items())
        return f"<Request {self.endpoint_id}: {listed(given) or 'no arguments'}>"
