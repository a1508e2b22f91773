"""The body of an update: sparse with the fields that change; the whole document where a field is to be emptied.

A sparse update leaves out nothing that it does not name, so only a full one empties a field (reference section 4.3). Lines
are always sent all together, each with its id where it has one, so that it stays the same line (section 2.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from order_sync.quickbooks.content import sorted_lines
from order_sync.quickbooks.differences import DUE_DATE, Differences, paired_lines

_ECHOED = {"Payment": ("CustomerRef", "TotalAmt")}  # required on every write of it (reference section 2.3)
_TAX = ("TxnTaxDetail", "GlobalTaxCalculation")
_READ_ONLY = frozenset(
    (
        "MetaData", "domain", "sparse", "TotalAmt", "Balance", "HomeBalance", "HomeTotalAmt", "UnappliedAmt", "DeliveryInfo",
        "InvoiceLink", "TxnSource",
    )
)  # fmt: skip


def update_body(entity: str, wanted: Mapping[str, Any], standing: Mapping[str, Any], found: Differences) -> dict[str, Any]:
    """What to send so that the differing fields say what is wanted; everything else stays as it stands."""
    changes = {name: _changed(name, wanted[name], standing) for name in found if name in wanted}
    if DUE_DATE in found and DUE_DATE not in wanted and found[DUE_DATE][0].wanted:
        changes[DUE_DATE] = found[DUE_DATE][0].wanted
    if "Line" in changes:  # with the store's own tax, or QuickBooks would work out another
        changes |= {name: wanted[name] for name in _TAX if name in wanted}
    identity = {"Id": standing["Id"], "SyncToken": standing["SyncToken"]}
    echoed = {name: standing[name] for name in _ECHOED.get(entity, ()) if name in standing}
    emptied = [name for name in found if name not in changes]
    if not emptied:
        return {**identity, "sparse": True, **echoed, **changes}
    kept = {name: value for name, value in standing.items() if name not in _READ_ONLY and name not in emptied}
    if entity == "Payment":
        kept.pop("Line", None)  # left out, its lines stay as they are (reference section 2.3)
    return {**kept, **identity, **echoed, **changes}


def _changed(name: str, value: Any, standing: Mapping[str, Any]) -> Any:
    if name == "Line":
        pairs = paired_lines(sorted_lines(value), sorted_lines(standing.get("Line")))
        return [
            {"Id": there["Id"], **line} if there and "Id" in there else line for line, there in pairs if line is not None
        ]
    if name == "CustomField":
        ours = {str(one.get("DefinitionId")) for one in value}
        others = [one for one in standing.get(name) or () if str(one.get("DefinitionId")) not in ours]
        return [*value, *({**one, "StringValue": ""} for one in others)]
    return value
