"""`limner run` calls a model and saves what it makes."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from limner import receipts
from limner_registry import Registry, installed, packaged_models
from limner_registry.reference.calls import example

Limner = Callable[..., Result]
Terminal = Callable[..., Any]

MODELS = Registry(packaged_models(installed()).models)
KLING = MODELS["fal-ai/kling-video/v1/standard/text-to-video"]


def test_the_answer_is_json_with_the_files(limner: Limner) -> None:
    """Into a pipe goes the result, with path, type, size and digest of each file."""
    answer = limner("run", "fal-ai/flux/dev", "prompt=x", "num_images=2", "--sandbox")

    told = json.loads(answer.stdout)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert told["provider"] == "sandbox"
    assert told["status"] == "completed"
    assert told["result"]["prompt"] == "x"
    assert told["warnings"] == []
    assert told["cost"] == {"amount": 0.0, "currency": "USD", "billed": True}
    assert len(told["artifacts"]) == 2
    for artifact in told["artifacts"]:
        data = Path(artifact["path"]).read_bytes()
        assert artifact["media_type"] == "image/jpeg"
        assert artifact["bytes"] == len(data)
        assert artifact["file_sha256"] == hashlib.sha256(data).hexdigest()
        assert artifact["sha256"] == receipts.read(artifact["path"]).output.sha256


@pytest.mark.parametrize("endpoint_id", sorted([*MODELS, *KLING.aliases]))
def test_every_model_goes_the_whole_way(limner: Limner, endpoint_id: str) -> None:
    """Each model, and an alias, runs in the sandbox with no more than its required parameters."""
    model = MODELS[endpoint_id]
    from PIL import Image

    Image.new("RGB", (32, 32)).save("photo.png")
    given = {one.name: example(one) for one in model.parameters if one.required}
    words = [f"{name}={value}" for name, value in given.items()]

    answer = limner("run", endpoint_id, *words, "--sandbox", "--output", "made/", "--json")

    told = json.loads(answer.stdout)
    assert told["endpoint_id"] == model.endpoint_id
    assert told["artifacts"]
    assert all(Path(one["path"]).stat().st_size == one["bytes"] for one in told["artifacts"])
    assert {Path(one["path"]).parent for one in told["artifacts"]} == {Path("made")}


def test_a_template_names_the_files(limner: Limner) -> None:
    """What is no folder is a name in which tokens are filled in."""
    template = "a/{endpoint}-{index}.{ext}"

    limner("run", "fal-ai/flux/dev", "prompt=x", "--sandbox", "--output", template)

    assert [str(path) for path in Path("a").iterdir()] == ["a/fal-ai_flux_dev-0.jpg"]


def test_a_refused_call_sends_nothing(
    install: Callable[..., Path], limner: Limner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is invalid reaches no provider: not one call is made, the key isn't even asked for."""
    install("counting", {"counting.py": COUNTING}, providers="counting = counting:provider")
    monkeypatch.setenv("CALLS", "calls.txt")
    refused = ("prompt=x", "num_image:=2", "guidance_scale:=99", "image_size=huge")

    answer = limner("run", "fal-ai/flux/dev", *refused, "--provider", "counting")

    told = json.loads(answer.stderr)["error"]
    assert (answer.exit_code, answer.stdout) == (3, "")
    assert (told["type"], told["exit_code"]) == ("InvalidArguments", 3)
    assert [issue["pointer"] for issue in told["issues"]] == [
        "/num_image",
        "/guidance_scale",
        "/image_size",
    ]
    assert not Path("calls.txt").exists()
    assert limner("run", "fal-ai/flux/dev", "prompt=x", "--provider", "counting").exit_code == 0
    assert Path("calls.txt").read_text().startswith("POST")


COUNTING = """
    import os
    from limner.sandbox.provider import SandboxProvider
    from limner.sandbox.server import SandboxServer
    from limner.sandbox.transport import SandboxTransport

    class Counting(SandboxTransport):
        def send(self, call):
            with open(os.environ["CALLS"], "a") as file:
                file.write(call.method)
            return super().send(call)

    class Provider(SandboxProvider):
        def __init__(self):
            super().__init__()
            self.name = "counting"

        def transport(self, plugins):
            return Counting(SandboxServer(plugins))

    def provider(environment):
        return Provider()
"""


def test_people_see_what_was_saved(terminal: Terminal) -> None:
    """A terminal shows each path with type and size, and that it came from the sandbox."""
    seen = terminal("run", "fal-ai/flux/dev", "prompt=x", "--sandbox", "--output", "a.{ext}")

    assert re.fullmatch(
        r"a\.jpg  image/jpeg  1024 x 768  \d+\.\d kB\n"
        r"Sandbox: drawn here; no model ran and nothing was paid\.\n",
        seen.text,
    )


def test_a_long_path_keeps_a_line_to_itself(terminal: Terminal) -> None:
    """Where path and facts don't fit on one line, the path can still be copied whole."""
    seen = terminal("run", "fal-ai/flux/dev", "prompt=x", "--sandbox")

    assert Path(seen.lines[0]).is_file()
    assert seen.lines[1].startswith("  image/jpeg  ")


def test_a_dry_run_shows_what_would_be_sent(limner: Limner, terminal: Terminal) -> None:
    """Nothing is sent, no key is needed, and local files are named, not read out."""
    Path("photo.png").write_bytes(b"0123")
    words = ("bria/fibo-edit/reseason", "image_url=@photo.png", "season=winter", "--dry-run")

    answer = limner("run", *words)
    seen = terminal("run", *words)

    assert json.loads(answer.stdout) == {
        "endpoint_id": "bria/fibo-edit/reseason",
        "provider": "fal",
        "request_id": None,
        "status": "dry_run",
        "arguments": {
            "image_url": {"file": "photo.png", "media_type": "image/png", "bytes": 4},
            "season": "winter",
        },
    }
    assert seen.exit_code == 0
    assert "  endpoint  bria/fibo-edit/reseason\n  provider  fal\n" in seen.text
    assert "  image_url  photo.png (image/png, 4 bytes)\n  season     winter\n" in seen.text


def test_a_dry_run_shows_and_checks_the_webhook(limner: Limner) -> None:
    """An address to which no notice would come is refused before anything is sent."""
    words = ("run", "fal-ai/flux/dev", "prompt=x", "--dry-run", "--json", "--webhook")

    good = limner(*words, "https://example.com/done")
    bad = limner(*words, "http://127.0.0.1/done")
    nobody = limner(*words, "https://example.com/done", "--sandbox")

    assert json.loads(good.stdout)["webhook"] == "https://example.com/done"
    assert (bad.exit_code, nobody.exit_code) == (3, 3)


def test_a_dry_run_refuses_what_would_be_refused(limner: Limner) -> None:
    """A dry run is no way round the verdict, nor to a provider that isn't there."""
    words = ("run", "fal-ai/flux/dev", "--dry-run")

    assert limner(*words).exit_code == 3
    assert limner(*words, "prompt=x", "--provider", "nobody").exit_code == 2


@pytest.mark.parametrize(
    ("words", "provider"),
    [((), "sandbox"), (("--provider", "fal"), "fal"), (("--sandbox",), "sandbox")],
)
def test_the_environment_names_the_provider(
    limner: Limner, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], provider: str
) -> None:
    """`LIMNER_PROVIDER` counts where the command line doesn't say."""
    monkeypatch.setenv("LIMNER_PROVIDER", "sandbox")

    answer = limner("run", "fal-ai/flux/dev", "prompt=x", "--dry-run", *words)

    assert json.loads(answer.stdout)["provider"] == provider


def test_without_a_key_the_way_out_is_told(limner: Limner) -> None:
    """A call to fal without a key ends with exit code 4 and names the sandbox."""
    answer = limner("run", "fal-ai/flux/dev", "prompt=x")

    told = json.loads(answer.stderr)["error"]
    assert (answer.exit_code, told["type"]) == (4, "MissingKey")
    assert "--sandbox" in told["message"]


def test_a_plugin_that_answers_is_named(
    install: Callable[..., Path], limner: Limner, terminal: Terminal
) -> None:
    """What a plugin answers in the provider's place is never taken for the provider's."""
    install("cache", {"cache.py": CACHE}, plugins="cache = cache")

    told = json.loads(limner("run", "fal-ai/flux/dev", "prompt=x", "--sandbox").stdout)
    seen = terminal("run", "fal-ai/flux/dev", "prompt=x", "--sandbox")

    assert (told["answered_by"], told["request_id"], told["artifacts"]) == ("cache", None, [])
    assert {warning["code"] for warning in told["warnings"]} == {"missing", "no_files"}
    assert "The plugin cache answered; sandbox was not asked." in seen.text
    assert '"note": "from the shelf"' in seen.text


CACHE = """
    from limner import hookimpl

    @hookimpl
    def submit_request(request):
        return {"images": [], "note": "from the shelf"}
"""


def test_a_broken_global_plugin_costs_nothing(
    install: Callable[..., Path], limner: Limner, terminal: Terminal
) -> None:
    """It's left out and named, in a line for people and among the warnings for programs."""
    install("broken", {"broken.py": "raise RuntimeError('at import')"}, plugins="broken = broken")

    told = json.loads(limner("run", "fal-ai/flux/dev", "prompt=x", "--sandbox").stdout)
    seen = terminal("run", "fal-ai/flux/dev", "prompt=x", "--sandbox", "--output", "a.{ext}")

    assert [warning["code"] for warning in told["warnings"]] == ["broken_plugin"]
    assert seen.lines[0].startswith("Note: the plugin broken is broken and left out")
    assert seen.lines[1].startswith("a.jpg")


def test_a_result_whose_files_cannot_be_saved_is_not_lost(limner: Limner) -> None:
    """If the disk refuses, the result is printed, and exit code 12 says that a file is missing."""
    for name in ("taken", "fal-ai_flux_dev"):
        Path(name).write_text("a file where a folder should be")

    early = limner("run", "fal-ai/flux/dev", "prompt=x", "--sandbox", "--output", "taken/")
    late = limner("run", "fal-ai/flux/dev", "prompt=x", "--sandbox", "--output", "{endpoint}/")

    assert (early.exit_code, early.stdout) == (2, "")
    assert "can't be written to" in json.loads(early.stderr)["error"]["message"]
    assert late.exit_code == 12
    assert json.loads(late.stdout)["artifacts"][0]["path"] is None
    error = json.loads(late.stderr)["error"]
    assert error["type"] == "NotCollected"
    assert error["message"].endswith("Once that is mended, call again.")


def test_nothing_was_drawn_where_nothing_was_saved(terminal: Terminal) -> None:
    """Before the error that tells why, nobody is told of a picture that isn't there."""
    Path("fal-ai_flux_dev").write_text("a file where a folder should be")

    seen = terminal("run", "fal-ai/flux/dev", "prompt=x", "--sandbox", "--output", "{endpoint}/")

    assert (seen.exit_code, seen.lines[0][:6]) == (12, "Error:")


@pytest.mark.parametrize("where", ["s3://bucket/", "memory://x/", "gopher://x/", "taken/", "\0"])
@pytest.mark.parametrize("extra", [True, False])
def test_a_place_that_takes_no_files_is_a_mistake_in_the_call(
    limner: Limner, monkeypatch: pytest.MonkeyPatch, where: str, *, extra: bool
) -> None:
    """Exit code 2, whether or not the extra for stores is there, and nothing was sent."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    if not extra:
        monkeypatch.setitem(sys.modules, "obstore", None)
    Path("taken").write_text("a file where a folder should be")

    answer = limner("run", "fal-ai/flux/dev", "prompt=x", "--sandbox", "--output", where)

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert "nothing was sent" in json.loads(answer.stderr)["error"]["message"]


@pytest.mark.parametrize(
    ("where", "told"), [("made", True), ("there", False), ("made/", False), ("x.jpg", False)]
)
def test_a_name_without_an_ending_is_told(
    limner: Limner, terminal: Terminal, where: str, *, told: bool
) -> None:
    """A folder that is meant, not there and without its slash is a file: people are told so."""
    Path("there").mkdir()
    words = ("run", "fal-ai/flux/dev", "prompt=x", "--sandbox", "--output", where)

    codes = [one["code"] for one in json.loads(limner(*words).stdout)["warnings"]]

    assert codes == ["no_ending"] * told
    assert ("made has no ending; made/ would be a folder." in terminal(*words).text) == told
