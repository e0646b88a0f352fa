"""Where keys are kept: the system's keyring, or a file that only its owner can read."""

from __future__ import annotations

import json
import logging
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from limner.errors import CredentialError, MissingKey
from limner.hiding import Secret
from limner_registry.catalog.lock import locked
from limner_registry.home import home

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from limner.provider import Provider

LOG = logging.getLogger("limner")

FILE = "keys.json"
"""The keys' name in a user's home."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_GOOD_RING = 1
"""The least priority of a keyring that is one, by the package's own scale."""


class KeyStore:
    """The keys of a home, by provider.

    They are in the system's keyring if the package `keyring` is installed and finds one,
    under the home's name; else in a file of the home.

    Args:
        folder: The home.

    Attributes:
        file: The file, whether it exists or not.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.file = Path(folder).absolute() / FILE
        self._service = f"limner {self.file.parent}"

    @classmethod
    def of(
        cls, environment: Mapping[str, str], folder: str | os.PathLike[str] | None = None
    ) -> Self | None:
        """The keys of a home; None where there is no home.

        Args:
            environment: Where `LIMNER_HOME` is read.
            folder: The home, if it isn't the environment's.
        """
        place = home(environment) if folder is None else folder
        return None if place is None else cls(place)

    def get(self, provider: str) -> Secret | None:
        """The key for a provider.

        Raises:
            CredentialError: The file can't be used; its words say why, and what to do.
        """
        key = self._in_ring(provider) or self._in_file().get(provider)
        return None if key is None else Secret(key)

    def set(self, provider: str, key: str) -> str:
        """Keep a key, instead of one that was kept before.

        Returns:
            Where: `keyring`, or `file`.

        Raises:
            CredentialError: As `get`.
            OSError: The file can't be written.
        """
        if self._to_ring(provider, key):
            self._change_file(provider, None)
            return "keyring"
        self._change_file(provider, key)
        return "file"

    def remove(self, provider: str) -> tuple[str, ...]:
        """Keep a key no longer; where it was. Raises as `set`."""
        places = self.places(provider)
        if "keyring" in places:
            self._out_of_ring(provider)
        self._change_file(provider, None)
        return places

    def places(self, provider: str) -> tuple[str, ...]:
        """Where the key for a provider is kept, first the one that counts. Raises as `get`."""
        found = {"keyring": self._in_ring(provider), "file": self._in_file().get(provider)}
        return tuple(place for place, key in found.items() if key)

    def providers(self) -> tuple[str, ...]:
        """Whose keys the file has; a keyring doesn't tell. Raises as `get`."""
        return tuple(self._in_file())

    def _in_ring(self, provider: str) -> str | None:
        try:
            ring = _ring()
            return (ring and ring.get_password(self._service, provider)) or None
        except Exception as error:  # noqa: BLE001 -- each keyring has errors of its own
            LOG.warning("the keyring doesn't answer, so it is left out: %s", error)
            return None

    def _to_ring(self, provider: str, key: str) -> bool:
        try:
            if (ring := _ring()) is None:
                return False
            ring.set_password(self._service, provider, key)
        except Exception as error:  # noqa: BLE001 -- as above
            LOG.warning("the keyring doesn't take the key, so a file does: %s", error)
            return False
        return True

    def _out_of_ring(self, provider: str) -> None:
        try:
            _ring().delete_password(self._service, provider)
        except Exception as error:
            raise CredentialError(f"the keyring keeps the key for {provider}: {error}") from error

    def _in_file(self) -> dict[str, str]:
        try:
            with self.file.open("rb") as file:
                self._check_mode(os.fstat(file.fileno()).st_mode)
                found = json.load(file)
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except (OSError, ValueError, RecursionError) as error:
            raise self._unusable(f"it can't be read ({type(error).__name__})") from None
        if not isinstance(found, dict) or not all(isinstance(k, str) for k in found.values()):
            raise self._unusable("it should be an object with a text for each provider")
        return found

    def _check_mode(self, mode: int) -> None:
        if os.name == "posix" and mode & _OTHERS:
            raise CredentialError(
                f"{self.file} can be read by others than you, so no key is taken from it:"
                f" chmod 600 {self.file}, and think of getting a new key"
            )

    def _unusable(self, reason: str) -> CredentialError:
        return CredentialError(f"{self.file} holds your keys, but {reason}: mend or remove it")

    def _change_file(self, provider: str, key: str | None) -> None:
        """Change the file as a whole: whoever reads it finds the old keys or the new ones."""
        if key is None and not self.file.exists():
            return
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(f"{self.file}.lock"):
            keys = self._in_file()
            before = dict(keys)
            keys.pop(provider, None)
            if key is not None:
                keys[provider] = key
            if keys != before:
                self._write(keys)

    def _write(self, keys: Mapping[str, str]) -> None:
        import tempfile

        # What mkstemp makes, only its owner can read.
        handle, part = tempfile.mkstemp(dir=self.file.parent, prefix=f".{FILE}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(keys, file, indent=2)
                file.flush()
                os.fsync(file.fileno())
            Path(part).replace(self.file)
        except BaseException:
            with suppress(OSError):
                Path(part).unlink()
            raise


def key_of(
    provider: Provider,
    environment: Mapping[str, str],
    home: str | os.PathLike[str] | None = None,
) -> str | None:
    """The key of the environment, else the one that is kept; None where none is needed.

    Raises:
        MissingKey: There is none.
    """
    try:
        return provider.credential(environment)
    except MissingKey:
        store = KeyStore.of(environment, home)
        kept = store and store.get(provider.name)
        if not kept:
            raise
        return kept


def checked(key: str | None) -> Secret | None:
    """The key without the space around it; None if there's nothing else.

    Raises:
        CredentialError: It can't be one; libraries print a header that they can't send.
    """
    key = Secret(key.strip()) if key else None
    if key and not (key.isascii() and key.isprintable()):
        raise CredentialError(
            "the key has characters that no key has: copy it once more; nothing was sent"
        )
    return key or None


def _ring() -> Any:
    """The system's keyring; None where there is none."""
    try:
        import keyring
    except ImportError:
        return None
    ring = keyring.get_keyring()
    return ring if ring.priority >= _GOOD_RING else None
