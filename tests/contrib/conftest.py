"""Lets the tests of this folder import what they share, and sets the stage for webhooks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stage import Stage


@pytest.fixture(name="stage")
def on_stage(tmp_path: Path) -> Iterator[Stage]:
    from fastapi import FastAPI
    from notices import ME, Fal, serving
    from stage import Stage, Told

    import limner
    from limner.journal.sqlite import SqliteJournal
    from limner_contrib.webhooks import WebhookReceiver

    app, told, fal = FastAPI(), Told(), Fal()
    app.mount("/fal", fal)
    journal = SqliteJournal(tmp_path / "journal", patience=0.2)
    with serving(app) as url:
        fal.url = f"{url}/fal"
        environment = {"LIMNER_FAL_URL": fal.url, "FAL_KEY": "the-id:the-secret-of-the-tests"}
        client = limner.AsyncClient(plugins=[told], journal=journal, environment=environment)
        receiver = WebhookReceiver(client, user_id=ME, longest=100_000)
        app.add_route("/hooks/fal", receiver)  # type: ignore[arg-type]  # Starlette takes apps
        app.mount("/mounted", receiver)
        yield Stage(fal, f"{url}/hooks/fal", journal, environment, told)
    journal.close()
