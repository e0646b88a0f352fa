"""The user's catalog: model documents added without a Python package.

    HOME/catalog/fal-ai_flux_dev-2a1f53c4be1d0a67.json    one document
    HOME/catalog.index                                    what listings and search need of all
    HOME/catalog.lock                                     held while one of them is written

The documents are the truth. A document's file name follows from its endpoint id, in
lower case and with a hash, so that a look-up opens one file, whatever the catalog's
size, and ids that differ in case only don't meet on a disk that ignores it. A document
is written under another name, brought to the disk and renamed, so what bears its name is
whole, whenever a process is killed.

The index is derived, replaced whole, and never trusted blindly: it bears a checksum, and
the time stamp of the folder that it describes. One that is damaged, stale, of another
version or not there is made anew, without a word, and of the documents only those are
read that changed since. Where it can't be written, it lives in memory. It lists 10,000
models in the time that SQLite takes (`tests/benchmarks/catalog.py`), and has neither
locks nor journals of its own, so a reader needs no leave to write.

Writers exclude each other by a lock, which the system frees when its holder dies. Readers
never wait for it. A file that isn't a whole document of the id in its name is left out
and told of in `Catalog.problems`.

A document that is edited in place is read as it is; listings follow when the next file
comes or goes.
"""

from limner_registry.catalog.catalog import Catalog, Changes
from limner_registry.catalog.home import catalog_of
from limner_registry.catalog.row import CATALOG, Row
from limner_registry.home import home

__all__ = ["CATALOG", "Catalog", "Changes", "Row", "catalog_of", "home"]
