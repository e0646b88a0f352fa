"""With `strict`, a result with warnings is an error; it is kept all the same."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from answers import REQUEST_ID, accepted, answer, completed, file_of
from result_shop import FLUX, flux, picture, saved
from scripted import AsyncScriptedClient, ScriptedClient

import limner

if TYPE_CHECKING:
    from pathlib import Path

SMALL = picture((64, 64))


def steps() -> list[Any]:
    return [accepted(), completed(), answer(200, flux()), file_of(SMALL)]


def test_an_unexpected_result_is_raised_and_kept(tmp_path: Path) -> None:
    """It's in the error, its files are on disk, and its row says so."""
    client = ScriptedClient(*steps(), strict=True)
    job = client.submit(FLUX, {"prompt": "x"})

    with pytest.raises(limner.UnexpectedResult) as caught:
        job.result(output=f"{tmp_path}/")

    error = caught.value
    assert error.result is not None
    assert (error.exit_code, error.request_id, error.endpoint_id) == (9, REQUEST_ID, FLUX)
    assert [issue.code for issue in error.issues] == ["size"]
    assert str(error) == (
        f"the result of {FLUX} is kept, and isn't as expected:\n"
        "  /images/0: it is 64 x 64; image_size asked for landscape_4_3"
    )
    assert client.row.state == "kept"
    assert [file.path for file in client.row.files] == [str(error.result.images[0].path)]
    assert repr(job).endswith(": result fetched>")


def test_async(tmp_path: Path) -> None:
    """The result in the error has files that are awaited."""

    async def main() -> bytes:
        client = AsyncScriptedClient(*steps(), strict=True, receipts=None)
        with pytest.raises(limner.UnexpectedResult) as caught:
            await client.run(FLUX, {"prompt": "x"}, output=f"{tmp_path}/")
        image: Any = caught.value.result.images[0]
        data: bytes = await image.bytes()
        return data

    assert asyncio.run(main()) == SMALL


def test_a_result_as_expected_is_none(tmp_path: Path) -> None:
    """Strict or not, nothing is raised."""
    served = [accepted(), completed(), answer(200, flux()), file_of(picture())]
    client = ScriptedClient(*served, strict=True)

    assert client.run(FLUX, {"prompt": "x"}, output=f"{tmp_path}/").warnings == ()
    assert len(saved(tmp_path, SMALL).warnings) == 1


def test_what_is_missing_comes_first(tmp_path: Path) -> None:
    """A file that can't be had is `NotCollected`, as ever: it can be had later."""
    small, gone = answer(200, flux(width=9)), answer(404, {})
    client = ScriptedClient(accepted(), completed(), small, gone, small, gone, strict=True)

    with pytest.raises(limner.NotCollected):
        client.run(FLUX, {"prompt": "x"}, output=f"{tmp_path}/")
