"""One call, for scripts and notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner.client import Client

if TYPE_CHECKING:
    from limner.result import Artifact, Result


def run(endpoint_id: str, /, **arguments: Any) -> Result[Artifact]:
    """Call a model and wait for its result, with a client of its own.

        result = limner.run("fal-ai/flux/dev", prompt="a lighthouse at dusk")
        result.images[0].save("lighthouse.jpg")

    The provider is the model's own, or what the environment's `LIMNER_PROVIDER` names.

    Args:
        endpoint_id: The model's id or an alias.
        arguments: By parameter's name.

    Raises:
        As `Client.run`.
    """
    with Client() as client:
        return client.run(endpoint_id, arguments)
