"""Request -> what is sent: plugins may rewrite it, and local files become URLs."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from limner.effects import Path, ask, on_disk
from limner.errors import InvalidArguments
from limner.files import local_files, sort_files, unreadable
from limner.path.upload import reading, upload
from limner.source import Source
from limner.uploads import Storing
from limner_registry import pointer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from limner.files import LocalFile, Place
    from limner.journal import Content, SentFile
    from limner.path.setting import Setting
    from limner.request import Request


def prepare(request: Request, setting: Setting) -> Path[Request]:
    """The request as it is to be sent, with its local files, by which its price is told.

    Whatever became of it since it was validated, the schema's verdict is given on what is sent.

    Raises:
        InvalidArguments: It has arguments that the model doesn't take.
        PluginError: A plugin has put such ones in.
    """
    given = _checked(request, setting)
    prepared = yield from ask(setting.hooks.prepare_request, request)
    if prepared is not request:
        given = _checked(prepared, setting)
    return prepared.with_arguments(given)


def _checked(request: Request, setting: Setting) -> dict[str, Any]:
    """Its arguments, of which only what JSON doesn't have is shared with anybody."""
    given = sort_files(request.model, request.arguments, paths=setting.local_files)
    issues = (*request.model.check(given.for_schema), *given.issues)
    if issues:
        raise InvalidArguments(request.endpoint_id, issues)
    return given.arguments


def with_urls(request: Request, setting: Setting) -> Path[Request]:
    """A prepared request as it is sent: with URLs for its local files.

    Raises:
        InvalidArguments: A file can't be read, or is too large for the provider.
        CredentialError, Unreachable: A file can't be uploaded.
    """
    sources = []
    for place, file in local_files(request.model, request.arguments).items():
        sources.append((yield from _looked_at(request, place, file)))
    inputs: dict[Place, SentFile] = {}
    for source in sources:
        digest = yield from reading(request.endpoint_id, source, source.sha256)
        inputs[source.place] = source.sent(digest)
    urls = (yield from _urls(request, sources, inputs, setting)) if sources else {}
    return request.with_files(urls, inputs)


def _urls(
    request: Request,
    sources: list[Source],
    inputs: Mapping[Place, SentFile],
    setting: Setting,
) -> Path[dict[Place, str]]:
    """The files' URLs: of those for which there's room inside the request, what holds them."""
    provider = setting.account.provider
    storage = provider.storage if isinstance(provider, Storing) else None
    room = storage.inline if storage else inf
    urls: dict[Place, str] = {}
    large: dict[Place, tuple[Source, Content]] = {}
    for source in sources:
        if source.size > room:
            content = inputs[source.place].sha256, source.file.media_type
            large[source.place] = source, content
            continue
        room -= source.size
        data = yield from reading(request.endpoint_id, source, source.read, 0, source.size)
        urls[source.place] = provider.file_url(pointer(*source.place), source.file, data)
    if storage and large:
        urls |= yield from upload(large, request.endpoint_id, storage, setting)
    return urls


def _looked_at(request: Request, place: Place, file: LocalFile) -> Path[Source]:
    try:
        return (yield from on_disk(Source.of, place, file))
    except OSError as error:
        raise InvalidArguments(request.endpoint_id, [unreadable(place, error)]) from error
