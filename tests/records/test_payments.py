"""Which payments are posted, and how much of each goes to the invoice."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from order_sync.orders import Payment, PaymentKind, PaymentMethod
from order_sync.records.build import build
from order_sync.records.record import CompanyState, DocumentState, PlannedOrder
from order_sync.rules.decision import Decision
from tests.generators.companies import a_company, a_sync, after
from tests.generators.orders import PAID, SHIPPED, a_payment, an_order

TOTAL = 4_765


def run(payments: list[Payment], state: CompanyState | None = None) -> PlannedOrder:
    return build(Decision(order=an_order(payments=payments, shipped=SHIPPED)), a_sync(), state or a_company())


def applied(planned: PlannedOrder) -> list[tuple[str, int, int | None]]:
    return [(record.source_id, record.total, record.applied) for record in planned.records if record.kind == "payment"]


def with_invoice(**changes: object) -> CompanyState:
    state = after(a_company(), run([]))
    return msgspec.structs.replace(
        state, invoices={key: msgspec.structs.replace(one, **changes) for key, one in state.invoices.items()}
    )


def codes(planned: PlannedOrder) -> list[str]:
    return [one.code for one in planned.held]


def test_payments_are_applied_in_the_order_of_time_until_the_invoice_is_paid() -> None:
    late, early = a_payment(3_000, "late", at=PAID + timedelta(days=1)), a_payment(3_000, "early")
    planned = run([late, early])
    assert applied(planned) == [("early", 3_000, 3_000), ("late", 3_000, 1_765)]
    assert planned.notes == ("12.35 USD of the payment of 30.00 USD stays unapplied.",)


def test_a_second_payment_is_applied_to_what_is_open_in_quickbooks() -> None:
    state = after(a_company(), run([a_payment(4_000)]))
    assert applied(run([a_payment(4_000), a_payment(765, "pay-2")], state)) == [("pay-2", 765, 765)]


def test_money_that_has_not_moved_is_no_payment() -> None:
    assert applied(run([a_payment(TOTAL, kind=PaymentKind.authorization)])) == []


def test_change_given_at_the_till_is_taken_off_its_payment() -> None:
    cash = a_payment(5_000, "cash", method=PaymentMethod.cash)
    assert applied(run([cash, a_payment(-235, "change", kind=PaymentKind.change, parent_id="cash")])) == [
        ("cash", TOTAL, TOTAL)
    ]
    assert applied(run([cash, a_payment(-235, "change", kind=PaymentKind.change)])) == [("cash", TOTAL, TOTAL)]


@pytest.mark.parametrize("method", [PaymentMethod.gift_card, PaymentMethod.store_credit])
def test_a_gift_card_or_store_credit_is_held_where_the_sync_makes_no_credit_memos(method: PaymentMethod) -> None:
    payments = [a_payment(1_000, "card-1", method=method, label="Gift card"), a_payment(3_765, "pay-2")]
    sync = a_sync(more="refunds: {book: no}\n")
    planned = build(Decision(order=an_order(payments=payments, shipped=SHIPPED)), sync, a_company())
    assert applied(planned) == [("pay-2", 3_765, 3_765)]
    assert codes(planned) == ["tender_not_booked"]
    assert planned.held[0].reason.startswith("10.00 USD was paid by Gift card")


def test_a_payment_whose_invoice_was_deleted_is_held_with_a_remedy() -> None:
    planned = run([a_payment(TOTAL)], with_invoice(state=DocumentState.missing))
    assert applied(planned) == []
    assert codes(planned) == ["invoice_missing"]
    assert planned.held[0].remedy


def test_an_invoice_that_someone_else_paid_gets_no_second_payment() -> None:
    planned = run([a_payment(TOTAL)], with_invoice(balance=0))
    assert applied(planned) == []
    assert codes(planned) == ["already_paid"]


def test_more_money_than_the_invoice_stays_unapplied() -> None:
    state = after(a_company(), run([a_payment(TOTAL)]))
    assert applied(run([a_payment(TOTAL), a_payment(100, "pay-2")], state)) == [("pay-2", 100, 0)]


def test_the_deposit_account_of_the_payment_goes_before_that_of_the_sync() -> None:
    planned = run([a_payment(TOTAL, deposit_account="PayPal Bank")])
    assert planned.records[-1].deposit_account == "PayPal Bank"


def test_a_long_reference_is_cut_and_stays_whole_in_the_memo() -> None:
    reference = "pi_3NxyzABCDEFGHIJKLMNOPQRS"
    payment = run([a_payment(TOTAL, reference=reference)]).records[-1]
    assert payment.payment_reference == reference[:21]
    assert reference in payment.memo


def test_the_gateways_key_names_the_method_where_it_has_no_label() -> None:
    assert run([a_payment(TOTAL, gateway="bogus", label="")]).records[-1].payment_method == "bogus"
