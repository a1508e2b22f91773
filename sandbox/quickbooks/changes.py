"""Change data capture: what was made, changed or deleted since a time (reference section 4.5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Any

from sandbox.quickbooks.clock import COMPANY_ZONE
from sandbox.quickbooks.company import Company, Document, stamp_of
from sandbox.quickbooks.errors import missing_parameters, refusal
from sandbox.quickbooks.fields import KIND_OF_PATH
from sandbox.quickbooks.values import moment

MOST_OBJECTS = 1000
WITHOUT = (
    "CustomerType",
    "TaxCode",
    "TaxRate",
    "TaxAgency",
    "ExchangeRate",
    "CompanyInfo",
    "Preferences",
)  # customer types: unknown, so not relied on


def answer(company: Company, entities: str, since: str) -> list[dict[str, Any]]:
    """The CDCResponse: at most 1000 objects in all, not paged; the look-back is limited to `cdc_days` of the switches."""
    if not entities or not since:
        raise missing_parameters(*[name for name, value in (("entities", entities), ("changedSince", since)) if not value])
    kinds = [_kind(name.strip()) for name in entities.split(",")]
    try:
        start = moment(since).replace(microsecond=0)
    except ValueError:
        raise refusal("2060", f"Date {since} supplied in changedSince is not an ISO 8601 time", "changedSince") from None
    start = max(start, company.clock.now() - timedelta(days=company.switches.cdc_days))
    left, answers = MOST_OBJECTS, []
    for kind in kinds:
        found = _changed(company, kind, start, left)
        left -= len(found)
        if found:
            answers.append({kind: found, "startPosition": 1, "maxResults": len(found)})
    return [{"QueryResponse": answers or [{}]}]


def _kind(name: str) -> str:
    kind = KIND_OF_PATH.get(name.lower())
    if kind is None:
        raise refusal("2000", f"Object Name: {name} specified is unsupported or invalid", "entities")
    if kind in WITHOUT:
        raise refusal("5030", f"Feature Not Supported : change data capture does not cover {kind}", "entities")
    return kind


def _changed(company: Company, kind: str, start: datetime, most: int) -> list[Document]:
    """Changed objects, inactive ones included, and stubs of deleted ones; oldest change first."""
    stamp = start.astimezone(COMPANY_ZONE).isoformat(timespec="seconds")
    stubs = (
        {"domain": "QBO", "status": "Deleted", "Id": removed.id, "MetaData": {"LastUpdatedTime": removed.stamp}}
        for removed in company.removed_since(kind, stamp)
    )
    recent = merge(company.changed_since(kind, stamp), stubs, key=stamp_of)
    return [document if "status" in document else company.shown(kind, document) for document in islice(recent, most)]
