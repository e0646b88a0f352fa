"""A receipt as a value, as JSON, and as the bytes that lie in a file or beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping  # noqa: TC003 -- pydantic reads the annotations
from dataclasses import asdict, dataclass
from datetime import MAXYEAR, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from limner.errors import InvalidReceipt
from limner.price import Cost  # noqa: TC001 -- likewise
from limner.receipts.patch import LARGEST
from limner_registry import pointer

if TYPE_CHECKING:
    from pydantic import TypeAdapter

VERSION = 1
"""What `receipt_version` says of the receipts that this module writes and reads."""

DIGEST = "receipt_sha256"

_FIRST_YEAR = 1970
"""Before it Windows knows no local time."""


@dataclass(frozen=True)
class Input:
    """A local file that was sent with the request.

    Attributes:
        pointer: JSON pointer to its place in the arguments.
        name: What it was called, without a folder; of a private one the ending only: `*.png`.
        sha256: Of its bytes, in hex.
        bytes: How many it had.
        media_type: What it was.
    """

    pointer: str
    name: str
    sha256: str
    bytes: int
    media_type: str


@dataclass(frozen=True)
class Output:
    """The file that the receipt is of, as the provider served it.

    Attributes:
        pointer: JSON pointer to its place in the result.
        index: Its number among the result's files, from 0.
        media_type: What it is.
        bytes: How many were served.
        sha256: Of them, in hex.
    """

    pointer: str
    index: int
    media_type: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Receipt:
    """What made a file. Times are ISO 8601 in UTC; None stands for what isn't known.

    Attributes:
        limner: The version of Limner that wrote it.
        endpoint_id: The model.
        provider: Who ran it; `sandbox` means that no model ran.
        answered_by: The plugin that answered in the provider's place.
        request_id: The provider's id of the job.
        entry_id: The journal's name for it.
        document_sha256: The identity of the model's document that the arguments were checked by.
        plugin: The plugin that brought the model.
        plugin_version: The version of its distribution.
        arguments: What was sent; of a data URL its head and its digest only.
        omitted: JSON pointers to the arguments that were left out, by `--private` or for a
            URL that gives access to whoever has it.
        defaults: What the document says that the provider uses for parameters not given.
        inputs: The local files among the arguments.
        seed: The seed that the provider used.
        cost: What the job cost, with all its files.
        submitted: When the provider had taken the request.
        finished: When the job was seen to be done.
        saved: When the file was.
        output: The file.
    """

    limner: str
    endpoint_id: str
    provider: str
    answered_by: str | None
    request_id: str | None
    entry_id: str | None
    document_sha256: str
    plugin: str | None
    plugin_version: str | None
    arguments: Mapping[str, Any]
    omitted: tuple[str, ...]
    defaults: Mapping[str, Any]
    inputs: tuple[Input, ...]
    seed: int | None
    cost: Cost | None
    submitted: str | None
    finished: str | None
    saved: str
    output: Output

    def as_json(self) -> dict[str, Any]:
        """The receipt as JSON, its own digest at the end."""
        facts = {"receipt_version": VERSION, **asdict(self)}
        facts |= {"omitted": list(self.omitted), "inputs": [asdict(file) for file in self.inputs]}
        facts["cost"] = self.cost and self.cost.as_json()
        return {**facts, DIGEST: digest_of(facts)}

    @classmethod
    def of_json(cls, value: Any) -> Receipt:
        """A receipt from JSON that anybody may have written; its digest isn't looked at.

        Members that this version doesn't know are left out: a later one may write more.

        Raises:
            InvalidReceipt: It isn't one; the message names the place.
        """
        version = value.get("receipt_version") if isinstance(value, dict) else None
        if version is None:
            raise InvalidReceipt("it is no receipt: it has no receipt_version")
        if version != VERSION or isinstance(version, bool):
            raise InvalidReceipt(f"its version is {version!r}, and this Limner reads {VERSION}")
        receipt = _read(value)
        for name in ("submitted", "finished", "saved"):
            _check_time(name, getattr(receipt, name))
        for number, place in enumerate(receipt.omitted):
            if place and not place.startswith("/"):
                raise InvalidReceipt(f"/omitted/{number}: {place!r} is no JSON pointer")
        return receipt


def canonical(value: Any) -> bytes:
    """JSON in the one form of which digests are made.

    It is UTF-8 without spaces, keys in code-point order, only `"`, the backslash and control
    characters escaped, numbers as Python writes them: the registry's form for documents.
    """
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode(errors="surrogatepass")


def digest_of(facts: Mapping[str, Any]) -> str:
    """A receipt's own digest, in hex: SHA-256 of the canonical JSON of all its other members."""
    others = {name: value for name, value in facts.items() if name != DIGEST}
    return hashlib.sha256(canonical(others)).hexdigest()


def as_bytes(receipt: Receipt) -> bytes:
    """A receipt as it lies in a file or beside it: its canonical JSON."""
    return canonical(receipt.as_json())


def json_of(data: bytes) -> Any:
    """The JSON that bytes hold, strictly: UTF-8, no NaN, no name twice.

    Raises:
        InvalidReceipt: They hold none.
    """
    if len(data) > LARGEST:
        raise InvalidReceipt(f"it has more than {LARGEST:,} bytes")
    try:
        return json.loads(data.decode(), parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise InvalidReceipt(f"it isn't JSON: {error}") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is there twice")
    return found


def _read(value: Any) -> Receipt:
    from pydantic import ValidationError

    try:
        return _adapter().validate_json(canonical(value), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise InvalidReceipt(f"{pointer(*first['loc'])}: {first['msg']}") from None
    except (ValueError, RecursionError, TypeError) as error:
        raise InvalidReceipt(f"it isn't JSON: {error}") from None


@cache
def _adapter() -> TypeAdapter[Receipt]:
    from pydantic import TypeAdapter

    return TypeAdapter(Receipt)


def _check_time(name: str, text: str | None) -> None:
    """Refuse what is no time, and what isn't one in every time zone and on every system."""
    try:
        known = text is None or _FIRST_YEAR < datetime.fromisoformat(text).year < MAXYEAR
    except ValueError:
        known = False
    if not known:
        raise InvalidReceipt(f"/{name}: {text!r} is no time")
