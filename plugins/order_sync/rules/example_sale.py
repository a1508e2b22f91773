"""The lines of an example's order, from what is said of them and of the order as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import msgspec

from order_sync.money import round_minor
from order_sync.orders import Discount, Line, LineKind, Tax
from order_sync.rules.example_given import Given, Values, shares
from order_sync.rules.fields import LINE_CUSTOM, find_field

MOST_LINES = 1_000
_USUAL_AMOUNT = Decimal(10)  # of a line, in major units


def sold_lines(given: Given, parts: Sequence[Values]) -> list[Line]:
    """What was sold: the lines said, and those that shipping and a tip make."""
    count = given.one("number of lines")
    wanted = int(count) if count is not None and not parts else len(parts) or 1
    if not 0 <= wanted <= MOST_LINES:
        raise given.where.fault(f"the example's order has {wanted} lines.", f"Write from 0 to {MOST_LINES}.")
    parts = [*parts, *([{}] * (wanted - len(parts)))]
    nets = [given.amount("line amount", part) for part in parts]
    discounts = _shared([given.amount("line discount", part) for part in parts], given.amount("order discount"))
    taxes = _shared([given.amount("line tax", part) for part in parts], given.amount("order tax"))
    others = [*_shipping(given), *_tip(given)]
    total = _total(given)
    left = None if total is None else total - sum(line.net for line in others) - sum(taxes)
    amounts = shares(nets, left, round_minor(_USUAL_AMOUNT, given.currency))
    quantities = _quantities(given, parts)
    products = [
        _line(number, part, net, discount, tax, quantity)
        for number, (part, net, discount, tax, quantity) in enumerate(
            zip(parts, amounts, discounts, taxes, quantities, strict=True), start=1
        )
    ]
    return _with_names(given, products) + others


def _total(given: Given) -> int | None:
    total, paid, due = (given.amount(name) for name in ("order total", "amount paid", "balance due"))
    if total is None and due is not None:
        return due + (paid or 0) + (given.amount("amount refunded") or 0)
    return total


def _shared(said: Sequence[int | None], whole: int | None) -> list[int]:
    """What is said of the lines; of the order's whole, the first line that says nothing has the rest."""
    found = [value or 0 for value in said]
    rest = 0 if whole is None else whole - sum(found)
    free = next((place for place, value in enumerate(said) if value is None), None)
    if rest and free is not None:
        found[free] = rest
    return found


def _quantities(given: Given, parts: Sequence[Values]) -> list[Decimal]:
    found = [Decimal(str(part["quantity"][0])) if "quantity" in part else None for part in parts]
    whole = given.one("total quantity")
    free = next((place for place, value in enumerate(found) if value is None), None)
    if whole is not None and free is not None:
        others = sum((Decimal(1) if value is None else value for value in found), Decimal(0)) - 1
        found[free] = Decimal(str(whole)) - others
    return [Decimal(1) if value is None else value for value in found]


def _line(number: int, part: Values, net: int, discount: int, tax: int, quantity: Decimal) -> Line:
    texts: dict[str, Any] = {}
    own: dict[str, str] = {}
    for name, values in part.items():
        field = find_field(name)
        if field is not None and field.path:
            texts[field.path] = str(values[0])
        elif name == "any line custom field" or name.startswith(LINE_CUSTOM):
            own[name.removeprefix(LINE_CUSTOM)] = str(values[0])
    is_card = bool(part.get("gift card", (False,))[0])
    line = Line(
        line_id=str(number),
        kind=LineKind.gift_card_sold if is_card else LineKind.product,
        title="",
        quantity=quantity,
        gross=net + discount,
        discount=discount,
        net=net,
        tax=tax,
        total=net + tax,
        taxable=bool(part.get("taxable", (True,))[0]),
        taxes=(Tax(name="Tax", amount=tax),) if tax else (),
        attributes=own,
    )
    return msgspec.structs.replace(line, **texts)


def _with_names(given: Given, lines: list[Line]) -> list[Line]:
    """The names of taxes and discounts, on the first line; the first of them has its amount."""
    if not lines:
        return lines
    first, remitted = lines[0], given.yes("tax remitted by channel")
    names = [str(name) for name in given.all("tax name")] or (["Tax"] if first.tax or remitted else [])
    taxes = [Tax(name=name, amount=0, remitted_by_channel=remitted) for name in names]
    if taxes:
        taxes[0] = msgspec.structs.replace(taxes[0], amount=first.tax)
    reasons = list(zip_longest(map(str, given.all("discount name")), map(str, given.all("discount code"))))
    discounts = [Discount(name=name or "", code=code, amount=0) for name, code in reasons]
    if discounts:
        discounts[0] = msgspec.structs.replace(discounts[0], amount=first.discount)
    return [msgspec.structs.replace(first, taxes=tuple(taxes), discounts=tuple(discounts)), *lines[1:]]


def _shipping(given: Given) -> list[Line]:
    amount, methods = given.amount("shipping amount"), given.all("shipping method")
    if amount is None and not methods:
        return []
    titles = [str(method) for method in methods] or [""]
    return [_other(LineKind.shipping, place, title, (amount or 0) if place == 0 else 0)
            for place, title in enumerate(titles)]  # fmt: skip


def _tip(given: Given) -> list[Line]:
    amount = given.amount("tip amount")
    return [] if amount is None else [_other(LineKind.tip, 0, "Tip", amount)]


def _other(kind: LineKind, place: int, title: str, amount: int) -> Line:
    return Line(
        line_id=f"{kind}-{place}", kind=kind, title=title, quantity=Decimal(1), gross=amount, net=amount, total=amount
    )
