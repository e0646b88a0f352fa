"""limner_contrib.webhooks: the provider's notice ends its row, and nobody else's does."""

from __future__ import annotations

import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import Request

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from notices import RESULT, Fal, post

import limner
import limner_plugins.fal
from limner.journal import MemoryJournal
from limner_contrib.webhooks import WebhookReceiver

if TYPE_CHECKING:
    from stage import Stage


def test_a_notice_finishes_its_row_and_brings_the_result(stage: Stage) -> None:
    """The row is finished, its result is on record, and collecting it asks nobody."""
    row = stage.submit()
    assert row.state == "submitted"
    assert urlsplit(stage.fal.webhooks[0]).query == f"mine=1&limner_row={row.id}"
    assert stage.deliver(row) == 200
    row = stage.row(row.id)
    assert (row.state, row.result) == ("finished", RESULT)
    assert stage.told.ends == [(row.request_id, None)]
    asked = len(stage.fal.requests)
    with stage.client() as client:
        assert client.resume(row.id).result().seed == 7
    assert len(stage.fal.requests) == asked


def test_the_keys_are_read_once_and_without_the_key_of_the_account(stage: Stage) -> None:
    """Many notices cost one reading of the public keys, to which no credential goes."""
    for _ in range(3):
        assert stage.deliver(stage.submit()) == 200
    assert (stage.fal.readings, stage.fal.authorized) == (1, False)


def test_fals_keys_are_at_the_address_that_it_documents() -> None:
    call = limner_plugins.fal.provider({}).webhook_keys()
    assert (call.method, call.url) == ("GET", "https://rest.fal.ai/.well-known/jwks.json")
    assert call.headers == {}


def test_unpadded_keys_do_too(stage: Stage) -> None:
    stage.fal.padding = ""
    assert stage.deliver(stage.submit()) == 200


def test_a_notice_without_a_row_in_its_url_is_matched_by_its_request_id(stage: Stage) -> None:
    row = stage.submit()
    assert row.request_id
    assert post(stage.fal.notice(row.request_id), stage.hook) == 200
    assert stage.row(row.id).state == "finished"


def test_it_may_be_mounted_with_a_slash_at_the_end_of_its_address(stage: Stage) -> None:
    """Without the slash Starlette answers with a redirect, which fal doesn't follow."""
    row = stage.submit()
    mounted = stage.hook.replace("/hooks/fal", "/mounted")
    assert row.request_id
    assert post(stage.fal.notice(row.request_id), mounted) == 307
    assert post(stage.fal.notice(row.request_id), f"{mounted}/") == 200
    assert stage.row(row.id).state == "finished"


def test_a_failed_job_fails_its_row_in_the_providers_words(stage: Stage) -> None:
    """The words are those that fetching the result would have brought."""
    row = stage.submit()
    payload = {"detail": [{"loc": ["body", "prompt"], "msg": "too rude", "type": "one_of"}]}
    said = {"status": "ERROR", "error": "Invalid status code: 422", "payload": payload}
    assert stage.deliver(row, **said) == 200
    row = stage.row(row.id)
    assert row.state == "failed"
    assert row.detail
    assert row.detail.startswith(f"fal failed the job {row.request_id}")
    assert stage.told.ends == [(row.request_id, "Invalid status code: 422")]


def test_a_notice_overrules_who_gave_a_job_up(stage: Stage) -> None:
    """That somebody said it is lost is a word; that it is done is signed."""
    row = stage.submit()
    stage.journal.move(row.id, "lost", detail="a person said that fal lost it")

    assert stage.deliver(row) == 200

    row = stage.row(row.id)
    assert (row.state, row.result) == ("finished", RESULT)


def test_a_result_that_did_not_come_along_is_left_to_be_fetched(stage: Stage) -> None:
    row = stage.submit()
    assert stage.deliver(row, payload=None, payload_error="not serializable") == 200
    row = stage.row(row.id)
    assert (row.state, row.result) == ("finished", None)


def test_a_replayed_notice_changes_nothing(stage: Stage) -> None:
    """The same bytes again are taken, and neither the row nor the plugins hear of it."""
    row = stage.submit()
    assert row.request_id
    notice = stage.fal.notice(row.request_id)
    assert post(notice, stage.fal.webhooks[0]) == 200
    first = stage.row(row.id)
    assert post(notice, stage.fal.webhooks[0]) == 200
    assert stage.row(row.id) == first
    assert len(stage.told.ends) == 1


def test_many_deliveries_at_once_leave_one_row_finished_once(stage: Stage) -> None:
    row = stage.submit()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: stage.deliver(row), range(16)))
    assert answers == [200] * 16
    assert [(one.state, one.result) for one in stage.journal.entries()] == [("finished", RESULT)]


@pytest.mark.parametrize("how", ["tampered", "old", "early", "another's key", "another job's"])
def test_what_the_provider_did_not_sign_just_now_is_refused(stage: Stage, how: str) -> None:
    """403, and the row stays as it is."""
    row = stage.submit()
    assert row.request_id
    notice = stage.fal.notice(row.request_id, at={"old": -301, "early": 330}.get(how, 0))
    if how == "tampered":
        assert isinstance(notice.data, bytes)
        notice.data = notice.data.replace(b"OK", b"KO")
    if how == "another's key":
        notice = Fal(keys=[Ed25519PrivateKey.generate()], url="http://x").notice(row.request_id)
    if how == "another job's":
        notice = stage.fal.notice("another-job")
        notice.add_header("X-Fal-Webhook-Request-Id", row.request_id)
    assert post(notice, stage.fal.webhooks[0]) == 403
    assert stage.row(row.id) == row


def test_a_new_key_is_found_and_garbage_does_not_make_it_read_again(stage: Stage) -> None:
    """When no key fits, the keys are read anew, once a minute at most."""
    assert stage.deliver(stage.submit()) == 200
    stage.fal.keys.append(Ed25519PrivateKey.generate())
    assert stage.deliver(stage.submit()) == 403
    assert stage.fal.readings == 1


def test_nothing_is_asked_or_read_for_what_claims_no_signature(stage: Stage) -> None:
    """Whoever finds the address costs us neither a call to fal nor the memory for a body."""
    assert post(Request(stage.hook, b"x" * 200_000), stage.hook) == 403  # noqa: S310 -- ours
    assert stage.fal.readings == 0


def test_without_keys_the_notice_has_to_come_again(stage: Stage) -> None:
    row = stage.submit()
    stage.fal.has_keys = False
    assert stage.deliver(row) == 503
    assert stage.row(row.id).state == "submitted"


def test_a_notice_about_an_unknown_job_is_taken_and_nothing_is_made_of_it(stage: Stage) -> None:
    """The notices of other apps of the account may come here too; fal needn't repeat them."""
    row = stage.submit()
    assert post(stage.fal.notice("5f0c1d3e-another-apps-job"), stage.hook) == 200
    assert stage.journal.entries() == (row,)


def test_a_journal_that_is_locked_has_the_notice_come_again(stage: Stage) -> None:
    """503, so that fal posts it again; then the row is finished."""
    row = stage.submit()
    other = sqlite3.connect(stage.journal.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert stage.deliver(row) == 503
    other.close()
    assert stage.row(row.id).state == "submitted"
    assert stage.deliver(row) == 200
    assert stage.row(row.id).state == "finished"


@pytest.mark.parametrize(("method", "size", "status"), [("GET", 0, 405), ("POST", 200_000, 413)])
def test_only_posts_of_a_sensible_size_are_read(
    stage: Stage, method: str, size: int, status: int
) -> None:
    notice = stage.fal.notice("a-job", payload="x" * size)
    notice.data = notice.data if method == "POST" else None
    assert post(notice, stage.hook) == status


def test_without_the_extra_it_says_which_one_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the app starts, and not when the first notice comes."""
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.ed25519", None)
    client = limner.AsyncClient(journal=MemoryJournal(), environment={})
    with pytest.raises(limner.MissingExtra, match=r"limner\[webhooks\]"):
        WebhookReceiver(client)


def test_a_client_without_a_journal_and_a_provider_without_notices_are_refused() -> None:
    with pytest.raises(limner.UnusableWebhook, match="no journal"):
        WebhookReceiver(limner.AsyncClient(journal=None, environment={}))
    client = limner.AsyncClient(journal=MemoryJournal(), environment={})
    with pytest.raises(limner.UnusableWebhook, match="sandbox sends no notices"):
        WebhookReceiver(client, provider="sandbox")
