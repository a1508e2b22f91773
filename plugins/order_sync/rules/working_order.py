"""An order while rules change it: each rule sees what earlier ones did, and every change leaves a step in the trace."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from order_sync.orders import EventKind, Line, LineKind, Order, Payment, PaymentKind, PaymentStatus
from order_sync.rules.actions import Action
from order_sync.rules.decision import Decision, Step
from order_sync.rules.fields import Level
from order_sync.rules.values import Value, show_value

_PRODUCTS = (LineKind.product, LineKind.gift_card_sold)
_SOLD = (EventKind.sale, EventKind.edit)

ORDER = 0  # the place of the order itself


class WorkingOrder:
    """Lines and payments are named by their place in the order: lines counted through all its events."""

    def __init__(self, order: Order) -> None:
        self._given = order
        self._flags: dict[str, str] = {}
        self._set_by: dict[tuple[str, Level, int], str] = {}
        self.trace: list[Step] = []
        self._take(order)

    def _take(self, order: Order) -> None:
        self._order = order
        self._is_stale = False
        self._lines = [line for event in order.events for line in event.lines]
        self._sold = [event.kind in _SOLD for event in order.events for _ in event.lines]
        self._payments = list(order.payments)
        self.line_places = [place for place, line in enumerate(self._lines) if line.kind in _PRODUCTS]
        self.payment_places = [place for place, payment in enumerate(self._payments) if _is_live(payment)]
        self.money_places = [place for place in self.payment_places if self._payments[place].moves_money]

    @property
    def order(self) -> Order:
        """The order as it stands now."""
        if self._is_stale:
            self._order = self._rebuilt()
            self._is_stale = False
        return self._order

    def line(self, place: int) -> Line:
        return self._lines[place]

    def payment(self, place: int) -> Payment:
        return self._payments[place]

    def is_sold(self, place: int) -> bool:
        """Whether the line was sold; else it was refunded, returned or cancelled."""
        return self._sold[place]

    def is_money_in(self, place: int) -> bool:
        """Whether the payment is money that came in, or its promise; else it went out."""
        return self._payments[place].amount >= 0

    def raise_flag(self, action: Action, flag: str, raised: bool, rule: str) -> None:
        """Says, or takes back, what the flag stands for; the last rule is the one that is named."""
        before = self._flags.get(flag)
        if not raised and before is None:
            return
        if raised:
            self._flags[flag] = rule
        else:
            del self._flags[flag]
        self._add_step(action, Level.order, ORDER, rule, show_value(before is not None), show_value(raised))

    def change(self, action: Action, place: int, value: Value, rule: str) -> None:
        """Lets the action change its target; no step where nothing changes."""
        target: Order | Line | Payment = self._target(action.level, place)
        changed = action.change(target, value)
        if changed == target:
            return
        self._add_step(action, action.level, place, rule, action.shown(target), action.shown(changed))
        self._put(place, changed)

    def named(self, level: Level, place: int) -> str:
        """How the trace names the order, a line or a payment."""
        if level is Level.line:
            line = self._lines[place]
            return f"line {place + 1} {line.sku or line.title}".rstrip()
        return f"payment {self._payments[place].payment_id}" if level is Level.payment else "order"

    def decision(self) -> Decision:
        given = None if self.order is self._given else self._given
        return Decision(order=self.order, given=given, trace=tuple(self.trace), **self._flags)

    def _target(self, level: Level, place: int) -> Order | Line | Payment:
        if level is Level.line:
            return self._lines[place]
        return self._payments[place] if level is Level.payment else self.order

    def _put(self, place: int, changed: Order | Line | Payment) -> None:
        if isinstance(changed, Order):
            self._take(changed)
            return
        if isinstance(changed, Line):
            self._lines[place] = changed
        else:
            self._payments[place] = changed
        self._is_stale = True

    def _add_step(self, action: Action, level: Level, place: int, rule: str, before: str, after: str) -> None:
        key = (action.name, level, place)
        self.trace.append(
            Step(
                rule=rule,
                action=action.name,
                target=self.named(level, place),
                before=before,
                after=after,
                overrides=self._set_by.get(key, ""),
            )
        )
        self._set_by[key] = rule

    def _rebuilt(self) -> Order:
        lines: Iterator[Line] = iter(self._lines)
        events = tuple(
            msgspec.structs.replace(event, lines=tuple(next(lines) for _ in event.lines)) for event in self._order.events
        )
        return msgspec.structs.replace(self._order, events=events, payments=tuple(self._payments))


def _is_live(payment: Payment) -> bool:
    """A try that failed, and the taking back of a promise, say nothing of how the order is paid."""
    return payment.status is not PaymentStatus.failed and payment.kind is not PaymentKind.void
