"""Files in object stores: `s3://`, `gs://`, `az://` and `memory://`, by the extra `storage`.

Credentials come from the environment, as obstore reads it: `AWS_ACCESS_KEY_ID`,
`GOOGLE_APPLICATION_CREDENTIALS`, `AZURE_STORAGE_ACCOUNT_NAME` and their like, or from the
machine's role in its cloud. `memory://` is in this process, and ends with it.
"""

from __future__ import annotations

import mimetypes
import os
import re
import secrets
from contextlib import suppress
from datetime import timedelta
from functools import partial
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

from limner.addresses import CLOUDS, MEMORY, parted
from limner.disk import Temporary
from limner.errors import MissingExtra
from limner.folders import refuse_unwritable
from limner.hiding import Secrets
from limner.threads import in_a_thread

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from obstore.store import MemoryStore, ObjectStore

_CLIENT = ("allow_http", "allow_invalid_certificates", "proxy_url", "proxy_excludes")
"""What obstore takes from the environment for its connections unless it's told of any."""

_CREDENTIALS = {
    "S3": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "GCS": "GOOGLE_APPLICATION_CREDENTIALS",
    "MicrosoftAzure": "AZURE_STORAGE_ACCOUNT_KEY",
}
"""What is missed where the machine's own role is asked for, and it has none."""

_ROLE = re.compile(r"/latest/(api|meta-data)|/computeMetadata/|/metadata/identity|169\.254\.")
"""Where obstore asks for the role of the machine when the environment has no credentials."""

_PATIENCE = 10.0
"""Seconds for an answer without a file in it."""

_SLOWEST = 100_000
"""Bytes a second with which an upload is still waited for."""

_memories: dict[str, MemoryStore] = {}


def refuse_unusable(store: str, place: Path) -> None:
    """Refuse what can be told to be unusable without asking the store.

    Raises:
        ValueError: The place leads out of its folder.
        MissingExtra: The extra `storage` isn't installed.
    """
    if ".." in place.parts:
        raise ValueError(f"{store}/{place.as_posix()} is no place in a store: it has .. in it")
    _obstore(store)


def check(store: str) -> None:
    """See to it that a store can be reached; nothing is put there.

    Keys that may write but not list pass, though they may not be allowed to write either.

    Raises:
        OSError: It can't be reached, isn't there, or doesn't know the credentials.
    """
    obstore, there = _obstore(store), _opened(store, _PATIENCE)
    refuse_unwritable(Path(gettempdir()))
    try:
        next(iter(obstore.list(there, prefix=".limner-check", chunk_size=1)), None)
    except (obstore.exceptions.BaseError, OSError) as error:
        if "<Code>AccessDenied</Code>" not in str(error):
            raise _refusal(f"{store} can't be written to", error) from None


def is_there(url: str, size: int) -> bool:
    """Whether a file of so many bytes is in a store."""
    try:
        store, key = parted(url)
        obstore, there = _obstore(url), _opened(str(store), _PATIENCE)
        return bool(obstore.head(there, key)["size"] == size)
    except Exception:  # noqa: BLE001 -- whatever it is, the file can't be had from there
        return False


def read(url: str) -> bytes:
    """The bytes of a file in a store.

        image = client.run(endpoint_id, arguments, output="memory://pictures/").images[0]
        data = limner.stores.read(image.download.url)

    Raises:
        OSError: It can't be had.
        ValueError: The address is none of a store.
        MissingExtra: The extra `storage` isn't installed.
    """
    store, key = parted(url)
    if store is None:
        raise ValueError(f"{url} is no address in an object store")
    obstore, there = _obstore(store), _opened(store, _PATIENCE)
    try:
        return bytes(obstore.get(there, key).bytes())
    except (obstore.exceptions.BaseError, OSError) as error:
        raise _refusal(f"{url} can't be read", error) from None


class Stored(Temporary):
    """A file for an object store: written to this machine's temporary folder, then uploaded.

    Args:
        store: Where it will be, such as `s3://bucket`.
    """

    def __init__(self, store: str) -> None:
        # A folder that nobody else may look into.
        super().__init__(Path(gettempdir(), f"limner-{secrets.token_hex(8)}"), 0o700)
        self._store = store

    def rename(self, names: Iterable[Path]) -> Path:
        """Upload the file under the first of these names that isn't taken; which one it got.

        Raises:
            OSError: The store refuses it, or can't be reached. If its last word was lost on
                the way, the file may be there, whole.
        """
        name = _put(self._store, self.path, names)
        self.unlink()
        return name

    def unlink(self) -> None:
        """Throw the local file away."""
        super().unlink()
        with suppress(OSError):
            self.path.parent.rmdir()


def _put(store: str, file: Path, names: Iterable[Path]) -> Path:
    obstore = _obstore(store)
    size = file.stat().st_size
    there = _opened(store, _PATIENCE + size / _SLOWEST, tries=4)
    data = _bytes(file) if size and not store.startswith(MEMORY) else file.read_bytes()
    for name in names:
        key = name.as_posix()
        guessed = mimetypes.guess_type(key, strict=False)[0] or "application/octet-stream"
        kind = {"Content-Type": guessed}
        try:
            put = partial(obstore.put, there, key, data, mode="create", attributes=kind)
            in_a_thread(put).result()  # obstore itself can't be interrupted
        except obstore.exceptions.AlreadyExistsError:
            continue
        except (obstore.exceptions.BaseError, OSError, ValueError) as error:
            raise _refusal(f"{store}/{key} can't be written", error) from None
        return name
    raise FileExistsError(f"no free name in {store}")


def _bytes(file: Path) -> mmap:
    """A file's bytes, which the memory need not hold; given back when nobody looks any more."""
    with file.open("rb") as opened:
        return mmap(opened.fileno(), 0, access=ACCESS_READ)


def _obstore(needed_for: str) -> ModuleType:
    try:
        import obstore.store
    except ImportError:
        raise MissingExtra("storage", needed_for) from None
    return obstore


def _opened(store: str, timeout: float, tries: int = 2) -> ObjectStore:
    from obstore.exceptions import BaseError
    from obstore.store import MemoryStore, from_url

    scheme = store.partition(":")[0]
    if scheme == MEMORY:
        return _memories.setdefault(store, MemoryStore())
    options: Any = {"timeout": timedelta(seconds=timeout), "connect_timeout": "5s"}
    for name in _CLIENT:
        if (value := os.environ.get(f"{CLOUDS[scheme]}_{name.upper()}")) is not None:
            options[name] = value
    retries: Any = {"max_retries": tries - 1, "retry_timeout": timedelta(seconds=30)}
    try:
        return from_url(store, client_options=options, retry_config=retries)
    except (BaseError, ValueError) as error:
        raise _refusal(f"{store} can't be used", error) from None


def _refusal(told: str, error: Exception) -> OSError:
    """What a store, or the way to it, said: without addresses and keys."""
    text = str(error).partition("\n\n")[0]
    words = dict(re.findall(r"<(Code|Message)>([^<]*)<", text))
    said = words.get("Message") or text.rpartition(" - ")[2]
    if _ROLE.search(text):
        needed = next((names for cloud, names in _CREDENTIALS.items() if cloud in text), "")
        said = f"it needs credentials, and the environment has no {needed}"
    elif text.endswith("HTTP error: error sending request"):
        said = "it can't be reached"
    code = f" ({words['Code']})" if "Code" in words else ""
    reason = Secrets.in_environment(os.environ).hide(f"{said.strip()[:300].rstrip('.')}{code}")
    return OSError(f"{told}: {reason}")
