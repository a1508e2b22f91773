"""The source ids of credit memos: which event of the order, or which way of paying, each of them books.

A store counts its events and its payments apart, so both may have the same id: each sort has a mark of its own. The payment
of nothing that applies a credit memo has the same source.
"""

from __future__ import annotations

_EVENT = "event:"
_TENDER = "tender:"


def of_event(event_id: str) -> str:
    """Something that was taken back and not paid."""
    return _EVENT + event_id


def of_tender(payment_id: str) -> str:
    """A gift card or store credit used."""
    return _TENDER + payment_id


def event_of(source_id: str) -> str | None:
    """The event that a source names; None: it is another sort of source."""
    return source_id.removeprefix(_EVENT) if source_id.startswith(_EVENT) else None


def is_applied(source_id: str) -> bool:
    """Whether such a credit memo is applied to the order's invoices; else it stays open: store credit given back."""
    return source_id.startswith((_EVENT, _TENDER))


def is_tender(source_id: str) -> bool:
    return source_id.startswith(_TENDER)
