"""What a call leaves behind that stops in the middle: by a crash, Ctrl-C, or a cancellation."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

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
    queued,
    result,
    running,
)
from scripted import (
    AsyncScriptedClient,
    Cut,
    RecordingAsyncDriver,
    RecordingDriver,
    ScriptedClient,
    Step,
    close_file,
    events,
    named,
    temporary_of,
    whole_call,
)

from limner.course import Course
from limner.effects import Emit, Send
from limner.errors import ConnectionLost, NotSent
from limner.journal import MemoryJournal
from limner.path.collect import collect
from limner.path.submit import submit

if TYPE_CHECKING:
    from limner.disk import Temporary
    from limner.effects import Effect, Path as EffectPath
    from limner.journal import Entry
    from limner.path.setting import Setting
    from limner.request import Request
    from limner.result import Artifact, Result

SCRIPTS: dict[str, list[Step]] = {
    "smooth": whole_call(),
    "troubled": [
        NotSent("no route"),
        answer(429, {"detail": "slow down"}),
        accepted(),
        completed(),
        result(),
        Cut(PICTURE, 5000),
        file_of(),
    ],
    "streamed": [
        accepted(),
        events(queued(0), running("first"), ConnectionLost("reset")),
        running("first", "second"),
        events(running("second"), completed("third")),
        result(),
        file_of(),
    ],
}
"""The calls that are stopped everywhere; the second one repeats, and throws a cut file away."""

GOOD_STATES = {"submitted", "running", "finished", "kept"}


def whole_path(request: Request, setting: Setting, where: str) -> EffectPath[Result[Artifact]]:
    job = yield from submit(request, setting)
    return (yield from collect(job, setting, where=where))


class Call:
    """One call, carried out effect by effect."""

    def __init__(self, script: str, folder: Path) -> None:
        self.client = ScriptedClient(*SCRIPTS[script])
        request = self.client.validate(FLUX, PROMPT)
        setting, self._driver = self.client._setting(request)
        self.course = Course(whole_path(request, setting, f"{folder}/"))
        self._files: list[Temporary] = []

    def crash(self) -> None:
        """End it here, as the kernel would: nothing runs any more, files are closed."""
        self.course._path.close()
        for temporary in self._files:
            close_file(temporary)

    def carry_out(self) -> tuple[Any, Exception | None]:
        """What the present effect came to, not yet given back to the path."""
        effect = self.course.effect
        assert effect is not None
        if temporary := temporary_of(effect):
            self._files.append(temporary)
        try:
            return (None if isinstance(effect, Emit) else self._driver.perform(effect)), None
        except Exception as error:  # noqa: BLE001 -- as a driver does
            return None, error

    def go_on(self, outcome: Any, error: Exception | None) -> None:
        if error:
            self.course.fail(error)
        else:
            self.course.resume(outcome)

    def rows(self) -> tuple[Entry, ...]:
        assert isinstance(self.client.journal, MemoryJournal)
        return self.client.journal.entries()


def effects_of(script: str) -> list[Effect]:
    effects = []
    with TemporaryDirectory() as folder:
        call = Call(script, Path(folder))
        while (effect := call.course.effect) is not None:
            effects.append(effect)
            call.go_on(*call.carry_out())
    return effects


EFFECTS = {script: effects_of(script) for script in SCRIPTS}

everywhere = pytest.mark.parametrize(
    ("script", "number"),
    [
        pytest.param(script, number, id=f"{script}-{number}-{type(effect).__name__}")
        for script, effects in EFFECTS.items()
        for number, effect in enumerate(effects, 1)
    ],
)


POSTS = {
    script: [
        number
        for number, effect in enumerate(effects, 1)
        if isinstance(effect, Send) and effect.call.method == "POST"
    ]
    for script, effects in EFFECTS.items()
}
"""The numbers of the effects that send the request; the provider takes the last one."""


def files_in(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files that bear a name, and the hidden ones."""
    everything = list(folder.iterdir())
    hidden = [path for path in everything if path.name.startswith(".")]
    return [path for path in everything if path not in hidden], hidden


def test_whole_call_is_stopped_at_every_kind_of_effect() -> None:
    """The two calls that the tests below stop ask for everything that a path can ask for."""
    kinds = {type(effect).__name__ for effects in EFFECTS.values() for effect in effects}

    assert kinds == {
        *("Send", "OpenStream", "ReadStream", "CloseStream", "Sleep", "Now"),
        *("Record", "Move", "Note", "FileStep", "CallHook", "Emit"),
    }


@everywhere
def test_crash_leaves_the_truth_on_record(script: str, number: int, tmp_path: Path) -> None:
    """However far a call got, its row says so, nothing was sent twice, and no file is half."""
    call = Call(script, tmp_path)
    for _ in range(number - 1):
        call.go_on(*call.carry_out())
    call.carry_out()

    call.crash()

    rows, kinds = call.rows(), [named(effect) for effect in EFFECTS[script][:number]]
    states = [kind.split()[1] for kind in kinds if kind.startswith(("Record", "Move"))]
    assert [row.state for row in rows] == states[-1:]
    assert sum(kind.startswith("Send POST") for kind in kinds) == call.client.script.posts
    if number >= POSTS[script][-1]:
        assert rows[0].state == "intended" or rows[0].request_id == REQUEST_ID
    visible, hidden = files_in(tmp_path)
    assert [path.read_bytes() for path in visible] in ([], [PICTURE])
    assert len(hidden) <= 1


class InterruptedDriver(RecordingDriver):
    """Lets Ctrl-C strike at one effect: in its place, or when it was carried out."""

    at = 0
    late = False

    def perform(self, effect: Effect) -> Any:
        self.effects.append(named(effect))
        strikes = len(self.effects) == self.at
        if strikes and not self.late:
            raise KeyboardInterrupt
        try:
            return super(RecordingDriver, self).perform(effect)
        finally:
            if strikes:
                raise KeyboardInterrupt


def interrupted(script: str, number: int, folder: Path, *, late: bool) -> ScriptedClient:
    class Interrupted(InterruptedDriver):
        at = number

    Interrupted.late = late
    client = ScriptedClient(*SCRIPTS[script])
    client.driver = Interrupted
    with pytest.raises(KeyboardInterrupt):
        client.run(FLUX, PROMPT, output=f"{folder}/")
    return client


def performed(script: str) -> list[str]:
    """The effects that reach a driver's `perform`: an event goes to the caller instead."""
    return [named(effect) for effect in EFFECTS[script] if not isinstance(effect, Emit)]


PERFORMED = [
    pytest.param(script, number, id=f"{script}-{number}-{effect.split()[0]}")
    for script in SCRIPTS
    for number, effect in enumerate(performed(script), 1)
]


@pytest.mark.parametrize("late", [False, True], ids=["in its place", "just after it"])
@pytest.mark.parametrize(("script", "number"), PERFORMED)
def test_interruption_leaves_the_truth_on_record(
    script: str, number: int, tmp_path: Path, caplog: pytest.LogCaptureFixture, *, late: bool
) -> None:
    """Ctrl-C anywhere: the row says what is known, no hidden file stays, nothing is sent again."""
    client = interrupted(script, number, tmp_path, late=late)

    check_interrupted(client, performed(script), number)
    check_closed(client, performed(script)[number - 1])
    visible, hidden = files_in(tmp_path)
    assert [path.read_bytes() for path in visible] in ([], [PICTURE])
    assert hidden == []
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


def check_closed(client: ScriptedClient | AsyncScriptedClient, struck: str) -> None:
    """No stream is left open, unless it was its opening or its closing that was struck."""
    if not struck.startswith(("OpenStream", "CloseStream")):
        assert all(stream.closed for stream in client.script.streams)


def check_interrupted(client: ScriptedClient, kinds: list[str], number: int) -> None:
    assert isinstance(client.journal, MemoryJournal)
    done, struck, after = kinds[: number - 1], kinds[number - 1], client.effects[number:]
    recorded = next(i for i, kind in enumerate(kinds) if kind.startswith("Record")) + 1
    posts = [i for i, kind in enumerate(kinds, 1) if kind.startswith("Send POST")]
    accepting = next(i for i, kind in enumerate(kinds, 1) if kind.startswith("Move submitted"))
    rows = client.journal.entries()
    if number < recorded:
        assert rows == ()
    elif number in posts:
        assert [row.state for row in rows] == ["unknown"]
    elif number < accepting:
        assert [row.state for row in rows] == ["withdrawn"]
    else:
        moves = [kind for kind in [*done, struck] if kind.startswith("Move")]
        assert [row.state for row in rows] == [moves[-1].split()[1]]
        assert rows[0].request_id == REQUEST_ID
    assert {kind.split()[0] for kind in after} <= {
        "Record",
        "Move",
        "Note",
        "FileStep",
        "CloseStream",
    }
    assert all("unlink" in kind for kind in after if kind.startswith("FileStep"))


class CancelledDriver(RecordingAsyncDriver):
    """Cancels its own task when it comes to one effect."""

    at = 0

    async def perform(self, effect: Effect) -> Any:
        if len(self.effects) + 1 == self.at:
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
        return await super().perform(effect)


@pytest.mark.parametrize(("script", "number"), PERFORMED)
def test_cancellation_leaves_the_truth_on_record(
    script: str, number: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A task cancelled anywhere: the same holds; a step on the disk is done before it ends."""

    class Cancelled(CancelledDriver):
        at = number

    async def call() -> AsyncScriptedClient:
        client = AsyncScriptedClient(*SCRIPTS[script])
        client.driver = Cancelled
        task = asyncio.create_task(client.run(FLUX, PROMPT, output=f"{tmp_path}/"))
        await asyncio.wait([task])
        assert task.cancelled() or number == len(performed(script))
        return client

    client = asyncio.run(call())

    check_cancelled(client, taken=client.script.posts == len(POSTS[script]))
    check_closed(client, performed(script)[number - 1])
    visible, hidden = files_in(tmp_path)
    assert [path.read_bytes() for path in visible] in ([], [PICTURE])
    assert hidden == []
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


def check_cancelled(client: AsyncScriptedClient, *, taken: bool) -> None:
    """Taken is whether the POST has left that the script accepts."""
    assert isinstance(client.journal, MemoryJournal)
    for row in client.journal.entries():
        if row.state == "unknown":
            assert client.effects[-2].startswith("Send POST")
        elif row.state == "withdrawn":
            assert not taken
        else:
            assert (row.request_id, row.state in GOOD_STATES) == (REQUEST_ID, True)
    if client.script.posts:
        assert len(client.journal.entries()) == 1
