"""Conditions as functions: the same meaning as `Condition.holds`, with what can be worked out beforehand worked out."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from order_sync.money import minor_digits
from order_sync.orders import Line, Order, Payment
from order_sync.rules.comparisons import COPY, EQUALS, IN, Way
from order_sync.rules.conditions import ALWAYS, AllOf, Compare, Condition, Not
from order_sync.rules.fields import Field, Level, Scene, text_getter
from order_sync.rules.met import Check
from order_sync.rules.values import Kind, plain

_ORDER, _LINE = Level.order, Level.line


def _holds(_order: Order, _line: Line | None, _payment: Payment | None) -> bool:
    return True


def compile_condition(condition: Condition) -> Check:
    """A function that says for an order, a line and a payment whether the condition holds."""
    if condition == ALWAYS:
        return _holds
    if isinstance(condition, Compare):
        return _compare(condition)
    if isinstance(condition, Not):
        part = compile_condition(condition.part)
        return lambda order, line, payment: not part(order, line, payment)
    if isinstance(condition, AllOf):
        return _all([compile_condition(part) for part in sorted(condition.parts, key=_effort)])
    parts = [compile_condition(part) for part in condition.parts]
    return lambda order, line, payment: any(part(order, line, payment) for part in parts)


def _effort(condition: Condition) -> int:
    """What is quick to find out is asked first; the order makes no difference to the answer."""
    if not isinstance(condition, Compare) or not condition.field.path:
        return len(_QUICKEST) + 1
    way = condition.comparison.way
    return _QUICKEST.index(way) if way in _QUICKEST else len(_QUICKEST)


_QUICKEST = (Way.equal, Way.prefix, Way.suffix, Way.contains)


def _all(parts: list[Check]) -> Check:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        first, second = parts
        return lambda order, line, payment: first(order, line, payment) and second(order, line, payment)
    return lambda order, line, payment: all(part(order, line, payment) for part in parts)


def _compare(compare: Compare) -> Check:
    field = compare.field
    if compare.comparison == COPY:
        return _holds
    if field.path and not compare.exact:
        test = _text_test(compare)
        if test is not None:
            return _of_text(field, test)
    if compare.comparison.name in _BOUNDS:
        return _of_bounds(compare)
    if compare.comparison in (EQUALS, IN) and not compare.exact:
        return _of_words(compare)
    return lambda order, line, payment: compare.holds(Scene(order, line, payment))


def _of_text(field: Field, test: Callable[[Any], bool]) -> Check:
    get = text_getter(field.path)
    if field.level is Level.order:
        return lambda order, _line, _payment: test(get(order))
    if field.level is Level.line:
        return lambda _order, line, _payment: line is not None and test(get(line))
    return lambda _order, _line, payment: payment is not None and test(get(payment))


_BOUNDS: dict[str, Callable[[Any, Any], bool]] = {
    "greater than": operator.gt, "at least": operator.ge, "less than": operator.lt, "at most": operator.le
}  # fmt: skip
_BOUNDS["between"] = lambda value, wanted: bool(wanted[0] <= value <= wanted[1])


def _of_bounds(compare: Compare) -> Check:
    """A number, an amount or a date against a bound, or two."""
    field, test = compare.field, _BOUNDS[compare.comparison.name]
    read, level, minor = field.read, field.level, field.minor
    of_one = compare.comparison.name != "between"
    wanted: Any = compare.wanted[0] if of_one else compare.wanted
    in_minor: dict[str, Any] = {}  # by currency

    def scaled(currency: str) -> Any:
        amounts = [Decimal(str(want)).scaleb(minor_digits(currency)) for want in compare.wanted]
        found = in_minor[currency] = amounts[0] if of_one else amounts
        return found

    def check(order: Order, line: Line | None, payment: Payment | None) -> bool:
        target = order if level is _ORDER else line if level is _LINE else payment
        if target is None:
            return False
        if minor is not None:
            want = in_minor.get(order.currency)
            return test(minor(target), scaled(order.currency) if want is None else want)
        return any([value is not None and test(value, wanted) for value in read(target, order)])

    return check


def _of_words(compare: Compare) -> Check:
    """Any of a field's values, worked out, against those wanted."""
    field, wanted = compare.field, frozenset(compare.wanted)
    read, level, is_text = field.read, field.level, field.kind is Kind.text

    def check(order: Order, line: Line | None, payment: Payment | None) -> bool:
        target = order if level is _ORDER else line if level is _LINE else payment
        if target is not None:
            for value in read(target, order):
                if value and is_text:
                    value = plain(value)
                if value is not None and value != "" and value in wanted:
                    return True
        return False

    return check


def _text_test(compare: Compare) -> Callable[[Any], bool] | None:
    """A test of one text, which may be missing; None where the comparison has no short way."""
    wanted = compare.wanted
    if compare.comparison in (EQUALS, IN):
        if len(wanted) == 1:
            only = wanted[0]
            return lambda text: text is not None and plain(text) == only
        several = frozenset(wanted)
        return lambda text: text is not None and plain(text) in several
    if len(wanted) != 1 or not isinstance(wanted[0], str):
        return None
    want = wanted[0]
    tests: dict[str, Callable[[Any], bool]] = {
        "contains": lambda text: text is not None and want in plain(text),
        "starts with": lambda text: text is not None and plain(text).startswith(want),
        "ends with": lambda text: text is not None and plain(text).endswith(want),
    }
    return tests.get(compare.comparison.name)
