"""The source ids of credit memos: which event of the order, or which way of paying, each of them books.

A store counts its events and its payments apart, so both may have the same id: each sort has a mark of its own. The payment
of nothing that applies a credit memo has the same source.
"""

from __future__ import annotations

_EVENT = "event:"
_TENDER = "tender:"


def of_event(event_id: str, place: int = 1) -> str:
    """Something that was taken back and not paid; `place`: the how manieth credit memo of the event, from 1."""
    return _EVENT + event_id + (f"#{place}" if place > 1 else "")


def of_tender(payment_id: str) -> str:
    """A gift card or store credit used."""
    return _TENDER + payment_id


def event_of(source_id: str) -> str:
    """The event that an invoice or a credit memo of an event is of; any other source as it is."""
    return source_id.removeprefix(_EVENT).partition("#")[0] if source_id.startswith(_EVENT) else source_id


def is_applied(source_id: str) -> bool:
    """Whether such a credit memo is applied to the order's invoices; else it stays open: store credit given back."""
    return source_id.startswith((_EVENT, _TENDER))


def is_tender(source_id: str) -> bool:
    return source_id.startswith(_TENDER)
