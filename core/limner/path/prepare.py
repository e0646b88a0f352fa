"""Request -> what is sent: plugins may rewrite it, and local files become URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limner import disk
from limner.effects import Path, ask, on_disk
from limner.errors import InvalidArguments
from limner.files import local_files, replaced, sort_files, unreadable
from limner_registry import pointer

if TYPE_CHECKING:
    from limner.files import LocalFile
    from limner.path.setting import Setting
    from limner.request import Request


def prepare(request: Request, setting: Setting) -> Path[Request]:
    """The request as it is sent.

    Raises:
        InvalidArguments: A file can't be read, or is too large for the provider.
    """
    request = yield from ask(setting.hooks.prepare_request, request)
    files = sort_files(request.model, request.arguments)
    if files.issues:
        raise InvalidArguments(request.endpoint_id, files.issues)
    urls = {}
    for path, file in local_files(request.model, files.arguments).items():
        data = yield from _bytes(request, path, file)
        urls[path] = setting.account.provider.file_url(pointer(*path), file, data)
    return request.with_arguments(replaced(files.arguments, urls))


def _bytes(request: Request, path: tuple[str | int, ...], file: LocalFile) -> Path[bytes]:
    if file.data is not None:
        return file.data
    try:
        return (yield from on_disk(disk.read, file.path or ""))
    except OSError as error:
        raise InvalidArguments(request.endpoint_id, [unreadable(path, error)]) from error
