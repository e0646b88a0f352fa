"""What a journal knows of uploads: where a content is, for an hour of the wall clock."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from limner.journal import FRESH, Journal, MemoryJournal
from limner.journal.sqlite import SqliteJournal

if TYPE_CHECKING:
    from limner.journal import Content

WHO = "fal at rest.fal.ai"
PHOTO: Content = ("5" * 64, "image/png")
SAME_BYTES: Content = ("5" * 64, "image/webp")
URL = "https://v3.fal.media/files/photo.png"


@pytest.fixture(params=["memory", "disk"])
def kept_in(request: pytest.FixtureRequest, journal: SqliteJournal) -> Journal:
    return journal if request.param == "disk" else MemoryJournal()


def test_what_was_uploaded_is_known(kept_in: Journal) -> None:
    """The same content of the same storage is found, at its newest place; no other is."""
    assert kept_in.uploads(WHO, [PHOTO]) == {}

    kept_in.keep_upload(WHO, PHOTO, "https://v3.fal.media/files/first.png")
    kept_in.keep_upload(WHO, PHOTO, URL)

    assert kept_in.uploads(WHO, [PHOTO, SAME_BYTES]) == {PHOTO: URL}
    assert kept_in.uploads("fal at 127.0.0.1:8000", [PHOTO]) == {}


@pytest.mark.parametrize(("later", "known"), [(FRESH - 1, 1), (FRESH + 1, 0), (-1, 0)])
def test_it_is_forgotten(
    later: float, known: int, kept_in: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour later it counts no more; nor does what was kept by a clock that was ahead."""
    kept_in.keep_upload(WHO, PHOTO, URL)
    then = time.time() + later
    monkeypatch.setattr("time.time", lambda: then)

    assert len(kept_in.uploads(WHO, [PHOTO])) == known


def test_another_process_knows_it(journal: SqliteJournal) -> None:
    """Whoever opens the same file finds it, and what is stale doesn't pile up."""
    journal.keep_upload(WHO, PHOTO, URL)
    other = SqliteJournal(journal.path)
    assert other.uploads(WHO, [PHOTO]) == {PHOTO: URL}

    def age(connection: object) -> None:
        connection.execute("UPDATE uploads SET since = since - 7200")  # type: ignore[attr-defined]

    journal._held.get(owning=False).commits.write(age)
    other.keep_upload(WHO, SAME_BYTES, URL)
    count = journal._held.get(owning=False).commits.read(
        lambda connection: connection.execute("SELECT COUNT(*) FROM uploads").fetchone()
    )
    assert count == (1,)
    other.close()
