"""A receipt with all there may be in one, of whatever file it is to be."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from limner.price import Cost
from limner.receipts import Input, Output, Receipt

DIGEST = "0" * 64


def receipt_for(data: bytes, **facts: Any) -> Receipt:
    """The receipt of a file."""
    output = Output("/images/0", 0, "image/png", len(data), hashlib.sha256(data).hexdigest())
    told = {
        "limner": "0.1.0",
        "endpoint_id": "fal-ai/flux/dev",
        "provider": "fal",
        "answered_by": None,
        "request_id": "764cabcf-b745-4b3e-ae38-1200304cf45b",
        "entry_id": "3f2a9c1e00000000",
        "document_sha256": DIGEST,
        "plugin": "fal_ai_flux_dev",
        "plugin_version": "0.1.0",
        "arguments": {"prompt": 'a "lighthouse" <at> dusk & 夜 \x01\n', "loras": [{"scale": 0.1}]},
        "omitted": (),
        "defaults": {"num_images": 1, "guidance_scale": 1e-7},
        "inputs": (Input("/image_url", "photo.png", DIGEST, 3, "image/png"),),
        "seed": 7,
        "cost": Cost(Decimal("0.025"), "USD", billed=True),
        "submitted": "2026-01-31T10:00:00.000Z",
        "finished": None,
        "saved": "2026-01-31T10:00:09.123Z",
        "output": output,
    }
    return Receipt(**{**told, **facts})
