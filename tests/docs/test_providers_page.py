"""docs/providers.md: the providers that it shows run models, over HTTP on this machine."""

from __future__ import annotations

import importlib
import json
from typing import TYPE_CHECKING

import pytest
from acme_server import KEY, acme
from pages import Reader, blocks
from queue_server import serving

import limner

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

PAGE = "providers.md"
FLUX = "fal-ai/flux/dev"


def test_the_page_works_as_it_stands(tmp_path: Path) -> None:
    """Installed by its entry point or passed in, a provider of one's own runs a model."""
    with acme() as service, serving() as proxy:
        urls = {"ACME_URL": service.url, "PROXY_URL": proxy.url}
        Reader(tmp_path, {**urls, "ACME_KEY": KEY}).read(PAGE)

    assert [job["input"] for job in service.jobs] == [{"prompt": "a lamp"}]
    assert [path.suffix for path in (tmp_path / "lamps").iterdir()].count(".png") == 1
    assert proxy.methods.count("POST") == 1
    assert {key for *_, key in proxy.calls} == {None}


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The page's provider, imported."""
    for block in blocks(PAGE):
        if block.note.startswith("file: "):
            Reader(tmp_path).do(block)
    monkeypatch.syspath_prepend(tmp_path / "acme-provider")
    return importlib.import_module("acme_provider")


def _client(module: ModuleType, url: str, key: str | None = KEY) -> limner.Client:
    environment = {"ACME_KEY": key} if key else {}
    return limner.Client(module.AcmeProvider(url), environment=environment)


def test_the_events_of_a_job_are_the_services(module: ModuleType) -> None:
    """Its states become events, and a job is found again by its id."""
    with acme() as service, _client(module, service.url) as client:
        job = client.submit(FLUX, {"prompt": "a lamp"})
        events = [type(event).__name__ for event in job.events()]
        again = client.job(FLUX, job.request_id or "").result()

    assert events == ["Queued", "InProgress", "Completed"]
    assert (again.seed, again.warnings) == (7, ())


def test_its_errors_are_limners(module: ModuleType) -> None:
    """A wrong key, a missing one, and a job that nobody knows have an error each."""
    with acme() as service:
        for key, kind in (("wrong", limner.KeyRefused), (None, limner.MissingKey)):
            with _client(module, service.url, key) as client, pytest.raises(kind):
                client.run(FLUX, {"prompt": "a lamp"})
        with _client(module, service.url) as client, pytest.raises(limner.JobNotFound):
            client.job(FLUX, "99").result()

    assert json.dumps(service.jobs) == "[]"
