from __future__ import annotations

import pytest

from order_sync.errors import Busy, TerminalError
from order_sync.ledger import (
    BatchItem,
    Fence,
    ForbiddenMove,
    ItemResult,
    Ledger,
    Outcome,
    State,
    StoredBatch,
    batch_request_id,
    name_lease,
)
from tests.ledger.documents import COMPANY, a_batch, a_record, sent


def state_of(ledger: Ledger, order_id: str) -> State:
    return ledger.records.by_keys([a_record(order_id).key])[a_record(order_id).key].state


def test_a_batch_is_stored_with_its_items_in_order_and_its_records_are_sent(ledger: Ledger, clock):
    records = [a_record(order_id) for order_id in ("3", "1", "2")]
    batch = sent(ledger, *records)
    assert ledger.batches.open_batches(COMPANY) == (batch,)
    assert [item.subject for item in batch.items] == [record.key for record in records]
    row = ledger.records.by_keys([records[0].key])[records[0].key]
    assert (row.state, row.request_id, row.updated_at) == (State.sent, batch.request_id, clock())
    assert ledger.batches.open_batches("another company") == ()


def test_a_stale_fence_stores_nothing(ledger: Ledger, clock):
    planned = ledger.records.plan([a_record()], "run 1", "daily")
    batch = a_batch(list(planned.values()))
    fence = ledger.leases.acquire(["order:1"], "slow", 60)["order:1"]
    clock.move(61)
    ledger.leases.acquire(["order:1"], "quick", 60)
    with pytest.raises(Busy, match="claim on order:1 has ended or passed to another run"):
        ledger.batches.store(batch, fence)
    assert ledger.batches.open_batches(COMPANY) == ()
    assert state_of(ledger, "1") is State.planned


def test_one_stale_fence_of_many_is_enough(ledger: Ledger, clock):
    planned = ledger.records.plan([a_record()], "run 1", "daily")
    good = ledger.leases.acquire(["order:1"], "worker", 60)["order:1"]
    with pytest.raises(Busy, match="order:2"):
        ledger.batches.store(a_batch(list(planned.values())), [good, Fence("order:2", 1)])


def test_a_record_is_never_in_two_open_batches(ledger: Ledger):
    sent(ledger, a_record("1"))
    rows = ledger.records.plan([a_record("1"), a_record("2")], "run 2", "daily")
    fence = ledger.leases.acquire(["x"], "worker", 60)["x"]
    with pytest.raises(ForbiddenMove, match="is sent"):
        ledger.batches.store(a_batch(list(rows.values())), fence)
    assert state_of(ledger, "2") is State.planned


def test_the_same_batch_is_not_stored_twice_while_it_is_open(ledger: Ledger):
    batch = sent(ledger, a_record("1"))
    with pytest.raises(Busy, match="is stored already"):
        ledger.batches.store(batch, ())


def test_an_attempt_that_was_answered_is_not_stored_again(ledger: Ledger):
    made = sent(ledger, a_record("1"))
    ledger.batches.finish(made.request_id, [ItemResult("i0", "confirmed", quickbooks_id="55")])
    row = ledger.records.by_keys([a_record("1").key])[a_record("1").key]
    deleting = a_batch([row], operation="delete")
    ledger.batches.store(deleting, ())
    ledger.batches.finish(deleting.request_id, [ItemResult("i0", "refused", reason="The period is closed.")])
    with pytest.raises(Busy, match="is answered already"):
        ledger.batches.store(deleting, ())
    assert ledger.batches.generations([row.key], "delete") == {row.key: 2}


def test_an_unplanned_record_is_not_sent(ledger: Ledger):
    item = BatchItem("i0", a_record().key, "create")
    with pytest.raises(TerminalError, match="no record"):
        ledger.batches.store(StoredBatch("r1", COMPANY, "run 1", b"", (item,)), ())


def test_results_are_written_as_they_come_and_the_last_one_closes_the_batch(ledger: Ledger, clock):
    batch = sent(ledger, a_record("1"), a_record("2"), a_record("3"))
    confirmed = ItemResult("i0", "confirmed", quickbooks_id="55", sync_token="0", total=12_345, customer_id="9")
    ledger.batches.finish(batch.request_id, [confirmed])
    (open_batch,) = ledger.batches.open_batches(COMPANY)
    assert [item.outcome for item in open_batch.items] == [Outcome.confirmed, None, None]
    assert open_batch.body == batch.body

    ledger.batches.finish(batch.request_id, [ItemResult("i1", "refused", reason="No."), ItemResult("i2", "unclear")])
    assert [state_of(ledger, order_id) for order_id in "123"] == ["confirmed", "refused", "unclear"]
    assert len(ledger.batches.open_batches(COMPANY)) == 1

    ledger.batches.finish(batch.request_id, [ItemResult("i2", "confirmed", quickbooks_id="56", sync_token="0")])
    assert ledger.batches.open_batches(COMPANY) == ()
    row = ledger.records.by_keys([a_record("1").key])[a_record("1").key]
    assert (row.quickbooks_id, row.sync_token, row.total, row.customer_id) == ("55", "0", 12_345, "9")
    assert row.confirmed_at == clock()


def test_the_same_answer_twice_changes_nothing(ledger: Ledger, clock):
    batch = sent(ledger, a_record("1"))
    result = ItemResult("i0", "confirmed", quickbooks_id="55", sync_token="0")
    ledger.batches.finish(batch.request_id, [result])
    before = ledger.records.by_keys([a_record("1").key])
    clock.move(60)
    ledger.batches.finish(batch.request_id, [result])
    assert ledger.records.by_keys([a_record("1").key]) == before


@pytest.mark.parametrize("late", ["unclear", "not_found", "refused"])
def test_a_late_answer_that_says_less_never_takes_back_a_confirmation(ledger: Ledger, late: str):
    batch = sent(ledger, a_record("1"))
    ledger.batches.finish(batch.request_id, [ItemResult("i0", "confirmed", quickbooks_id="55", sync_token="0")])
    ledger.batches.finish(batch.request_id, [ItemResult("i0", late)])
    assert state_of(ledger, "1") is State.confirmed


def test_a_late_answer_does_not_touch_a_newer_attempt(ledger: Ledger):
    first = sent(ledger, a_record("1"))
    ledger.batches.finish(first.request_id, [ItemResult("i0", "refused", reason="No.")])
    second = sent(ledger, a_record("1"))
    assert second.request_id != first.request_id
    ledger.batches.finish(first.request_id, [ItemResult("i0", "confirmed", quickbooks_id="55")])
    assert state_of(ledger, "1") is State.sent


def test_a_late_confirmation_keeps_a_planned_record_from_being_sent_again(ledger: Ledger):
    first = sent(ledger, a_record("1"))
    ledger.batches.finish(first.request_id, [ItemResult("i0", "not_found")])
    second = sent(ledger, a_record("1"), a_record("2"))
    ledger.batches.finish(second.request_id, [ItemResult("i0", "not_found")])
    ledger.batches.finish(first.request_id, [ItemResult("i0", "confirmed", quickbooks_id="55")])
    assert state_of(ledger, "1") is State.confirmed


def test_an_attempt_whose_refusal_came_too_late_is_sent_again_to_hear_it(ledger: Ledger):
    first = sent(ledger, a_record("1"))
    ledger.batches.finish(first.request_id, [ItemResult("i0", "not_found")])
    second = sent(ledger, a_record("1"), a_record("2"))
    ledger.batches.finish(first.request_id, [ItemResult("i0", "refused")])
    ledger.batches.finish(second.request_id, [ItemResult("i0", "not_found")])
    again = sent(ledger, a_record("1"))
    assert (again.request_id, again.body) == (first.request_id, first.body)
    ledger.batches.finish(again.request_id, [ItemResult("i0", "refused")])
    assert state_of(ledger, "1") is State.refused


def test_what_never_arrived_is_planned_again_and_goes_out_as_the_same_bytes(ledger: Ledger):
    first = sent(ledger, a_record("1"))
    ledger.batches.finish(first.request_id, [ItemResult("i0", "not_found")])
    assert ledger.batches.open_batches(COMPANY) == ()
    row = ledger.records.plan([a_record("1")], "run 2", "daily")[a_record("1").key]
    assert (row.state, row.generation) == (State.planned, 1)

    again = a_batch([row], run_id="run 2")
    assert again.request_id == first.request_id
    to_send = ledger.batches.store(again, ())
    assert (to_send.body, to_send.run_id) == (first.body, "run 2")
    assert ledger.batches.open_batches(COMPANY) == (to_send,)


def test_a_batch_may_make_customers_and_items_that_are_no_records(ledger: Ledger):
    subject = name_lease(COMPANY, "Customer", " Ada LOCKWOOD ")
    batch = StoredBatch("r1", COMPANY, "run 1", b"{}", (BatchItem("c1", subject, "create"),))
    assert ledger.batches.store(batch, ()) == batch
    ledger.batches.finish("r1", [ItemResult("c1", "confirmed", quickbooks_id="9")])
    assert ledger.batches.open_batches(COMPANY) == ()


def test_closing_a_sales_order_renews_its_sync_token_and_leaves_its_state(ledger: Ledger):
    record = a_record("1")
    made = sent(ledger, record)
    ledger.batches.finish(made.request_id, [ItemResult("i0", "confirmed", quickbooks_id="55", sync_token="0")])
    row = ledger.records.by_keys([record.key])[record.key]
    closing = a_batch([row], operation="update")
    ledger.batches.store(closing, ())
    assert state_of(ledger, "1") is State.confirmed
    ledger.batches.finish(closing.request_id, [ItemResult("i0", "confirmed", quickbooks_id="55", sync_token="1")])
    row = ledger.records.by_keys([record.key])[record.key]
    assert (row.state, row.sync_token) == (State.confirmed, "1")


def test_a_confirmed_delete_makes_its_record_undone_and_a_refused_one_does_not(ledger: Ledger):
    made = sent(ledger, a_record("1"), a_record("2"))
    results = [ItemResult(item.item_id, "confirmed", quickbooks_id="5", sync_token="0") for item in made.items]
    ledger.batches.finish(made.request_id, results)
    rows = ledger.records.by_keys(item.subject for item in made.items)
    deleting = a_batch(list(rows.values()), operation="delete")
    ledger.batches.store(deleting, ())
    ledger.batches.finish(deleting.request_id, [ItemResult("i0", "confirmed"), ItemResult("i1", "refused")])
    assert sorted(row.state for row in ledger.records.by_keys(rows).values()) == [State.confirmed, State.undone]


def test_the_generation_of_what_is_no_record_rises_with_certain_outcomes_alone(ledger: Ledger):
    subject = name_lease(COMPANY, "Customer", "Ada Lockwood")
    seen = []
    for number, outcome in enumerate(["refused", "not_found", "confirmed"]):
        seen.append(ledger.batches.generations([subject], "create")[subject])
        batch = StoredBatch(f"r{number}", COMPANY, "run 1", b"{}", (BatchItem("c1", subject, "create"),))
        ledger.batches.store(batch, ())
        ledger.batches.finish(batch.request_id, [ItemResult("c1", outcome)])
    assert [*seen, ledger.batches.generations([subject], "create")[subject]] == [1, 2, 2, 3]
    assert ledger.batches.generations([subject], "update") == {subject: 1}


def test_a_closed_batch_lets_go_of_its_body(ledger: Ledger, ledger_url: str):
    batch = sent(ledger, a_record("1"))
    ledger.batches.finish(batch.request_id, [ItemResult("i0", "confirmed", quickbooks_id="55")])
    with ledger.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT body FROM order_sync_batches").scalar_one() is None


def test_an_unknown_batch_or_item_is_refused(ledger: Ledger):
    batch = sent(ledger, a_record("1"))
    with pytest.raises(TerminalError, match="No batch r9"):
        ledger.batches.finish("r9", [])
    with pytest.raises(TerminalError, match="no item i7"):
        ledger.batches.finish(batch.request_id, [ItemResult("i7", "confirmed")])


@pytest.mark.parametrize("items", [(), (BatchItem("i0", "name:a", "create"), BatchItem("i0", "name:b", "create"))])
def test_a_batch_needs_items_that_can_be_told_apart(ledger: Ledger, items: tuple[BatchItem, ...]):
    with pytest.raises(ValueError, match="an id of its own"):
        ledger.batches.store(StoredBatch("r1", COMPANY, "run 1", b"", items), ())


def test_a_request_id_stands_for_exactly_these_items_in_this_order():
    one, two = ("a", "create", 1), ("b", "create", 1)
    ids = {
        batch_request_id(items)
        for items in ([one, two], [two, one], [one], [("a", "create", 2)], [("a", "delete", 1)], [("ac", "reate", 1)])
    }
    assert len(ids) == 6
    assert {len(request_id) for request_id in ids} == {36}
    assert batch_request_id([one, two]) == batch_request_id([one, two])
