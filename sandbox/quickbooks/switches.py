"""What the reference leaves unknown, or what a test wants otherwise: named switches with their defaults."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

CHOICES: dict[str, tuple[str, ...]] = {
    "estimate_after_invoice": ("Closed", "Converted", "unchanged"),
    "paid_invoice_delete": ("refused", "unlinked"),
    "webhook_format": ("cloudevents", "legacy"),
    "inclusive_amounts": ("net", "gross"),
    "throttle_body": ("Fault", "fault"),
    "forbidden_body": ("fault", "Fault"),
    "subscription_ended_status": ("400", "403"),
    "customer_unknown": ("2500", "6250"),
    "request_id_reused": ("replayed", "refused"),
    "credit_accounts_shown": ("negative", "positive"),
}


@dataclass
class Switches:
    """One instance a company; changed through /_sandbox/switches."""

    throttles: bool = False
    retry_after: bool = False  # whether a 429 carries the Retry-After header (unknown 4)
    throttle_body: str = "Fault"  # the JSON of a 429 is unknown (4): capital keys, or the gateway's lower-case ones
    forbidden_body: str = "fault"  # a 403 in the gateway's shape (reported, not recorded), or with capital keys
    batch_counts_as_request: bool = True  # whether a batch counts against the requests' limits too (unknown 7)
    batch_queries_metered: bool = True  # whether a query inside a batch is a metered read (unknown 7)
    metered_calls_most: float = 0.0  # metered reads until 429 (500,000 a month in Intuit's free tier); 0: no quota
    batch_objects_most: float = 1000.0  # objects that a batch's queries may find in all, else 10100 (the code is not known)
    batch_runs_all: bool = False  # whether void, send and CDCQuery, which the schema lists, work in a batch (unknown 8)
    webhook_format: str = "cloudevents"  # or "legacy": the shape before 2026
    estimate_after_invoice: str = "Closed"  # the status of an estimate that an invoice names (unknown 1)
    estimate_reopens: bool = False  # when its invoice is deleted, voided or unlinked (unknown 1)
    paid_invoice_delete: str = "refused"  # the documents say: unlink first
    replay_refusals: bool = False  # whether a refused request is replayed under its requestid (unknown 3)
    replay_seconds: float = 0.0  # how long a requestid is remembered; 0: for ever (unknown 3)
    refresh_grace_seconds: float = 0.0  # how long the previous refresh token still works (Intuit: about a day)
    negative_lines: bool = True  # unknown 6
    inclusive_amounts: str = "net"  # a line's Amount where tax is inclusive and TaxInclusiveAmt is not sent (not recorded)
    deposited_is_fixed: bool = True  # whether a deposited form's amount and account may no longer change (not recorded)
    currency_ref_needed: bool = False  # a form of a multicurrency company: Intuit's page says yes, a client's live tests no
    pseudo_tax_codes_beside_page: bool = (
        True  # TAX, NON and CustomSalesTax do not count in MAXRESULTS (a client's live test)
    )
    closing_password: bool = False  # a closed period answers 6210 instead of 6200
    tax_rate_percent: str = "8"  # what automated sales tax would charge where no TotalTax is sent
    cdc_days: float = 30.0  # the look-back of change data capture
    credit_accounts_shown: str = (
        "negative"  # CurrentBalance of a liability or equity account that stands in credit (unknown)
    )
    earnings_shown: bool = False  # whether income and expense accounts have a CurrentBalance other than 0 (unknown)
    subscription_ended: bool = False  # every write is refused with 6190
    subscription_ended_status: str = "400"  # its HTTP status (unknown 4)
    customer_unknown: str = "2500"  # a sales form's customer who is not there; "6250": an inactive one too (not recorded)
    request_id_reused: str = "replayed"  # the same requestid with another body; "refused": 600 (unknown 3)

    def change(self, wanted: dict[str, Any]) -> None:
        """Raises ValueError for an unknown switch or a value of another kind; then nothing is changed."""
        known = {field.name: field for field in fields(self)}
        for name, value in wanted.items():
            if name not in known:
                raise ValueError(f"there is no switch {name!r}; there are: {', '.join(known)}")
            if name in CHOICES and value not in CHOICES[name]:
                raise ValueError(f"{name} is one of {', '.join(CHOICES[name])}, not {value!r}")
            default = getattr(type(self), name)
            number = isinstance(default, float) and isinstance(value, (int, float)) and not isinstance(value, bool)
            if not (number or type(value) is type(default)):
                raise ValueError(f"{name} is a {type(default).__name__}, not {value!r}")
        for name, value in wanted.items():
            setattr(self, name, value)

    def shown(self) -> dict[str, Any]:
        return {**asdict(self)}
