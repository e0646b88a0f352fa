"""The runner of pages tells when a page is wrong: else its silence would prove nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pages import Block, Reader

if TYPE_CHECKING:
    from pathlib import Path

HELLO = ("", "python", 'print(\'{"words": ["hello", "you"]}\')\n')

WRONG = [
    [("", "python", "raise SystemExit(1)")],
    [("", "sh", "false | true")],
    [("", "python", "import warnings; warnings.warn('old')")],
    [("exit: 3", "sh", "exit 4")],
    [("exit: 3", "sh", "true")],
    [HELLO, ("prints", "text", "hello")],
    [HELLO, ("prints", "json", '{"words": ["you"]}')],
    [HELLO, ("prints", "json", '{"words": ["hello", "you", "too"]}')],
    [HELLO, ("prints", "json", '{"word": "hello"}')],
    [HELLO, ("prints on stderr", "text", '{"words": ["hello", "you"]}')],
    [("", "rust", "fn main() {}")],
]


def _do(folder: Path, blocks: list[tuple[str, str, str]]) -> Reader:
    reader = Reader(folder)
    for note, language, text in blocks:
        reader.do(Block("page.md", 1, note, language, text))
    return reader


@pytest.mark.parametrize("blocks", WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_told(blocks: list[tuple[str, str, str]], tmp_path: Path) -> None:
    """An exit code, an output or a language that isn't as the page says fails its test."""
    with pytest.raises(AssertionError, match=r"page\.md:1"):
        _do(tmp_path, blocks)


def test_blocks_work_together(tmp_path: Path) -> None:
    """A file is written where a later block finds it, and a part of an object may be shown."""
    blocks = [
        ("file: lamps/lamp.py", "python", "NAME = 'brass'\n"),
        ("", "sh", "cat lamps/lamp.py"),
        ("prints", "text", "NAME = 'brass'"),
        HELLO,
        ("prints", "json", '{"words": ["hello"]}'),
        ("exit: 4", "sh", "echo no >&2; exit 4"),
        ("prints on stderr", "text", "no"),
        ("", "", "a drawing"),
    ]

    assert _do(tmp_path, blocks).stderr == "no\n"


def test_no_key_and_no_setting_of_ours_gets_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is run sees neither a key nor a variable of Limner's from outside, and its own home."""
    monkeypatch.setenv("FAL_KEY", "a-real-one")
    monkeypatch.setenv("LIMNER_DISABLE", "fal_ai_flux_dev")

    seen = _do(tmp_path, [("", "sh", "env | grep -E 'FAL|LIMNER' || true")]).stdout
    assert seen == f"LIMNER_HOME={tmp_path}/.limner\n"
