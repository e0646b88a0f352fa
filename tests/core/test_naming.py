"""Downloaded files are called by the caller's template, and never leave its folder."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from limner.naming import Naming, extension, safe

HOSTILE = st.one_of(
    st.text(),
    st.text("./\\~\0{}\n\r:*?"),
    st.sampled_from(["..", "../..", "/etc/passwd", "C:\\x", "{index}", "~root", "a" * 300, ""]),
)


def first(where: str, endpoint: str = "a/b", request: str = "r", media: str = "image/png") -> Path:
    return next(Naming(where).of(endpoint, request, 0).tries(media))


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("out/", "out/a_b-r-0.png"),
        ("", "a_b-r-0.png"),
        (".", "a_b-r-0.png"),
        ("x.png", "x.png"),
        ("x", "x"),
        ("out/{endpoint}/{request_id}_{index}.{ext}", "out/a_b/r_0.png"),
        ("{nothing}-{{index}}.{ext}", "{nothing}-{0}.png"),
        ("{ext}/{index}.{ext}", "{ext}/0.png"),
    ],
)
def test_where_is_a_folder_or_a_template(where: str, name: str) -> None:
    """A folder gets a name by default; a template is filled in, what isn't a token stays."""
    assert first(where) == Path(name)


def test_existing_folder_needs_no_slash(tmp_path: Path) -> None:
    """A folder that is there is one, with or without a slash."""
    assert first(str(tmp_path)) == tmp_path / "a_b-r-0.png"


def test_folder_of_a_naming() -> None:
    """Where files go is known before any is there."""
    assert [Naming(where).folder for where in ("out/", "out/x.png", "x.png")] == [
        *(Path("out"), Path("out")),
        Path(),
    ]


def test_names_are_numbered() -> None:
    """After the name itself come numbers before its last ending."""
    tries = Naming("out/a.b.png").of("a/b", "r", 0).tries("image/png")

    assert [path.name for path in islice(tries, 3)] == ["a.b.png", "a.b-1.png", "a.b-2.png"]


@settings(max_examples=300, deadline=None)
@given(HOSTILE, HOSTILE, st.integers(0, 10**6), HOSTILE)
@pytest.mark.parametrize(
    "where", ["safe/", "safe/{request_id}.{ext}", "safe/{endpoint}/{request_id}/{index}.{ext}"]
)
def test_names_never_leave_the_folder(
    where: str, endpoint: str, request: str, index: int, media: str
) -> None:
    """Whatever a server says, its files lie in the caller's folder, under plain names."""
    folder = (Path.cwd() / "safe").resolve()

    for path in islice(Naming(where).of(endpoint, request, index).tries(media), 3):
        assert folder in (Path.cwd() / path).resolve().parents
        assert len(path.parts) == len(Path(where).parts) + where.endswith("/")
        assert not path.name.startswith("..")
        assert "\0" not in str(path)


@given(HOSTILE)
def test_safe_text_is_a_part_of_a_name(text: str) -> None:
    """A part is made of letters, digits, dots, dashes and underscores, and isn't hidden."""
    assert safe(text).isascii()
    assert not safe(text).startswith(".")
    assert 0 < len(safe(text)) <= 80
    assert not set(safe(text)) & set("/\\:\0")


@pytest.mark.parametrize(
    ("media_type", "ending"),
    [
        ("image/png", "png"),
        ("image/jpeg", "jpg"),
        ("image/webp", "webp"),
        ("video/mp4", "mp4"),
        ("audio/wav", "wav"),
        ("nonsense", "bin"),
        ("", "bin"),
    ],
)
def test_ending(media_type: str, ending: str) -> None:
    """Endings are the usual ones, and `bin` where there's none."""
    assert extension(media_type) == ending
