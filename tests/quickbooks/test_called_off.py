"""Orders cancelled in the store: their open sales orders are closed, over real HTTP, and nothing that is a person's."""

import pytest

from order_sync.orders import Lifecycle
from tests.generators.orders import an_order
from tests.quickbooks.conftest import killed_at

HOLD = {"invoice_held_by": "Only fulfilled orders"}


def placed(number="1001", **changes):
    return an_order(number=number, **changes)


def cancelled(number="1001"):
    return placed(number, lifecycle=Lifecycle.cancelled)


def statuses(books):
    return [document["TxnStatus"] for document in books.documents("Estimate")]


def test_the_open_sales_order_of_a_cancelled_order_is_rejected_once(books):
    books.run([placed()], **HOLD)
    result = books.run([cancelled()], **HOLD)
    assert (statuses(books), result.outcomes(), result.differences) == (["Rejected"], [("sales_order", "closed")], [])
    books.forget_calls()
    again = books.run([cancelled()], **HOLD)
    assert (books.calls()["writes"], again.loaded, again.differences) == (0, [], [])
    assert [(held.code, held.waits) for held in again.planned[0].held] == [("sales_order_ended", False)]


def test_a_preview_says_so_and_writes_nothing(books):
    books.run([placed()], **HOLD)
    (planned,) = books.plan([cancelled()])
    assert planned.notes == ("The order was cancelled in the store; its sales order 1001 is closed.",)
    assert statuses(books) == ["Accepted"]


@pytest.mark.parametrize(
    ("does", "code", "status"),
    [
        ({"do": "edit", "line": 1, "quantity": 3}, "sales_order_left", "Accepted"),
        ({"do": "edit", "note": "Call first"}, "sales_order_left", "Accepted"),
        ({"do": "invoice_estimate"}, "cancelled_but_invoiced", "Closed"),
        ({"do": "reject"}, "sales_order_ended", "Rejected"),
        ({"do": "close"}, "sales_order_ended", "Closed"),
    ],
)
def test_what_a_person_did_with_the_sales_order_stands(books, does, code, status):
    books.run([placed()], **HOLD)
    books.person(doc_number="1001", **does)
    before = books.documents("Estimate")
    (planned,) = books.run([cancelled()], **HOLD).planned
    assert (planned.closings, [held.code for held in planned.held]) == ((), [code])
    assert (books.documents("Estimate"), statuses(books)) == (before, [status])


def test_a_sales_order_deleted_by_a_person_is_nothing_to_close(books):
    books.run([placed()], **HOLD)
    books.person("delete", doc_number="1001")
    (planned,) = books.run([cancelled()], **HOLD).planned
    assert [held.code for held in planned.held] == ["sales_order_ended"]


def test_a_person_who_edits_between_building_and_loading_is_not_overruled(books):
    books.run([placed()], **HOLD)
    planned = books.plan([cancelled()])
    books.person("edit", doc_number="1001", line=1, quantity=7)
    (loaded,) = books.load(planned)
    assert (loaded.code, statuses(books)) == ("sales_order_moved", ["Accepted"])


@pytest.mark.parametrize("kind", ["cut_after_commit", "cut_mid_batch", "504", "lost_item"])
def test_lost_answers_close_every_sales_order_exactly_once(books, kind):
    numbers = [str(number) for number in range(1, 6)]
    books.run([placed(number) for number in numbers], **HOLD)
    books.fault(kind, count=4 if kind != "lost_item" else 1, path="/batch", after=1)
    for _ in range(3):
        result = books.run([cancelled(number) for number in numbers], **HOLD)
    assert (statuses(books), result.loaded) == (["Rejected"] * 5, [])
    assert {document["SyncToken"] for document in books.documents("Estimate")} == {"1"}


@pytest.mark.parametrize("when", ["deliver", "finish"])
def test_killed_before_or_after_sending_it_is_closed_once(books, when):
    books.run([placed()], **HOLD)
    planned = books.plan([cancelled()], **HOLD)
    with killed_at(when):
        books.load(planned)
    books.sleep(200)
    for _ in range(2):
        books.run([cancelled()], **HOLD)
    assert (statuses(books), books.documents("Estimate")[0]["SyncToken"]) == (["Rejected"], "1")


def test_an_order_whose_sales_order_was_lost_on_the_way_is_looked_at_again_and_then_closed(books):
    books.run([placed("1000")], **HOLD)  # customer and items are there
    books.fault("cut_after_commit", count=4, path="/batch")
    books.run([placed()], **HOLD)
    assert statuses(books) == ["Accepted", "Accepted"]
    (planned,) = books.run([cancelled()], **HOLD).planned
    assert [(held.code, held.waits) for held in planned.held] == [("sales_order_unclear", True)]
    books.run([cancelled()], **HOLD)
    assert statuses(books) == ["Accepted", "Rejected"]
