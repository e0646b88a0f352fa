"""A job of the journal is taken up again, by whichever process comes next."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from answers import (
    FLUX,
    PICTURE,
    PROMPT,
    REQUEST_ID,
    accepted,
    answer,
    completed,
    file_of,
    result,
    running,
)
from scripted import AsyncScriptedClient, ScriptedClient

import limner
from limner.errors import (
    ConnectionLost,
    DeadlinePassed,
    JournalError,
    LimnerError,
    NotCollected,
    OutcomeUnknown,
    UnknownJob,
)
from limner.journal import Entry, MemoryJournal

if TYPE_CHECKING:
    from pathlib import Path

    from scripted import Step

    from limner.journal import Journal

OTHER = "https://queue.fal.run/fal-ai/other/requests"


def submitted(**facts: object) -> tuple[Journal, Entry]:
    """A journal with a job that another process has submitted."""
    journal = MemoryJournal()
    client = ScriptedClient(accepted(), journal=journal)
    client.submit(FLUX, PROMPT)
    journal.note(client.row.id, **facts)
    return journal, client.row


def resumed(journal: Journal, *steps: Step) -> ScriptedClient:
    return ScriptedClient(*steps, journal=journal)


def test_a_job_is_collected_by_the_next_process(tmp_path: Path) -> None:
    """It's followed where the provider said it is, and its files are saved; nothing is posted."""
    journal, row = submitted(status_url=f"{OTHER}/x/status", result_url=f"{OTHER}/x")
    client = resumed(journal, running(), completed(), result(), file_of())

    got = client.resume(row.id[:6]).result(output=f"{tmp_path}/")

    assert [path.read_bytes() for path in tmp_path.iterdir()] == [PICTURE]
    assert (got.job.entry_id, got.job.request.arguments) == (row.id, PROMPT)
    assert client.script.posts == 0
    assert [call.url for call in client.script.calls[:3]][1:] == [
        f"{OTHER}/x/status?logs=true",
        f"{OTHER}/x",
    ]
    assert client.row.state == "kept"


def test_asyncio_does_the_same(tmp_path: Path) -> None:
    """`AsyncClient.resume` collects the job as well."""
    journal, row = submitted()

    async def call() -> None:
        client = AsyncScriptedClient(completed(), result(), file_of(), journal=journal)
        job = await client.resume(row)
        await job.result(output=f"{tmp_path}/")

    asyncio.run(call())

    assert [path.read_bytes() for path in tmp_path.iterdir()] == [PICTURE]


@pytest.mark.parametrize("url", ["https://evil.example/x", "http://queue.fal.run/x", "file:///x"])
def test_a_url_that_is_not_the_providers_is_built_anew(url: str) -> None:
    """The key isn't shown to a host that somebody has written into the journal."""
    journal, row = submitted(status_url=url, result_url=url, cancel_url=url)
    client = resumed(journal, completed(), result(), answer(202, {"status": "x"}))

    job = client.resume(row.id)
    job.result()
    job.cancel()

    assert {call.url.split("/requests/")[0] for call in client.script.calls} == {
        "https://queue.fal.run/fal-ai/flux"
    }


def test_a_job_of_another_address_is_not_asked_for_here() -> None:
    """A job of a local server isn't looked for at fal; the error names both."""
    journal, row = submitted(host="127.0.0.1:4000")

    with pytest.raises(LimnerError, match=r"127\.0\.0\.1:4000.*queue\.fal\.run"):
        resumed(journal).resume(row.id)


def test_a_result_on_record_is_not_fetched_again(tmp_path: Path) -> None:
    """When files were missing, only they are fetched: the provider isn't asked for the result."""
    journal, row = submitted()
    lost = [answer(400)]
    first = resumed(journal, completed(), result(), *lost)
    with pytest.raises(NotCollected, match="Collect it"):
        first.resume(row.id).result(output=f"{tmp_path}/")
    assert first.row.state == "finished"

    second = resumed(journal, file_of())
    got = second.resume(row.id).result(output=f"{tmp_path}/")

    assert [call.method for call in second.script.calls] == ["GET"]
    assert (got.seed, second.row.state) == (7, "kept")


def test_a_file_that_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    """A second collection finds the file in its place; one that is gone comes anew."""
    journal, row = submitted()
    saved = resumed(journal, completed(), result(), file_of()).resume(row.id)
    path = saved.result(output=f"{tmp_path}/").images[0].path
    assert path is not None

    again = resumed(journal)
    assert again.resume(row.id).result(output=f"{tmp_path}/").images[0].path == path
    assert again.script.calls == []
    path.unlink()
    anew = resumed(journal, file_of())
    assert anew.resume(row.id).result(output=f"{tmp_path}/").images[0].path == path
    elsewhere = resumed(journal, file_of())
    other = elsewhere.resume(row.id).result(output=f"{tmp_path}/other/").images[0].path
    assert other == tmp_path / "other" / path.name


def test_a_result_with_its_files_inside_is_fetched_again() -> None:
    """Of data URLs the journal has digests only, so the provider is asked once more."""
    journal, row = submitted()
    inside = "data:image/jpeg;base64,aGVsbG8="
    resumed(journal, completed(), result(inside)).resume(row.id).result()

    client = resumed(journal, result(inside))

    assert client.resume(row.id).result().images[0].bytes() == b"hello"
    assert len(client.script.calls) == 1


def test_a_file_saved_later_is_on_record(tmp_path: Path) -> None:
    """What `save` brings to disk is noted too, with its path and its digest."""
    journal, row = submitted()
    client = resumed(journal, completed(), result(), file_of())

    path = client.resume(row.id).result().images[0].save(tmp_path)

    (file,) = client.row.files
    assert (file.path, file.size, file.pointer) == (str(path), len(PICTURE), "/images/0")


@pytest.mark.parametrize("state", ["withdrawn", "rejected", "planned"])
def test_what_never_became_a_job(state: str) -> None:
    """There's nothing to collect, and the error says what the row is."""
    row = Entry(FLUX, "fal", "0" * 64, {}, state=state, detail="the reason")
    journal = MemoryJournal()
    journal.add(row)

    with pytest.raises(UnknownJob, match=f"{row.id} is {state}.*the reason"):
        resumed(journal).resume(row.id)


def test_what_is_unknown_is_not_guessed() -> None:
    """A request whose answer was lost can't be collected, and isn't sent again."""
    journal = MemoryJournal()
    client = ScriptedClient(ConnectionLost("reset"), journal=journal)
    with pytest.raises(OutcomeUnknown):
        client.submit(FLUX, PROMPT)

    again = resumed(journal)
    with pytest.raises(OutcomeUnknown, match="not sent again"):
        again.resume(client.row.id)
    assert again.script.calls == []


def test_a_plugins_answer_is_taken_from_the_journal() -> None:
    """What a plugin answered in the provider's place is there again."""

    class Cache:
        @limner.hookimpl
        def submit_request(self, request: limner.Request) -> dict[str, object]:  # noqa: ARG002
            return {"seed": 9, "images": []}

    journal = MemoryJournal()
    ScriptedClient(journal=journal, plugins=[Cache()]).run(FLUX, PROMPT)
    (row,) = journal.entries()

    assert resumed(journal).resume(row.id).result().seed == 9


def test_a_plugins_answer_is_on_record_with_its_row() -> None:
    """Whoever is killed before it's used leaves it to the next process, whole."""

    class Cache:
        @limner.hookimpl
        def submit_request(self) -> dict[str, object]:
            return {"seed": 9, "images": []}

    journal = MemoryJournal()
    answering = ScriptedClient(journal=journal, plugins=[Cache()])
    answering.submit(FLUX, PROMPT)

    assert answering.effects[-1] == "Record answered"
    assert resumed(journal).resume(answering.row.id).result().seed == 9
    assert answering.row.state == "kept"


def test_no_journal_has_no_jobs() -> None:
    """Without a journal there's nothing to take up."""
    with pytest.raises(UnknownJob):
        ScriptedClient(journal=None).resume("abc")


def test_the_journal_is_on_disk_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client of real jobs writes to the home's journal, another one reads it there."""
    monkeypatch.setenv("LIMNER_HOME", str(tmp_path / "home"))
    with ScriptedClient(accepted(), then=[running()], environment=None) as client:
        job = client.submit(FLUX, PROMPT)
        with pytest.raises(DeadlinePassed, match=f"limner jobs resume {job.entry_id}"):
            job.result(1)

    with limner.Client(key="a:b") as other:
        assert other.journal is not None
        (row,) = other.journal.entries()
    assert (row.request_id, row.host, row.plugin) == (
        REQUEST_ID,
        "queue.fal.run",
        "fal_ai_flux_dev",
    )
    assert list((tmp_path / "home").glob("journal.sqlite3*"))


def test_a_path_is_a_journal(tmp_path: Path) -> None:
    """A journal can be wherever one likes; the words that collect a job don't name the command."""
    place = tmp_path / "jobs" / "mine.sqlite3"
    client = ScriptedClient(accepted(), then=[running()], journal=place)
    with client, pytest.raises(DeadlinePassed, match="Client") as caught:
        client.run(FLUX, PROMPT, timeout=1)

    assert "limner jobs" not in str(caught.value)
    assert place.exists()


def test_what_sends_nothing_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Checking, listing, and all that the sandbox does, leaves the home as it was."""
    monkeypatch.setenv("LIMNER_HOME", str(tmp_path / "home"))
    with limner.Client(provider="sandbox") as client:
        client.validate(FLUX, PROMPT)
        client.run(FLUX, {**PROMPT, "image_size": {"width": 64, "height": 64}})
        assert client.journal is not None
        assert [row.state for row in client.journal.entries()] == ["kept"]
    with limner.Client(key="a:b") as other:
        assert other.journal is not None
        assert other.journal.entries() == ()

    assert not (tmp_path / "home").exists()


def test_a_home_that_takes_no_journal_sends_nothing(tmp_path: Path) -> None:
    """By default too, no POST leaves without an intent on record."""
    (tmp_path / "home").write_text("")
    client = ScriptedClient(home=tmp_path / "home")

    with pytest.raises(JournalError, match="nothing was sent"):
        client.submit(FLUX, PROMPT)

    assert client.script.calls == []


def test_the_row_of_another_provider_goes_to_that_one() -> None:
    """A job of fal is collected at fal, whoever runs new calls."""
    journal, row = submitted()
    client = resumed(journal, completed(), result())
    client.connections._provider = "sandbox"
    client.connections.key = None
    client.connections._environment = {"FAL_KEY": "a:b"}

    assert client.resume(replace(row)).result().seed == 7
