"""The plugins of installed packages: found, imported when needed, quarantined, left out.

Each package lies in a folder that a new interpreter has on its path.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

FLUX = "fal-ai/flux/dev"


def document(endpoint_id: str) -> dict[str, Any]:
    return {
        "document_version": 1,
        "endpoint_id": endpoint_id,
        "provider": "sandbox",
        "title": "Lamp",
        "category": "text-to-image",
        "input": {
            "type": "object",
            "properties": {"prompt": {"type": "string"}},
            "required": ["prompt"],
        },
        "output": {"type": "object", "properties": {"seed": {"type": "integer"}}},
    }


class Shop:
    """A folder with hand-made distributions, and an interpreter that has it on its path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def package(
        self, name: str, code: str = "", ids: tuple[str, ...] = (), **groups: dict[str, str]
    ) -> None:
        """Install a package; without groups, as the model plugin of its own name."""
        (self.folder / name / "models").mkdir(parents=True)
        (self.folder / name / "__init__.py").write_text(textwrap.dedent(code))
        for number, endpoint_id in enumerate(ids):
            path = self.folder / name / "models" / f"{number}.json"
            path.write_text(json.dumps(document(endpoint_id)))
        lines = [
            line
            for group, entries in (groups or {"models": {name: name}}).items()
            for line in (f"[limner.{group}]", *(f"{n} = {v}" for n, v in entries.items()))
        ]
        metadata = self.folder / f"{name}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "entry_points.txt").write_text("\n".join(lines))

    def seen(self) -> list[str]:
        """The lines that the packages' code has written."""
        log = self.folder / "seen.txt"
        return log.read_text().splitlines() if log.exists() else []

    def run(self, script: str, **environment: str) -> tuple[Any, str]:
        """Run a script that fills `out`; what it holds then, and what was printed to stderr."""
        begin = "import json, limner\nout = {}\nclient = limner.Client(provider='sandbox')\n"
        whole = begin + textwrap.dedent(script) + "\nprint(json.dumps(out))"
        finished = subprocess.run(
            [sys.executable, "-c", whole],
            env={**os.environ, "PYTHONPATH": str(self.folder), **environment},
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.returncode == 0, finished.stderr
        return json.loads(finished.stdout), finished.stderr


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


WATCH = """
    import limner
    @limner.hookimpl
    def validate_request(model, arguments):
        with open("seen.txt", "a") as file:
            print(__name__, model.endpoint_id, file=file)
"""


def test_a_package_that_raises_is_in_quarantine(shop: Shop) -> None:
    """Its models are listed, shown and referenced; they can't be used; all others work."""
    shop.package("broken", "raise RuntimeError('half installed')", ("acme/broken",))
    shop.package("sound", WATCH, ("acme/sound",))

    out, _ = shop.run(f"""
        from limner_registry.reference import render
        broken = client.registry["acme/broken"]
        out["listed"] = list(client.registry)
        out["schema"] = [p.name for p in broken.parameters]
        out["check"] = [i.pointer for i in broken.check({{}})]
        out["reference"] = "acme/broken" in render(m.document for m in client.registry.values())
        out["quarantine before"] = list(client.plugins.quarantine)
        for verb in (client.validate, client.submit, client.run):
            try:
                verb("acme/broken", {{"prompt": "x"}})
            except limner.PluginError as error:
                out[verb.__name__] = str(error)
        out["quarantine after"] = list(client.plugins.quarantine)
        out["others"] = [
            client.run(i, {{"prompt": "x"}}).job.request_id is not None
            for i in ("acme/sound", "{FLUX}")
        ]
    """)

    assert {"acme/broken", "acme/sound", FLUX} <= set(out["listed"])
    assert out["schema"] == ["prompt"]
    assert out["check"] == ["/prompt"]
    assert out["reference"]
    assert out["quarantine before"] == []
    assert out["quarantine after"] == ["broken"]
    assert out["validate"] == out["submit"] == out["run"]
    for part in (
        "the plugin broken is broken: importing it raised",
        "Traceback (most recent call last)",
        "RuntimeError: half installed",
        "LIMNER_DISABLE=broken leaves it out.",
    ):
        assert part in out["run"]
    assert out["others"] == [True, True]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import sys; sys.exit('no licence')", "SystemExit: no licence"),
        ("import no_such_package", "No module named 'no_such_package'"),
        ("this is no Python", "SyntaxError"),
        ("import limner\n@limner.hookimpl\ndef validate(): ...", "unknown hook 'validate'"),
        ("import limner\n@limner.hookimpl\ndef job_event(jop): ...", "jop"),
    ],
)
def test_a_broken_package_is_named_with_what_is_wrong(shop: Shop, code: str, reason: str) -> None:
    """Whatever is wrong with the code, a model plugin is refused, and a global one left out."""
    shop.package("owner", code, ("acme/lamp",))
    shop.package("watcher", code, plugins={"my watcher": "watcher"})

    out, errors = shop.run(f"""
        try:
            client.validate("acme/lamp", {{"prompt": "x"}})
        except limner.PluginError as error:
            out["owner"] = [error.plugin, str(error)]
        out["other"] = bool(client.run("{FLUX}", {{"prompt": "x"}}).images)
        out["quarantine"] = [[n, str(e)] for n, e in client.plugins.quarantine.items()]
    """)

    assert out["owner"][0] == "owner"
    assert reason in out["owner"][1]
    assert out["other"]
    assert sorted(name for name, _ in out["quarantine"]) == ["my watcher", "owner"]
    assert all(reason in message for _, message in out["quarantine"])
    assert errors.count("the plugin my watcher is broken") == 1
    assert reason in errors


def test_a_package_with_a_broken_document_is_reported(shop: Shop) -> None:
    """Its models can't be listed, so the log and the quarantine name it with the file."""
    shop.package("bad", ids=("acme/bad", "acme/fine"))
    (shop.folder / "bad" / "models" / "0.json").write_text('{"endpoint_id": ')
    shop.package("good", ids=("acme/good",))

    out, errors = shop.run("""
        out["models"] = [i for i in client.registry if i.startswith("acme/")]
        out["quarantine"] = list(client.plugins.quarantine)
    """)

    assert out == {"models": ["acme/good"], "quarantine": ["bad"]}
    assert "the plugin bad is broken" in errors
    assert "0.json: it can't be read" in errors


def test_no_code_runs_until_a_model_is_used(shop: Shop) -> None:
    """Making a client and listing models import no plugin; using a model imports its own."""
    shop.package("used", "", ("acme/used",))
    shop.package("unused", "raise RuntimeError", ("acme/unused",))
    shop.package("watcher", "", plugins={"watcher": "watcher"})

    out, _ = shop.run("""
        import sys
        names = ("used", "unused", "watcher", "limner_plugins")
        list(client.registry.values())
        out["listed"] = [name for name in names if name in sys.modules]
        client.validate("acme/used", {"prompt": "x"})
        out["used"] = [name for name in names if name in sys.modules]
    """)

    assert out == {"listed": [], "used": ["used", "watcher"]}


def test_installed_hooks_see_what_is_theirs(shop: Shop) -> None:
    """A model plugin sees its own requests, a global one all; the owner is asked first."""
    shop.package("left", WATCH, ("acme/left",))
    shop.package("right", WATCH, ("acme/right",))
    shop.package("watcher", WATCH, plugins={"watcher": "watcher"})

    shop.run(f"""
        for endpoint_id in ("acme/left", "acme/right", "{FLUX}"):
            client.validate(endpoint_id, {{"prompt": "x"}})
    """)

    assert shop.seen() == [
        "left acme/left",
        "watcher acme/left",
        "right acme/right",
        "watcher acme/right",
        f"watcher {FLUX}",
    ]


def test_a_package_may_be_owner_and_global_under_one_name(shop: Shop) -> None:
    """Two modules of a package may share a name in two groups: each keeps to its part."""
    groups = {"plugins": {"acme": "acme.everywhere"}, "models": {"acme": "acme"}}
    shop.package("acme", WATCH, ("acme/lamp",), **groups)
    (shop.folder / "acme" / "everywhere.py").write_text(textwrap.dedent(WATCH))

    out, _ = shop.run(f"""
        client.validate("acme/lamp", {{"prompt": "x"}})
        client.validate("{FLUX}", {{"prompt": "x"}})
        out["quarantine"] = list(client.plugins.quarantine)
    """)

    assert out == {"quarantine": []}
    assert shop.seen() == [
        "acme acme/lamp",
        "acme.everywhere acme/lamp",
        f"acme.everywhere {FLUX}",
    ]


@pytest.mark.parametrize(
    ("names", "models", "seen"),
    [
        ("acme lamp", ["acme/bolt"], ["watcher"]),
        ("bolt, watcher", ["acme/lamp"], []),
        (" acme lamp ,bolt,,nobody", [], ["watcher"]),
    ],
)
def test_disabled_plugins_are_not_there(
    shop: Shop, names: str, models: list[str], seen: list[str]
) -> None:
    """`LIMNER_DISABLE` leaves out plugins of packages, of every kind, broken ones too."""
    shop.package("lamp", "raise RuntimeError", ("acme/lamp",), models={"acme lamp": "lamp"})
    shop.package("bolt", ids=("acme/bolt",))
    shop.package("watcher", WATCH, plugins={"watcher": "watcher"})

    out, errors = shop.run(
        f"""
        client.validate("{FLUX}", {{"prompt": "x"}})
        out["models"] = [i for i in client.registry if i.startswith("acme/")]
        """,
        LIMNER_DISABLE=names,
    )

    assert out == {"models": models}
    assert errors == ""
    assert [line.split()[0] for line in shop.seen()] == seen


def test_two_packages_with_one_id_conflict(shop: Shop) -> None:
    """The id that both claim raises, naming both and the way out; all else works."""
    shop.package("mine", ids=("acme/both", "acme/mine"))
    shop.package("yours", ids=("acme/both", "acme/yours"))

    script = """
        out["listed"] = [i for i in client.registry if i.startswith("acme/")]
        try:
            client.run("acme/both", {"prompt": "x"})
        except limner.ConflictingModels as error:
            out["conflict"] = str(error)
        for endpoint_id in out["listed"]:
            client.run(endpoint_id, {"prompt": "x"})
    """
    both, _ = shop.run(script)
    one, _ = shop.run(script, LIMNER_DISABLE="yours")

    assert both["listed"] == ["acme/mine", "acme/yours"]
    assert "'acme/both' is claimed by the plugins mine (mine 1.0) and yours" in both["conflict"]
    assert "LIMNER_DISABLE=yours" in both["conflict"]
    assert one == {"listed": ["acme/both", "acme/mine"]}


def test_a_plugin_is_imported_once_by_many_threads(shop: Shop) -> None:
    """Threads that use a model for the first time together import its plugin once."""
    slow = """
        import time
        with open("seen.txt", "a") as file:
            print("imported", file=file)
        time.sleep(0.1)
    """
    shop.package("slow", slow, ("acme/slow",))
    shop.package("watcher", slow, plugins={"watcher": "watcher"})

    out, _ = shop.run("""
        from concurrent.futures import ThreadPoolExecutor
        def use(prompt):
            return client.validate("acme/slow", {"prompt": prompt}).arguments["prompt"]
        with ThreadPoolExecutor(8) as pool:
            out["prompts"] = list(pool.map(use, "abcdefgh"))
    """)

    assert out == {"prompts": list("abcdefgh")}
    assert shop.seen() == ["imported", "imported"]


def test_a_broken_plugin_costs_no_memory_each_time(shop: Shop) -> None:
    """Each use of a broken plugin raises an error of its own: its traceback doesn't grow."""
    shop.package("broken", "raise RuntimeError", ("acme/broken",))

    out, _ = shop.run("""
        import traceback
        def depth():
            try:
                client.validate("acme/broken", {"prompt": "x"})
            except limner.PluginError as error:
                return len(traceback.extract_tb(error.__traceback__))
        out["depths"] = [depth() for _ in range(4)]
    """)

    assert len(set(out["depths"])) == 1
