"""Which comparisons a condition stands on: one of them holds wherever the condition does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from order_sync.rules.comparisons import COMPARISONS, Way
from order_sync.rules.conditions import AnyOf, Compare, Condition, Not, comparisons_in
from order_sync.rules.fields import Field
from order_sync.rules.values import Value, plain

Anchors = tuple[Compare, ...]

# Of how many orders a comparison holds, as a guess.
_SHARE = {
    Way.suffix: 0.004, Way.prefix: 0.004, Way.contains: 0.005, Way.pattern: 0.02, Way.bounds: 0.5, Way.present: 0.9,
    Way.map: 0.1
}  # fmt: skip
_SHARE_BETWEEN = 0.05
_SHARE_OF_A_WORD = 0.5
_FEW = ("currency", "store", "platform", "channel", "location", "country", "region", "gateway", "method", "class", "type")


def anchor_finder(conditions: Iterable[Condition]) -> Callable[[Condition], Anchors | None]:
    """A function that gives a condition's anchors: the comparisons of which one must hold, the fewest orders meeting them.

    None: it has none. Empty: it never holds. The conditions say how many values a field is compared with.
    """
    wanted: dict[Field, set[Value]] = defaultdict(set)
    for condition in conditions:
        for compare in comparisons_in(condition):
            if compare.comparison.way is Way.equal:
                wanted[compare.field].update(compare.wanted)
    known = {field: len(values) for field, values in wanted.items()}
    return lambda condition: _anchors(condition, False, known)


def _anchors(condition: Condition, negated: bool, known: Mapping[Field, int]) -> Anchors | None:
    if isinstance(condition, Not):
        return _anchors(condition.part, not negated, known)
    if isinstance(condition, Compare):
        return _of_compare(condition, negated)
    parts = [_anchors(part, negated, known) for part in condition.parts]
    if isinstance(condition, AnyOf) != negated:  # any of them, or not all of them
        return _union(parts)
    return min(
        (part for part in parts if part is not None), key=lambda part: sum(_share(one, known) for one in part), default=None
    )


def _of_compare(compare: Compare, negated: bool) -> Anchors | None:
    comparison = compare.comparison
    if negated:
        if not comparison.opposite:
            return None
        comparison = COMPARISONS[comparison.opposite]
    if comparison.way is Way.none:
        return None
    if any(isinstance(wanted, str) and not plain(wanted) for wanted in compare.wanted):
        return None
    return (Compare(compare.field, comparison, compare.wanted, compare.written, compare.exact),)


def _union(parts: Iterable[Anchors | None]) -> Anchors | None:
    found: list[Compare] = []
    for part in parts:
        if part is None:
            return None
        found += part
    return tuple(found)


def _share(compare: Compare, known: Mapping[Field, int]) -> float:
    """The share of orders that meet the comparison, as a guess."""
    field = compare.field
    if compare.comparison.name == "between":
        return _SHARE_BETWEEN
    if compare.comparison.way is not Way.equal:
        return _SHARE[compare.comparison.way]
    if field.words or isinstance(compare.wanted[0], bool):
        return _SHARE_OF_A_WORD
    others = 5 if field.name.endswith(_FEW) else 1_000
    return len(compare.wanted) / (known.get(field, 0) + others)
