"""Order, decision and the company's state become records: pure, to the cent, the same for preview and for post.

* Skipped by a rule: not imported.
* Does not add up, has a refund, a currency that is not used: quarantined.
* Cancelled, or only a draft: nothing to book; the sales order that it had is closed.
* Else: sales order, then invoice and payments, or a sales receipt. Each is made, or held with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from order_sync.money import show
from order_sync.orders import Order, statuses_of
from order_sync.records.approval import approval_of, held_for_approval, released
from order_sync.records.called_off import call_off
from order_sync.records.closed_period import in_open_periods
from order_sync.records.kinds import kinds_of
from order_sync.records.lines import missing_item
from order_sync.records.obstacles import nothing_to_book, obstacles
from order_sync.records.part_invoices import invoices_of
from order_sync.records.payment import payments_of
from order_sync.records.reasons import Unbookable, held
from order_sync.records.receipt import paid_after_invoice, receipt_of
from order_sync.records.record import CompanyState, PlannedOrder, Record
from order_sync.records.sale import Made, Sale, open_sale
from order_sync.records.sales_order import sales_order_of
from order_sync.rules.decision import Decision
from order_sync.syncs import RecordKind, Sync


def build(decision: Decision, sync: Sync, state: CompanyState) -> PlannedOrder:
    """Everything that a run means to do for one order: records to post, or why there are none. Never raises for bad data."""
    row = _row(decision)
    order = decision.order
    if decision.skipped_by is not None:
        return msgspec.structs.replace(row, skipped_by=decision.skipped_by)
    posted = {one.key: one for one in state.posted.get(order.order_id, ())}
    problems = obstacles(order, posted.values(), state)
    if problems:
        return msgspec.structs.replace(row, problems=problems)
    over = nothing_to_book(order)
    if over is not None:
        return call_off(row, over, posted, state, (order.number_prefix or sync.number_prefix) + order.number)
    sync = _as_the_rules_say(order, sync)
    remarks: list[str] = _changed_total(decision)
    if decision.held_by is not None:
        approvals = state.approvals.get(order.order_id, ())
        approval = approval_of(decision, approvals)
        if approval is None:
            in_books = {one.kind for one in posted.values() if one.state == "confirmed"}
            waiting = [kind for kind in sync.records if kind not in in_books]
            return msgspec.structs.replace(row, held=held_for_approval(decision, approvals, waiting))
        row = msgspec.structs.replace(row, trace=(*row.trace, released(approval)))
        remarks.append(f"Held for approval by rule “{approval.rule}”; {approval}.")
    try:
        made = _documents(open_sale(decision, sync, state, posted, remarks.append))
    except Unbookable as stop:
        return msgspec.structs.replace(row, problems=(stop.problem,))
    notes = (*remarks, *made.notes) if made.records or made.revised or made.applications else ()
    notes = tuple(dict.fromkeys(notes))
    return msgspec.structs.replace(
        row,
        records=made.records,
        revised=made.revised,
        agreeing=made.agreeing,
        applications=made.applications,
        unbilled=made.unbilled,
        held=made.held,
        notes=notes,
    )


def _as_the_rules_say(order: Order, sync: Sync) -> Sync:
    """The sync's settings as they hold for this order: its kinds of record and number prefix."""
    if not order.transaction_type and not order.number_prefix:
        return sync
    return sync.model_copy(
        update={"records": kinds_of(order, sync), "number_prefix": order.number_prefix or sync.number_prefix}
    )


def _changed_total(decision: Decision) -> list[str]:
    if decision.given is None or decision.given.totals.current == decision.order.totals.current:
        return []
    before, after = (show(one.totals.current, one.currency) for one in (decision.given, decision.order))
    return [f"Rules changed the order's total from {before} to {after}."]


def _documents(sale: Sale) -> Made:
    """The documents in the order of dependency."""
    sales_order = sales_order_of(sale)
    bill = _bill(sale, _only(sales_order.records))
    payments = payments_of(sale, [one for one in bill.records if one.kind is RecordKind.invoice])
    made = _together((sales_order, bill, payments))
    return _held_for_an_item(sale, made) or in_open_periods(sale, made)


def _bill(sale: Sale, sales_order: Record | None) -> Made:
    """Invoice or sales receipt, whichever the sync wants and the order does not have."""
    if sale.is_posted(RecordKind.sales_receipt):
        return Made()
    if sale.is_posted(RecordKind.invoice):
        return paid_after_invoice(sale) if sale.wants(RecordKind.sales_receipt) else Made()
    if sale.wants(RecordKind.sales_receipt):
        return receipt_of(sale, sales_order)
    return invoices_of(sale, sales_order) if sale.wants(RecordKind.invoice) else Made()


def _held_for_an_item(sale: Sale, made: Made) -> Made | None:
    """Where the sync creates no items: the order waits whole for the first item that the company lacks."""
    if sale.sync.items.when_missing == "create":
        return None
    records = (*made.records, *made.revised)
    item = missing_item((line for record in records if record.copied_state is None for line in record.lines), sale.state)
    return Made(held=(held(records[0].kind, "item_missing", item=item),)) if item is not None else None


def _only(records: tuple[Record, ...]) -> Record | None:
    return records[0] if records else None


def _together(parts: Iterable[Made]) -> Made:
    parts = tuple(parts)
    return Made(
        tuple(record for part in parts for record in part.records),
        tuple(one for part in parts for one in part.held),
        tuple(note for part in parts for note in part.notes),
        tuple(record for part in parts for record in part.revised),
        tuple(record for part in parts for record in part.agreeing),
        tuple(one for part in parts for one in part.applications),
        sum(part.unbilled for part in parts),
    )


def _row(decision: Decision) -> PlannedOrder:
    order = decision.order
    return PlannedOrder(
        order_id=order.order_id,
        order_number=order.number,
        store=order.store,
        currency=order.currency,
        store_total=order.totals.current,
        order_hash=decision.order_hash,
        statuses=tuple(sorted(status.value for status in statuses_of(order))),
        trace=decision.trace,
    )
