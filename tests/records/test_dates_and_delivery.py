"""The dates of documents, closed periods, and what an invoice says of terms and shipping."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from order_sync.orders import Customer, Order, Shipment, Terms
from order_sync.records.build import build
from order_sync.records.record import CompanyState, PlannedOrder, Record
from order_sync.rules.decision import Decision
from order_sync.syncs import RecordKind, Sync
from tests.generators.companies import a_company, a_sync, after
from tests.generators.orders import PAID, SHIPPED, a_payment, an_order

TOTAL = 4_765
LATE = datetime(2026, 3, 3, 4, 30, tzinfo=timezone.utc)  # still the second of March in Chicago


def done(**changes: object) -> Order:
    return an_order(payments=[a_payment(TOTAL)], shipped=SHIPPED, **changes)


def run(order: Order, sync: Sync | None = None, state: CompanyState | None = None) -> PlannedOrder:
    return build(Decision(order=order), sync or a_sync(), state or a_company())


def dates(planned: PlannedOrder) -> dict[str, str]:
    return {record.kind.value: record.date.isoformat() for record in planned.records}


def invoice(order: Order, more: str = "") -> Record:
    (found,) = [one for one in run(order, a_sync(more=more)).records if one.kind is RecordKind.invoice]
    return found


def test_each_document_has_the_day_of_what_it_books() -> None:
    assert dates(run(done())) == {"sales_order": "2026-03-02", "invoice": "2026-03-05", "payment": "2026-03-03"}


def test_by_setting_the_invoice_has_the_day_on_which_the_order_was_placed() -> None:
    assert invoice(done(), "invoices: {date: placed}").date == date(2026, 3, 2)


def test_a_receipt_has_the_day_on_which_it_was_paid() -> None:
    assert dates(run(done(paid_at=PAID), a_sync(["sales_receipt"]))) == {"sales_receipt": "2026-03-03"}


def test_days_are_those_of_the_stores_zone() -> None:
    order = an_order(placed_at=LATE, payments=[a_payment(TOTAL, at=LATE)], shipped=LATE)
    assert set(dates(run(order)).values()) == {"2026-03-02"}


def closed(until: str) -> CompanyState:
    return a_company(closed_until=date.fromisoformat(until))


def test_a_document_in_a_closed_period_is_held_with_those_that_need_it() -> None:
    planned = run(done(), state=closed("2026-03-05"))
    assert (planned.records, [(one.kind.value, one.code, one.waits) for one in planned.held]) == (
        (),
        [(kind, "closed_period", True) for kind in ("sales_order", "invoice", "payment")],
    )
    assert "2026-03-02" in planned.held[0].reason
    assert "first_open_day" in planned.held[0].remedy


def test_what_is_dated_after_the_closed_period_is_posted() -> None:
    first = build(Decision(order=an_order(), invoice_held_by="Only fulfilled orders"), a_sync(), a_company())
    planned = run(done(), state=after(closed("2026-03-02"), first))
    assert dates(planned) == {"invoice": "2026-03-05", "payment": "2026-03-03"}


def test_by_setting_it_is_posted_on_the_first_open_day_and_says_its_true_date() -> None:
    planned = run(done(), a_sync(more="closed_period: first_open_day\ninvoices: {due_days: 1}"), closed("2026-03-04"))
    assert dates(planned) == {"sales_order": "2026-03-05", "invoice": "2026-03-05", "payment": "2026-03-05"}
    memos = {record.kind.value: record.memo for record in planned.records}
    assert "Its true date is 2026-03-03; the books are closed up to 2026-03-04." in memos["payment"]
    assert "true date" not in memos["invoice"]  # it shipped on the first open day
    assert any("closed in QuickBooks" in note for note in planned.notes)


@pytest.mark.parametrize(
    ("terms", "more", "due"),
    [
        (None, "", None),
        (None, "invoices: {due_days: 30}", "2026-04-04"),
        (Terms(name="Net 14", due_days=14), "invoices: {due_days: 30}", "2026-03-19"),
        (Terms(name="Due on receipt", due_days=0), "", "2026-03-05"),
        (Terms(name="On fulfilment"), "", None),
    ],
)
def test_an_invoice_is_due_by_the_stores_terms_else_by_the_setting(terms: Terms | None, more: str, due: str | None) -> None:
    found = invoice(done(terms=terms), more).due_date
    assert (found.isoformat() if found else None) == due


def test_terms_that_a_rule_gives_leave_the_due_date_to_quickbooks() -> None:
    assert invoice(done(terms_name="Net 30"), "invoices: {due_days: 10}").due_date is None


def test_an_invoice_says_what_went_out_when_and_how() -> None:
    shipments = (
        Shipment(shipment_id="s-1", at=SHIPPED, carrier="Slow Freight", tracking=("A1",)),
        Shipment(shipment_id="s-2", at=SHIPPED + timedelta(days=1), carrier="Parcel Post", tracking=("B2", "B3")),
    )
    found = invoice(done(shipments=shipments))
    assert (found.ship_date, found.carrier, found.tracking) == (date(2026, 3, 6), "Parcel Post", "A1, B2, B3")


def test_many_tracking_numbers_are_cut_and_said() -> None:
    numbers = tuple(f"1Z{n:016}" for n in range(3))
    planned = run(done(shipments=(Shipment(shipment_id="s-1", at=SHIPPED, tracking=numbers),)))
    assert [len(one.tracking) for one in planned.records if one.kind is RecordKind.invoice] == [31]
    assert any("tracking number was cut" in note for note in planned.notes)


def test_an_invoice_is_listed_for_sending_only_by_setting_and_where_there_is_an_address() -> None:
    assert not invoice(done()).to_be_sent
    assert invoice(done(), "invoices: {email: to_send}").to_be_sent
    planned = run(done(customer=Customer(name="Ada Lockwood")), a_sync(more="invoices: {email: to_send}"))
    assert not any(record.to_be_sent for record in planned.records)
    assert any("no e-mail address" in note for note in planned.notes)
