"""The order that an example means: what is said of it, and of all else as little as an order can have.

An order of one product for 10.00 USD, placed today (or on the nearest day on which the rule is valid), neither paid nor
shipped. Amounts of the whole order, such as its total, are put on its lines and payments. At the end every field that was
said is read back from the order, and the order must keep the laws of all orders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from order_sync.invariants import problems
from order_sync.orders import Order
from order_sync.rules.example_parts import build
from order_sync.rules.fields import Field, Level, Scene, find_field
from order_sync.rules.read_conditions import FIELD_NAMES
from order_sync.rules.rule import Example, Fields, Scope
from order_sync.rules.values import Kind, Value, parse_value, plain, show_value
from order_sync.rules.where import Where, nearest

# Fields of an order of which it can have several.
SEVERAL = frozenset(
    (
        "order status", "store status", "tag", "discount code", "discount name", "shipping method", "carrier",
        "tracking number", "tax name", "any custom field",
    )
)  # fmt: skip
_NO_DAY = date(2026, 1, 1)  # where nobody says which day it is


@dataclass(frozen=True)
class Said:
    """What an example says of one field."""

    field: Field
    values: tuple[Value, ...]  # a text with its case, as it will stand in the order
    where: Where

    @property
    def value(self) -> Value:
        return self.values[0]


def order_of(example: Example, scope: Scope, where: Where, store: str = "") -> Order:
    """The order that the example gives; raises SettingsError where there is no such order.

    `scope` is the rule's: an order where the rule acts, if the example says nothing else. `store`: the shop's name.
    """
    where = where.at(example.given[0][0]) if example.given else where
    said = [_said(name, texts, where) for name, texts in example.given]
    of_order = {one.field.name: one for one in said if one.field.level is Level.order}
    lines = _parts(example.lines, Level.line, said, where)
    payments = _parts(example.payments, Level.payment, said, where)
    order = build(
        {name: one.values for name, one in of_order.items()},
        [{name: one.values for name, one in part.items()} for part in lines],
        [{name: one.values for name, one in part.items()} for part in payments],
        placed=_day(scope, where),
        store=store or next(iter(scope.stores), "shop"),
        where=where,
    )
    _read_back(order, of_order, lines, payments)
    broken = problems(order)
    if broken:
        raise where.fault(f"there is no such order: {broken[0].reason}", "Correct what the example gives.")
    return order


def _day(scope: Scope, where: Where) -> date:
    """The day on which the order is placed: today, or the nearest one on which the rule is valid."""
    day = where.today or scope.valid_from or _NO_DAY
    if scope.valid_from and day < scope.valid_from:
        return scope.valid_from
    return scope.valid_until if scope.valid_until and day > scope.valid_until else day


def _parts(written: Sequence[Fields], level: Level, said: Sequence[Said], where: Where) -> list[Mapping[str, Said]]:
    """What is said of each line (payment); what is said of the order itself means its only one."""
    loose = {one.field.name: one for one in said if one.field.level is level}
    if not written:
        return [loose] if loose else []
    if loose:
        name = next(iter(loose))
        raise loose[name].where.fault(
            f"“{name}” is said beside “{level}s”.", f"Say it in one of the {level}s: {level}s: [{{{name}: ...}}]."
        )
    parts: list[Mapping[str, Said]] = []
    for fields in written:
        part = {one.field.name: one for one in (_said(name, texts, where) for name, texts in fields)}
        for one in part.values():
            if one.field.level is not level:
                raise one.where.fault(
                    f"“{one.field.name}” is not a field of a {level}.", f"Say it outside “{level}s”, or correct the name."
                )
        parts.append(part)
    return parts


def _said(name: str, texts: Sequence[str], where: Where) -> Said:
    here = where.at(name)
    field = find_field(name)
    if field is None:
        raise here.unknown("field", name, (*FIELD_NAMES, "lines", "payments"))
    if field.name in SEVERAL and len(texts) == 1:
        texts = texts[0].split(",")
    if len(texts) > 1 and field.name not in SEVERAL:
        remedy = (
            f"Write {field.level}s: [{{{field.name}: A}}, {{{field.name}: B}}]." if field.level is not Level.order else ""
        )
        raise here.fault(f"“{field.name}” has one value.", remedy or "Write one value.")
    if not any(text.strip() for text in texts):
        raise here.fault(f"the example gives “{field.name}” blank.", "Leave it out: what is not given is blank.")
    return Said(field, tuple(_value(field, text, here) for text in texts if text.strip()), here)


def _value(field: Field, text: str, where: Where) -> Value:
    if field.kind is Kind.text:
        return text.strip()
    try:
        value = parse_value(field.kind, text, where.today)
    except ValueError as error:
        raise where.fault(f"“{text}” does not fit “{field.name}”.", f"Write {error}.") from None
    if field.kind is Kind.choice and value not in field.words:
        raise where.fault(f"“{field.name}” is never “{text}”.", nearest(str(value), field.words, "word"))
    return value


def _read_back(
    order: Order,
    of_order: Mapping[str, Said],
    lines: Sequence[Mapping[str, Said]],
    payments: Sequence[Mapping[str, Said]],
) -> None:
    """Raises SettingsError where the order has not what was said: two things that were said do not go together."""
    for scene, part in _scenes(order, of_order, lines, payments):
        for one in part.values():
            seen = one.field.values(scene)
            wanted = [plain(value) if isinstance(value, str) else value for value in one.values]
            if not all(value in seen for value in wanted):
                said = ", ".join(show_value(value) for value in one.values)
                raise one.where.fault(
                    f"with what else the example gives, “{one.field.name}” is “{one.field.shown(scene)}”, not “{said}”.",
                    "Take one of them out, or correct it.",
                )


def _scenes(
    order: Order,
    of_order: Mapping[str, Said],
    lines: Sequence[Mapping[str, Said]],
    payments: Sequence[Mapping[str, Said]],
) -> Iterator[tuple[Scene, Mapping[str, Said]]]:
    yield Scene(order), of_order
    for line, part in zip(order.sale_lines, lines):  # noqa: B905 (the order can have more lines: shipping, a tip)
        yield Scene(order, line=line), part
    for payment, part in zip(order.payments, payments):  # noqa: B905 (and more payments: what was refunded)
        yield Scene(order, payment=payment), part
