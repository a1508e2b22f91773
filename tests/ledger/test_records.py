from __future__ import annotations

import time
from datetime import date, datetime, timezone

import pytest

from order_sync.errors import TerminalError
from order_sync.ledger import ForbiddenMove, ItemResult, Ledger, State
from order_sync.syncs import RecordKind
from tests.ledger.documents import COMPANY, STORE, a_record, sent


def test_a_planned_record_is_read_back_as_it_was_planned(ledger: Ledger, clock):
    record = a_record("7")
    row = ledger.records.plan([record], "run 1", "daily")[record.key]
    assert (row.state, row.generation, row.kind, row.total, row.currency) == (State.planned, 1, "invoice", 12_345, "USD")
    assert (row.order_id, row.order_number, row.document_number, row.date) == ("7", "107", "107", date(2026, 3, 1))
    assert (row.key_hash, row.run_id, row.sync, row.updated_at) == (record.hash, "run 1", "daily", clock())
    assert ledger.records.by_keys([record.key, "unknown"]) == {record.key: row}
    assert ledger.records.by_hashes(COMPANY, [record.hash]) == {record.hash: row}


def test_times_come_back_aware_and_in_utc(ledger: Ledger, clock):
    row = ledger.records.plan([a_record()], "run 1", "daily")[a_record().key]
    assert row.updated_at == datetime(2026, 3, 1, 9, 0, tzinfo=timezone.utc)
    assert row.updated_at.tzinfo is timezone.utc


def test_the_largest_amount_of_money_is_kept_to_the_cent(ledger: Ledger):
    record = a_record(total=999_999_999_999_999)
    assert ledger.records.plan([record], "run 1", "daily")[record.key].total == 999_999_999_999_999


def test_the_records_of_an_order_come_in_the_order_of_dependency(ledger: Ledger):
    kinds = [RecordKind.payment, RecordKind.invoice, RecordKind.sales_order]
    ledger.records.plan([a_record("7", kind) for kind in kinds] + [a_record("8")], "run 1", "daily")
    found = ledger.records.of_orders(COMPANY, STORE, ["7", "8", "9"])
    assert [row.kind for row in found["7"]] == ["sales_order", "invoice", "payment"]
    assert set(found) == {"7", "8"}
    assert ledger.records.of_orders("another company", STORE, ["7"]) == {}


def test_planning_again_renews_what_was_not_sent_as_the_same_attempt(ledger: Ledger):
    ledger.records.plan([a_record(total=100)], "run 1", "daily")
    row = ledger.records.plan([a_record(total=200)], "run 2", "daily")[a_record().key]
    assert (row.state, row.generation, row.total, row.run_id) == (State.planned, 1, 200, "run 2")


def test_a_refused_record_planned_again_is_a_new_attempt(ledger: Ledger):
    batch = sent(ledger, a_record())
    ledger.batches.finish(
        batch.request_id, [ItemResult("i0", "refused", reason="No such item.", remedy="Add it.", code="2500")]
    )
    refused = ledger.records.by_keys([a_record().key])[a_record().key]
    assert (refused.state, refused.reason, refused.remedy, refused.code) == (
        State.refused,
        "No such item.",
        "Add it.",
        "2500",
    )
    row = ledger.records.plan([a_record()], "run 2", "daily")[a_record().key]
    assert (row.state, row.generation, row.reason, row.code) == (State.planned, 2, "", "")


@pytest.mark.parametrize("outcome", ["confirmed", "unclear", None])
def test_what_is_sent_unclear_or_confirmed_is_left_as_it_is(ledger: Ledger, outcome: str | None):
    batch = sent(ledger, a_record())
    if outcome:
        ledger.batches.finish(batch.request_id, [ItemResult("i0", outcome, quickbooks_id="55", sync_token="0")])
    before = ledger.records.by_keys([a_record().key])
    assert ledger.records.plan([a_record(total=1)], "run 2", "daily") == before


def test_an_undone_record_planned_again_is_a_new_attempt(ledger: Ledger):
    batch = sent(ledger, a_record())
    ledger.batches.finish(batch.request_id, [ItemResult("i0", "confirmed", quickbooks_id="55", sync_token="0")])
    undone = ledger.records.undo(a_record().key)
    assert (undone.state, undone.quickbooks_id, undone.confirmed_at) == (State.undone, None, None)
    assert ledger.records.plan([a_record()], "run 2", "daily")[a_record().key].generation == 2


def test_a_document_deleted_by_a_person_is_not_planned_again_by_itself(ledger: Ledger):
    batch = sent(ledger, a_record())
    ledger.batches.finish(batch.request_id, [ItemResult("i0", "confirmed", quickbooks_id="55", sync_token="0")])
    ledger.records.miss(a_record().key, "Someone deleted it.")
    row = ledger.records.plan([a_record()], "run 2", "daily")[a_record().key]
    assert (row.state, row.generation, row.reason) == (State.missing, 1, "Someone deleted it.")


def test_a_document_that_was_there_already_is_adopted(ledger: Ledger, clock):
    ledger.records.plan([a_record()], "run 1", "daily")
    row = ledger.records.adopt(a_record().key, quickbooks_id="55", sync_token="3", total=12_000)
    assert (row.state, row.quickbooks_id, row.sync_token, row.total) == (State.confirmed, "55", "3", 12_000)
    assert row.confirmed_at == clock()


def test_a_forbidden_step_changes_nothing(ledger: Ledger):
    before = ledger.records.plan([a_record()], "run 1", "daily")
    with pytest.raises(ForbiddenMove, match="is planned"):
        ledger.records.undo(a_record().key)
    assert ledger.records.by_keys([a_record().key]) == before


def test_an_unknown_record_is_said_to_be_unknown(ledger: Ledger):
    with pytest.raises(TerminalError, match="no record nobody's"):
        ledger.records.refuse("nobody's", "reason")


def test_sync_tokens_that_were_read_again_are_noted(ledger: Ledger):
    sent(ledger, a_record())
    ledger.records.touch({a_record().key: "7"})
    assert ledger.records.by_keys([a_record().key])[a_record().key].sync_token == "7"


def test_records_are_found_by_their_run_and_by_their_documents_date(ledger: Ledger):
    ledger.records.plan([a_record("7"), a_record("8")], "run 1", "daily")
    ledger.records.plan([a_record("8")], "run 2", "daily")
    assert [row.order_id for row in ledger.records.of_run("run 1")] == ["7"]
    assert len(ledger.records.between(COMPANY, STORE, date(2026, 3, 1), date(2026, 3, 1))) == 2
    assert ledger.records.between(COMPANY, STORE, date(2026, 3, 2), date(2026, 3, 9)) == ()


def test_a_thousand_records_are_planned_sent_and_confirmed_in_about_a_second(ledger: Ledger):
    records = [a_record(str(number)) for number in range(1_000)]
    started = time.process_time()
    planned = ledger.records.plan(records, "run 1", "daily")
    for first in range(0, 1_000, 30):
        batch = sent(ledger, *records[first : first + 30])
        results = [ItemResult(item.item_id, "confirmed", quickbooks_id=item.item_id, sync_token="0") for item in batch.items]
        ledger.batches.finish(batch.request_id, results)
    spent = time.process_time() - started
    assert len(planned) == 1_000
    assert {row.state for row in ledger.records.by_keys(planned).values()} == {State.confirmed}
    assert spent < 2  # about 0.5 s of one core; the rest is for slow machines
