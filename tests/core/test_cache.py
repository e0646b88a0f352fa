"""The cache: what was made before is given again, to whom it is the same, and to nobody else."""

from __future__ import annotations

import asyncio
import hashlib
import resource
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from answers import FILE_URL, FLUX, PICTURE, accepted, completed, file_of, result
from PIL import Image
from scripted import AsyncScriptedClient, ScriptedClient, Step

import limner
from limner import receipts
from limner.cache import Cache
from limner.cache.answers import Answers
from limner.cache.store import Store
from limner.data_urls import data_url
from limner.errors import JournalError
from limner.journal import MemoryJournal
from limner.price import FREE, Cost
from limner.transport import HttpAnswer

if TYPE_CHECKING:
    from limner.journal import Entry
    from limner.result import Artifact, Result

ASKED: dict[str, Any] = {"prompt": "a lighthouse at dusk", "seed": 7}
DIGEST = hashlib.sha256(PICTURE).hexdigest()
KLING = "fal-ai/kling-video/v1/standard/image-to-video"


class Desk:
    """One user: a folder, a journal, and the clients that come and go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "cache"
        self.journal: limner.Journal = MemoryJournal()

    def client(self, *steps: Step, **options: Any) -> ScriptedClient:
        kept = {"receipts": None, "journal": self.journal, "cache": Cache(self.store)}
        return ScriptedClient(*steps, **{**kept, **options})

    def run(
        self, client: ScriptedClient, arguments: Any = ASKED, model: str = FLUX
    ) -> Result[Any]:
        return client.run(model, arguments, output=f"{self.folder}/out/")

    def made(self, **options: Any) -> Result[Artifact]:
        """A result that the provider made."""
        return self.run(self.client(*a_call(), **options))

    def answered(self, **options: Any) -> Result[Artifact]:
        """A result for which nobody was asked: the script has no step."""
        return self.run(self.client(**options))

    @property
    def rows(self) -> tuple[Entry, ...]:
        return self.journal.entries()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def a_call() -> list[Step]:
    return [accepted(), completed(), result(), file_of()]


def path_of(result: Result[Any]) -> Path:
    path = result.artifacts[0].path
    assert path is not None
    return path


def test_the_same_call_is_paid_once(desk: Desk) -> None:
    """The second one gets the same bytes, costs nothing, and says whose result it is."""
    first, again = desk.made(), desk.answered()

    assert path_of(again).read_bytes() == PICTURE
    assert path_of(again) != path_of(first)
    assert (again.seed, again.cost) == (first.seed, Cost(*FREE, billed=True))
    made, repeated = desk.rows
    assert (repeated.state, repeated.answered_by, repeated.original) == ("kept", "cache", made.id)
    assert repeated.cost is None
    assert again.job.answer is not None
    assert again.job.answer.original is not None
    assert again.job.answer.original.request_id == made.request_id
    desk.answered()
    assert desk.rows[-1].original == made.id


def test_asyncio_is_answered_too(desk: Desk) -> None:
    """`AsyncClient` keeps and gives results as `Client` does."""
    options = {"receipts": None, "journal": desk.journal, "cache": Cache(desk.store)}

    async def run(*steps: Step) -> bytes:
        async with AsyncScriptedClient(*steps, **options) as client:
            result = await client.run(FLUX, ASKED, output=f"{desk.folder}/out/")
            return path_of(result).read_bytes()

    assert asyncio.run(run(*a_call())) == asyncio.run(run()) == PICTURE
    assert [row.answered_by for row in desk.rows] == [None, "cache"]


@pytest.mark.parametrize("changed", [{"seed": 8}, {"prompt": "x"}, {"num_images": 2}])
def test_another_call_is_another_call(desk: Desk, changed: dict[str, Any]) -> None:
    """Whatever of its arguments differs, it goes to the provider."""
    desk.made()
    desk.run(desk.client(*a_call()), {**ASKED, **changed})

    assert [row.answered_by for row in desk.rows] == [None, None]


def test_input_files_count_by_their_bytes(desk: Desk) -> None:
    """The same bytes under another name are the same call; other bytes are another one."""
    photos = [desk.folder / name for name in ("one.png", "two.png", "other.png")]
    for photo, data in zip(photos, (b"a" * 500, b"a" * 500, b"b" * 500), strict=True):
        photo.write_bytes(data)
    unseeded = {"cache": Cache(desk.store, unseeded=True)}
    film = result_of_a_film()

    for photo, steps in zip(photos, (film, [], film), strict=True):
        arguments = {"prompt": "x", "image_url": photo}
        desk.run(desk.client(*steps, **unseeded), arguments, KLING)

    assert [row.answered_by for row in desk.rows] == [None, "cache", None]


def result_of_a_film() -> list[Step]:
    body = b'{"video": {"url": "https://v3.fal.media/files/film.mp4"}}'
    return [accepted(), completed(), HttpAnswer(200, {}, body), file_of(media_type="video/mp4")]


@pytest.mark.parametrize("seed", [{}, {"seed": -1}])
def test_without_a_seed_nothing_is_kept_or_given(desk: Desk, seed: dict[str, int]) -> None:
    """Unless that's asked for; a negative seed is none, since it stands for a random one."""
    arguments = {"prompt": "x", **seed}
    for _ in range(2):
        desk.run(desk.client(*a_call()), arguments)
    assert not desk.store.exists()

    unseeded = {"cache": Cache(desk.store, unseeded=True)}
    desk.run(desk.client(**unseeded), arguments)

    assert [row.answered_by for row in desk.rows] == [None, None, "cache"]


def test_fresh_is_made_anew_and_is_the_answer_from_then_on(desk: Desk) -> None:
    """`fresh` asks the provider, whatever there is; later calls get the newest."""
    desk.made()
    fresh = desk.made(cache=Cache(desk.store, fresh=True))

    assert fresh.job.answer is None
    desk.answered()
    assert desk.rows[-1].original == fresh.job.entry_id


def test_without_being_asked_nothing_is_cached(desk: Desk) -> None:
    """By default every call is made, and nothing is kept for later ones."""
    for _ in range(2):
        desk.made(cache=False)
    assert not desk.store.exists()


def test_a_sandbox_result_is_never_given_for_a_real_one(desk: Desk) -> None:
    """Nor a real one for the sandbox's, nor that of another address, in one journal."""
    kept = {"journal": desk.journal, "cache": Cache(desk.store), "environment": {}}
    for _ in range(2):
        with limner.Client("sandbox", **kept) as sandbox:
            drawn = sandbox.run(FLUX, ASKED, output=f"{desk.folder}/drawn/")
            assert drawn.job.provider == "sandbox"
    assert [row.answered_by for row in desk.rows] == [None, "cache"]

    desk.made()
    desk.made(environment={"LIMNER_FAL_URL": "http://127.0.0.1:9"})
    assert [row.answered_by for row in desk.rows] == [None, "cache", None, None]


def test_a_file_that_is_where_it_was_saved_will_do(desk: Desk) -> None:
    """What was made before the cache was switched on is given as well, if it's unchanged."""
    first = desk.made(cache=False)
    desk.answered()

    for path in desk.store.iterdir():
        path.unlink()
    path_of(first).write_bytes(b"painted over")
    desk.made()
    assert [row.answered_by for row in desk.rows] == [None, "cache", None]


def test_a_receipt_is_no_part_of_what_is_given_again(desk: Desk) -> None:
    """The bytes are as they were served, and have a receipt of their own in them then."""
    picture = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(picture, "PNG")
    png = file_of(picture.getvalue(), "image/png")
    embedding = {"receipts": "embed", "cache": Cache(desk.store)}
    made = desk.run(desk.client(accepted(), completed(), result(), png, **embedding))
    path_of(made).rename(desk.folder / "elsewhere.png")

    again = desk.run(desk.client(**embedding))

    served = hashlib.sha256(picture.getvalue()).hexdigest()
    assert [path.name for path in desk.store.iterdir()] == [served]
    for path, who in ((desk.folder / "elsewhere.png", None), (path_of(again), "cache")):
        assert path.read_bytes() != picture.getvalue()
        receipt = receipts.verify(path).receipt
        assert receipt is not None
        assert receipt.answered_by == who
        assert receipts.verify(path).valid


def test_a_damaged_file_is_never_given(desk: Desk) -> None:
    """The cache throws it away, and the call is made."""
    path_of(desk.made()).unlink()
    (desk.store / DIGEST).write_bytes(PICTURE[::-1])

    again = desk.made()

    assert path_of(again).read_bytes() == PICTURE
    assert [row.answered_by for row in desk.rows] == [None, None]


def test_a_result_that_is_not_whole_is_never_given(desk: Desk) -> None:
    """Of a picture inside the JSON the journal has the digest only, so the call is made."""
    data = data_url("image/jpeg", PICTURE)
    for _ in range(2):
        desk.run(desk.client(accepted(), completed(), result(data)))

    assert [row.answered_by for row in desk.rows] == [None, None]


def test_all_files_or_none(desk: Desk) -> None:
    """Where one of two files is gone, the call is made."""
    other = file_of(PICTURE[::-1])
    two = [accepted(), completed(), result(FILE_URL, f"{FILE_URL}?2"), file_of(), other]
    first = desk.run(desk.client(*two))
    assert len(desk.run(desk.client()).artifacts) == 2

    (desk.store / DIGEST).unlink()
    for row in desk.rows:
        for file in row.files:
            Path(file.path).unlink(missing_ok=True)
    assert len(first.artifacts) == 2
    desk.run(desk.client(*two))
    assert [row.answered_by for row in desk.rows] == [None, "cache", None]


def test_files_of_one_answer_make_no_room_for_each_other(desk: Desk) -> None:
    """Two that are together over the limit are both given, and nobody is paid again."""
    small = {"cache": Cache(desk.store, limit=len(PICTURE) * 3 // 2)}
    two = [accepted(), completed(), result(FILE_URL, f"{FILE_URL}?2")]
    desk.run(desk.client(*two, file_of(), file_of(PICTURE[:4] + PICTURE[:3:-1]), **small))

    for _ in range(2):
        again = desk.run(desk.client(**small))
        assert len(again.images) == 2
        assert all(image.path and image.path.exists() for image in again.images)


class Evicting(Store):
    """A store into which another process puts something, each time a file is found in it."""

    def get(self, sha256: str) -> Path | None:
        found = super().get(sha256)
        for path in self.folder.glob("*"):
            if path != found:
                path.unlink()
        return found


def test_a_file_that_another_process_throws_away_is_not_promised(desk: Desk) -> None:
    """Where one of the files is gone by the time that the last is found, the call is made."""
    two = [accepted(), completed(), result(FILE_URL, f"{FILE_URL}?2")]
    two += [file_of(), file_of(PICTURE[:4] + PICTURE[:3:-1])]
    desk.run(desk.client(*two))
    evicting = Answers(
        Evicting(desk.store, 10**9),
        lambda _: desk.journal,
        lambda _: desk.rows[0].key_mark,
        unseeded=False,
        fresh=False,
    )

    desk.run(desk.client(*two, cache=False, plugins=[evicting]))

    assert [row.answered_by for row in desk.rows] == [None, None]


def test_a_file_that_goes_after_the_answer_says_what_to_do(desk: Desk) -> None:
    """The error names the way out, and the row still has its result."""
    made = desk.made()
    job = desk.client().submit(FLUX, ASKED)
    (desk.store / DIGEST).unlink()
    path_of(made).unlink()

    with pytest.raises(limner.NotCollected, match="Call again; --fresh"):
        job.result(output=f"{desk.folder}/out/")

    assert (desk.rows[-1].state, desk.rows[-1].result is not None) == ("answered", True)
    desk.made()


def test_another_account_gets_nothing_of_this_one(desk: Desk) -> None:
    """Results are given to the key that paid for them, as far as its mark tells."""
    desk.made()
    desk.made(key="another:account")
    desk.answered(key="another:account")
    desk.answered()

    made, others, *again = desk.rows
    assert made.key_mark != others.key_mark
    assert [row.original for row in again] == [others.id, made.id]


def test_a_call_that_asks_for_a_notice_is_made(desk: Desk) -> None:
    """Nobody would post it otherwise."""
    desk.made()

    client = desk.client(accepted())
    client.submit(FLUX, ASKED, webhook="https://example.com/notices")

    assert client.script.posts == 1


class Broken(MemoryJournal):
    """A journal that can't be searched."""

    def results(self, *_: object, **__: object) -> tuple[Entry, ...]:
        raise JournalError("journal.sqlite3", "can't be read")


def test_a_cache_that_fails_costs_no_call(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """The call is made, and the log says why."""
    desk.journal = Broken()
    for _ in range(2):
        desk.made()

    assert "the cache can't be asked" in caplog.text


@pytest.mark.skipif(sys.platform != "linux", reason="a limit of file sizes plays the full disk")
def test_a_full_disk_costs_no_result(desk: Desk) -> None:
    """Where the cache can't take a file, that's a warning; the result is kept, nothing half."""
    desk.made(cache=False)
    (row,) = desk.rows
    job = desk.client().resume(row)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(PICTURE) // 2, hard))
    try:
        kept = job.result()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    (warning,) = kept.warnings
    assert warning.code == "cache.not_kept"
    assert "File too large" in warning.message
    assert [*desk.store.iterdir()] == []
    assert desk.rows[0].state == "kept"


class Spoiling:
    """A plugin that does something with the files of results."""

    @limner.hookimpl
    def process_result(self, result: Result[Artifact]) -> None:
        path_of(result).write_bytes(b"watermarked")


def test_other_plugins_get_what_the_provider_served(desk: Desk) -> None:
    """The cache keeps files before others change them, who do the same to what it gives."""
    for steps in (a_call(), []):
        desk.run(desk.client(*steps, plugins=[Spoiling()]))
        assert (desk.store / DIGEST).read_bytes() == PICTURE

    assert [row.answered_by for row in desk.rows] == [None, "cache"]


def test_it_needs_a_journal_and_a_place() -> None:
    """A client that can't have a cache says so at once."""
    with pytest.raises(ValueError, match="journal"):
        limner.Client(journal=None, cache=True)
    with pytest.raises(ValueError, match="LIMNER_HOME"):
        limner.Client(environment={}, cache=True)
