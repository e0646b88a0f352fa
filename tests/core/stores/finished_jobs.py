"""A job of as many images as there are files, which are saved without receipts."""

from __future__ import annotations

from answers import FILE_URL, REQUEST_ID, accepted, completed, result
from scripted import ScriptedClient, Step

NAME = f"fal-ai_flux_dev-{REQUEST_ID}-{{}}.jpg"

_URLS = [f"{FILE_URL}?{number}" for number in range(3)]


def finished(*files: Step, **options: object) -> ScriptedClient:
    steps = [accepted(), completed(), result(*_URLS[: len(files)])]
    return ScriptedClient(*steps, *files, **{"receipts": None, **options})
