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
        "Create the item in QuickBooks, or map the SKU to an existing one: order-sync map-item {sku} ITEM, or a rule.",
        waits=True,
    ),
    "item_ambiguous": _Wording(
        "Several items in QuickBooks are called “{item}”, in different categories.",
        "Say which one is meant, with its categories: order-sync map-item {sku} CATEGORY:ITEM, or a rule.",
        waits=True,
    ),
    "item_inactive": _Wording(
        "The item “{item}” is inactive in QuickBooks.",
        "Make it active there, map the SKU to another item with a rule, or set items: when_inactive.",
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
        "{amount} was paid by {tender}: no money came in, a debt of the shop is used up; the sync makes no credit memos.",
        "Add credit_memo to the sync's records, or enter it by hand against the account that holds your gift cards.",
    ),
    "waits_for_bill": _Wording("What was given back waits for the invoice or receipt of what was sold."),
    "waits_for_money_back": _Wording(
        "{amount} was taken off the order and had been paid; the store has not given it back yet. It is booked when it has."
    ),
    "original_missing": _Wording(
        "Order {number} was first seen with a refund, and its sale is not in the books; the sync leaves such orders alone.",
        "Enter sale and refund by hand, or set refunds: original_missing: create in the sync.",
        waits=True,
    ),
    "bill_missing": _Wording(
        "The invoice or receipt of order {number} was deleted or voided in QuickBooks, so nothing is taken off it.",
        "If it was deleted on purpose, all is well; else enter it and what was given back again by hand in QuickBooks.",
        waits=True,
    ),
    "credit_above_balance": _Wording(
        "{amount} is to be taken off the invoices of order {number}, of which only {open} is open in QuickBooks.",
        "Look at what paid them: take it off, and the next run applies the credit; or enter the refund by hand.",
        waits=True,
    ),
    "overpayment_given_back": _Wording(
        "{amount} was given back that had been paid beyond the order's total; no refund receipt stands for that.",
        "In QuickBooks enter a check or expense to Accounts Receivable for the customer of invoice {number}, and apply it "
        "to the payment's unapplied part.",
    ),
    "refund_not_wanted": _Wording(
        "{amount} was taken back or given back, and the sync makes no {documents}.",
        "Add the kind to the sync's records, or enter it by hand in QuickBooks.",
    ),
    "refund_without_lines": _Wording(
        "{amount} was given back for which the store takes nothing off the order.",
        "Take the goods back in the store, or set refunds: without_lines: adjustment in the sync, or enter it by hand.",
        waits=True,
    ),
    "not_paid": _Wording("The store has taken {paid} of {total}: a sales receipt is only for an order that is fully paid."),
    "marked_unpaid": _Wording("Rule “{rule}” marks the order as unpaid: a sales receipt is only for an order that is paid."),
    "paid_too_much": _Wording(
        "The store has taken {paid} for an order of {total}; a sales receipt cannot hold the difference.",
        "Give the difference back in the store, or enter the receipt by hand.",
    ),
    "nothing_to_book": _Wording("The order {lifecycle} before anything was posted: there is nothing to book."),
    "sales_order_left": _Wording(
        "The order {lifecycle}; its sales order {number}, which a person changed in QuickBooks, is left open there.",
        "Reject or delete the sales order in QuickBooks.",
        waits=True,
    ),
    "sales_order_ended": _Wording("The order {lifecycle}, and its sales order {number} was {how}: nothing is left to do."),
    "sales_order_unclear": _Wording(
        "The order {lifecycle}; whether its document {number} reached QuickBooks is not known yet.",
        "Nothing needs to be done: the next run finds out and goes on.",
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
        "Shorten the sync's number_prefix or the order number in the store, or set numbers: too_long to shorten.",
    ),
    "no_customer_name": _Wording(
        "The order has no customer name: none for billing, none of the customer, no company.",
        "Fill in the name in the store, or set customers: when_unnamed in the sync to book such orders under one customer.",
    ),
    "customer_missing": _Wording(
        "QuickBooks has no such customer ({name}), and the sync does not create customers.",
        "Create the customer in QuickBooks, name another with a rule (map customer), or set customers: when_missing.",
    ),
    "customer_inactive": _Wording(
        "The customer “{name}” is inactive in QuickBooks.",
        "Make the customer active there, or set customers: when_inactive to create or reactivate.",
    ),
    "customer_name_taken": _Wording(
        "“{name}” is the name of a vendor or an employee in QuickBooks, so no customer can have it.",
        "Name the customer with a rule (map customer), or set customers: name_taken to suffix.",
    ),
    "customer_not_told_apart": _Wording(
        "Other customers have the name “{name}” in QuickBooks, and nothing tells this one from them.",
        "Name the customer with a rule (map customer).",
    ),
    "item_is_bundle": _Wording(
        "Line “{title}”: “{item}” is a bundle in QuickBooks, which sells its parts at their own prices, not at the store's.",
        "Map the SKU to an item that is no bundle with a rule (map item).",
    ),
    "no_sale": _Wording("The store gave no sale for this order.", "Look at the order in the store, then run it again."),
    "too_many_lines": _Wording(
        "The order has {lines} lines; a document in QuickBooks holds {most}.",
        "Split the order in the store, or enter it by hand in several documents.",
    ),
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
    "draft_after_posting": _Wording(
        "The order is only a draft in the store, and its invoice or receipt is in QuickBooks.",
        "Void the invoice or receipt in QuickBooks, or place the order in the store again.",
    ),
    "cancelled_after_a_part": _Wording(
        "The order {lifecycle} after a part of it was invoiced.",
        "Void its invoices in QuickBooks, or enter credit memos for them, and reject its sales order there.",
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
