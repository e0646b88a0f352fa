"""Whatever a result holds, it's a result: garbage gives warnings, and never an error."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings, strategies as st
from result_shop import FLUX, KLING, flux, ran

from limner.expectations.codes import MOST

NAMES = st.sampled_from(
    ["images", "image", "video", "seed", "has_nsfw_concepts", "url", "width", "output", "prompt"]
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.integers(-(10**40), 10**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "https://a.example/x.png", "data:image/png;base64,AA", "x", "image/png"]),
    st.text(max_size=5),
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def mutants(draw: st.DrawFn) -> dict[str, Any]:
    """A good result of which up to four members, at any depth, are something else, or gone."""
    raw: dict[str, Any] = flux("https://a.example/1", "https://a.example/2")
    for _ in range(draw(st.integers(1, 4))):
        _mutate(draw, raw)
    return raw


def _mutate(draw: st.DrawFn, place: Any) -> None:
    while place:
        step: Any = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else [0]))
        if isinstance(place[step], dict | list) and draw(st.booleans()):
            place = place[step]
            continue
        if isinstance(place, dict) and draw(st.booleans()):
            del place[step]
        else:
            place[step] = draw(JSON)
        return


def use(raw: dict[str, Any], endpoint_id: str) -> None:
    """Do with a result what one does."""
    got = ran(raw, {"prompt": "x", "num_images": 2} if endpoint_id == FLUX else None, endpoint_id)
    files = (*got.images, *got.videos, *got.audio, *got.files)

    assert sorted(file.pointer for file in files) == sorted(a.pointer for a in got.artifacts)
    assert got.text is None or isinstance(got.text, str)
    assert got.seed is None or isinstance(got.seed, int)
    assert repr(got)
    assert got._repr_html_().startswith("<div>")
    for artifact in got.artifacts:
        assert artifact._repr_html_()
        artifact._repr_png_()
    for issue in got.warnings:
        assert issue.as_json()["code"] == issue.code
        assert str(issue)


@settings(max_examples=300, deadline=None)
@given(mutants())
def test_a_result_that_is_wrong_somewhere(raw: dict[str, Any]) -> None:
    """With null images, with strings, nested wrongly: everything on it can be asked for."""
    use(raw, FLUX)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(NAMES, JSON, max_size=5))
def test_a_result_of_any_json(raw: dict[str, Any]) -> None:
    """Of a picture's model or a film's."""
    use(raw, FLUX)
    use(raw, KLING)


def test_a_huge_result_has_a_bounded_number_of_warnings() -> None:
    """A list of a hundred thousand flags, and a thousand files of another size."""
    raw = flux(*["https://a.example/1"] * 1_000, width=9, height=9)
    got = ran({**raw, "has_nsfw_concepts": [True] * 100_000}, {"prompt": "x"})

    assert len(got.warnings) == 2 * MOST + 1
