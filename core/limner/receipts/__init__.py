"""Receipts: what made a file, in it or beside it.

A receipt lies in a PNG, JPEG, WebP or MP4 itself, and beside any other file as
`NAME.receipt.json`. Taking it out gives back the bytes that the provider served.
"""

from limner.receipts.reading import (
    read as read,
    read_json as read_json,
)
from limner.receipts.receipt import (
    Input as Input,
    Output as Output,
    Receipt as Receipt,
)
from limner.receipts.verifying import (
    Verification as Verification,
    served as served,
    strip as strip,
    verify as verify,
)
