"""Local files -> URLs in the provider's storage: each content once, in parts that are repeated.

Uploading costs nothing, so all of it may be repeated; it is over before the request's
intent is put on record. The account's key is shown where the leave to upload is asked
for, and never to the storage itself.
"""

from __future__ import annotations

from collections import deque
from http import HTTPStatus
from math import ceil
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from limner.effects import Path, find_uploads, keep_upload, now, on_disk, tell, together
from limner.errors import CredentialError, InvalidArguments, TransportError, Unreachable
from limner.files import unreadable
from limner.provider import safe_host
from limner.retry import UPLOAD, patiently
from limner.uploads import Uploading
from limner_registry import Issue, pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from limner.errors import LimnerError
    from limner.files import Place
    from limner.journal import Content
    from limner.path.setting import Setting
    from limner.source import Source
    from limner.transport import HttpAnswer, HttpCall
    from limner.uploads import Grant, InParts, Storage

T = TypeVar("T")
P = ParamSpec("P")

AT_ONCE = 4
"""How many parts, or files of one part, are under way at a time."""

_ADVICE = "Try again later, or put the file on the web and give its URL."

ROUNDS = 2
"""How often an upload in parts is begun: the storage may have forgotten the first one."""


def upload(
    sources: Mapping[Place, tuple[Source, Content]],
    endpoint_id: str,
    storage: Storage,
    setting: Setting,
) -> Path[dict[Place, str]]:
    """Upload files; their URLs, by their places.

    Raises:
        InvalidArguments: A file can't be read, changed meanwhile, or is too large.
        CredentialError: The provider doesn't accept the key.
        Unreachable: The storage can't be reached, or doesn't take a file.
    """
    wanted = {content: source for source, content in sources.values()}
    urls = yield from _Bringing(endpoint_id, storage, setting).bring(wanted)
    return {place: urls[content] for place, (_, content) in sources.items()}


def reading(
    endpoint_id: str, source: Source, step: Callable[P, T], *arguments: P.args, **_: P.kwargs
) -> Path[T]:
    """Take a step on a file that is to be sent; raises `InvalidArguments` if it can't be read."""
    try:
        return (yield from on_disk(step, *arguments, **_))
    except OSError as error:
        raise InvalidArguments(endpoint_id, [unreadable(source.place, error)]) from error


class _NotTaken(Exception):
    """The storage refused something.

    Attributes:
        status: How it answered.
    """

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"HTTP {status}")


class _Bringing:
    """Files on their way to a storage, for one request."""

    def __init__(self, endpoint_id: str, storage: Storage, setting: Setting) -> None:
        self._endpoint_id = endpoint_id
        self._storage = storage
        self._setting = setting
        self._provider = setting.account.provider
        self._memory = setting.uploaded
        self._where = f"{self._provider.name} at {safe_host(storage.grant().url)}"

    def bring(self, wanted: Mapping[Content, Source]) -> Path[dict[Content, str]]:
        """Upload what isn't there yet; where each content is."""
        urls = yield from self._known(wanted)

        def bring_one(content: Content) -> Path[None]:
            urls[content] = yield from self._bring(content, wanted[content])

        missing = [content for content in wanted if content not in urls]
        if missing:
            yield from self._grant()  # here, so that not each of several asks for one
        small = [content for content in missing if wanted[content].size <= self._storage.part]
        yield from _by_turns(bring_one, small)
        for content in missing:
            if content not in urls:
                yield from bring_one(content)
        return urls

    def _known(self, wanted: Collection[Content]) -> Path[dict[Content, str]]:
        """Where those are that this client, or the journal's others, have brought there."""
        time = yield from now()
        found = {content: self._memory.url(self._where, content, time) for content in wanted}
        urls = {content: url for content, url in found.items() if url is not None}
        missing = [content for content in wanted if content not in urls]
        if missing:
            urls |= yield from find_uploads(self._where, missing)
        return urls

    def _bring(self, content: Content, source: Source) -> Path[str]:
        yield from self._tell(source, 0)
        whole = source.size <= self._storage.part
        try:
            url = yield from (self._whole(source) if whole else self._in_parts(source))
        except _NotTaken as refusal:
            raise self._not_taken(source, refusal.status) from None
        self._memory.keep_url(self._where, content, url, (yield from now()))
        yield from keep_upload(self._where, content, url)
        yield from self._tell(source, source.size)
        return url

    def _whole(self, source: Source) -> Path[str]:
        data = yield from reading(self._endpoint_id, source, source.read, 0, source.size)
        return (
            yield from self._ask(
                lambda grant: self._storage.upload(grant, source.file, data),
                self._storage.read_upload,
            )
        )

    def _in_parts(self, source: Source) -> Path[str]:
        for rounds_left in reversed(range(ROUNDS)):
            try:
                return (yield from self._in_parts_once(source))
            except _NotTaken as refusal:
                if refusal.status != HTTPStatus.NOT_FOUND or not rounds_left:
                    raise
        raise AssertionError("the last round ends otherwise")

    def _in_parts_once(self, source: Source) -> Path[str]:
        storage, parts = self._storage, dict[int, str]()
        upload = yield from self._ask(
            lambda grant: storage.begin(grant, source.file), storage.read_begin
        )

        def bring_part(number: int) -> Path[None]:
            parts[number] = yield from self._part(source, upload, number)
            if len(parts) < len(numbers):  # the end is told when the storage has put them together
                yield from self._tell(source, min(source.size - 1, len(parts) * storage.part))

        numbers = range(1, 1 + ceil(source.size / storage.part))
        yield from _by_turns(bring_part, numbers)
        words = [parts[number] for number in numbers]
        yield from self._ask(
            lambda grant: storage.complete(grant, upload, words), lambda answer: answer.ok or None
        )
        return upload.url

    def _part(self, source: Source, upload: InParts, number: int) -> Path[str]:
        storage = self._storage
        start = (number - 1) * storage.part
        data = yield from reading(
            self._endpoint_id, source, source.read, start, min(storage.part, source.size - start)
        )
        return (
            yield from self._ask(
                lambda grant: storage.upload_part(grant, upload, source.file, number, data),
                storage.read_part,
            )
        )

    def _ask(
        self, make: Callable[[Grant], HttpCall], read: Callable[[HttpAnswer], T | None]
    ) -> Path[T]:
        """Send a call that shows a grant, a new one if that is refused; what is answered."""
        grant = yield from self._grant()
        answer = yield from self._send(make(grant), read)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            grant = yield from self._grant(grant)
            answer = yield from self._send(make(grant), read)
        found = read(answer) if answer.ok else None
        if found is None:
            raise _NotTaken(answer.status)
        return found

    def _grant(self, refused: Grant | None = None) -> Path[Grant]:
        """The leave to upload, but not one that was refused."""
        since = yield from now()
        known = self._memory.grant(self._provider.name, since)
        if known is not None and known is not refused:
            return known
        call = self._setting.account.sign(self._storage.grant())
        answer = yield from self._send(call, self._storage.read_grant)
        grant = self._storage.read_grant(answer) if answer.ok else None
        if grant is None:
            raise self._no_grant(answer)
        self._memory.keep_grant(self._provider.name, grant, since)
        return grant

    def _send(
        self, call: HttpCall, read: Callable[[HttpAnswer], object | None]
    ) -> Path[HttpAnswer]:
        def again(answer: HttpAnswer) -> bool:
            unread = answer.ok and read(answer) is None
            return unread or answer.status == HTTPStatus.CONFLICT or UPLOAD.admits(answer)

        try:
            return (yield from patiently(call, UPLOAD, chance=self._setting.chance, again=again))
        except TransportError as failure:
            raise Unreachable(
                f"the storage of {self._provider.name} can't be reached, and nothing was sent:"
                f" {failure}"
            ) from failure

    def _tell(self, source: Source, sent: int) -> Path[None]:
        if self._setting.on_upload:
            said = Uploading(source.file.name, sent, source.size)
            yield from tell(self._setting.on_upload, said)

    def _no_grant(self, answer: HttpAnswer) -> LimnerError:
        error = self._provider.error(self._endpoint_id, answer)
        if isinstance(error, CredentialError):
            return error
        return Unreachable(
            f"{self._provider.name} gives no leave to upload files (HTTP {answer.status}), and"
            f" nothing was sent. {_ADVICE}"
        )

    def _not_taken(self, source: Source, status: int) -> LimnerError:
        name, told = source.file.name, f"the storage of {self._provider.name} doesn't take"
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            reason = f"{name} has {source.size:,} bytes; {told} as many"
            issue = Issue(pointer(*source.place), "file_too_large", reason, name)
            return InvalidArguments(self._endpoint_id, [issue])
        return Unreachable(f"{told} {name} (HTTP {status}), and nothing was sent. {_ADVICE}")


def _by_turns(work: Callable[[T], Path[None]], items: Iterable[T]) -> Path[None]:
    """Do something with each item, `AT_ONCE` at the same time; a failure ends it for all."""
    left = deque(items)

    def lane() -> Path[None]:
        while True:
            try:
                item = left.popleft()
            except IndexError:
                return
            yield from work(item)

    try:
        yield from together([lane() for _ in range(min(AT_ONCE, len(left)))])
    finally:
        left.clear()
