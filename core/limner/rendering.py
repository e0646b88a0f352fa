"""What a `render_sandbox` hook answers: a result, and files that are drawn when fetched."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence


@dataclass(frozen=True)
class File:
    """A file of a sandbox result.

    Attributes:
        media_type: `image/png`, `video/mp4`, ...
        draw: Makes the bytes, the same ones each time; called when somebody fetches the
            file, perhaps by several threads at once.
        width: In pixels; None for what has none.
        height: In pixels; likewise.
    """

    media_type: str
    draw: Callable[[], bytes]
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Rendering:
    """What the sandbox answers for a request.

    Attributes:
        files: Put at the file places of the result, in the output schema's order.
        fields: Members of the result that the schema alone can't make plausible;
            the rest is filled in by the schema.
        members: Names of optional members that come all the same, such as a mask; their
            files are among `files`.
    """

    files: Sequence[File] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    members: Collection[str] = ()
