"""`limner doctor`: what is wrong is found, and told with what to do; nothing is changed."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from limner.journal import Entry
from limner.journal.place import journal_at, journal_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

    Limner = Callable[..., Result]

KEY = "the-id:the-secret-of-the-tests"
LOCKED = "User is locked. Reason: Exhausted balance."
NOT_ADMIN = {"error": {"type": "authorization_error", "message": "Admin API key required"}}
BALANCE = {"username": "me", "credits": {"current_balance": 24.5, "currency": "USD"}}


@dataclass
class Fal:
    """The platform API: a price for whoever shows a key, and a balance.

    Attributes:
        price: How the price is answered, status and body.
        billing: How the balance is.
        ahead: Seconds by which its clock is ahead of ours.
        asked: The method, path and key of each request.
    """

    price: tuple[int, Any] = (200, {"prices": []})
    billing: tuple[int, Any] = (200, BALANCE)
    ahead: float = 0.0
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)


@pytest.fixture
def fal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fal]:
    """A fal on this machine, which the environment names, with a key for it."""
    served = Fal()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append((self.command, self.path, self.headers["Authorization"]))
            status, body = served.billing if "/billing" in self.path else served.price
            if not self.headers["Authorization"]:
                status, body = 401, {"detail": "Authentication is required"}
            data = json.dumps(body).encode()
            self.send_response_only(status)
            self.send_header("Date", formatdate(time.time() + served.ahead, usegmt=True))
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_PUT = do_GET  # noqa: N815 -- names of http.server

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("LIMNER_FAL_URL", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("FAL_KEY", KEY)
        yield served
        server.shutdown()
        thread.join()


def findings(answer: Result) -> dict[str, list[dict[str, Any]]]:
    """What was found, by subject."""
    told: dict[str, list[dict[str, Any]]] = {}
    for finding in json.loads(answer.stdout)["findings"]:
        told.setdefault(finding["subject"], []).append(finding)
    return told


def bad(answer: Result) -> list[dict[str, Any]]:
    return [one for found in findings(answer).values() for one in found if one["state"] == "bad"]


def the_journal() -> Path:
    place = journal_path(os.environ)
    assert place
    return Path(place)


@pytest.mark.usefixtures("fal")
def test_where_all_is_well_it_says_so(limner: Limner) -> None:
    """Exit 0, with versions, key, account, clock, journal, models and plugins."""
    answer = limner("doctor")
    found = findings(answer)
    assert (answer.exit_code, bad(answer)) == (0, [])
    assert json.loads(answer.stdout)["healthy"] is True
    assert found["fal key"][0]["sources"] == ["environment"]
    assert found["fal"][0]["message"] == "accepts the key"
    assert found["fal account"][0]["message"] == "me, a balance of 24.50 USD"
    assert found["clock"][0]["message"] == "right"
    assert found["limner"][0]["versions"].keys() >= {"limner", "python", "sqlite"}
    assert found["models"][0]["packaged"] == 13


def test_it_sends_two_gets_and_never_the_key_elsewhere_than_in_their_headers(
    limner: Limner, fal: Fal
) -> None:
    """It costs nothing: no POST, no PUT. What it prints has no part of the key."""
    answer = limner("doctor")
    assert fal.asked == [
        ("GET", "/api/v1/models/pricing?endpoint_id=fal-ai/flux/dev", f"Key {KEY}"),
        ("GET", "/api/v1/account/billing?expand=credits", f"Key {KEY}"),
    ]
    assert "the-secret-of" not in answer.output


def test_offline_nothing_is_sent(limner: Limner, fal: Fal) -> None:
    """And it is said that nobody was asked."""
    answer = limner("doctor", "--offline")
    assert (answer.exit_code, fal.asked) == (0, [])
    assert findings(answer)["fal"][0]["state"] == "unknown"


@pytest.mark.usefixtures("fal")
def test_without_a_key_it_says_how_to_set_one(
    limner: Limner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 4; whether the provider can be reached is asked all the same."""
    monkeypatch.delenv("FAL_KEY")
    answer = limner("doctor")
    assert answer.exit_code == 4
    (finding,) = bad(answer)
    assert (finding["subject"], finding["message"]) == ("fal key", "there is none")
    assert "limner keys set fal" in finding["todo"]
    assert "can be reached" in findings(answer)["fal"][0]["message"]


def test_whoever_only_uses_the_sandbox_needs_no_key(
    limner: Limner, fal: Fal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FAL_KEY")
    monkeypatch.setenv("LIMNER_PROVIDER", "sandbox")
    answer = limner("doctor")
    assert (answer.exit_code, fal.asked) == (0, [])


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, {"detail": "No user found for Key ID and Secret"}, "does not accept the key"),
        (403, {"detail": LOCKED}, "has locked the account"),
    ],
)
def test_a_key_that_is_refused_is_told_in_the_providers_words(
    limner: Limner, fal: Fal, status: int, body: Any, words: str
) -> None:
    fal.price = (status, body)
    answer = limner("doctor")
    (finding,) = bad(answer)
    assert answer.exit_code == 4
    assert words in finding["message"]
    assert body["detail"] in finding["message"]
    assert len(fal.asked) == 1


def test_a_key_that_may_not_read_the_balance_is_good_enough(limner: Limner, fal: Fal) -> None:
    """Only keys of scope ADMIN may: that tells the scope, and is no fault."""
    fal.billing = (403, NOT_ADMIN)
    answer = limner("doctor")
    found = findings(answer)["fal account"][0]
    assert (answer.exit_code, found["state"]) == (0, "unknown")
    assert "Admin API key required" in found["message"]


def test_an_empty_balance_is_a_fault(limner: Limner, fal: Fal) -> None:
    fal.billing = (200, {"credits": {"current_balance": -0.25, "currency": "USD"}})
    answer = limner("doctor")
    assert answer.exit_code == 4
    assert bad(answer)[0]["balance"] == "-0.25"


@pytest.mark.parametrize(
    "body", [None, [], {}, {"credits": 7}, {"credits": {"current_balance": []}}]
)
def test_an_answer_that_is_no_balance_is_no_fault(limner: Limner, fal: Fal, body: Any) -> None:
    fal.billing = (200, body)
    assert limner("doctor").exit_code == 0


@pytest.mark.parametrize(("ahead", "code"), [(0, 0), (-20, 0), (-3600, 9), (3600, 9)])
def test_a_clock_that_is_wrong_is_found(limner: Limner, fal: Fal, ahead: int, code: int) -> None:
    """By the date of the provider's answer; past a minute it is a fault."""
    fal.ahead = ahead
    answer = limner("doctor")
    found = findings(answer)["clock"][0]
    assert answer.exit_code == code
    assert abs(found["seconds_ahead"] + ahead) < 5
    assert ("right" in found["message"]) == (ahead == 0)


def test_a_provider_that_cannot_be_reached_is_a_fault(
    limner: Limner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 11, and everything else is looked at."""
    monkeypatch.setenv("LIMNER_FAL_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("FAL_KEY", KEY)
    answer = limner("doctor")
    assert answer.exit_code == 11
    assert "plugins" in findings(answer)


@pytest.mark.usefixtures("fal")
def test_jobs_that_are_unknown_are_counted_with_what_to_do(limner: Limner) -> None:
    """Exit 10; the journal is sound, and is as it was."""
    journal = journal_at(the_journal())
    for state in ("unknown", "unknown", "submitted"):
        entry = Entry("a/b", "fal", "0" * 64, {})
        journal.add(entry)
        journal.move(entry.id, state)
    journal.close()
    before = the_journal().read_bytes()
    answer = limner("doctor")
    jobs = findings(answer)["jobs"]
    assert answer.exit_code == 10
    assert findings(answer)["journal"][0]["states"] == {"submitted": 1, "unknown": 2}
    assert "limner jobs reconcile" in jobs[0]["todo"]
    assert "limner jobs resume --all" in jobs[1]["todo"]
    assert the_journal().read_bytes() == before


@pytest.mark.usefixtures("fal")
def test_an_intent_whose_process_was_killed_counts_as_unknown(limner: Limner) -> None:
    """Nobody has to look into the journal first for that to come out."""
    script = (
        "import os, signal, sys; from limner.journal import Entry;"
        "from limner.journal.place import journal_at;"
        "journal_at(sys.argv[1]).add(Entry('a/b', 'fal', '0' * 64, {}));"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script, the_journal()], check=False)
    answer = limner("doctor")
    assert answer.exit_code == 10
    assert findings(answer)["journal"][0]["states"] == {"unknown": 1}


@pytest.mark.usefixtures("fal")
def test_a_damaged_journal_is_found_and_left_as_it_is(limner: Limner) -> None:
    """Exit 9; setting it aside is the next call's business."""
    the_journal().parent.mkdir(parents=True)
    with sqlite3.connect(the_journal()) as connection:
        connection.execute("CREATE TABLE entries (state TEXT)")
        connection.executemany("INSERT INTO entries VALUES (?)", [["kept" * 500]] * 200)
    connection.close()
    data = bytearray(the_journal().read_bytes())
    data[5000:40000] = bytes(35000)
    the_journal().write_bytes(data)
    answer = limner("doctor")
    (finding,) = bad(answer)
    assert (answer.exit_code, finding["subject"]) == (9, "journal")
    assert the_journal().read_bytes() == data


@pytest.mark.usefixtures("fal")
def test_a_home_may_be_named_relatively(limner: Limner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMNER_HOME", "home")
    journal = journal_at(the_journal())
    journal.add(Entry("a/b", "fal", "0" * 64, {}, state="kept"))
    journal.close()
    assert findings(limner("doctor"))["journal"][0]["states"] == {"kept": 1}


@pytest.mark.usefixtures("fal")
@pytest.mark.parametrize(
    ("file", "text", "code", "subject"),
    [("keys.json", "{}", 4, "keys"), ("plugins.json", "not JSON", 9, "plugins")],
)
def test_files_that_cannot_be_used_are_findings_too(
    limner: Limner, file: str, text: str, code: int, subject: str
) -> None:
    """Keys that others can read, switches that nobody can: told, and the rest is looked at."""
    the_journal().parent.mkdir(parents=True)
    place = the_journal().with_name(file)
    place.write_text(text)
    place.chmod(0o644)
    answer = limner("doctor")
    assert answer.exit_code == code
    assert str(place) in {s: f[0]["message"] for s, f in findings(answer).items()}[subject]
    assert "journal" in findings(answer)


@pytest.mark.usefixtures("fal")
def test_an_address_that_cannot_be_fals_is_no_broken_plugin(
    limner: Limner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the environment says is told once, and as what it is."""
    monkeypatch.setenv("LIMNER_FAL_URL", "http://fal.example")
    answer = limner("doctor")
    (finding,) = bad(answer)
    assert answer.exit_code == 9
    assert "LIMNER_FAL_URL leads to http://fal.example" in finding["message"]


@pytest.mark.usefixtures("fal")
def test_a_broken_plugin_is_found_by_importing_it(
    limner: Limner, install: Callable[..., Path]
) -> None:
    """Exit 13, with the last line of the traceback, and where the rest is."""
    install("acme", {"acme.py": "import nothing_like_that\n"}, plugins="acme = acme")
    answer = limner("doctor")
    (finding,) = bad(answer)
    assert (answer.exit_code, finding["plugin"]) == (13, "acme")
    assert finding["message"] == (
        "acme is broken: ModuleNotFoundError: No module named 'nothing_like_that'"
    )
    assert "limner plugins show acme" in finding["todo"]


@pytest.mark.usefixtures("fal")
def test_a_variable_that_is_misspelt_is_found_and_no_value_is_shown(
    limner: Limner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIMNER_PROVDER", "do-not-show-this")
    answer = limner("doctor")
    (finding,) = bad(answer)
    assert finding["message"] == "LIMNER_PROVDER is read by nobody"
    assert finding["todo"] == "Did you mean LIMNER_PROVIDER?"
    assert "do-not-show-this" not in answer.output


def test_people_see_a_screen_of_80_columns(terminal: Callable[..., Any], fal: Fal) -> None:
    """A sign, a subject, a sentence, and below it what to do; only a path may be wider."""
    fal.price = (401, {"detail": "No user found for Key ID and Secret"})
    seen = terminal("doctor")
    assert seen.exit_code == 4
    wide = [line for line in seen.lines if len(line) > 80]
    assert all(line.endswith("/journal.sqlite3") for line in wide)
    assert "✗  fal          fal does not accept the key" in seen.text
    assert "1 fault: see ✗ above" in seen.text
