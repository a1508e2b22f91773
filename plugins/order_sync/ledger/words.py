"""The ledger's enumerations, beside a record's states (states.py)."""

from __future__ import annotations

from order_sync.orders import Word


class OrderState(Word):
    """How an order stands in one sync after the last run that saw it."""

    posted = "posted"
    waiting = "waiting"  # for something outside the store: worth another look by itself
    quarantined = "quarantined"
    skipped = "skipped"  # a rule said: do not import
    held = "held"  # a rule holds back a part of it


class Operation(Word):
    """What an item of a batch does to its subject."""

    create = "create"
    update = "update"
    delete = "delete"
    void = "void"


class Outcome(Word):
    """What is known of one item of a batch, from nothing certain to certain."""

    unclear = "unclear"
    not_found = "not_found"  # looked for, and never arrived
    refused = "refused"
    confirmed = "confirmed"
