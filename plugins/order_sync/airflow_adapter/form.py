"""The form that starts a run by hand: choices in a bookkeeper's words, checked by Airflow before the run starts."""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param

from order_sync.orders import Status
from order_sync.syncs import BOOKABLE, RecordKind, Sync

WHICH_ORDERS = "Which orders"
WHAT_TO_DO = "What to do with them"

STATUS_WORDS = {
    Status.pending: "Pending: not paid yet",
    Status.authorized: "Authorized: the card is checked, the money not taken",
    Status.partially_paid: "Partly paid",
    Status.paid: "Paid",
    Status.unfulfilled: "Not shipped",
    Status.partially_fulfilled: "Partly shipped",
    Status.fulfilled: "Shipped (fulfilled)",
    Status.on_hold: "On hold",
    Status.partially_refunded: "Partly refunded",
    Status.refunded: "Refunded",
    Status.voided: "Voided",
    Status.failed: "Payment failed",
    Status.cancelled: "Cancelled",
    Status.draft: "Draft",
}

RECORD_WORDS = {
    RecordKind.sales_order: "Sales order",
    RecordKind.invoice: "Invoice",
    RecordKind.payment: "Payment",
    RecordKind.sales_receipt: "Sales receipt",
    RecordKind.credit_memo: "Credit memo: goods taken back that were not paid, gift cards used",
    RecordKind.refund_receipt: "Refund receipt: money given back",
}

# What `syncs.Sync` refuses too, said to the person while the form is still open; Airflow's answer shows the title.
RECEIPT_WITH_INVOICE = {
    "title": "a sales receipt together with an invoice or a payment",
    "allOf": [{"contains": {"const": "sales_receipt"}}, {"contains": {"enum": ["invoice", "payment"]}}],
}
PAYMENT_WITHOUT_INVOICE = {
    "title": "a payment without an invoice",
    "allOf": [{"contains": {"const": "payment"}}, {"not": {"contains": {"const": "invoice"}}}],
}

REFUND_WITHOUT_BILL = {
    "title": "a credit memo or refund receipt without an invoice or sales receipt",
    "allOf": [
        {"contains": {"enum": ["credit_memo", "refund_receipt"]}},
        {"not": {"contains": {"enum": ["invoice", "sales_receipt"]}}},
    ],
}


def form_params(sync: Sync) -> dict[str, Param]:
    """The form's fields; left alone, a run does what the sync's own settings say. Names are those of `syncs.Form`."""
    return {
        "statuses": Param(
            [str(status) for status in sync.statuses],
            title="Orders with any of these statuses",
            description_md="What the store says of the order **now**. At first: the statuses of the sync.",
            section=WHICH_ORDERS,
            **_several_of(STATUS_WORDS, Status),
        ),
        "placed_from": Param(
            None,
            type=["null", "string"],
            format="date",
            title="Placed on this day or later",
            description_md="A day in the store's zone. Both empty: what changed since the last scheduled run, or yesterday.",
            section=WHICH_ORDERS,
        ),
        "placed_to": Param(
            None,
            type=["null", "string"],
            format="date",
            title="Placed on this day or earlier",
            description_md="Orders of this day are included.",
            section=WHICH_ORDERS,
        ),
        "order_numbers": Param(
            None,
            type=["null", "array"],
            items={"type": "string", "minLength": 1, "maxLength": 100},
            maxItems=1000,
            title="Only these order numbers",
            description_md="One number a line, as the store shows it. **Dates and statuses above are then ignored.**",
            section=WHICH_ORDERS,
        ),
        "records": Param(
            [str(kind) for kind in dict.fromkeys((*sync.records, *sync.refund_kinds))],
            title="Post these records",
            description_md="A *sales receipt* stands for sales order, invoice and payment: choose the one or the others. "
            "A *payment* needs an *invoice*; *credit memo* and *refund receipt* need one of the bills.",
            section=WHAT_TO_DO,
            allOf=[{"not": RECEIPT_WITH_INVOICE}, {"not": PAYMENT_WITHOUT_INVOICE}, {"not": REFUND_WITHOUT_BILL}],
            **_several_of(RECORD_WORDS, BOOKABLE),
        ),
        "preview_only": Param(
            False,
            type="boolean",
            title="Preview only",
            description_md="Read, apply the rules, build, check; **post nothing**. The report shows what would be posted.",
            section=WHAT_TO_DO,
        ),
    }


def _several_of(words: dict[Any, str], choices: Any) -> dict[str, Any]:
    """A list to tick: `examples` makes the form's choices, `enum` makes Airflow's server refuse anything else."""
    values = [str(choice) for choice in choices]
    return {
        "type": "array",
        "items": {"type": "string", "enum": values},
        "minItems": 1,
        "uniqueItems": True,
        "examples": values,
        "values_display": {str(choice): words[choice] for choice in choices},
    }
