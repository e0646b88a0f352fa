"""Whatever a `process_result` hook does, the paid result is kept."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from answers import FLUX, PICTURE, PROMPT, file_of, output
from scripted import AsyncScriptedClient, ScriptedClient, whole_call

from limner import Issue, hookimpl

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from limner.result import Artifact, Result

    Given = Result[Artifact]
    Hook = Callable[[Given], Any]


def plugin(hook: Hook, name: str = "Acme") -> object:
    """A plugin whose only hook is `process_result`."""

    @hookimpl
    def process_result(result: Given) -> Any:
        return hook(result)

    return type(name, (), {"process_result": staticmethod(process_result)})()


class Unspeakable:
    """Its display fails, and so does asking what it is."""

    def __repr__(self) -> str:
        raise ZeroDivisionError

    def __bool__(self) -> bool:
        raise ZeroDivisionError


def quits(result: Given) -> None:
    sys.exit(f"done with {result}")


def ends(result: Given) -> None:
    raise GeneratorExit(str(result))


def is_cancelled(result: Given) -> None:
    raise asyncio.CancelledError(str(result))


def stumbles(result: Given) -> None:
    raise KeyError(str(result))


def exhausts(result: Given) -> None:
    raise StopIteration(str(result))


def download(**facts: Any) -> Hook:
    """A hook that says something else of the files that were saved."""

    def hook(result: Given) -> Given:
        saved = [replace(one, download=replace(one.download, **facts)) for one in result.artifacts]  # type: ignore[type-var]
        return result.with_artifacts(tuple(saved))

    return hook


FAILING: dict[str, Hook] = {
    "quits": quits,
    "ends": ends,
    "is cancelled": is_cancelled,
    "stumbles": stumbles,
    "exhausts": exhausts,
    "a long text": lambda result: "nonsense" * 1000 if result else None,
    "zero": lambda result: bool(result) and 0,
    "unspeakable": lambda result: Unspeakable() if result else None,
    "its JSON": lambda result: result.raw,
    "another job": lambda result: replace(result, job=replace(result.job)),
    "no artifacts": lambda result: replace(result, artifacts=None),  # type: ignore[arg-type]
    "strange artifacts": lambda result: replace(result, artifacts=({"url": "x"},)),  # type: ignore[arg-type]
    "no JSON": lambda result: replace(result, raw=None),  # type: ignore[arg-type]
    "a text as cost": lambda result: replace(result, cost="free"),  # type: ignore[arg-type]
    "no pointer": lambda result: result.with_artifacts(
        tuple(replace(one, pointer=None) for one in result.artifacts)  # type: ignore[arg-type]
    ),
    "a text as path": download(path="x"),
    "a text as size": download(size="x"),
    "no digest": download(sha256=None),
    "a strange media type": download(media_type=object()),
    "nowhere": download(path=None),
    "an empty warning": lambda result: result.with_warnings(Issue(None, None, None)),  # type: ignore[arg-type]
    "strange warnings": lambda result: replace(result, warnings=("a word",)),  # type: ignore[arg-type]
    "a generator": lambda result: (one for one in [result]),
}
"""Hooks that fail, each in a way of its own."""

each_failing = pytest.mark.parametrize("hook", FAILING.values(), ids=FAILING)


def is_whole(client: ScriptedClient | AsyncScriptedClient, result: Result[Any]) -> bool:
    """Whether a result, its file and its row are as if there were no plugin."""
    (image,) = result.images
    saved = image.path is not None and image.path.read_bytes().startswith(PICTURE)
    return result.raw == output() and saved and client.row.state == "kept"


@each_failing
def test_a_failing_hook_costs_nothing(hook: Hook, tmp_path: Path) -> None:
    """The result is there, its file is on disk, its row is kept, and the next plugin is asked."""
    seen: list[Given] = []
    plugins = [plugin(seen.append, "Next"), plugin(hook)]
    client = ScriptedClient(*whole_call(), plugins=plugins)

    result = client.run(FLUX, PROMPT, output=tmp_path)

    assert is_whole(client, result)
    assert seen[0].raw == output()
    told = [w for w in result.warnings if w.code == "Acme.process_result"]
    assert len(told) == 1
    assert len(told[0].message) < 5000


def test_a_hook_cannot_change_what_the_provider_said(tmp_path: Path) -> None:
    """The JSON that a hook gets is its own: the caller's, and the next plugin's, stays."""
    seen: list[Given] = []

    def empty(result: Given) -> None:
        assert isinstance(result.raw, dict)
        result.raw.clear()

    client = ScriptedClient(*whole_call(), plugins=[plugin(seen.append, "Next"), plugin(empty)])

    assert is_whole(client, client.run(FLUX, PROMPT, output=tmp_path))
    assert seen[0].raw == output()


@each_failing
def test_asyncio_makes_no_difference(hook: Hook, tmp_path: Path) -> None:
    """`AsyncClient` keeps it too: not even a cancellation that a hook raises gets through."""

    async def call() -> None:
        async with AsyncScriptedClient(*whole_call(), plugins=[plugin(hook)]) as client:
            assert is_whole(client, await client.run(FLUX, PROMPT, output=tmp_path))

    asyncio.run(call())


def test_files_that_a_hook_leaves_out_are_told_of(tmp_path: Path) -> None:
    """A hook may do so; what it has left out is in a warning, and on record."""
    hook = plugin(lambda result: result.with_artifacts(()))
    client = ScriptedClient(*whole_call(), plugins=[hook])

    result = client.run(FLUX, PROMPT, output=tmp_path)

    (told,) = [w.message for w in result.warnings if w.code == "Acme.left_out"]
    assert told == "the plugin Acme has left 1 file out of the result: /images/0"
    assert (client.row.state, len(client.row.files)) == ("kept", 1)


def test_a_traced_answer_need_not_be_displayable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`LIMNER_TRACE` shows what it can of an answer whose display fails."""
    hook = plugin(lambda result: Unspeakable() if result else None)
    client = ScriptedClient(*whole_call(), plugins=[hook], environment={"LIMNER_TRACE": "1"})

    assert is_whole(client, client.run(FLUX, PROMPT, output=tmp_path))
    assert "process_result: Acme answers <" in capsys.readouterr().err


def test_a_deleted_file_is_told_of_and_can_be_had_again(tmp_path: Path) -> None:
    """The result doesn't claim a file that a plugin has deleted; asked again, it is fetched."""

    def delete(result: Given) -> None:
        assert result.images[0].path
        result.images[0].path.unlink()

    client = ScriptedClient(*whole_call(), file_of(), plugins=[plugin(delete)])

    result = client.run(FLUX, PROMPT, output=tmp_path)

    assert result.images[0].download is None
    assert "gone" in [warning.code for warning in result.warnings]
    again = result.images[0].save(tmp_path)
    assert again.read_bytes().startswith(PICTURE)
    assert client.script.posts == 1


def test_a_file_that_was_put_elsewhere_is_on_record_there(tmp_path: Path) -> None:
    """A plugin that moves a file and says where: the result, the row and a later call know."""
    archive = tmp_path / "archive.jpg"

    def move(result: Given) -> Given:
        (image,) = result.images
        if image.path is None or image.download is None or image.path == archive:
            return result
        moved = replace(image.download, path=image.path.rename(archive))
        return result.with_artifacts((replace(image, download=moved),))

    client = ScriptedClient(*whole_call(), plugins=[plugin(move)])
    result = client.run(FLUX, PROMPT, output=f"{tmp_path}/")

    assert result.images[0].path == archive
    assert client.row.files[-1].path == str(archive)
    assert client.resume(client.row).result().images[0].path == archive
    assert client.script.closed == 0


def test_ctrl_c_ends_a_hook_that_hangs_and_the_job_can_be_collected(tmp_path: Path) -> None:
    """An interruption isn't the hook's failure: it gets through, and the row stays open."""

    def hang(result: Given) -> None:
        assert result.images[0].path
        signal.raise_signal(signal.SIGINT)
        threading.Event().wait()

    client = ScriptedClient(*whole_call(), plugins=[plugin(hang)])

    with pytest.raises(KeyboardInterrupt):
        client.run(FLUX, PROMPT, output=tmp_path)

    assert client.row.state == "finished"
    kept = ScriptedClient(journal=client.journal)
    assert is_whole(kept, kept.resume(client.row).result(output=tmp_path))
    assert kept.script.calls == []


def test_a_cancelled_task_does_not_wait_for_its_hook(tmp_path: Path) -> None:
    """A hook that hangs on its thread is left behind; its row stays open, the loop goes on."""
    began, gate = threading.Event(), threading.Event()

    def hang(result: Given) -> None:
        assert result.images[0].path
        began.set()
        gate.wait(10)

    async def call() -> None:
        async with AsyncScriptedClient(*whole_call(), plugins=[plugin(hang)]) as client:
            task = asyncio.create_task(client.run(FLUX, PROMPT, output=tmp_path))
            assert await asyncio.to_thread(began.wait, 10)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert client.row.state == "finished"

    asyncio.run(call())
    gate.set()


HANGING = """
import asyncio, threading, limner

began = threading.Event()

class Hanging:
    @limner.hookimpl
    def process_result(self, result):
        began.set()
        threading.Event().wait()

async def main():
    async with limner.AsyncClient("sandbox", plugins=[Hanging()]) as client:
        task = asyncio.create_task(client.run("fal-ai/flux/dev", {"prompt": "a dune"}))
        await asyncio.to_thread(began.wait)
        task.cancel()
        await asyncio.wait([task])

asyncio.run(main())
print("ended")
"""


def test_a_process_ends_although_a_hook_hangs() -> None:
    """A thread that never comes back doesn't keep the interpreter from its end."""
    ended = subprocess.run(
        [sys.executable, "-c", HANGING], capture_output=True, text=True, timeout=60, check=True
    )

    assert ended.stdout == "ended\n"
