"""The catalog of one home: looked into, added to, taken from."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from limner_registry.errors import UnknownModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from limner_registry.catalog.index import Index
    from limner_registry.catalog.row import Row
    from limner_registry.model import Model

KEPT = 128
"""How many models are kept that were read, with their verdicts."""


class Changes(NamedTuple):
    """What adding documents did, by their endpoint ids in the order given.

    Attributes:
        added: Those that the catalog didn't have.
        replaced: Those that it had another document of.
        unchanged: Those that it had already, to the letter.
    """

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    unchanged: tuple[str, ...]


class Catalog:
    """The catalog of one home; safe for several threads, and for several processes.

    What it tells is what its folder holds at that moment. There's no need for the
    folder to exist; adding makes it.

    Args:
        home: The folder of the user's data; see `limner_registry.home`.

    Attributes:
        home: As an absolute path.
        folder: Where the documents are.

    Example:
        >>> catalog = Catalog("/home/ada/.local/share/limner")
        >>> catalog.add([document])
        Changes(added=('acme/lamp',), replaced=(), unchanged=())
        >>> catalog.read("acme/lamp")
        <Model acme/lamp: text-to-image, 2 parameters, 1 required>
    """

    def __init__(self, home: str | os.PathLike[str]) -> None:
        self.home = os.path.abspath(os.fspath(home))
        self.folder = f"{self.home}/catalog"
        self._files = f"{self.home}/catalog.index", f"{self.home}/catalog.lock"
        self._index: Index | None = None
        self._read: dict[str, tuple[str, Model]] = {}
        self._guard = threading.Lock()

    @property
    def exists(self) -> bool:
        """Whether its folder does; where it doesn't, nothing else need be asked."""
        return os.path.isdir(self.folder)

    @property
    def index(self) -> Index:
        """What is known of all documents, as of now; made anew if need be."""
        from limner_registry.catalog.refresh import current, folder_stamp

        found = self._index
        if found is None or found.stamp != folder_stamp(self.folder):
            self._index = found = current(self.folder, *self._files)
        return found

    @property
    def problems(self) -> Mapping[str, str]:
        """By file or alias, what isn't as it should be; what's damaged is left out."""
        return self.index.problems

    def listing(self) -> list[Row]:
        """All models, in the order of their ids; no document is opened."""
        return self.index.rows()

    def search(
        self, query: str = "", *, category: str | None = None, provider: str | None = None
    ) -> list[Row]:
        """The models that fit, ranked as by `limner_registry.search`; no document is opened."""
        from limner_registry.registry import Registry

        return Registry((), self).search(query, category=category, provider=provider)

    def read(self, endpoint_id: str) -> Model:
        """The model of an endpoint id or alias; an id opens one document, once.

        Raises:
            UnknownModel: There is none.
            InvalidDocument: Its document is damaged.
        """
        model = self.find(endpoint_id)
        if model is None:
            raise UnknownModel(endpoint_id)
        return model

    def find(self, name: str) -> Model | None:
        """As `read`; None where there is none."""
        model = self._open(name)
        if model is None and name in self.index.aliases:
            return self._open(self.index.aliases[name])
        return model

    def add(self, documents: Iterable[Mapping[str, Any]]) -> Changes:
        """Put documents in, each whole or not at all, in place of what their ids had.

        `limner_registry.document.check_document` is the check of a whole document; here
        it's only made sure that it can be read back.

        Raises:
            InvalidDocument: One of them can't be; none was put in.
            OSError: The disk is full, or the home can't be written to. The documents
                before that are in.
        """
        from limner_registry.catalog.documents import encoded

        files = [(str(one.get("endpoint_id")), encoded(one)) for one in documents]
        done: dict[str, list[str]] = {name: [] for name in Changes._fields}

        def put_all() -> None:
            for endpoint_id, data in files:
                done[self._put(endpoint_id, data)].append(endpoint_id)

        self._change(put_all)
        return Changes(*map(tuple, done.values()))

    def remove(self, ids: Iterable[str]) -> None:
        """Take documents out.

        Raises:
            UnknownModel: One of them isn't in the catalog; none was taken out.
            OSError: The home can't be written to.
        """
        paths = {endpoint_id: self._path(endpoint_id) for endpoint_id in ids}

        def remove_all() -> None:
            for endpoint_id, path in paths.items():
                if not os.path.exists(path):
                    raise UnknownModel(endpoint_id)
            for path in paths.values():
                os.unlink(path)

        self._change(remove_all)

    def _change(self, change: Callable[[], None]) -> None:
        """Change the folder while nobody else does, and then the index, whatever happened."""
        from limner_registry.catalog.documents import sync_folder
        from limner_registry.catalog.lock import locked
        from limner_registry.catalog.refresh import renewed, stored

        os.makedirs(self.folder, exist_ok=True)
        path, lock = self._files
        with locked(lock):
            try:
                change()
                sync_folder(self.folder)
            finally:
                self._index = renewed(self.folder, path, stored(path))

    def _put(self, endpoint_id: str, data: bytes) -> str:
        from limner_registry.catalog.documents import write

        path = self._path(endpoint_id)
        try:
            with open(path, "rb") as file:
                before = file.read()
        except FileNotFoundError:
            before = b""
        if before == data:
            return "unchanged"
        write(path, data)
        return "replaced" if before else "added"

    def _path(self, endpoint_id: str) -> str:
        from limner_registry.catalog.documents import file_name

        return f"{self.folder}/{file_name(endpoint_id)}"

    def _open(self, endpoint_id: str) -> Model | None:
        """The model of an id, read again only when its file has changed."""
        from limner_registry.catalog.documents import file_name, load, stamp

        name = file_name(endpoint_id)
        try:
            now = stamp(os.stat(f"{self.folder}/{name}"))
        except OSError:
            return None
        with self._guard:
            before, model = self._read.pop(endpoint_id, ("", None))
            if model is None or before != now:
                model = load(self.folder, name)
            self._read[endpoint_id] = now, model
            if len(self._read) > KEPT:
                del self._read[next(iter(self._read))]
            return model

    def __reduce__(self) -> tuple[type[Catalog], tuple[str]]:
        """Its home: another process looks for itself."""
        return Catalog, (self.home,)

    def __repr__(self) -> str:
        return f"<Catalog in {self.folder}>"
