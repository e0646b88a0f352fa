"""Results and their files in a notebook, as HTML; nothing is downloaded from a network for it."""

from __future__ import annotations

import json
import mimetypes
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from limner.data_urls import data_url, is_data_url, read_data_url
from limner.journal import journaled
from limner_registry import markup
from limner_registry.shortening import counted, shortened, size_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from limner.job import Job
    from limner.result import ArtifactFacts, Result
    from limner_registry import Issue

MOST_FILES = 6
"""How many files a page shows."""

MOST_BYTES = 8_000_000
"""How many bytes of files a page holds."""

MOST_WARNINGS = 10
"""How many warnings a page lists."""

MOST_TEXT = 2_000
"""How many characters of what a result says, in words or as JSON, a page shows."""

SANDBOX = "drawn here, no model ran and nothing was paid"

_PNG = b"\x89PNG\r\n\x1a\n"
_TYPES = {"image": "image/png", "video": "video/mp4", "audio": "audio/mpeg"}
_FITS = "display:block;max-width:100%;max-height:30em;height:auto"
# Where a picture is transparent, squares show through that are seen on white and on black.
_SQUARES = (
    "background:0 0/16px 16px"
    " repeating-conic-gradient(rgba(128,128,128,.3) 0 25%,transparent 0 50%)"
)
_BADGE = "background:#f2d184;color:#3a2f12;border-radius:1em;padding:0 .6em"
_NOTICE = "border-left:3px solid #d9a400;background:rgba(217,164,0,.12);padding:.4em 1em"
_GAP = "border:1px dashed rgba(128,128,128,.6);padding:.5em 1em"
_TAGS = {
    "image": '<img src="{url}" alt="{name}" referrerpolicy="no-referrer"'
    f' style="{_FITS};{_SQUARES}">',
    "video": f'<video src="{{url}}" controls preload="metadata" style="{_FITS}"></video>',
    "audio": '<audio src="{url}" controls preload="metadata" style="max-width:100%"></audio>',
}
_TOO_LARGE = f"a page holds at most {size_text(MOST_BYTES)} of files"


class NotShown(Exception):
    """Why a file isn't shown."""


@dataclass(frozen=True)
class Source:
    """Where a page has a file from.

    Attributes:
        url: Escaped for an attribute.
        size: How many bytes the page holds for it.
    """

    url: str
    size: int


def result_html(result: Result[Any]) -> str:
    """A result as HTML: what it is of, its files, its warnings; never raises."""
    return markup.displayed(lambda: _result(result), result)


def artifact_html(artifact: ArtifactFacts) -> str:
    """A file as HTML; never raises."""
    return markup.displayed(lambda: _row([artifact]), artifact)


def artifact_png(artifact: ArtifactFacts) -> bytes | None:
    """A file's bytes, if it's a PNG that is here already; never raises.

    A sandbox's is drawn if it wasn't before.
    """
    try:
        data = _here(artifact)
    except Exception:  # noqa: BLE001 -- whatever a file or an answer holds
        return None
    return data if data and data.startswith(_PNG) and len(data) <= MOST_BYTES else None


def _here(artifact: ArtifactFacts) -> bytes | None:
    """The bytes that need no network, of what may be a PNG."""
    if artifact.path:
        return _saved(artifact, MOST_BYTES)
    if is_data_url(artifact.url):
        return read_data_url(artifact.url)[1] if len(artifact.url) <= 2 * MOST_BYTES else None
    return artifact.at_hand() if artifact.media_type == "image/png" else None


def _result(result: Result[Any]) -> str:
    shown = _row(result.artifacts) if result.artifacts else ""
    shown += _text(result.text) if result.text else ""
    shown = shown or _raw(result.raw)
    return f"<div>{_caption(result)}{shown}{_warnings(result.warnings)}</div>"


def _caption(result: Result[Any]) -> str:
    """The model and who ran it, then what else is known of the call."""
    head = f"<b>{markup.code(result.job.endpoint_id)}</b> {_who(result.job)}"
    return f"<div>{head}</div><div>{markup.faint(markup.joined(_facts(result)))}</div>"


def _who(job: Job) -> str:
    if job.answer:
        return markup.text(f"answered by the plugin {job.answer.plugin}")
    if job.provider == "sandbox":
        return f'<span style="{_BADGE}">sandbox</span>'
    return markup.text(f"at {job.provider}")


def _facts(result: Result[Any]) -> Iterator[str]:
    job = result.job
    if job.provider == "sandbox" and not job.answer:
        yield SANDBOX
    elif result.cost:
        yield markup.text(result.cost)
    if result.seed is not None:
        yield markup.text(f"seed {result.seed}")
    if job.request_id:
        yield f"request {markup.code(job.request_id)}"


def _row(artifacts: Sequence[ArtifactFacts]) -> str:
    """The first files side by side, then how many are left out."""
    figures: list[str] = []
    left, width = MOST_BYTES, "40em" if len(artifacts) == 1 else "24em"
    for artifact in artifacts[:MOST_FILES]:
        figure, size = _figure(artifact, left, width)
        figures.append(figure)
        left -= size
    out = len(artifacts) - len(figures)
    more = f"<div>{counted(out, 'file')} more: <code>.artifacts</code> has all.</div>"
    row = f'<div style="display:flex;flex-wrap:wrap;gap:1em">{"".join(figures)}</div>'
    return row + more * (out > 0)


def _figure(artifact: ArtifactFacts, left: int, width: str) -> tuple[str, int]:
    """A file with its caption, and how many bytes the page holds for it."""
    kind = _kind(artifact)
    try:
        source = _source(artifact, left) if kind in _TAGS else Source(_linked(artifact), 0)
        name = markup.text(shortened(artifact.pointer))
        shown, size = _TAGS.get(kind, markup.LINK).format(url=source.url, name=name), source.size
    except NotShown as reason:
        why = f"Not shown: {markup.text(reason)}.{_how_to_save(artifact)}"
        shown, size = f'<div style="{_GAP}">{why}</div>', 0
    caption = f"<figcaption>{markup.faint(_about(artifact))}</figcaption>"
    style = f"margin:.5em 0;max-width:{width};overflow-wrap:anywhere"
    return f'<figure style="{style}">{shown}{caption}</figure>', size


def _about(artifact: ArtifactFacts) -> str:
    saved = artifact.download
    return markup.joined(
        (
            markup.code(shortened(artifact.pointer)),
            markup.text(shortened(artifact.media_type or "")),
            markup.text(artifact.dimensions),
            f"{size_text(saved.size)} in {markup.code(saved.where)}" if saved else "not saved",
        )
    )


def _kind(artifact: ArtifactFacts) -> str:
    """What it is; of what is only called a file, what its media type says."""
    named = (artifact.media_type or "").partition("/")[0].lower()
    return named if artifact.kind == "file" and named in _TAGS else artifact.kind


def _source(artifact: ArtifactFacts, left: int) -> Source:
    """The file itself where it's at hand and small enough, else its URL.

    Raises:
        NotShown: A browser can't have it.
    """
    data = _saved(artifact, left) or _at_hand(artifact, left)
    if data is not None:
        url = markup.media_url(data_url(_media_type(artifact), data))
        return Source(url or "", len(data))
    if is_data_url(artifact.url) and len(artifact.url) > left:
        raise NotShown(_TOO_LARGE)
    url = markup.media_url(artifact.url)
    if url is None:
        raise NotShown("its URL is not one of the web")
    return Source(url, len(url) if is_data_url(artifact.url) else 0)


def _linked(artifact: ArtifactFacts) -> str:
    if artifact.job.ends_with_process:
        raise NotShown("it is no picture, video or sound")
    url = markup.web_url(artifact.url)
    if url is None:
        raise NotShown("its URL is not one of the web")
    return url


def _saved(artifact: ArtifactFacts, left: int) -> bytes | None:
    """What is on disk, if it's small enough."""
    if artifact.path is None:
        return None
    try:
        with artifact.path.open("rb") as file:
            data = file.read(left + 1)
    except OSError:
        return None
    return data if len(data) <= left else None


def _at_hand(artifact: ArtifactFacts, left: int) -> bytes | None:
    """What a provider in this process has; None of any other, whose URL a browser can open.

    Raises:
        NotShown: It's too large, or can't be had; a browser couldn't open its URL either.
    """
    if not artifact.job.ends_with_process or is_data_url(artifact.url):
        return None
    if artifact.download and artifact.download.size > left:
        raise NotShown(_TOO_LARGE)
    try:
        data = artifact.at_hand()
    except Exception as error:
        raise NotShown(shortened(str(error))) from error
    if data is None:
        raise NotShown("it is not saved yet")
    if len(data) > left:
        raise NotShown(_TOO_LARGE)
    return data


def _media_type(artifact: ArtifactFacts) -> str:
    """The media type that the page states; a browser looks for itself what it is."""
    kind, place = _kind(artifact), urlsplit(artifact.url).path
    stated = artifact.media_type or mimetypes.guess_type(place)[0] or ""
    return stated if stated.startswith(f"{kind}/") else _TYPES[kind]


def _how_to_save(artifact: ArtifactFacts) -> str:
    """The line that puts it on disk, where it isn't."""
    if artifact.download:
        return ""
    wait = "await " if iscoroutinefunction(getattr(artifact, "save", None)) else ""
    call = f'{wait}result.artifacts[{artifact.index}].save("pictures/")'
    return f"<br>{markup.code(call)} puts it on disk."


def _text(text: str) -> str:
    """What a model answers in words."""
    lines = "\n".join(markup.lines(text[:MOST_TEXT]))
    more = "…" * (len(text) > MOST_TEXT)
    style = "white-space:pre-wrap;overflow-wrap:anywhere;max-width:48em;margin:.5em 0"
    return f'<div style="{style}">{lines}{more}</div>'


def _raw(raw: Mapping[str, Any]) -> str:
    """What a result without files says."""
    text = json.dumps(journaled(dict(raw)), indent=2, ensure_ascii=False)
    lines = "\n".join(markup.lines(text[:MOST_TEXT]))
    return f'<pre style="white-space:pre-wrap">{lines}{"…" * (len(text) > MOST_TEXT)}</pre>'


def _warnings(warnings: Sequence[Issue]) -> str:
    if not warnings:
        return ""
    items = [markup.text(shortened(str(warning), 300)) for warning in warnings[:MOST_WARNINGS]]
    left = len(warnings) - len(items)
    items += [f"{left} more"] if left else []
    listed = "".join(f"<li>{item}</li>" for item in items)
    title = f"<b>{counted(len(warnings), 'warning')}</b>"
    body = f'<ul style="margin:0;padding-left:1.5em">{listed}</ul>'
    return f'<div style="{_NOTICE};margin:.5em 0;max-width:48em">{title}{body}</div>'
