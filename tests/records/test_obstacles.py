"""What keeps a whole order out of the books, and what it says."""

from __future__ import annotations

import string

import msgspec
import pytest

from order_sync.orders import Customer, Event, EventKind, FulfillmentState, Lifecycle, Order, PaymentKind, StoreTotals
from order_sync.records import reasons
from order_sync.records.build import build
from order_sync.records.record import CompanyState, PlannedOrder
from order_sync.rules.decision import Decision
from order_sync.syncs import RecordKind, Sync
from tests.generators.companies import a_company, a_sync, after, posted
from tests.generators.orders import PLACED, SHIPPED, a_line, a_payment, an_order

TOTAL = 4_765


def run(order: Order, state: CompanyState | None = None, sync: Sync | None = None) -> PlannedOrder:
    return build(Decision(order=order), sync or a_sync(), state or a_company())


def codes(planned: PlannedOrder) -> list[str]:
    assert not (planned.records and planned.problems)
    return [problem.code for problem in planned.problems]


def held(planned: PlannedOrder) -> list[str]:
    return [one.code for one in planned.held]


def test_lines_that_do_not_add_up_quarantine_the_order() -> None:
    totals = StoreTotals(original=TOTAL + 1, current=TOTAL + 1, tax=265, paid=0)
    planned = run(an_order(totals=totals))
    assert codes(planned) == ["lines_do_not_add_up"]
    assert planned.store_total == TOTAL + 1


def test_an_unknown_status_quarantines_the_order() -> None:
    assert codes(run(an_order(fulfillment_state=FulfillmentState.unknown))) == ["unknown_status"]


def test_a_currency_that_the_company_does_not_use_quarantines_the_order() -> None:
    order = an_order(currency="EUR")
    assert codes(run(order)) == ["currency_not_used"]
    assert run(order, a_company(multi_currency=True)).records
    assert run(order, a_company(home_currency="EUR")).records


def test_a_missing_customer_name_quarantines_the_order() -> None:
    assert codes(run(an_order(bill_to=None, customer=Customer()))) == ["no_customer_name"]


def test_a_number_has_21_characters_with_its_prefix() -> None:
    assert run(an_order(number="1" * 21)).records[0].document_number == "1" * 21
    prefixed = a_sync(more="number_prefix: WEB-\n")
    assert run(an_order(number="1001"), sync=prefixed).records[0].document_number == "WEB-1001"
    assert codes(run(an_order(number="1" * 18), sync=prefixed)) == ["number_too_long"]
    assert codes(run(an_order(number=" "))) == ["number_missing"]


def test_an_order_without_a_sale_is_quarantined() -> None:
    assert codes(run(an_order(events=(), totals=StoreTotals(original=0, current=0, tax=0, paid=0), lines=[]))) == [
        "no_lines"
    ]
    edit = Event(event_id="e", kind=EventKind.edit, at=PLACED, lines=(a_line(),))
    order = an_order(totals=StoreTotals(original=0, current=2_000, tax=0, paid=0))
    assert codes(run(msgspec.structs.replace(order, events=(edit,)))) == ["no_sale"]


def test_something_added_to_an_order_is_booked_with_it() -> None:
    edit = Event(event_id="edit-1", kind=EventKind.edit, at=SHIPPED, lines=(a_line("9", gross=1_000),))
    assert run(an_order(events=[edit])).records[0].total == TOTAL + 1_000


@pytest.mark.parametrize("lifecycle", [Lifecycle.cancelled, Lifecycle.deleted, Lifecycle.draft])
def test_an_order_that_is_over_before_anything_was_posted_has_nothing_to_book(lifecycle: Lifecycle) -> None:
    planned = run(an_order(lifecycle=lifecycle))
    assert (planned.records, held(planned)) == ((), ["nothing_to_book"])
    assert not planned.held[0].waits


def test_a_cancelled_order_whose_money_went_back_has_nothing_to_book() -> None:
    payments = [a_payment(TOTAL), a_payment(-TOTAL, "back", kind=PaymentKind.refund)]
    assert held(run(an_order(lifecycle=Lifecycle.cancelled, payments=payments))) == ["nothing_to_book"]


def test_a_cancelled_order_whose_money_was_kept_is_quarantined() -> None:
    planned = run(an_order(lifecycle=Lifecycle.cancelled, payments=[a_payment(TOTAL)]))
    assert codes(planned) == ["cancelled_with_money"]
    assert "47.65 USD" in planned.problems[0].reason


def test_the_sales_order_of_a_cancelled_order_is_closed() -> None:
    first = run(an_order(), sync=a_sync(["sales_order"]))
    planned = run(an_order(lifecycle=Lifecycle.cancelled), after(a_company(), first))
    assert [(one.key, one.document_number, one.total) for one in planned.closings] == [(first.records[0].key, "1001", TOTAL)]
    assert (planned.records, planned.held) == ((), ())


def test_an_order_cancelled_while_a_payment_of_it_is_unapplied_is_quarantined() -> None:
    early = a_sync(more="payments: {before_invoice: unapplied}")
    paid = an_order(payments=[a_payment(TOTAL)])
    state = after(a_company(), build(Decision(order=paid, invoice_held_by="x"), early, a_company()))
    back = [a_payment(TOTAL), a_payment(-TOTAL, "back", kind=PaymentKind.refund)]
    assert codes(run(an_order(lifecycle=Lifecycle.cancelled, payments=back), state)) == ["cancelled_with_payment"]


def test_an_order_that_is_a_draft_again_after_its_invoice_is_quarantined() -> None:
    state = after(a_company(), run(an_order(shipped=SHIPPED)))
    assert codes(run(an_order(lifecycle=Lifecycle.draft), state)) == ["draft_after_posting"]


@pytest.mark.parametrize("code", sorted(reasons.HELD_CODES | reasons.PROBLEM_CODES))
def test_every_reason_is_a_sentence_with_its_blanks_filled(code: str) -> None:
    table = reasons._HELD if code in reasons.HELD_CODES else reasons._PROBLEM
    names = {name for text in table[code][:2] for _, name, _, _ in string.Formatter().parse(text) if name}
    values = dict.fromkeys(names, "X")
    found = (
        reasons.held(RecordKind.invoice, code, **values) if code in reasons.HELD_CODES else reasons.problem(code, **values)
    )
    assert found.reason.endswith(".") and "{" not in found.reason + found.remedy
    assert code in reasons.HELD_CODES or found.remedy


@pytest.mark.parametrize(("state", "code"), [("missing", "bill_missing"), ("unclear", "sales_order_unclear")])
def test_the_sales_order_of_a_cancelled_order_is_not_closed_while_its_invoice_is_gone_or_unclear(
    state: str, code: str
) -> None:
    first = run(an_order(shipped=SHIPPED))
    books = after(a_company(), first)
    known = [posted(one, state if one.kind is RecordKind.invoice else "confirmed") for one in first.records]
    books = msgspec.structs.replace(books, posted={first.order_id: tuple(known)})
    planned = run(an_order(shipped=SHIPPED, lifecycle=Lifecycle.cancelled), books)
    assert (planned.records, planned.closings, held(planned)) == ((), (), [code])
