"""Money that moved, or was promised, for one Shopify order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sandbox.stores.gateways import Gateway

MONEY_IN = ("SALE", "CAPTURE")


@dataclass(frozen=True)
class Transaction:
    """`amount` in cents, never below zero; `kind` and `status` are Shopify's words (reference section 1.4)."""

    transaction_id: int
    kind: str
    status: str
    gateway: Gateway
    amount: int
    at: datetime
    parent_id: int | None = None


def received(transactions: Sequence[Transaction]) -> int:
    return sum(each.amount for each in transactions if each.kind in MONEY_IN and each.status == "SUCCESS")


def refunded(transactions: Sequence[Transaction]) -> int:
    return sum(each.amount for each in transactions if each.kind == "REFUND" and each.status == "SUCCESS")


def taken(
    gateway: Gateway, amount: int, at: datetime, earlier: Sequence[Transaction], next_id: Callable[[], int]
) -> list[Transaction]:
    """What taking `amount` adds: one SALE, or for every second card an AUTHORIZATION and its CAPTURE.

    A promise of the same gateway that is still PENDING becomes the parent.
    """
    promise = next((each for each in earlier if each.status == "PENDING" and each.gateway.key == gateway.key), None)
    first = next_id()
    if gateway.key == "shopify_payments" and first % 2:
        return [
            Transaction(first, "AUTHORIZATION", "SUCCESS", gateway, amount, at),
            Transaction(next_id(), "CAPTURE", "SUCCESS", gateway, amount, at, parent_id=first),
        ]
    return [Transaction(first, "SALE", "SUCCESS", gateway, amount, at, promise.transaction_id if promise else None)]


def given_back(amount: int, at: datetime, earlier: Sequence[Transaction], next_id: Callable[[], int]) -> list[Transaction]:
    """REFUNDs of `amount` in all, each against a payment that still holds money, the first payment first."""
    refunds = []
    for payment in [each for each in earlier if each.kind in MONEY_IN and each.status == "SUCCESS"]:
        gone = sum(each.amount for each in earlier if each.kind == "REFUND" and each.parent_id == payment.transaction_id)
        part = min(amount, payment.amount - gone)
        if part > 0:
            refunds.append(
                Transaction(next_id(), "REFUND", "SUCCESS", payment.gateway, part, at, parent_id=payment.transaction_id)
            )
            amount -= part
    return refunds
