"""What is fuzzed: each target takes bytes, and raises where a promise is broken.

A target lets nothing but errors of ours pass where these are promised; and what it gets out
of an input it holds against what else is known of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from answers_target import answers
from document_target import document
from openapi_target import importer
from words_target import words

if TYPE_CHECKING:
    from collections.abc import Callable

TARGETS: dict[str, Callable[[bytes], None]] = {
    "document": document,
    "importer": importer,
    "words": words,
    "answers": answers,
}
