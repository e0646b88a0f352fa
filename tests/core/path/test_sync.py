"""A model list on its way into the catalog: read patiently, and nothing concluded rashly."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from model_list import ModelList, entries, entry

from limner.course import Course
from limner.driver import Driver
from limner.errors import ConnectionLost, KeyRefused, ListUnreadable, NotSent, Unreachable
from limner.path.sync import ModelList as Wanted, sync
from limner.provider import Account, Catalogued
from limner.transport import HttpAnswer, HttpCall
from limner_plugins.fal import provider
from limner_registry.catalog import Catalog
from limner_registry.syncing import Intake, Kind, Report, Store

if TYPE_CHECKING:
    from pathlib import Path

    from limner.transport import Stream

Fault = HttpAnswer | Exception

GARBAGE = HttpAnswer(200, {}, b"<html>log in</html>")
BAD_GATEWAY = HttpAnswer(502, {"content-type": "text/html"}, b"<html>nginx</html>")


def refusal(status: int, message: str = "no") -> HttpAnswer:
    body = {"error": {"type": "validation_error", "message": message}}
    return HttpAnswer(status, {}, json.dumps(body).encode())


@dataclass
class ListTransport:
    """`Transport` to a list in this process, with faults by a call's number; time is virtual."""

    listed: ModelList
    faults: dict[int, Fault] = field(default_factory=dict)
    always: Fault | None = None
    calls: list[HttpCall] = field(default_factory=list)
    time: float = 0.0

    def send(self, call: HttpCall) -> HttpAnswer:
        self.calls.append(call)
        fault = self.faults.get(len(self.calls), self.always)
        if isinstance(fault, Exception):
            raise fault
        if fault:
            return fault
        status, body = self.listed.answer(call.url)
        return HttpAnswer(status, {}, json.dumps(body).encode())

    def open(self, call: HttpCall) -> Stream:
        raise AssertionError(call)

    def sleep(self, seconds: float) -> None:
        self.time += seconds

    def now(self) -> float:
        return self.time

    def close(self) -> None:
        pass


def path_of(home: Path, key: str | None = None, query: str | None = None) -> Any:
    fal = provider({})
    assert isinstance(fal, Catalogued)
    wanted = Wanted(Account(fal, key), fal, query=query, chance=lambda: 0.5)
    store = Store(home, wanted.page(None).url.partition("?")[0])
    return sync(wanted, Intake(Catalog(home), store, "fal"), lambda _: None)


def synced(home: Path, transport: ListTransport, **options: Any) -> Report:
    report: Report = Driver(transport, None).drive(path_of(home, **options))
    return report


def ids_in(home: Path) -> list[str]:
    return [row.endpoint_id for row in Catalog(home).listing()]


def test_the_whole_list_is_read(tmp_path: Path) -> None:
    """Page after page until there's no more, and every model is in the catalog."""
    listed = ModelList(entries(25))

    report = synced(tmp_path, ListTransport(listed))

    assert listed.pages == [1, 2, 3]
    assert ids_in(tmp_path) == [one["endpoint_id"] for one in listed.models]
    assert (len(report.of(Kind.ADDED)), report.whole) == (25, True)
    assert Catalog(tmp_path).read("acme/model-07").title == "Acme/Model-07"


@pytest.mark.parametrize("key", [None, "kid:secret"])
def test_the_key_is_shown_if_there_is_one(tmp_path: Path, key: str | None) -> None:
    """The list is read without a key, and with one where there is one."""
    transport = ListTransport(ModelList(entries(1)))

    synced(tmp_path, transport, key=key)

    shown = [call.headers.get("Authorization") for call in transport.calls]
    assert shown == [key and f"Key {key}"]


FAULTS: dict[str, Fault] = {
    "bad gateway": BAD_GATEWAY,
    "html": GARBAGE,
    "half a page": HttpAnswer(200, {}, b'{"models": [{"endpoint_id": "acme/cu'),
    "no cursor": HttpAnswer(200, {}, b'{"models": [], "has_more": true}'),
    "no models": HttpAnswer(200, {}, b'{"models": {}, "has_more": false}'),
    "no end": HttpAnswer(200, {}, b'{"models": [], "has_more": 0}'),
    "deep": HttpAnswer(200, {}, b"[" * 100_000),
    "unavailable": HttpAnswer(503),
    "busy": HttpAnswer(429),
    "failing": refusal(500),
    "busy in words": refusal(429),
    "cut": ConnectionLost("cut"),
    "not sent": NotSent("refused"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_page_that_does_not_come_is_asked_for_again(tmp_path: Path, fault: Fault) -> None:
    """Whatever came instead, nothing is lost, and nothing is taken twice."""
    listed = ModelList(entries(25))

    report = synced(tmp_path, ListTransport(listed, {2: fault, 3: fault}))

    assert listed.pages == [1, 2, 3]
    assert len(report.of(Kind.ADDED)) == len(ids_in(tmp_path)) == 25


def test_retry_after_is_heeded(tmp_path: Path) -> None:
    """As long as the provider asks for is waited, at least."""
    transport = ListTransport(
        ModelList(entries(1)), {1: HttpAnswer(429, {"retry-after": "77"}, b"")}
    )

    synced(tmp_path, transport)

    assert transport.time == 77


@pytest.mark.parametrize(
    ("fault", "error", "told"),
    [
        (BAD_GATEWAY, Unreachable, "HTTP 502"),
        (GARBAGE, Unreachable, "HTTP 200"),
        (HttpAnswer(429), Unreachable, "with a key it can be asked more often"),
        (ConnectionLost("cut"), Unreachable, "cut"),
        (NotSent("no such host"), Unreachable, "no such host"),
        (HttpAnswer(404, {}, b"<html>"), Unreachable, "HTTP 404"),
        (refusal(400, "a bad limit"), ListUnreadable, "a bad limit"),
        (refusal(401, "an unknown key"), KeyRefused, "an unknown key"),
    ],
)
def test_patience_has_an_end(
    tmp_path: Path, fault: Fault, error: type[Exception], told: str
) -> None:
    """After two minutes, or at once where asking again can't help, an error tells why."""
    transport = ListTransport(ModelList([]), always=fault)

    with pytest.raises(error, match=told):
        synced(tmp_path, transport)

    assert transport.time <= 120
    assert len(transport.calls) < 20


def test_an_interrupted_pass_is_gone_on_with(tmp_path: Path) -> None:
    """From the page that it had reached, and the report is of both parts."""
    listed = ModelList(entries(35))
    down = dict.fromkeys(range(4, 99), BAD_GATEWAY)
    with pytest.raises(Unreachable):
        synced(tmp_path, ListTransport(listed, {**down}))
    assert len(ids_in(tmp_path)) == 30

    report = synced(tmp_path, ListTransport(listed))

    assert listed.pages == [1, 2, 3, 4]
    assert len(report.of(Kind.ADDED)) == len(ids_in(tmp_path)) == 35


def test_a_page_that_is_not_known_any_more_is_no_obstacle(tmp_path: Path) -> None:
    """Where the provider refuses the page to go on with, the list is read from its start."""
    listed = ModelList(entries(25))
    with pytest.raises(Unreachable):
        synced(tmp_path, ListTransport(listed, dict.fromkeys(range(3, 99), GARBAGE)))

    report = synced(tmp_path, ListTransport(listed, {1: refusal(400, "a bad cursor")}))

    assert listed.pages == [1, 2, 1, 2, 3]
    assert len(report.of(Kind.ADDED)) == 25


def facts_of(report: Report, home: Path) -> tuple[Any, ...]:
    return report.as_json(), [row.sha256 for row in Catalog(home).listing()]


def test_a_crash_after_any_effect_costs_nothing(tmp_path: Path) -> None:
    """Stopped after each effect in turn and called again: catalog and report are the same."""
    before = [*entries(25), entry("acme/gone"), entry("acme/old")]
    after = [*entries(24), entry("acme/model-24", {"size": {"type": "integer"}}), entry("acme/a")]
    old = entry("acme/old", status="deprecated")

    def second(home: Path, effects: int | None) -> tuple[int, list[int], Any]:
        synced(home, ListTransport(ModelList(before)))
        listed = ModelList(after, [old])
        transport, count = ListTransport(listed), 0
        driver, course = Driver(transport, None), Course(path_of(home))
        while course.effect is not None and count != effects:
            course.resume(driver.perform(course.effect))
            count += 1
        report = course.result if course.effect is None else synced(home, transport)
        return count, listed.pages, facts_of(report, home)

    count, _, whole = second(tmp_path / "whole", None)
    for effects in range(count):
        _, pages, facts = second(tmp_path / str(effects), effects)
        assert facts == whole
        assert len(pages) - len({*pages}) <= 1

    assert count > 15
    assert whole[0]["gone"] == ["acme/gone"]
    assert [one["endpoint_id"] for one in whole[0]["changed"]] == ["acme/model-24", "acme/old"]


@pytest.mark.parametrize("fresh", [False, True])
def test_a_list_without_an_end_is_left(tmp_path: Path, *, fresh: bool) -> None:
    """A cursor that comes again, or ever new ones that bring nothing new, end the pass."""

    class Endless(ModelList):
        def answer(self, url: str) -> tuple[int, Any]:
            self.asked.append({"url": [url]})
            cursor = f"cursor-{len(self.asked) if fresh else 1}"
            return 200, {"models": self.models, "next_cursor": cursor, "has_more": True}

    transport = ListTransport(Endless(entries(3)))

    with pytest.raises(ListUnreadable, match="circle"):
        synced(tmp_path, transport)

    assert len(transport.calls) < 30
    assert len(ids_in(tmp_path)) == 3


def test_a_page_of_many_megabytes_is_not_read(tmp_path: Path, monkeypatch: Any) -> None:
    """A page far beyond what one can be is as good as none."""
    monkeypatch.setattr("limner_plugins.fal.catalog.LARGEST_PAGE", 9_999)
    large = ModelList([entry("acme/a", {"x": {"type": "string", "description": "x" * 10_000}})])

    with pytest.raises(Unreachable):
        synced(tmp_path, ListTransport(large))

    assert ids_in(tmp_path) == []


@pytest.mark.parametrize("strict", [False, True])
def test_only_what_is_not_found_either_is_gone(tmp_path: Path, *, strict: bool) -> None:
    """What the list skips is looked for: it may be there, or retired, or really gone."""
    every = [*entries(12), entry("acme/skipped"), entry("acme/retired"), entry("acme/gone")]
    synced(tmp_path, ListTransport(ModelList(every)))
    left = [entry("acme/skipped"), entry("acme/retired", status="deprecated")]

    report = synced(tmp_path, ListTransport(ModelList(entries(12), left, strict)))

    catalog = Catalog(tmp_path)
    assert list(report.of(Kind.GONE)) == ["acme/gone"]
    assert list(report.of(Kind.CHANGED)) == ["acme/retired"]
    deprecated = [row.endpoint_id for row in catalog.listing() if row.deprecated]
    assert deprecated == ["acme/gone", "acme/retired"]


def test_a_part_of_the_list_says_nothing_of_the_rest(tmp_path: Path) -> None:
    """With a query, no model is missed, and none is looked for."""
    synced(tmp_path, ListTransport(ModelList(entries(12))))
    listed = ModelList(entries(2))

    report = synced(tmp_path, ListTransport(listed), query="few words")

    assert (report.whole, report.of(Kind.GONE)) == (False, {})
    assert [query["q"] for query in listed.asked] == [["few words"]]


def test_a_list_that_has_lost_most_models_is_not_believed(tmp_path: Path) -> None:
    """An empty list marks nothing, and that is said."""
    synced(tmp_path, ListTransport(ModelList(entries(30))))
    listed = ModelList([])

    report = synced(tmp_path, ListTransport(listed))

    assert (report.whole, len(listed.asked), len(report.notes)) == (False, 1, 1)
    assert not any(row.deprecated for row in Catalog(tmp_path).listing())
    assert "lacks 30 of the 30" in report.notes[0]
