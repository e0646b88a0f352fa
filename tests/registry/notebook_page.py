"""Reads the HTML that notebooks are given, as strictly as a browser doesn't."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

TAGS = re.compile(
    "a|audio|b|br|code|div|figcaption|figure|img|li|pre|s|span|table|tbody|td|th|thead|tr|ul|video"
)
ATTRIBUTE = re.compile("alt|controls|href|preload|referrerpolicy|rel|src|style|target")
VOID = frozenset({"br", "img"})


@dataclass
class Page:
    """What a page holds.

    Attributes:
        text: What a person reads, its pieces joined by spaces.
        urls: Every `src` and `href`, in order.
        tags: Every element, in order.
    """

    text: str = ""
    urls: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def read(html: str) -> Page:
    """Read a page; fails unless it's well-formed, and of harmless elements only."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [], f"never closed: {reader.open}"
    html.encode()
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert TAGS.fullmatch(tag), tag
        self.page.tags.append(tag)
        self.open += [] if tag in VOID else [tag]
        names = [name for name, _ in attrs]
        assert all(map(ATTRIBUTE.fullmatch, names)), names
        assert len(names) == len(set(names)), names
        for name, value in attrs:
            if name in {"src", "href"}:
                self._url(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.page.text = " ".join([*self.page.text.split(), *data.split()])

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def _url(self, url: str) -> None:
        harmless = ("https://", "http://", "data:image/", "data:video/", "data:audio/")
        assert url.lower().startswith(harmless), url[:100]
        self.page.urls.append(url)
