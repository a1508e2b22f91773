"""A condition as alternatives: each some comparisons that must all hold; the condition holds where one of them does."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from order_sync.rules.comparisons import COMPARISONS, Way
from order_sync.rules.conditions import AllOf, AnyOf, Compare, Condition, Not

MOST = 16  # alternatives of one condition; what has more is asked as a whole


class Literal(NamedTuple):
    """A comparison that more values can only make true, which must hold, or must not."""

    compare: Compare
    holds: bool

    def is_met(self, plain_values: tuple[object, ...], raw_values: tuple[object, ...]) -> bool:
        """Whether the field's values, as rules compare them and as they stand, are as it demands."""
        compare = self.compare
        seen = raw_values if compare.sees_raw else plain_values
        return compare.comparison.holds(seen, compare.wanted) is self.holds  # type: ignore[arg-type]

    def as_condition(self) -> Condition:
        return self.compare if self.holds else Not(self.compare)


Alternative = tuple[Literal, ...]


def alternatives(condition: Condition) -> tuple[Alternative, ...] | None:
    """None where there would be more than `MOST`; an empty one always holds, none at all: never."""
    try:
        return tuple(_alternatives(condition, True))
    except _TooManyError:
        return None


class _TooManyError(Exception):
    pass


def _alternatives(condition: Condition, holds: bool) -> list[Alternative]:
    if isinstance(condition, Not):
        return _alternatives(condition.part, not holds)
    if isinstance(condition, Compare):
        return _of_compare(condition, holds)
    parts = [_alternatives(part, holds) for part in condition.parts]
    if isinstance(condition, AnyOf if holds else AllOf):  # any of them, or not all of them
        found = [alternative for part in parts for alternative in part]
        if len(found) > MOST:
            raise _TooManyError
        return found
    count = 1
    for part in parts:
        count *= len(part)
    if count > MOST:
        raise _TooManyError
    return [tuple(literal for alternative in chosen for literal in alternative) for chosen in product(*parts)]


def _of_compare(compare: Compare, holds: bool) -> list[Alternative]:
    comparison = compare.comparison
    if comparison.way is Way.none and comparison.opposite:
        opposite = COMPARISONS[comparison.opposite]
        compare = Compare(compare.field, opposite, compare.wanted, compare.written, compare.exact)
        holds = not holds
    elif comparison.way is Way.none:  # any value, copy
        return [()] if holds else []
    return [(Literal(compare, holds),)]


def what_must_hold(condition: Condition) -> Alternative:
    """The comparisons that the condition joins with others, whatever those are."""
    if isinstance(condition, Compare):
        return _of_compare(condition, True)[0]
    if isinstance(condition, Not) and isinstance(condition.part, Compare):
        found = _of_compare(condition.part, False)
        return found[0] if found else ()
    if isinstance(condition, AllOf):
        return tuple(literal for part in condition.parts for literal in what_must_hold(part))
    return ()
