"""A file's URL that has expired -> the one that its provider names now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner.errors import TransportError
from limner.path.intake import NoSuchFile
from limner.retry import RESULT, patiently
from limner_registry import pointer
from limner_registry.files import file_places

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from limner.effects import Path
    from limner.path.setting import Setting
    from limner.result import ArtifactFacts


def url_now(artifact: ArtifactFacts, setting: Setting, reason: str) -> Path[str]:
    """Fetch a file's result once more; the URL that it has in the same place.

    Args:
        artifact: The file.
        setting: Its provider.
        reason: What is wrong with the URL that it had.

    Raises:
        NoSuchFile: There's no other one; the message says why.
    """
    if artifact.job.ticket is None:
        raise NoSuchFile(f"{reason}, and no provider can be asked for another URL")
    provider = setting.account.provider
    call = setting.account.sign(provider.result(artifact.job.ticket))
    try:
        answer = yield from patiently(call, RESULT, chance=setting.chance)
    except TransportError as failure:
        raise NoSuchFile(f"{reason}, and its result can't be fetched anew: {failure}") from failure
    url = _url_in(provider.read_result(answer), artifact)
    if url is None:
        raise NoSuchFile(f"{reason}, and its result can't be fetched anew: HTTP {answer.status}")
    if url == artifact.url:
        raise NoSuchFile(f"{reason}, and {provider.name} names no other URL")
    return url


def _url_in(raw: Mapping[str, Any] | None, artifact: ArtifactFacts) -> str | None:
    if raw is None:
        return None
    for place in file_places(artifact.job.request.model.output, raw):
        if pointer(*place.path) == artifact.pointer:
            url = place.value.get("url") if isinstance(place.value, dict) else place.value
            return url if isinstance(url, str) else None
    return None
