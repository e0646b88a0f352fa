"""Entry points: what distributions register, read as `importlib.metadata` would read it."""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, strategies as st

from limner_registry import EntryPoint, installed
from limner_registry.entry_points import disabled, enabled

if TYPE_CHECKING:
    from pathlib import Path

Found = list[tuple[str, str, str, str]]


def write(folder: Path, text: str, name: str = "acme-1.0.dist-info") -> None:
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / name / "entry_points.txt").write_bytes(text.encode())


def ours(*folders: Path) -> Found:
    entries = installed(map(str, folders))
    return sorted((e.group, e.name, e.module, attribute(e.value)) for e in entries)


def theirs(*folders: Path) -> Found:
    """What `importlib.metadata.entry_points` makes of the same folders."""
    found: dict[str, Any] = {}
    for distribution in importlib.metadata.distributions(path=list(map(str, folders))):
        one: Any = distribution
        found.setdefault(one._normalized_name, one.entry_points)
    return sorted(
        (entry.group, entry.name, entry.module, entry.attr or "")
        for entries in found.values()
        for entry in entries
        if entry.group.startswith("limner.")
    )


def attribute(value: str) -> str:
    return value.partition(":")[2].strip()


ODD = """\
before = any.section
# a comment
[console_scripts]
acme = acme:main

[limner.models]
plain = acme.plain
   indented   =   acme.indented
UPPER-case.name = Acme.Module
# commented = out
with_extras = acme.extras [x, y]
with_object = acme.objects:plugin
spaced_object = acme.objects : deep.plugin  [z]
has spaces = acme.spaces
equals = acme.equals

[limner.plugins]
watcher=acme.watch

[limnermodels]
stranger = acme.stranger

[LIMNER.MODELS]
loud = acme.loud
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_an_odd_file_is_read_as_python_reads_it(tmp_path: Path, line_end: str) -> None:
    """Comments, spaces, extras, capitals and foreign sections, with any line ends."""
    write(tmp_path, ODD.replace("\n", line_end))

    assert ours(tmp_path) == theirs(tmp_path)
    assert len(ours(tmp_path)) == 9


NAMES = st.text("abcABC-_. 09", min_size=1).map(str.strip).filter(bool)
MODULES = st.lists(st.text("abcAB_", min_size=1), min_size=1, max_size=3).map(".".join)
SPACES = st.sampled_from(["", " ", "\t", "  "])
VALUES = st.builds(
    "{}{}{}{}".format,
    MODULES,
    st.one_of(st.just(""), st.builds("{}:{}{}".format, SPACES, SPACES, MODULES)),
    SPACES,
    st.sampled_from(["", "[x]", "[x, y]", "[]"]),
)
LINES = st.one_of(
    st.builds("{}{}{}={}{}{}".format, SPACES, NAMES, SPACES, SPACES, VALUES, SPACES),
    st.sampled_from(["[limner.models]", " [limner.plugins] ", "[console_scripts]", "", "# x = y"]),
)


@given(lines=st.lists(LINES), end=st.sampled_from(["\n", "\r\n"]))
def test_any_file_is_read_as_python_reads_it(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str
) -> None:
    """Whatever lines a file has, the entry points are those of `importlib.metadata`."""
    folder = tmp_path_factory.mktemp("site")
    write(folder, end.join(lines))

    assert ours(folder) == theirs(folder)


def test_everything_installed_here_is_read_as_python_reads_it(tmp_path: Path) -> None:
    """The files of all distributions around this test, as if their groups were ours."""
    for distribution in importlib.metadata.distributions():
        text = distribution.read_text("entry_points.txt") or ""
        name = f"{distribution.name.replace('-', '_')}-{distribution.version}.dist-info"
        write(tmp_path, text.replace("\n[", "\n[limner.").replace("[", "[limner.", 1), name)

    assert ours(tmp_path) == theirs(tmp_path)
    assert len(ours(tmp_path)) > 20


def test_this_interpreter_has_what_python_says() -> None:
    """What `sys.path` leads to is what `importlib.metadata` finds."""
    groups = {entry.group for entry in installed()}

    expected = {e for group in groups for e in importlib.metadata.entry_points(group=group)}
    assert groups >= {"limner.models", "limner.providers"}
    assert {(e.group, e.name, e.value) for e in installed()} == {
        (e.group, e.name, e.value) for e in expected
    }


def test_an_entry_point_knows_its_distribution(tmp_path: Path) -> None:
    """Name and version are those of the folder, whatever METADATA says or lacks."""
    write(tmp_path, "[limner.models]\na = a", "limner_acme-2.1.dist-info")
    write(tmp_path, "[limner.models]\nb = b", "limner_bolt.egg-info")
    (tmp_path / "limner_acme-2.1.dist-info" / "METADATA").write_bytes(b"\xff\xfe not metadata")

    entries = installed([str(tmp_path)])

    assert [(e.name, e.distribution, e.version) for e in entries] == [
        ("a", "limner_acme", "2.1"),
        ("b", "limner_bolt", None),
    ]


def test_of_two_distributions_of_one_name_the_first_counts(tmp_path: Path) -> None:
    """However the name is spelled, the one earlier on the path hides the other."""
    write(tmp_path / "early", "[limner.models]\na = early", "Limner.Acme-2.0.dist-info")
    write(tmp_path / "late", "[limner.models]\na = late", "limner_acme-1.0.dist-info")

    assert ours(tmp_path / "early", tmp_path / "late") == [("limner.models", "a", "early", "")]
    assert ours(tmp_path / "late", tmp_path / "early") == [("limner.models", "a", "late", "")]
    assert ours(tmp_path / "early", tmp_path / "late") == theirs(
        tmp_path / "early", tmp_path / "late"
    )


def test_what_pip_left_behind_is_not_installed(tmp_path: Path) -> None:
    """A distribution that pip has renamed to `~...` to remove it doesn't register twice."""
    write(tmp_path, "[limner.models]\na = acme", "acme-1.0.dist-info")
    write(tmp_path, "[limner.models]\na = acme", "~cme-0.9.dist-info")

    assert ours(tmp_path) == [("limner.models", "a", "acme", "")]


def test_what_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    """Files, folders and bytes where something else should be stop nobody."""
    write(tmp_path, "[limner.models]\na = a")
    (tmp_path / "file-1.0.dist-info").write_text("a file")
    (tmp_path / "folder-1.0.dist-info" / "entry_points.txt").mkdir(parents=True)
    (tmp_path / "empty-1.0.dist-info").mkdir()
    (tmp_path / ".dist-info").mkdir()
    write(tmp_path, "", "latin-1.0.dist-info")
    (tmp_path / "latin-1.0.dist-info" / "entry_points.txt").write_bytes(
        b"[limner.models]\n# caf\xe9\nb = b\nno equals sign\n; c = c\n[open\n"
    )

    found = ours(tmp_path / "absent", tmp_path / "file-1.0.dist-info", tmp_path)

    assert found == [("limner.models", "a", "a", ""), ("limner.models", "b", "b", "")]


def test_an_editable_install_is_found_through_its_pth_file(tmp_path: Path) -> None:
    """An `.egg-info` counts once a `.pth` file has put its folder on the path."""
    write(tmp_path / "source", "[limner.models]\nlamp = lamp", "limner_lamp.egg-info")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "lamp.pth").write_text(f"{tmp_path / 'source'}\n")
    script = """
import json, site, sys
from limner_registry import installed
site.addsitedir(sys.argv[1])
print(json.dumps([e.name for e in installed() if e.distribution == "limner_lamp"]))
"""

    command = [sys.executable, "-c", script, str(tmp_path / "site")]
    finished = subprocess.run(command, capture_output=True, text=True, check=True)

    assert json.loads(finished.stdout) == ["lamp"]


def test_an_entry_point_loads_a_module_or_what_is_in_it() -> None:
    """`load` gives what the value names, however deep and with whatever spaces."""
    values = {
        "json": json,
        "json:loads": json.loads,
        "json.decoder : JSONDecoder.decode": json.JSONDecoder.decode,
    }

    for value, expected in values.items():
        assert EntryPoint("limner.plugins", "x", value, "acme", None).load() is expected


def test_disabled_plugins_are_left_out() -> None:
    """`LIMNER_DISABLE` lists names with commas, and spaces around them don't count."""
    entries = [EntryPoint("limner.models", name, "x", "acme", None) for name in ("a", "b c", "d")]

    def names(environment: dict[str, str]) -> list[str]:
        return [entry.name for entry in enabled(entries, environment)]

    assert names({}) == names({"LIMNER_DISABLE": ""}) == ["a", "b c", "d"]
    assert names({"LIMNER_DISABLE": "a"}) == ["b c", "d"]
    assert names({"LIMNER_DISABLE": " a , b c ,,nobody"}) == ["d"]
    assert disabled({"LIMNER_DISABLE": "acme#2"}) == {"acme"}
