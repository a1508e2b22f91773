"""An order while rules change it: each rule sees what earlier ones did, and every change leaves a step in the trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import force_setattr

from order_sync.orders import EventKind, Line, LineKind, Order, Payment, PaymentKind, PaymentStatus
from order_sync.rules.actions import Action
from order_sync.rules.decision import Decision, Step
from order_sync.rules.fields import Level
from order_sync.rules.values import Value, show_value

PRODUCTS = (LineKind.product, LineKind.gift_card_sold)
_PRODUCT, _GIFT_CARD = PRODUCTS
_SOLD = (EventKind.sale, EventKind.edit)
_SALE = EventKind.sale
_FAILED, _VOID = PaymentStatus.failed, PaymentKind.void  # an enumeration's own look-up is slow
_ORDER, _LINE, _PAYMENT = Level.order, Level.line, Level.payment

ORDER = 0  # the place of the order itself


class WorkingOrder:
    """Lines and payments are named by their place in the order: lines counted through all its events.

    What a rule changes is copied once and then changed in place; the order is put together again at the end, or where a
    rule reads something that is worked out from what has changed.
    """

    def __init__(self, order: Order, record: str = "") -> None:
        self._given = order
        self._record = record  # the kind that rules run for; blank: the whole order
        self._flags: dict[str, str] = {}
        self._set_by: dict[tuple[str, int], str] = {}  # by what was set and where, the last rule that did
        self.trace: list[Step] = []
        self._take(order)

    def _take(self, order: Order) -> None:
        self._order = order
        self._owns_order = False
        self._owned: set[int] = set()  # places of lines, and ~places of payments
        self._is_apart = False  # lines or payments have changed and are not in the order yet
        self._is_stale = False  # and something worked out from them may have changed
        events = order.events
        if len(events) == 1 and events[0].kind is _SALE:
            self.lines = lines = list(events[0].lines)
            self.sells_all = True
            self._sold: tuple[bool, ...] = ()
        else:
            self.lines = lines = [line for event in events for line in event.lines]
            self._sold = tuple([event.kind in _SOLD for event in events for _ in event.lines])
            self.sells_all = all(self._sold)
        self._payments = payments = list(order.payments)
        self.line_places = [at for at, line in enumerate(lines) if (kind := line.kind) is _PRODUCT or kind is _GIFT_CARD]
        self.payment_places = [
            at for at, one in enumerate(payments) if one.status is not _FAILED and one.kind is not _VOID
        ]  # a try that failed, and the taking back of a promise, say nothing of how the order is paid

    @property
    def order(self) -> Order:
        """The order as it stands now; its lines and payments as they were where nothing read from them has changed."""
        if self._is_stale:
            self._put_together()
        return self._order

    @property
    def money_places(self) -> list[int]:
        return [place for place in self.payment_places if self._payments[place].moves_money]

    def line(self, place: int) -> Line:
        return self.lines[place]

    def payment(self, place: int) -> Payment:
        return self._payments[place]

    def places_of(self, kinds: Sequence[LineKind]) -> list[int]:
        """The lines of these kinds."""
        return self.line_places if kinds == PRODUCTS else [p for p, line in enumerate(self.lines) if line.kind in kinds]

    def is_sold(self, place: int) -> bool:
        """Whether the line was sold; else it was refunded, returned or cancelled."""
        return self.sells_all or self._sold[place]

    def is_money_in(self, place: int) -> bool:
        """Whether the payment is money that came in, or its promise; else it went out."""
        return self._payments[place].amount >= 0

    def raise_flag(self, action: Action, place: int, raised: bool, rule: str) -> bool:
        """Says, or takes back, what the flag stands for; the last rule is the one that is named."""
        assert action.flag is not None
        flag = action.flag
        before = self._flags.get(flag)
        if not raised and before is None:
            return False
        if raised:
            self._flags[flag] = rule
        else:
            del self._flags[flag]
        self._add_step(action, place, rule, show_value(before is not None), show_value(raised))
        return True

    @property
    def stopped_by(self) -> str:
        """The rule that stopped the rules; blank where none did."""
        return self._flags.get("stopped_by", "")

    @property
    def is_stopped(self) -> bool:
        return "stopped_by" in self._flags

    def put(self, action: Action, place: int, value: Any, rule: str) -> bool:
        """Puts a value into the action's attribute; says whether that changed anything."""
        attribute, level = action.attribute, action.level
        target = self.lines[place] if level is _LINE else self._payments[place] if level is _PAYMENT else self._order
        before = getattr(target, attribute)
        if before == value:
            return False
        self._add_step(action, place, rule, "" if before is None else str(before), "" if value is None else str(value))
        force_setattr(self._own(level, place, target), attribute, value)
        return True

    def change(self, action: Action, place: int, value: Value, rule: str) -> bool:
        """Lets the action make its target anew; no step where nothing changes."""
        assert action.change is not None
        target = self._target(action.level, place)
        changed = action.change(target, value, self._order)
        if changed == target:
            return False
        order = self._order
        self._add_step(action, place, rule, action.shown(target, order), action.shown(changed, order))
        if isinstance(changed, Order):
            self._order, self._owns_order = changed, True
        else:
            self._replace(action.level, place, changed)
            self._is_stale = True
        return True

    def reshape(self, action: Action, places: list[int], value: Value, rule: str) -> bool:
        """Lets the action make the whole order anew; one step for each of its targets."""
        assert action.reshape is not None
        if self._is_apart:
            self._put_together()
        order = self._order
        changed = action.reshape(order, places, value)
        if changed == order:
            return False
        before = [action.shown(self._target(action.level, place), order) for place in places]
        names = [self.named(action.level, place) for place in places]
        count = len(self.lines)
        self._take(changed)
        keeps_places = len(self.lines) == count
        for place, name, held in zip(places, names, before, strict=True):
            after = (
                action.shown(self._target(action.level, place), changed)
                if keeps_places or action.level is Level.order
                else ""
            )
            self._add_step(action, place, rule, held, after, name)
        return True

    def named(self, level: Level, place: int) -> str:
        """How the trace names the order, a line or a payment."""
        if level is _LINE:
            line = self.lines[place]
            return f"line {place + 1} {line.sku or line.title}".rstrip()
        return f"payment {self._payments[place].payment_id}" if level is _PAYMENT else "order"

    def decision(self) -> Decision:
        if self._is_apart:
            self._put_together()
        order = self._order
        given = None if order is self._given else self._given
        return Decision(order=order, given=given, trace=tuple(self.trace), **self._flags)  # type: ignore[arg-type]

    def _target(self, level: Level, place: int) -> Any:
        return self.lines[place] if level is _LINE else self._payments[place] if level is _PAYMENT else self._order

    def _own(self, level: Level, place: int, target: Any) -> Any:
        """The target as a copy that may be changed in place."""
        if level is _ORDER:
            if not self._owns_order:
                self._order, self._owns_order = target.__copy__(), True
            return self._order
        if (place if level is _LINE else ~place) in self._owned:
            return target
        owned = target.__copy__()
        self._replace(level, place, owned)
        return owned

    def _replace(self, level: Level, place: int, owned: Any) -> None:
        self._is_apart = True
        if level is _LINE:
            self.lines[place] = owned
            self._owned.add(place)
        else:
            self._payments[place] = owned
            self._owned.add(~place)

    def _add_step(self, action: Action, place: int, rule: str, before: str, after: str, name: str = "") -> None:
        what = (action.target, place)
        self.trace.append(
            Step(
                rule=rule,
                action=action.name,
                target=name or self.named(action.level, place),
                before=before,
                after=after,
                overrides=self._set_by.get(what, ""),
                record=self._record,
            )
        )
        self._set_by[what] = rule

    def _put_together(self) -> None:
        """Lines and payments as they stand now, in the order; those that were copied may no longer change in place."""
        order, lines = self._order, self.lines
        events = []
        start = 0
        for event in order.events:
            end = start + len(event.lines)
            events.append(msgspec.structs.replace(event, lines=tuple(lines[start:end])))
            start = end
        whole = msgspec.structs.replace(order, events=tuple(events), payments=tuple(self._payments))
        self._order, self._owns_order = whole, True
        self._owned = set()
        self._is_apart = self._is_stale = False
