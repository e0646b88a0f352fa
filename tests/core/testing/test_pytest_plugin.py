"""What pytest gets by itself: fixtures and options for those who ask, and nothing for others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from plugin_shop import DOCUMENT, Ran, run_pytest

if TYPE_CHECKING:
    from pathlib import Path


def run(folder: Path, text: str, *words: str, **environment: str) -> Ran:
    """Run pytest on one file of tests; what is called fal is the sandbox."""
    (folder / "test_app.py").write_text(text, encoding="utf-8")
    return run_pytest(folder, *words, LIMNER_PROVIDER="sandbox", FAL_KEY="", **environment)


INERT = """\
import sys

def test_nothing_is_imported():
    heavy = {"click", "httpx", "pydantic", "limner_registry", "jsonschema", "PIL"}
    assert heavy.isdisjoint(sys.modules)
    ours = {name for name in sys.modules if name.partition(".")[0] == "limner"}
    assert ours == {"limner", "limner.testing", "limner.testing.pytest_plugin"}
"""
OWN_LIVE = """\
def pytest_addoption(parser):
    parser.addoption("--live", metavar="WHERE")
"""


def test_it_is_inert_until_asked(tmp_path: Path) -> None:
    """A run that doesn't use it imports nothing but the plugin, and may have its own `--live`."""
    (tmp_path / "conftest.py").write_text(OWN_LIVE, encoding="utf-8")

    ran = run(tmp_path, INERT, "--live=here")

    assert ran.outcomes == {"test_nothing_is_imported": "PASSED"}, ran.text


NETWORK = """\
import socket, threading, urllib.request
import pytest

pytestmark = pytest.mark.usefixtures("no_network")

def test_connects():
    socket.create_connection(("192.0.2.1", 80), 1)

def test_looks_up():
    urllib.request.urlopen("http://example.com/")

def test_swallows():
    try:
        socket.socket().connect_ex(("192.0.2.1", 80))
    except Exception:
        pass

def test_in_a_thread():
    def call():
        try:
            socket.getaddrinfo("example.com", 80)
        except Exception:
            pass
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()

def test_stays_here():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1]), 5).close()
"""


def test_a_live_connection_fails_a_test(tmp_path: Path) -> None:
    """Whoever tries one is told whom it called, errors swallowed or not; this machine is fine."""
    text = f"{NETWORK}\ndef test_runs(limner_sandbox):\n    "
    text += "limner_sandbox.run('fal-ai/flux/dev', {'prompt': 'x'})\n"

    ran = run(tmp_path, text)

    assert ran.outcomes == {
        "test_connects": "FAILED",
        "test_looks_up": "FAILED",
        "test_swallows": "FAILED",
        "test_in_a_thread": "FAILED",
        "test_stays_here": "PASSED",
        "test_runs": "PASSED",
    }, ran.text
    assert "192.0.2.1:80 was called over the network, in a test that must do without" in ran.text
    assert "the test called example.com over the network" in ran.text


SANDBOX = """\
import asyncio, os
import limner
import pytest

class Loud:
    @limner.hookimpl
    def validate_request(self, arguments):
        return [limner.Issue("/prompt", "loud.no", "no")] if arguments["prompt"].isupper() else []

@pytest.fixture
def limner_plugins():
    return [Loud()]

def test_runs(limner_sandbox):
    result = limner_sandbox.run("fal-ai/flux/dev", {"prompt": "a lamp"})
    assert result.images
    assert not os.path.exists(os.environ["LIMNER_HOME"])
    with pytest.raises(limner.InvalidArguments):
        limner_sandbox.validate("fal-ai/flux/dev", {"prompt": "A LAMP"})

def test_runs_async(limner_async_sandbox):
    result = asyncio.run(limner_async_sandbox.run("fal-ai/flux/dev", {"prompt": "a lamp"}))
    assert result.images
"""


def test_a_client_of_the_sandbox_has_its_own_home(tmp_path: Path) -> None:
    """It runs with the plugins of `limner_plugins`, and leaves the user's home alone."""
    ran = run(tmp_path, SANDBOX, LIMNER_HOME=str(tmp_path / "home"))

    assert ran.outcomes == {"test_runs": "PASSED", "test_runs_async": "PASSED"}, ran.text


LIVE = """\
import json
from decimal import Decimal
import limner
import pytest

LAMP = json.loads(LAMP_TEXT)

class Lamps:
    @limner.hookimpl
    def register_models(self):
        return [LAMP]

class Prices:
    @limner.hookimpl
    def estimate_cost(self, request):
        if request.endpoint_id == "fal-ai/flux/dev":
            return limner.Estimate(Decimal("0.03"), "USD")

@pytest.fixture
def limner_plugins():
    return [Prices(), Lamps()]

def test_one(limner_live):
    limner_live.run("fal-ai/flux/dev", {"prompt": "a lamp"})

def test_two(limner_live):
    limner_live.run("fal-ai/flux/dev", {"prompt": "a lamp"})
    limner_live.run("fal-ai/flux/dev", {"prompt": "a lamp"})

def test_unknown(limner_live):
    limner_live.run("acme/lamp", {"prompt": "a lamp"})

@pytest.mark.live
def test_of_others():
    pass
"""
UNPRICED = {name: one for name, one in DOCUMENT.items() if name != "price"}
LIVE = LIVE.replace("LAMP_TEXT", repr(json.dumps(UNPRICED)))


def test_live_tests_wait_for_the_option(tmp_path: Path) -> None:
    """Without `--live` they are skipped; a test of somebody else's with such a mark isn't."""
    ran = run(tmp_path, LIVE, "-rs")

    names = ("test_one", "test_two", "test_unknown")
    assert ran.outcomes == {**dict.fromkeys(names, "SKIPPED"), "test_of_others": "PASSED"}
    assert "it calls a provider and costs money: --live runs it" in ran.text


def test_live_tests_share_a_ceiling(tmp_path: Path) -> None:
    """The call that would be too much is refused, and one of unknown price; the sum is told."""
    ran = run(tmp_path, LIVE, "-m", "live", "--live", "--live-ceiling=0.08")

    assert [ran.outcomes[one] for one in ("test_one", "test_two")] == ["PASSED", "FAILED"]
    assert ran.outcomes["test_unknown"] == "FAILED"
    assert "live calls would cost 0.09 USD; the ceiling is 0.08 USD" in ran.text
    assert "the price of acme/lamp is unknown" in ran.text
    assert "live calls cost about 0.06 of 0.08 USD" in ran.text


def test_live_tests_need_a_ceiling(tmp_path: Path) -> None:
    """`--live` alone calls nobody, nor does a ceiling that is no number."""
    ran = run(tmp_path, LIVE, "--limner-live", "-k", "test_one")
    wrong = run(tmp_path, LIVE, "--live", "--live-ceiling=much")

    assert ran.outcomes == {"test_one": "ERROR"}
    assert "--live needs a ceiling: --live-ceiling DOLLARS" in ran.text
    assert wrong.code == 4
