"""How an example's order is paid: its payments and its payment status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from order_sync.orders import Payment, PaymentKind, PaymentMethod, PaymentState, PaymentStatus
from order_sync.rules.example_given import Given, Values, moment, name_of, shares

_NO_MONEY = (
    PaymentState.none_due, PaymentState.pending, PaymentState.authorized, PaymentState.expired, PaymentState.voided,
    PaymentState.failed,
)  # fmt: skip


def payments(given: Given, parts: Sequence[Values], total: int) -> tuple[PaymentState, list[Payment], int]:
    """How it is paid, the payments, and what was given back."""
    state = _payment_state(given)
    refunded = _refunded(given, state, total)
    taken = _taken(given, state, bool(parts), total, refunded)
    if state is None:
        state = _state_after(taken, refunded, total)
    found = _payments(given, parts or ([{}] if taken else []), state, taken, total)
    if refunded:
        at = moment(given.placed)
        found.append(
            Payment(
                payment_id="refund", kind=PaymentKind.refund, status=PaymentStatus.ok, method=PaymentMethod.other,
                gateway="", amount=-refunded, moves_money=True, at=at,
            )
        )  # fmt: skip
    return state, found, refunded


def _payment_state(given: Given) -> PaymentState | None:
    said = given.one("payment status")
    if said is not None:
        return PaymentState[name_of(said)]
    words = [name_of(word) for word in given.all("order status")]
    return next((PaymentState[word] for word in words if word in PaymentState.__members__), None)


def _refunded(given: Given, state: PaymentState | None, total: int) -> int:
    said = given.amount("amount refunded")
    if said is not None:
        return said
    return {PaymentState.refunded: total, PaymentState.partially_refunded: total // 2}.get(state or PaymentState.unknown, 0)


def _taken(given: Given, state: PaymentState | None, has_parts: bool, total: int, refunded: int) -> int:
    """The money that came in, before anything was given back."""
    paid, due = given.amount("amount paid"), given.amount("balance due")
    if paid is not None:
        return paid + refunded
    if due is not None:
        return total - due
    if state in _NO_MONEY:
        return 0
    if state is PaymentState.partially_paid:
        return total // 2
    return total if state is not None or has_parts or refunded or "date paid" in given.said else 0


def _payments(given: Given, parts: Sequence[Values], state: PaymentState, taken: int, total: int) -> list[Payment]:
    said = [given.amount("payment amount", part) for part in parts]
    whole = taken or (total if state in (PaymentState.pending, PaymentState.authorized) else 0)
    amounts = shares(said, whole, 0)
    return [
        _payment(given, number, part, amount, state)
        for number, (part, amount) in enumerate(zip(parts, amounts, strict=True), start=1)
    ]


def _payment(given: Given, number: int, part: Values, amount: int, state: PaymentState) -> Payment:
    def said(name: str, otherwise: Any) -> Any:
        return part[name][0] if name in part else otherwise

    kind = PaymentKind[name_of(said("payment step", "authorization" if state is PaymentState.authorized else "sale"))]
    waits = state in _NO_MONEY and state is not PaymentState.authorized
    status = PaymentStatus[name_of(said("payment outcome", "pending" if waits else "ok"))]
    if kind is PaymentKind.refund and "payment amount" not in part:
        amount = -amount
    moves = status is PaymentStatus.ok and kind not in (PaymentKind.authorization, PaymentKind.void)
    label = str(said("payment method", said("gateway", "")))
    return Payment(
        payment_id=str(number),
        kind=kind,
        status=status,
        method=PaymentMethod[name_of(said("payment type", "other"))],
        gateway=str(said("gateway", "_".join(label.lower().split()))),
        gateway_label=label,
        amount=amount,
        moves_money=moves,
        at=moment(said("payment date", given.day("date paid") or given.placed)),
        reference=said("payment reference", None),
        is_test=bool(said("test payment", False)),
        deposit_account=str(said("deposit account", "")),
    )


def _state_after(taken: int, refunded: int, total: int) -> PaymentState:
    if refunded:
        return PaymentState.refunded if refunded >= total else PaymentState.partially_refunded
    if taken and taken >= total:
        return PaymentState.paid
    return PaymentState.partially_paid if taken > 0 else PaymentState.pending
