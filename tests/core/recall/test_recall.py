"""A receipt becomes the request again that it tells of, and says what it can't tell."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from written_receipts import MODELS, receipt, write_beside

import limner
from limner.errors import InvalidArguments, NoReceipt, UnknownModel
from limner.journal import Entry, MemoryJournal, SentFile
from limner.receipts import Input

FLUX = "fal-ai/flux/dev"
UPSCALER = "fal-ai/clarity-upscaler"
DATA = "data:image/png;base64,sha256:" + "0" * 64
PHOTO = b"a photo"


def sent(data: bytes = PHOTO, name: str = "photo.png") -> Input:
    return Input("/image_url", name, hashlib.sha256(data).hexdigest(), len(data), "image/png")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.fixture
def client() -> limner.Client:
    return limner.Client(environment={})


def problems(recalled: Any) -> dict[str, str]:
    """By place, what is wrong."""
    return {issue.pointer: issue.message for issue in recalled.issues}


@pytest.mark.parametrize(
    ("endpoint_id", "given", "changes", "seed"),
    [
        (FLUX, {"prompt": "x"}, {}, 42),
        (FLUX, {"prompt": "x", "seed": None}, {}, 42),
        (FLUX, {"prompt": "x", "seed": 7}, {}, 7),
        (FLUX, {"prompt": "x"}, {"seed": 9}, 9),
        (FLUX, {"prompt": "x"}, {"num_images": 2}, 42),
    ],
)
def test_the_seed_that_was_used_is_given_unless_another_one_is(
    client: limner.Client, endpoint_id: str, given: Any, changes: Any, seed: int
) -> None:
    """What was given then goes before it, and what is given now before that."""
    recalled = client.recall(receipt(endpoint_id, given), changes)

    assert recalled.request.arguments == {**given, **changes, "seed": seed}


def test_a_model_without_seeds_gets_none(client: limner.Client, here: Path) -> None:
    """A seed that a result told, and that its model doesn't take, isn't sent."""
    told = receipt("bria/fibo-edit/restore", {"image_url": "https://a/b.png"})

    assert client.recall(told).request.arguments == {"image_url": "https://a/b.png"}
    assert here.exists()


def test_it_is_asked_of_who_made_it(client: limner.Client) -> None:
    """The sandbox's stays the sandbox's; a client that has a provider keeps to that one."""
    drawn = receipt(FLUX, {"prompt": "x"}, provider="sandbox")
    made = receipt(FLUX, {"prompt": "x"})
    chosen = limner.Client("sandbox", environment={})
    named = limner.Client(environment={"LIMNER_PROVIDER": "sandbox"})

    assert client.recall(drawn).request.provider == "sandbox"
    assert client.recall(made).request.provider == "fal"
    assert chosen.recall(made).request.provider == "sandbox"
    assert named.recall(made).notes == ("fal made it; sandbox is asked this time",)


def test_it_is_submitted_there(client: limner.Client) -> None:
    """A request that was recalled is run by its provider, not by its model's."""
    drawn = receipt(FLUX, {"prompt": "x"}, provider="sandbox")

    result = client.submit(client.recall(drawn).request).result()

    assert (result.job.provider, result.seed) == ("sandbox", 42)


def test_the_async_client_does_the_same() -> None:
    """`recall` is one method of both clients."""

    async def again() -> limner.Result[Any]:
        async with limner.AsyncClient(environment={}) as client:
            drawn = receipt(FLUX, {"prompt": "x"}, provider="sandbox")
            job = await client.submit(client.recall(drawn).request)
            return await job.result()

    assert asyncio.run(again()).seed == 42


@pytest.mark.parametrize("where", ["recorded", "beside", "here"])
def test_a_local_file_is_found_again(here: Path, where: str) -> None:
    """Where the journal has it, beside the receipt, or in the current folder."""
    folder = here.parent / where
    folder.mkdir(exist_ok=True)
    (folder / "photo.png").write_bytes(PHOTO)
    journal = MemoryJournal()
    facts = (sent().sha256, len(PHOTO), "image/png", str(here.parent / "recorded/photo.png"))
    row = Entry(UPSCALER, "fal", "0", {}, id="0123456789abcdef")
    journal.add(replace(row, inputs=(SentFile("/image_url", "photo.png", *facts),)))
    file = here.parent / "beside" / "made.mp3"
    file.parent.mkdir(exist_ok=True)
    told = receipt(UPSCALER, {"image_url": DATA}, inputs=(sent(),))
    write_beside(file, told)

    with limner.Client(environment={}, journal=journal) as client:
        found = client.recall(file).request.arguments["image_url"]

    assert Path(found.path) == folder / "photo.png"


@pytest.mark.parametrize("data", [b"another photo", b"A photo", None])
def test_another_file_of_the_same_name_is_not_taken(
    client: limner.Client, here: Path, data: bytes | None
) -> None:
    """Its size and digest must agree; else it's said which file has to be given, and how."""
    if data:
        (here / "photo.png").write_bytes(data)
    told = receipt(UPSCALER, {"image_url": DATA}, inputs=(sent(),))

    lost = client.recall(told)

    assert "photo.png (image/png, 7 bytes, sha256 " in problems(lost)["/image_url"]
    assert "--set image_url=@FILE" in problems(lost)["/image_url"]
    with pytest.raises(InvalidArguments):
        _ = lost.request
    assert client.recall(told, {"image_url": "https://a/b.png"}).request


def test_what_was_uploaded_is_used_where_the_file_is_gone(
    client: limner.Client, here: Path
) -> None:
    """A URL of then may still work; a note says that it's used."""
    told = receipt(UPSCALER, {"image_url": "https://files/photo.png"}, inputs=(sent(),))

    recalled = client.recall(told)
    (here / "photo.png").write_bytes(PHOTO)
    found = client.recall(told)

    assert recalled.request.arguments["image_url"] == "https://files/photo.png"
    assert "photo.png isn't here any more" in recalled.notes[0]
    assert found.request.arguments["image_url"].name == "photo.png"
    assert found.notes == ()


def test_what_the_receipt_does_not_hold_must_be_given(client: limner.Client) -> None:
    """Prompts that were left out, and data URLs of which there is the digest only."""
    private = receipt(FLUX, {"num_images": 2}, omitted=("/prompt",))
    data = receipt(UPSCALER, {"image_url": DATA, "prompt": "x"})

    assert problems(client.recall(private)) == {
        "/prompt": "it was left out of the receipt; give it anew: --set prompt=VALUE"
    }
    assert "the digest only" in problems(client.recall(data))["/image_url"]
    assert client.recall(private, {"prompt": "y"}).request.arguments["num_images"] == 2


def test_even_an_optional_one_must_be_given(client: limner.Client) -> None:
    """Without its negative prompt it would be another picture, and nobody would know."""
    private = receipt(UPSCALER, {"image_url": "https://a/b"}, omitted=("/negative_prompt",))

    assert set(problems(client.recall(private))) == {"/negative_prompt"}
    assert client.recall(private, {"negative_prompt": ""}).request


@pytest.mark.parametrize("model", [None, "clarityai/crystal-upscaler"])
def test_a_strangers_receipt_opens_no_file(
    client: limner.Client, here: Path, model: str | None
) -> None:
    """A path that stands in a receipt is never followed, whichever parameter it stands in."""
    (here / "secret.txt").write_text("secret")
    bad = receipt(UPSCALER, {"image_url": str(here / "secret.txt"), "prompt": "secret.txt"})

    recalled = client.recall(bad, model=model)

    assert "no file is opened" in problems(recalled)["/image_url"]
    with pytest.raises(InvalidArguments):
        _ = recalled.request


@pytest.mark.parametrize("name", ["../photo.png", "/tmp/photo.png", "a\\..\\photo.png", "..", ""])
def test_a_name_in_a_receipt_leads_nowhere_else(
    client: limner.Client, here: Path, name: str
) -> None:
    """Only a plain name is looked for, in the folders that are looked into."""
    (here.parent / "photo.png").write_bytes(PHOTO)
    told = receipt(UPSCALER, {"image_url": DATA}, inputs=(sent(name=name),))

    assert set(problems(client.recall(told))) == {"/image_url"}


def test_an_app_for_strangers_looks_for_no_files(here: Path) -> None:
    """`local_files=False` counts for files that receipts tell of, too."""
    (here / "photo.png").write_bytes(PHOTO)
    told = receipt(UPSCALER, {"image_url": DATA}, inputs=(sent(),))

    with limner.Client(environment={}, local_files=False) as client:
        assert set(problems(client.recall(told))) == {"/image_url"}


def test_another_document_is_told_with_what_it_changes(client: limner.Client) -> None:
    """Where a default that counts for the call isn't what it was, that is said."""
    defaults = {**MODELS[FLUX].effective({"prompt": "x"}), "guidance_scale": 7, "gone": True}
    del defaults["prompt"]
    told = receipt(FLUX, {"prompt": "x"}, document_sha256="0" * 64, defaults=defaults)

    assert client.recall(told).notes == (
        "the document of fal-ai/flux/dev has changed since; today's is what counts",
        "guidance_scale, which isn't given, was 7 by default; now it is 3.5",
        "gone, which isn't given, was true by default; now it is nothing",
    )
    assert len(client.recall(told, {"guidance_scale": 7}).notes) == 2


def test_what_today_refuses_is_refused(client: limner.Client) -> None:
    """It's today's verdict, and the plugins' rules, that a recalled request passes."""
    told = receipt(FLUX, {"prompt": "x", "loras": []})

    assert set(problems(client.recall(told, {"num_images": 99}))) == {"/loras", "/num_images"}


def test_porting_counts_what_is_given_anew(client: limner.Client, here: Path) -> None:
    """Files are found, lost ones are asked for by the other model's name, and it runs there."""
    crystal, clarity = "clarityai/crystal-upscaler", UPSCALER
    told = receipt(crystal, {"scale_factor": 8, "image_url": DATA}, inputs=(sent(),))

    lost = client.recall(told, {"upscale_factor": 3}, model=clarity)
    (here / "photo.png").write_bytes(PHOTO)
    found = client.recall(told, model=clarity)

    assert set(problems(lost)) == {"/image_url"}
    assert lost.arguments == {"upscale_factor": 3}
    assert found.ported
    assert [str(change.outcome) for change in found.ported.changes] == ["clamped", "kept"]
    assert found.request.arguments["upscale_factor"] == 4
    assert found.request.endpoint_id == clarity
    assert "seed" not in found.request.arguments


def test_a_receipt_of_which_nothing_is_known(client: limner.Client) -> None:
    """A file of a job that was found by its provider's id has no arguments to tell."""
    told = receipt(FLUX, {}, omitted=("",), seed=None)

    assert client.recall(told).notes == ("the receipt doesn't know what was asked for",)
    assert set(problems(client.recall(told))) == {"/prompt"}


def test_what_there_is_not_is_an_error(client: limner.Client, here: Path) -> None:
    """A file without a receipt, a model that isn't known: `LimnerError`s, with nothing sent."""
    (here / "a.png").write_bytes(b"x")

    with pytest.raises(NoReceipt):
        client.recall("a.png")
    with pytest.raises(UnknownModel):
        client.recall(replace(receipt(FLUX, {}), endpoint_id="acme/gone"))
    with pytest.raises(UnknownModel):
        client.recall(receipt(FLUX, {}), model="acme/gone")


def test_what_was_changed_is_shown(client: limner.Client) -> None:
    """Nobody is told `as it was` of a request of which something isn't."""
    told = receipt(
        "clarityai/crystal-upscaler", {"image_url": "https://example.org/a.png", "scale_factor": 8}
    )
    ways: tuple[dict[str, Any], ...] = (
        {},
        {"changes": {"creativity": 2}},
        {"changes": {"prompt": "sharp"}, "model": UPSCALER},
    )
    shown = [repr(client.recall(told, **way)) for way in ways]

    assert shown[0].endswith(" at fal: as it was>")
    assert shown[1].endswith(" at fal: creativity set>")
    assert shown[2].endswith(" at fal: scale_factor clamped, prompt set>")
