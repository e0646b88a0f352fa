"""The cache: a request that was made before is answered from the journal, where that's wanted.

It is a plugin of ordinary hooks, and can do nothing that another plugin couldn't.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from limner.cache.store import Store
from limner_registry.home import home

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from limner.cache.answers import Answers
    from limner.journal import Journal
    from limner.provider import Provider

FOLDER = "cache"
"""The name of the cache in a home."""

LIMIT = 10**9
"""How many bytes the files of a cache may have, unless it's told otherwise: 1 GB."""


@dataclass(frozen=True)
class Cache:
    """How results are given again, for `Client(cache=...)`.

    A result is given again to a request of the same model and document, the same arguments,
    the seed among them, and the same bytes of input files, as far as the provider and the key
    are the same and all of the result's files are there still.

    Attributes:
        folder: Where the files are kept; by default `cache` in the user's home.
        limit: How many bytes they may have; those that weren't used for longest go first.
            The files of one answer may have more.
        unseeded: Whether a request without a seed is answered too.
        fresh: Whether every request is made anew, its result being the answer from then on.
    """

    folder: str | os.PathLike[str] | None = None
    limit: int = LIMIT
    unseeded: bool = False
    fresh: bool = False

    def plugin(
        self,
        environment: Mapping[str, str],
        home_folder: str | os.PathLike[str] | None,
        journal_of: Callable[[Provider], Journal | None],
        mark_of: Callable[[Provider], str | None],
    ) -> Answers:
        """The plugin that does so.

        Args:
            environment: As for `store`, and raises as it does.
            home_folder: Likewise.
            journal_of: The journal of a provider's jobs; None where it has none.
            mark_of: What tells the key that a provider is called with from others.
        """
        from limner.cache.answers import Answers

        store = self.store(environment, home_folder)
        return Answers(store, journal_of, mark_of, unseeded=self.unseeded, fresh=self.fresh)

    def store(
        self, environment: Mapping[str, str], home_folder: str | os.PathLike[str] | None = None
    ) -> Store:
        """Where the files are kept.

        Args:
            environment: Where `LIMNER_HOME` is read.
            home_folder: The home, if it isn't the environment's.

        Raises:
            ValueError: There is no home, and no folder was named.
        """
        place = home(environment) if home_folder is None else home_folder
        if self.folder is None and place is None:
            raise ValueError("a cache needs a folder: Cache(folder=...), or set LIMNER_HOME")
        folder = Path(place or "", FOLDER) if self.folder is None else Path(self.folder)
        return Store(folder.absolute(), self.limit)
