"""Receipts as Limner writes them, without a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limner.receipts import Output, Receipt
from limner.receipts.receipt import as_bytes
from limner_registry import Registry, installed, packaged_models

if TYPE_CHECKING:
    from pathlib import Path

MODELS = Registry(packaged_models(installed()).models)
OUTPUT = Output("/images/0", 0, "image/png", 3, "0" * 64)


def receipt(endpoint_id: str, arguments: dict[str, Any], **facts: Any) -> Receipt:
    """What Limner would write for a call."""
    model = MODELS[endpoint_id]
    known = {
        "limner": "0.1.0",
        "endpoint_id": endpoint_id,
        "provider": "fal",
        "answered_by": None,
        "request_id": "r",
        "entry_id": "0123456789abcdef",
        "document_sha256": model.sha256,
        "plugin": None,
        "plugin_version": None,
        "arguments": arguments,
        "omitted": (),
        "defaults": {},
        "inputs": (),
        "seed": 42,
        "cost": None,
        "submitted": None,
        "finished": None,
        "saved": "2026-11-23T04:57:44.804Z",
        "output": OUTPUT,
    }
    return Receipt(**{**known, **facts})


def write_beside(file: Path, told: Receipt) -> None:
    """Make an empty file with a receipt beside it."""
    file.write_bytes(b"")
    file.with_name(file.name + ".receipt.json").write_bytes(as_bytes(told))
