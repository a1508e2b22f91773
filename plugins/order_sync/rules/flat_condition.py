"""Conditions as a list of comparisons with one conjunction, as lines of a rule grid have them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from order_sync.rules.comparisons import COMPARISONS
from order_sync.rules.conditions import AllOf, AnyOf, Compare, Condition, Not


class Test(NamedTuple):
    """A comparison, or (not `holds`) that it fails."""

    compare: Compare
    holds: bool = True


class Flat(NamedTuple):
    """Several comparisons that must all hold, or of which any may; of none: always."""

    tests: tuple[Test, ...]
    is_any: bool


def flat(condition: Condition) -> Flat | None:
    """The same condition without nesting; None where all and any are mixed, so that there is no such."""
    joined = _simple(condition)
    if isinstance(joined, Test):
        return Flat((joined,), is_any=False)
    if not all(isinstance(part, Test) for part in joined.parts):
        return None
    tests = tuple(dict.fromkeys(part for part in joined.parts if isinstance(part, Test)))
    return Flat(tests, joined.is_any and len(tests) > 1) if tests or not joined.is_any else None


class _Joined(NamedTuple):
    parts: tuple[Test | _Joined, ...]
    is_any: bool


def _simple(condition: Condition, holds: bool = True) -> Test | _Joined:
    """The condition, or its opposite, with `not` at single comparisons alone, and nothing joined within its own kind."""
    if isinstance(condition, Not):
        return _simple(condition.part, not holds)
    if isinstance(condition, Compare):
        opposite = condition.comparison.opposite
        if not holds and opposite:
            return Test(replace(condition, comparison=COMPARISONS[opposite]))
        return Test(condition, holds)
    is_any = isinstance(condition, AnyOf) is holds
    parts = tuple(_parts_of(condition, holds, is_any))
    return parts[0] if len(parts) == 1 else _Joined(parts, is_any)


def _parts_of(condition: AllOf | AnyOf, holds: bool, is_any: bool) -> Iterator[Test | _Joined]:
    for part in condition.parts:
        simple = _simple(part, holds)
        if isinstance(simple, _Joined) and simple.is_any is is_any:
            yield from simple.parts
        else:
            yield simple
