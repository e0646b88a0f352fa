"""Where a file may be: a path on this machine, or an address in an object store."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit
from urllib.request import url2pathname

CLOUDS = {
    "s3": "AWS",
    "s3a": "AWS",
    "gs": "GOOGLE",
    "az": "AZURE",
    "azure": "AZURE",
    "adl": "AZURE",
    "abfs": "AZURE",
    "abfss": "AZURE",
}
"""By scheme of a store, how the names of its variables in the environment begin."""

MEMORY = "memory"
"""The scheme of a store that is in this process, and ends with it."""

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://([^/]*)/*(.*)", re.DOTALL)
_KNOWN = "s3://, gs://, az://, abfs://, memory:// and file://"


def is_address(where: str) -> bool:
    """Whether a place is in an object store, or would be if there were one of its scheme."""
    found = _URL.fullmatch(where)
    return found is not None and found[1].lower() != "file"


def parted(where: str) -> tuple[str | None, str]:
    """A store, such as `s3://bucket`, and a place in it; of a path on disk, None and the path.

    Raises:
        ValueError: It's the address of nothing that files can be put into.
    """
    found = _URL.fullmatch(where)
    if not found:
        _refuse_collapsed(where)
        return None, where
    scheme, host, place = found[1].lower(), found[2], found[3]
    if scheme == "file":
        return None, url2pathname(urlsplit(where).path)
    if scheme not in {*CLOUDS, MEMORY}:
        raise ValueError(f"{scheme}:// is no place for files: known are {_KNOWN}")
    if re.search(r"[?#]|:.*@", f"{host}/{place}"):
        raise ValueError(
            f"the address of a {scheme}:// place has no ?, # or key in it:"
            " credentials belong in the environment"
        )
    if not host:
        raise ValueError(f"{scheme}:// needs a name: {scheme}://NAME/folder/")
    return f"{scheme}://{host}", place


def _refuse_collapsed(where: str) -> None:
    scheme, colon, rest = where.partition(":")
    if colon and scheme.lower() in {*CLOUDS, MEMORY} and rest.startswith(("/", "\\")):
        raise ValueError(f"{where} has lost a slash: give {scheme}:// as text, not as a Path")


def on_disk(where: str | os.PathLike[str]) -> str:
    """A place on disk; raises `ValueError` for one in an object store."""
    if is_address(place := os.fspath(where)):
        raise ValueError(f"{place} isn't on this machine: `store` puts a file there")
    return place


def in_store(where: str) -> str:
    """A place in an object store; raises `ValueError` for one on disk."""
    if not is_address(where):
        raise ValueError(f"{where} is on this machine: `save` puts a file there")
    return where
