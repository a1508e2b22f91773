"""Why something is not posted, in words for the bookkeeper: one table for records held, one for orders quarantined."""

from __future__ import annotations

from typing import NamedTuple

from order_sync.errors import OrderProblem
from order_sync.orders import Problem
from order_sync.records.record import Held
from order_sync.syncs import RecordKind


class _Wording(NamedTuple):
    reason: str
    remedy: str = ""
    waits: bool = False


_HELD = {
    "held_by_rule": _Wording("Rule “{rule}” holds it back for now."),
    "held_for_approval": _Wording(
        "Rule “{rule}” holds the order for approval: nothing more of it is posted.",
        "Approve it (order-sync approve {number}), change the order so that the rule no longer matches, or change the rule.",
        waits=True,
    ),
    "approval_outdated": _Wording(
        "Rule “{rule}” holds the order for approval. It was {approved}, and what was sold has changed in the store since.",
        "Look at it and approve it again (order-sync approve {number}), or change the rule.",
        waits=True,
    ),
    "unpaid_by_rule": _Wording("Rule “{rule}” marks the invoice as unpaid: no payment is posted."),
    "waits_for_invoice": _Wording("The payment waits for its invoice."),
    "item_missing": _Wording(
        "QuickBooks has no item “{item}”, and the sync does not create items.",
        "Create the item in QuickBooks, or map the SKU to an existing item with a rule.",
        waits=True,
    ),
    "sales_order_missing": _Wording(
        "Sales order {number} was deleted in QuickBooks, so no invoice can be made from it.",
        "Enter the invoice by hand in QuickBooks.",
        waits=True,
    ),
    "sales_order_rejected": _Wording(
        "Sales order {number} was rejected in QuickBooks, so no invoice is made from it.",
        "Set its status back to Accepted in QuickBooks; the next run then makes the invoice.",
        waits=True,
    ),
    "sales_order_closed": _Wording(
        "Sales order {number} was closed in QuickBooks without an invoice.",
        "Set its status back to Accepted in QuickBooks; the next run then makes the invoice.",
        waits=True,
    ),
    "invoiced_by_hand_differs": _Wording(
        "Sales order {number} has invoice {invoice} in QuickBooks, made by hand over {books}; the store says {store}.",
        "Correct it until it says {store}, and the next run books the payment on it; or receive the payment there.",
        waits=True,
    ),
    "invoiced_by_hand": _Wording(
        "Sales order {number} already has invoices in QuickBooks that were not made here.",
        "Keep them and receive the payment in QuickBooks; or delete them, and the next run makes the invoice.",
        waits=True,
    ),
    "sales_order_not_updated": _Wording(
        "{why} The order was edited in the store; its sales order {number} is left as it is.",
        "Change the sales order in QuickBooks by hand until it says what the order says now; the next run then goes on.",
        waits=True,
    ),
    "closed_period": _Wording(
        "Its date, {date}, lies in a period that is closed in QuickBooks (up to {closed}).",
        "Reopen it in QuickBooks (Settings, Advanced, Accounting), or set closed_period: first_open_day in the sync.",
        waits=True,
    ),
    "rest_not_shipped": _Wording("The rest of the order, {rest}, is invoiced when it ships."),
    "parts_differ": _Wording(
        "The order was changed in the store after a part of it was invoiced as {number}; that part would be another now.",
        "Enter the rest of the order by hand in QuickBooks, or correct its invoices there.",
        waits=True,
    ),
    "sales_order_edited": _Wording(
        "Sales order {number} was changed in QuickBooks ({what}), so that its shipments cannot be invoiced one by one.",
        "Undo that change in QuickBooks, or enter the invoices there by hand.",
        waits=True,
    ),
    "payment_left_unapplied": _Wording(
        "{amount} of a payment is unapplied; it was changed by a person in QuickBooks, and is left so.",
        "Apply it to the order's invoice in QuickBooks.",
        waits=True,
    ),
    "waits_for_sales_order": _Wording(
        "The order was edited in the store; the invoice waits until sales order {number} says what is sold now.", waits=True
    ),
    "invoice_missing": _Wording(
        "Invoice {number} was deleted or voided in QuickBooks, so the payment has nothing to be applied to.",
        "Enter the invoice again and the payment of {amount} by hand in QuickBooks.",
    ),
    "already_paid": _Wording(
        "Invoice {number} is already paid in QuickBooks, but not by this order's payment of {amount}.",
        "If the payment was entered by hand, all is well; else remove what paid the invoice and run the order again.",
    ),
    "tender_not_booked": _Wording(
        "{amount} was paid by {tender}, which is not booked here: it uses up a debt of the shop, no money comes in.",
        "Enter it by hand against the account that holds your gift cards and store credit.",
    ),
    "not_paid": _Wording("The store has taken {paid} of {total}: a sales receipt is only for an order that is fully paid."),
    "marked_unpaid": _Wording("Rule “{rule}” marks the order as unpaid: a sales receipt is only for an order that is paid."),
    "paid_too_much": _Wording(
        "The store has taken {paid} for an order of {total}; a sales receipt cannot hold the difference.",
        "Give the difference back in the store, or enter the receipt by hand.",
    ),
    "several_tenders": _Wording(
        "The order was paid in several ways ({tenders}); a sales receipt has only one.",
        "Enter the receipt by hand, or choose invoice and payment in place of sales receipts for this sync.",
    ),
    "paid_after_invoice": _Wording(
        "The order has invoice {number} since it was unpaid; the {paid} that the store has taken is not posted.",
        "Receive the payment on the invoice in QuickBooks.",
    ),
    "nothing_to_book": _Wording("The order {lifecycle} before anything was posted: there is nothing to book."),
    "sales_order_left": _Wording(
        "The order {lifecycle}; its sales order {number}, which a person changed in QuickBooks, is left open there.",
        "Reject or delete the sales order in QuickBooks.",
        waits=True,
    ),
    "sales_order_ended": _Wording("The order {lifecycle}, and its sales order {number} was {how}: nothing is left to do."),
    "sales_order_unclear": _Wording(
        "The order {lifecycle}; whether its sales order {number} reached QuickBooks is not known yet.",
        "Nothing needs to be done: the next run finds out and closes it.",
        waits=True,
    ),
    "cancelled_but_invoiced": _Wording(
        "The order {lifecycle}, but its sales order {number} has an invoice in QuickBooks that was not made here.",
        "Void that invoice in QuickBooks, or enter a credit memo for it.",
    ),
}

_PROBLEM = {
    "currency_not_used": _Wording(
        "The order is in {currency}; the QuickBooks company uses only {home}.",
        "Turn on multicurrency in QuickBooks, or enter this order by hand in {home}.",
    ),
    "number_missing": _Wording("The order has no number.", "Give it one in the store, then run this order again."),
    "number_too_long": _Wording(
        "The number “{number}” is longer than the {longest} characters that QuickBooks allows.",
        "Shorten the sync's number_prefix, or the order number in the store.",
    ),
    "no_customer_name": _Wording(
        "The order has no customer name: none for billing, none of the customer, no company.",
        "Fill in the name in the store, or set customers: when_unnamed in the sync to book such orders under one customer.",
    ),
    "no_sale": _Wording("The store gave no sale for this order.", "Look at the order in the store, then run it again."),
    "no_lines": _Wording("The order has no line that can be posted.", "Correct it in the store, or skip it by a rule."),
    "negative_total": _Wording(
        "The order's discounts are larger than its lines, or its tax is negative; QuickBooks takes neither.",
        "Correct the order in the store, or enter it by hand.",
    ),
    "amount_not_exact": _Wording(
        "Line “{title}”: no unit price gives {amount} for a quantity of {quantity}, and “{item}” has tracked stock, "
        "so its quantity must stay.",
        "Change the line's quantity or amount in the store, or enter the order by hand.",
    ),
    "refund_not_booked": _Wording(
        "The order has a refund or a return, which is not booked here.",
        "Enter the refund by hand in QuickBooks, and what is still missing of the sale.",
    ),
    "edit_not_booked": _Wording(
        "Something was taken off the order {when}, which is not booked here.",
        "Correct its documents by hand in QuickBooks until they say what the order says now.",
    ),
    "cancelled_after_posting": _Wording(
        "The order {lifecycle} after it was invoiced.",
        "Void the invoice or receipt in QuickBooks, or enter a credit memo for it.",
    ),
    "cancelled_with_payment": _Wording(
        "The order {lifecycle}, and a payment of it, taken before there was an invoice, is in QuickBooks.",
        "Refund or delete that payment in QuickBooks, and reject the sales order there.",
    ),
    "cancelled_with_money": _Wording(
        "The order {lifecycle}, but the store still keeps {kept} of its customer's money.",
        "Give the money back in the store, or enter it by hand in QuickBooks.",
    ),
}

HELD_CODES = frozenset(_HELD)
PROBLEM_CODES = frozenset(_PROBLEM)


class Unbookable(OrderProblem):
    """This order cannot be posted; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.reason, remedy=problem.remedy)
        self.problem = problem


def held(kind: RecordKind, code: str, **values: str) -> Held:
    """A record that is not made now; `values` fill the wording's blanks."""
    wording = _HELD[code]
    return Held(
        kind=kind,
        code=code,
        reason=wording.reason.format(**values),
        remedy=wording.remedy.format(**values),
        waits=wording.waits,
    )


def problem(code: str, **values: str) -> Problem:
    """What quarantines an order; `values` fill the wording's blanks."""
    wording = _PROBLEM[code]
    return Problem(code=code, reason=wording.reason.format(**values), remedy=wording.remedy.format(**values))
