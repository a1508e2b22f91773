"""Orders edited in the store before they ship, over real HTTP: their open sales orders follow, each edit exactly once."""

from decimal import Decimal

import pytest

from order_sync.orders import Address
from tests.generators.orders import ADA, SHIPPED, a_line, a_payment, an_edit, an_order, shipping
from tests.quickbooks.conftest import killed_at

HOLD = {"invoice_held_by": "Only fulfilled orders"}
MUGS = a_line(quantity=2, gross=4_000, tax=265, source="li-1")
TEE = a_line("2", title="Tee", sku="TEE", gross=1_500, source="li-2")


def placed(number="1001", **changes):
    return an_order(number=number, lines=[MUGS, shipping()], **changes)


def edited(number="1001", **changes):
    """One mug less, and a tee with 1.00 off."""
    events = [
        an_edit(MUGS, -1, gross=-2_000, tax=-133, event_id="edit-1"),
        an_edit(TEE, 1, gross=1_500, discount=100, event_id="edit-2"),
    ]
    return placed(number, events=events, **changes)


NOW = Decimal("40.32")  # 20.00 + 15.00 + 5.00 shipping - 1.00 discount + 1.32 tax


def test_the_sales_order_of_an_edited_order_takes_lines_discount_and_tax_once(books):
    books.run([placed()], **HOLD)
    before = books.document("Estimate", "1001")
    result = books.run([edited()], **HOLD)
    after = books.document("Estimate", "1001")
    assert result.outcomes() == [("sales_order", "updated")]
    assert (after["Id"], after["TotalAmt"], after["TxnTaxDetail"]["TotalTax"]) == (before["Id"], NOW, Decimal("1.32"))
    goods = [line for line in after["Line"] if line["DetailType"] == "SalesItemLineDetail"]
    assert [(line["Amount"], line["SalesItemLineDetail"].get("Qty")) for line in goods] == [
        (Decimal("20.00"), 1),
        (Decimal("15.00"), 1),
        (Decimal("5.00"), None),
    ]
    assert result.differences == []
    books.forget_calls()
    again = books.run([edited()], **HOLD)
    assert (again.loaded, again.planned[0].revised, books.calls()["writes"]) == ([], (), 0)


def test_an_address_corrected_in_the_store_reaches_the_sales_order(books):
    books.run([placed()], **HOLD)
    moved = Address(name="Ada Lockwood", line1="7 New Road", city="Springfield", region="IL", postal_code="62702")
    books.run([placed(ship_to=moved)], **HOLD)
    estimate = books.document("Estimate", "1001")
    assert (estimate["ShipAddr"]["Line2"], estimate["BillAddr"]["Line2"]) == ("7 New Road", ADA.line1)


def test_an_order_edited_shipped_and_paid_between_two_runs_is_right_after_one(books):
    books.run([placed()], **HOLD)
    done = edited(shipped=SHIPPED, payments=[a_payment(4_032)])
    result = books.run([done])
    assert sorted(result.outcomes()) == [("invoice", "confirmed"), ("payment", "confirmed"), ("sales_order", "updated")]
    invoice = books.document("Invoice", "1001")
    assert (invoice["TotalAmt"], invoice["Balance"]) == (NOW, 0)
    assert books.document("Estimate", "1001")["TxnStatus"] == "Closed"
    assert books.counts() == (1, 1, 1)
    assert result.differences == []


def test_a_preview_says_what_the_edit_changes_and_writes_nothing(books):
    books.run([placed()], **HOLD)
    books.forget_calls()
    (planned,) = books.plan([edited()], **HOLD)
    (note,) = planned.notes
    assert "line 1 quantity: 2 → 1" in note
    assert "tax: 2.65 → 1.32" in note
    assert books.calls()["writes"] == 0


@pytest.mark.parametrize("wish", [{"line": 1, "quantity": 3}, {"note": "Call first"}, {"date": "2026-03-04"}])
def test_a_sales_order_that_a_person_edited_is_left_and_said_until_it_agrees(books, wish):
    books.run([placed()], **HOLD)
    books.person("edit", doc_number="1001", **wish)
    before = books.document("Estimate", "1001")
    result = books.run([edited(shipped=SHIPPED)])
    assert books.document("Estimate", "1001") == before
    assert books.counts() == (1, 0, 0)
    codes = {held.code for held in result.planned[0].held}
    assert codes == {"sales_order_not_updated", "waits_for_sales_order"}
    assert all(held.waits for held in result.planned[0].held)
    assert "by hand" in result.planned[0].held[0].remedy


def test_what_a_person_only_added_stays_and_comes_with_the_next_runs_invoice(books):
    books.run([placed()], **HOLD)
    books.person("edit", doc_number="1001", memo="Thank you")
    first = books.run([edited(shipped=SHIPPED)])
    assert first.outcomes() == [("sales_order", "updated")]
    assert [held.waits for held in first.planned[0].held] == [True]
    books.run([edited(shipped=SHIPPED)])
    for kind in ("Estimate", "Invoice"):
        document = books.document(kind, "1001")
        assert (document["TotalAmt"], document["CustomerMemo"]["value"]) == (NOW, "Thank you")


def test_a_person_who_enters_the_edit_by_hand_ends_the_waiting(books):
    books.run([placed()], **HOLD)
    fewer = placed(events=[an_edit(MUGS, -1, gross=-2_000)], shipped=SHIPPED)
    books.person("edit", doc_number="1001", line=1, quantity=1)
    result = books.run([fewer])
    assert result.outcomes() == [("invoice", "confirmed")]
    assert books.document("Invoice", "1001")["TotalAmt"] == Decimal("27.65")


def test_an_edit_that_changes_no_document_is_noted_and_the_persons_lines_are_invoiced(books):
    books.run([placed()], **HOLD)
    books.person("edit", doc_number="1001", line=1, quantity=3)
    tagged = placed(tags=("vip",), shipped=SHIPPED)
    result = books.run([tagged])
    assert result.outcomes() == [("invoice", "confirmed")]
    assert books.document("Invoice", "1001")["TotalAmt"] == books.document("Estimate", "1001")["TotalAmt"]
    assert books.plan([tagged])[0].revised == ()


def test_a_person_who_edits_between_building_and_loading_is_not_overwritten(books):
    books.run([placed()], **HOLD)
    planned = books.plan([edited(shipped=SHIPPED)])
    books.person("edit", doc_number="1001", line=1, quantity=7)
    before = books.document("Estimate", "1001")
    (loaded,) = books.load(planned)
    assert loaded.code == "edited"
    assert {str(record.outcome) for record in loaded.records} == {"waiting"}
    assert (books.document("Estimate", "1001"), books.counts()) == (before, (1, 0, 0))


@pytest.mark.parametrize("kind", ["cut_after_commit", "cut_mid_batch", "504", "lost_item"])
def test_lost_answers_update_every_sales_order_exactly_once(books, kind):
    numbers = [str(number) for number in range(1, 6)]
    books.run([placed(number) for number in numbers], **HOLD)
    books.fault(kind, count=4 if kind != "lost_item" else 1, path="/batch", after=1)
    for _ in range(3):
        books.run([edited(number, shipped=SHIPPED) for number in numbers])
    last = books.run([edited(number, shipped=SHIPPED) for number in numbers])
    assert [books.document("Invoice", number)["TotalAmt"] for number in numbers] == [NOW] * 5
    assert {document["SyncToken"] for document in books.documents("Estimate")} == {"1"}
    assert (books.counts(), last.loaded, last.differences) == ((5, 5, 0), [], [])


@pytest.mark.parametrize("when", ["deliver", "finish"])
def test_killed_before_or_after_sending_the_update_is_done_once(books, when):
    books.run([placed()], **HOLD)
    planned = books.plan([edited()], **HOLD)
    with killed_at(when):
        books.load(planned)
    books.sleep(200)
    result = books.run([edited(shipped=SHIPPED)])
    books.run([edited(shipped=SHIPPED)])
    assert books.document("Estimate", "1001")["SyncToken"] == "1"
    assert books.document("Invoice", "1001")["TotalAmt"] == NOW
    assert result.differences == []
