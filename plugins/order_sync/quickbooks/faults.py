"""What QuickBooks' error codes mean for us, and what a bookkeeper can do about each (reference section 5.2).

Branching is on the code alone: the texts come in the company's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from order_sync.errors import CompanyError, CredentialsError, OrderSyncError, RecordRefused, Throttled, Unavailable
from order_sync.orders import Word


class FaultClass(Word):
    """What to do after a fault."""

    wait = "wait"  # throttled: wait a minute, then the same call again
    retry = "retry"  # QuickBooks' own trouble: the same call again, later
    stale = "stale"  # someone changed the object: read it again, then once more
    sign_in = "sign_in"  # the access token is no longer good
    duplicate_number = "duplicate_number"
    duplicate_name = "duplicate_name"
    data = "data"  # this document cannot be made as it is; never tried again unchanged
    stop = "stop"  # nothing will work until a person acts: the company's run stops


@dataclass(frozen=True)
class Meaning:
    kind: FaultClass
    remedy: str = ""


_CORRECT = "Correct it in the store or with a rule, then run this order again."
_INACTIVE = "Make the customer, item or account active again in QuickBooks, then run this order again."
_PERIOD = "Reopen the period in QuickBooks (Settings, Advanced, Accounting), or enter this order by hand."
RECONNECT = "Connect the company again and put the new refresh token into its connection."
_SUBSCRIPTION = "Renew or reopen the QuickBooks subscription; then run the sync again."
_LATER = "It is tried again by itself."
_REPORT = "Run this order again; report it with this text if it stays."

_MEANINGS: Mapping[str, Meaning] = {
    **dict.fromkeys(("100", "110", "120", "3100"), Meaning(FaultClass.stop, RECONNECT)),
    **dict.fromkeys(("130", "140", "150", "10000", "1000", "1010", "1020"), Meaning(FaultClass.retry, _LATER)),
    **dict.fromkeys(("3001", "429"), Meaning(FaultClass.wait, _LATER)),
    **dict.fromkeys(("3200", "3202", "401"), Meaning(FaultClass.sign_in, RECONNECT)),
    "5010": Meaning(FaultClass.stale, "Someone changed it in QuickBooks at the same moment. " + _LATER),
    "5020": Meaning(FaultClass.stop, "Give the user who connected the company the right to enter sales in QuickBooks."),
    "5030": Meaning(FaultClass.data, "This QuickBooks plan lacks the feature: turn it on, or change the sync."),
    "6190": Meaning(FaultClass.stop, _SUBSCRIPTION),
    "10200": Meaning(FaultClass.stop, "The company was reset: every id in the ledger is void. Start with a new ledger."),
    "610": Meaning(FaultClass.data, _INACTIVE),
    "620": Meaning(FaultClass.data, "The sales order is linked already: look at it in QuickBooks."),
    "2050": Meaning(FaultClass.data, "A text is too long for QuickBooks: shorten it in the store or with a rule."),
    "2210": Meaning(FaultClass.data, "Correct the customer's e-mail address in the store, then run this order again."),
    "2500": Meaning(FaultClass.data, _INACTIVE),
    "6070": Meaning(FaultClass.data, _REPORT),
    "6090": Meaning(FaultClass.data, "Name the sync's discount account, and turn discounts on in QuickBooks."),
    "6100": Meaning(FaultClass.data, "Turn sales tax on in QuickBooks (Taxes)."),
    "6140": Meaning(FaultClass.duplicate_number, "Compare QuickBooks' document of that number with the order."),
    "6200": Meaning(FaultClass.data, _PERIOD),
    "6210": Meaning(FaultClass.data, _PERIOD),
    "6240": Meaning(FaultClass.duplicate_name, "Rename whoever or whatever has that name in QuickBooks."),
    "6250": Meaning(FaultClass.data, _INACTIVE),
    "6270": Meaning(FaultClass.data, "The item's stock starts after the order's date: change its start date in QuickBooks."),
    "6430": Meaning(FaultClass.data, "Choose an account of the right type in the sync or in the rule."),
}  # fmt: skip
_OTHER = Meaning(FaultClass.data, _CORRECT)


def class_of(code: str) -> FaultClass:
    """What to do after a fault with this code of QuickBooks'."""
    return _MEANINGS.get(code, _OTHER).kind


@dataclass(frozen=True)
class Fault:
    """One error of an answer. `code` is QuickBooks' own, as text."""

    code: str
    message: str
    detail: str = ""
    element: str = ""

    @property
    def meaning(self) -> Meaning:
        return _MEANINGS.get(self.code, _OTHER)

    @property
    def words(self) -> str:
        """QuickBooks' own words, for people: the detail where there is one."""
        text = self.detail if self.detail and self.detail != "null" else self.message
        return text.strip() or f"QuickBooks refused it with code {self.code}"


_GRAVEST = (
    FaultClass.stop,
    FaultClass.sign_in,
    FaultClass.wait,
    FaultClass.data,
    FaultClass.duplicate_name,
    FaultClass.duplicate_number,
    FaultClass.stale,
    FaultClass.retry,
)


def read_faults(answer: Any) -> tuple[Fault, ...]:
    """The errors of an answer or of a batch item, the one to act on first; empty: it holds none.

    The gateway before QuickBooks spells all names in lower case (reference section 5.1).
    """
    if not isinstance(answer, dict):
        return ()
    fault = answer.get("Fault") or answer.get("fault")
    if not isinstance(fault, dict):
        return ()
    errors = fault.get("Error") or fault.get("error") or [{}]
    found = [_read_error(error) for error in errors if isinstance(error, dict)]
    return tuple(sorted(found, key=lambda fault: _GRAVEST.index(fault.meaning.kind)))


def _read_error(error: Mapping[str, Any]) -> Fault:
    values = {name.lower(): value for name, value in error.items()}
    return Fault(
        code=str(values.get("code") or "").strip(),
        message=str(values.get("message") or ""),
        detail=str(values.get("detail") or ""),
        element=str(values.get("element") or ""),
    )


def as_error(fault: Fault, tid: str = "") -> OrderSyncError:
    """The exception for a fault that concerns a whole call. `tid` is Intuit's number of the call, for their support."""
    said = f"QuickBooks said: {fault.words} (code {fault.code}{f', call {tid}' if tid else ''})"
    meaning = fault.meaning
    if meaning.kind is FaultClass.sign_in:
        return CredentialsError(said, remedy=meaning.remedy)
    if meaning.kind is FaultClass.stop:
        return CompanyError(said, remedy=meaning.remedy)
    if meaning.kind is FaultClass.wait:
        return Throttled(said, remedy=meaning.remedy, retry_after=60)
    if meaning.kind is FaultClass.retry:
        return Unavailable(said, remedy=meaning.remedy)
    return RecordRefused(said, remedy=meaning.remedy, code=fault.code)
