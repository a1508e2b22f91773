"""Orders that are edited in the store before they ship: what is sold now, and what that makes of the open sales order."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from order_sync.invariants import problems
from order_sync.orders import EventKind, Line, Order
from order_sync.records.build import build
from order_sync.records.record import CompanyState, DocumentState, PlannedOrder, Revision
from order_sync.records.sold import netted, what_was_sold
from order_sync.rules.decision import Decision
from tests.generators.companies import a_company, a_sync, after, sales_order_state
from tests.generators.orders import SHIPPED, a_line, a_payment, an_edit, an_order, shipping

MUGS = a_line(quantity=2, gross=4_000, tax=265, source="li-1")
HOLDS = "Only invoice fulfilled orders"
CHANGED = Revision(changes=("line 1 quantity: 2 → 1",))


def lines_now(order: Order) -> tuple[Line, ...]:
    """What a bill made now would sell."""
    return what_was_sold(order, None, ()).lines


def plain(**changes: object) -> Order:
    return an_order(lines=[MUGS, shipping()], **changes)


def one_mug_less(**changes: object) -> Order:
    return plain(events=[an_edit(MUGS, -1, gross=-2_000, tax=-133)], **changes)


def run(order: Order, state: CompanyState) -> PlannedOrder:
    return build(Decision(order=order, invoice_held_by=None if order.shipments else HOLDS), a_sync(), state)


def after_first_run(**changes: object) -> CompanyState:
    """The company with the plain order's sales order, as it stands in QuickBooks by now."""
    first = run(plain(), a_company())
    record = first.records[0]
    state = after(a_company(), first)
    return msgspec.structs.replace(state, sales_orders={record.key: sales_order_state(record, **changes)})


def held(planned: PlannedOrder) -> dict[str, str]:
    return {one.kind.value: one.code for one in planned.held}


def kinds(planned: PlannedOrder) -> list[str]:
    return [record.kind.value for record in planned.records]


def test_a_line_of_which_a_piece_was_taken_off_is_one_line_of_what_is_left() -> None:
    (mugs, parcel) = lines_now(one_mug_less())
    assert (mugs.line_id, mugs.quantity, mugs.gross, mugs.tax) == ("1", Decimal(1), 2_000, 132)
    assert [(tax.name, tax.amount) for tax in mugs.taxes] == [("State tax", 132)]
    assert parcel == shipping()


def test_a_line_that_was_taken_off_whole_is_gone_and_one_that_was_added_is_there() -> None:
    tee = a_line("2", title="Tee", sku="TEE", gross=1_500, source="li-2")
    added = an_edit(tee, 1, gross=1_500, event_id="edit-2")
    order = plain(events=[an_edit(MUGS, -2, gross=-4_000, tax=-265), added])
    assert [(line.title, line.total) for line in lines_now(order)] == [("Parcel", 500), ("Tee", 1_500)]
    assert problems(order) == ()


def test_an_order_that_was_never_edited_has_its_lines_as_they_were_sold() -> None:
    twice = [MUGS, msgspec.structs.replace(MUGS, line_id="2")]  # the store lists one thing twice
    assert lines_now(an_order(lines=twice)) == tuple(twice)


@given(st.lists(st.tuples(st.integers(-3, 5), st.integers(0, 999)), max_size=6))
def test_edits_neither_add_nor_lose_a_cent(edits: list[tuple[int, int]]) -> None:
    events = [
        an_edit(MUGS, pieces, gross=pieces * 2_000, tax=tax, discount=tax // 2, event_id=f"e{n}")
        for n, (pieces, tax) in enumerate(edits)
    ]
    order = plain(events=events)
    first, *later = order.events
    lines = netted(first.lines, [line for event in later for line in event.lines])
    for part in ("quantity", "net", "tax", "total"):
        assert sum(getattr(line, part) for line in lines) == sum(getattr(line, part) for line in order.sale_lines)
    assert all(line.tax == sum(tax.amount for tax in line.taxes) for line in lines)


def test_an_edited_order_without_documents_becomes_a_sales_order_of_what_is_sold_now() -> None:
    (sales_order,) = run(one_mug_less(), a_company()).records
    assert (sales_order.total, sales_order.tax, sales_order.lines[0].quantity) == (2_632, 132, Decimal(1))


def test_the_open_sales_order_of_an_edited_order_is_to_say_what_is_sold_now() -> None:
    planned = run(one_mug_less(), after_first_run(revision=CHANGED))
    assert kinds(planned) == []
    (sales_order,) = planned.revised
    assert (sales_order.kind, sales_order.total, sales_order.document_number) == ("sales_order", 2_632, "1001")
    assert planned.notes == ("Sales order 1001 follows the order, which was edited in the store: line 1 quantity: 2 → 1.",)


def test_an_order_edited_and_shipped_between_two_runs_is_invoiced_as_its_sales_order_will_say() -> None:
    planned = run(one_mug_less(shipped=SHIPPED), after_first_run(revision=CHANGED))
    assert [record.total for record in planned.revised] == [2_632]
    (invoice,) = planned.records
    assert (invoice.total, invoice.copies, invoice.copied_state) == (2_632, planned.revised[0].key, None)


def test_where_a_person_edited_the_sales_order_too_it_is_left_and_invoice_and_payment_wait() -> None:
    left = Revision(left="A person changed it in QuickBooks after it was posted: Line.")
    order = one_mug_less(shipped=SHIPPED, payments=[a_payment(2_632)])
    planned = run(order, after_first_run(revision=left))
    assert (planned.records, planned.revised) == ((), ())
    assert held(planned) == {
        "sales_order": "sales_order_not_updated",
        "invoice": "waits_for_sales_order",
        "payment": "waits_for_invoice",
    }
    assert "A person changed it" in planned.held[0].reason
    assert planned.held[0].waits


def test_a_sales_order_that_says_all_of_the_edit_already_is_copied_as_it_stands() -> None:
    order = one_mug_less(shipped=SHIPPED)
    planned = run(order, after_first_run(revision=Revision(), total=2_632, tax=132))
    (invoice,) = planned.records
    assert invoice.copied_state is not None
    assert not planned.notes


def test_payment_and_shipment_do_not_make_an_order_an_edited_one() -> None:
    planned = run(plain(shipped=SHIPPED, payments=[a_payment(4_765)]), after_first_run())
    assert planned.revised == ()
    assert kinds(planned) == ["invoice", "payment"]


def test_new_rules_do_not_make_an_order_an_edited_one() -> None:
    other = msgspec.structs.replace(plain(), memo="A rule wrote this")
    decision = Decision(order=other, given=plain(), invoice_held_by=HOLDS)
    assert build(decision, a_sync(), after_first_run()).revised == ()


def test_a_sales_order_that_is_not_open_any_more_is_not_touched() -> None:
    for state in (DocumentState.closed, DocumentState.rejected, DocumentState.missing):
        assert run(one_mug_less(), after_first_run(state=state)).revised == ()
    assert run(one_mug_less(), after_first_run(linked_invoices=("9",))).revised == ()


def test_what_is_taken_off_after_the_invoice_is_a_document_of_its_own_and_what_was_before_is_not() -> None:
    shipped = run(plain(shipped=SHIPPED), a_company())
    later = run(one_mug_less(shipped=SHIPPED), after(a_company(), shipped))
    assert (kinds(later), later.problems) == (["credit_memo", "payment"], ())
    before = after(a_company(), run(one_mug_less(shipped=SHIPPED), a_company()))
    paid = run(one_mug_less(shipped=SHIPPED, payments=[a_payment(2_632)]), before)
    assert (kinds(paid), paid.problems) == (["payment"], ())


def test_the_example_of_an_edit_is_one() -> None:
    assert [event.kind for event in one_mug_less().events] == [EventKind.sale, EventKind.edit]
    assert problems(one_mug_less()) == ()
