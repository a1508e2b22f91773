"""Order, decision and the company's state become records: pure, to the cent, the same for preview and for post.

* Skipped by a rule: not imported.
* Does not add up, a currency that is not used, cancelled with the buyer's money kept: quarantined.
* Cancelled before it was billed, or only a draft: nothing to book; the sales order that it had is closed.
* Else: sales order, then invoice and payments, or a sales receipt; then what came after: further invoices, credit memos,
  refund receipts. Each is made, or held with its reason.
"""

from __future__ import annotations

import msgspec

from order_sync.money import show
from order_sync.orders import Order, statuses_of
from order_sync.records.after_bill import after_bill
from order_sync.records.approval import approval_of, held_for_approval, released
from order_sync.records.called_off import call_off
from order_sync.records.channel_tax import remitted_tax, without_channel_tax
from order_sync.records.closed_period import in_open_periods
from order_sync.records.items import held_for_item
from order_sync.records.kinds import kinds_of
from order_sync.records.obstacles import is_over, nothing_to_book, obstacles
from order_sync.records.part_invoices import invoices_of
from order_sync.records.reasons import Unbookable, held
from order_sync.records.receipt import receipt_of
from order_sync.records.record import CompanyState, Held, PlannedOrder, Record
from order_sync.records.sale import Made, Sale, open_sale, together
from order_sync.records.sales_order import sales_order_of
from order_sync.records.tax_table import with_tax_codes
from order_sync.rules.decision import Decision
from order_sync.syncs import RecordKind, Sync


def build(decision: Decision, sync: Sync, state: CompanyState) -> PlannedOrder:
    """Everything that a run means to do for one order: records to post, or why there are none. Never raises for bad data."""
    remarks = _changed_total(decision)
    if sync.taxes.remitted_by_channel == "leave out" and (remitted := remitted_tax(decision.order)):
        remarks.append(
            f"Tax of {show(remitted, decision.order.currency)} is left out: the sales channel pays it to the state."
        )
    decision = _with_our_taxes(decision, sync, state)
    row = _row(decision)
    order = decision.order
    if decision.skipped_by is not None:
        return msgspec.structs.replace(row, skipped_by=decision.skipped_by)
    posted = {one.key: one for one in state.posted.get(order.order_id, ())}
    problems = obstacles(order, posted.values(), state)
    if problems:
        return msgspec.structs.replace(row, problems=problems)
    over = nothing_to_book(order, posted.values())
    if over is not None:
        return call_off(row, over, posted, state, (order.number_prefix or sync.number_prefix) + order.number)
    sync = _as_the_rules_say(order, sync)
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
        ended = is_over(order)
        sale = open_sale(decision, sync, state, posted, remarks.append, is_over=ended)
        made = _documents(sale, is_over=ended)
    except Unbookable as stop:
        return msgspec.structs.replace(row, problems=(stop.problem,))
    notes = (*remarks, *made.notes) if made.records or made.revised or made.applications else ()
    return msgspec.structs.replace(
        _with_totals(row, sale),
        records=made.records,
        revised=made.revised,
        agreeing=made.agreeing,
        applications=made.applications,
        unbilled=made.unbilled,
        held=made.held,
        notes=tuple(dict.fromkeys(notes)),
    )


def _as_the_rules_say(order: Order, sync: Sync) -> Sync:
    """The sync's settings as they hold for this order: its kinds of record and number prefix."""
    if not order.transaction_type and not order.number_prefix:
        return sync
    return sync.model_copy(
        update={"records": kinds_of(order, sync), "number_prefix": order.number_prefix or sync.number_prefix}
    )


def _with_our_taxes(decision: Decision, sync: Sync, state: CompanyState) -> Decision:
    """The decision without tax that the channel remits, and with the tax codes of the sync's table."""

    def ours(order: Order) -> Order:
        order = without_channel_tax(order) if sync.taxes.remitted_by_channel == "leave out" else order
        return with_tax_codes(order, sync.taxes, codes_on_lines=state.codes_on_lines)

    order, for_kind = ours(decision.order), {kind: ours(order) for kind, order in decision.for_kind.items()}
    if order is decision.order and all(for_kind[kind] is one for kind, one in decision.for_kind.items()):
        return decision
    return msgspec.structs.replace(decision, order=order, for_kind=for_kind, given=decision.given or decision.order)


def _changed_total(decision: Decision) -> list[str]:
    if decision.given is None or decision.given.totals.current == decision.order.totals.current:
        return []
    before, after = (show(one.totals.current, one.currency) for one in (decision.given, decision.order))
    return [f"Rules changed the order's total from {before} to {after}."]


def _documents(sale: Sale, *, is_over: bool) -> Made:
    """The documents in the order of dependency; of an order that is over only what follows its bill."""
    waits = _waits_for_its_original(sale)
    if waits is not None:
        return Made(held=(waits,))
    sales_order = Made() if is_over else sales_order_of(sale)
    bill = Made() if is_over else _bill(sale, _only(sales_order.records))
    made = together((sales_order, bill, after_bill(sale, bill)))
    return _held_for_an_item(sale, made) or in_open_periods(sale, made)


def _waits_for_its_original(sale: Sale) -> Held | None:
    """Where the sync leaves alone an order that it sees with a refund before it has a bill in the books."""
    if sale.sync.refunds.original_missing == "create" or sale.bill_in_books or not sale.gives_back:
        return None
    return held(sale.sync.records[0], "original_missing", number=sale.document_number)


def _bill(sale: Sale, sales_order: Record | None) -> Made:
    """Invoice or sales receipt, whichever the sync wants and the order does not have."""
    if sale.is_posted(RecordKind.sales_receipt) or sale.is_posted(RecordKind.invoice):
        return Made()
    if sale.wants(RecordKind.sales_receipt) and not _is_invoiced(sale):
        return receipt_of(sale, sales_order)
    return invoices_of(sale, sales_order) if sale.makes_bills else Made()


def _is_invoiced(sale: Sale) -> bool:
    """Whether the order goes on as an invoice with payments: it has one, of a shipment at least, or a payment before it."""
    kinds = {one.kind for one in sale.known.values()}
    return bool(kinds & {RecordKind.invoice, RecordKind.payment}) and sale.key(RecordKind.sales_receipt) not in sale.known


def _held_for_an_item(sale: Sale, made: Made) -> Made | None:
    """The order waits whole for the first item that a person has to see to."""
    records = (*made.records, *made.revised)
    waits = held_for_item((one for one in records if one.adopts is None), sale.sync.items, sale.state)
    return Made(held=(waits,)) if waits is not None else None


def _only(records: tuple[Record, ...]) -> Record | None:
    return records[0] if records else None


def _with_totals(row: PlannedOrder, sale: Sale) -> PlannedOrder:
    """What the bill comes to, and what is left of the order after everything that followed it."""
    later = sum(one.value for one in sale.additions) - sum(one.value for one in sale.reversals)
    return msgspec.structs.replace(row, store_total=sale.lines.total + later, sold_total=sale.lines.total)


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
