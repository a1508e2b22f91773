"""Finds rules whose result a later rule always replaces, and keys that are mapped twice; none where there is doubt."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from order_sync.rules.comparisons import Takes, Way
from order_sync.rules.conditions import AllOf, AnyOf, Compare, Condition, Not, comparisons_in
from order_sync.rules.contradictions import ALWAYS_HOLDS, MOST_COMPARED
from order_sync.rules.expressions import READS
from order_sync.rules.places import Places, any_between, is_put, target_of
from order_sync.rules.rule import Do, Rule
from order_sync.rules.values import Kind, is_relative, plain

MOST_PARTS = 5  # conditions that must all hold: of a longer list not every choice is looked up
MOST_LATER = 5  # later rules of the same conditions that are looked at

Parts = frozenset[Hashable]


class Override(NamedTuple):
    """`rule` does nothing that lasts, because of `by`. `key`: the value that both map, where that is all they ask for."""

    rule: Rule
    by: Rule
    key: str = ""


class _Known(NamedTuple):
    """What is known of a rule: its conditions that must all hold, and what it puts where."""

    parts: Parts
    puts: dict[Hashable, Do]
    only_puts: bool  # it does nothing else
    scope: int


def overrides_in(rules: Sequence[Rule]) -> list[Override]:
    """Rules that do nothing that lasts, each with the one that is why."""
    places = Places()
    known: dict[int, _Known] = {}
    later: dict[tuple[int, Hashable, Parts], list[int]] = {}
    scopes: dict[Hashable, int] = {}
    for place, rule in enumerate(rules):
        if not rule.enabled or not rule.calls:
            continue
        places.add(place, rule)
        known[place] = found = _know(rule, scopes.setdefault(rule.scope, len(scopes)))
        for target, do in found.puts.items():
            if found.only_puts and not isinstance(do.value, READS):
                later.setdefault((found.scope, target, found.parts), []).append(place)
    return [
        override
        for place, found in known.items()
        if found.only_puts and (override := _override(rules, place, known, later, places)) is not None
    ]


def _know(rule: Rule, scope: int) -> _Known:
    puts = {target_of(do.action): do for do in rule.calls if is_put(do.action)}
    return _Known(_parts(rule.when), puts, len(puts) == len(rule.calls), scope)


def _parts(condition: Condition) -> Parts:
    if isinstance(condition, AllOf):
        return frozenset().union(*map(_parts, condition.parts))
    if isinstance(condition, Compare) and condition.comparison.name in ALWAYS_HOLDS:
        return frozenset()
    return frozenset((_meaning(condition),))


def _meaning(condition: Condition) -> Hashable:
    """Equal for conditions that mean the same."""
    if isinstance(condition, Not):
        return ("not", _meaning(condition.part))
    if isinstance(condition, AllOf):
        return ("all", frozenset(map(_meaning, condition.parts)))
    if isinstance(condition, AnyOf):
        return ("any", frozenset(map(_meaning, condition.parts)))
    comparison, wanted = condition.comparison, condition.wanted
    if condition.field.kind is Kind.date and any(is_relative(text) for text in condition.written):
        wanted = condition.written  # days that are one today are two tomorrow
    name = "equals" if comparison.way is Way.equal else comparison.name
    together: Hashable = frozenset(wanted) if comparison.takes is Takes.some and len(wanted) > 1 else wanted
    return (condition.field.name, name, together, condition.exact)


def _override(
    rules: Sequence[Rule],
    place: int,
    known: dict[int, _Known],
    later: dict[tuple[int, Hashable, Parts], list[int]],
    places: Places,
) -> Override | None:
    rule, found = rules[place], known[place]
    target = next(iter(found.puts))
    for parts in _choices(found.parts):
        candidates = later.get((found.scope, target, parts))
        if candidates is None or candidates[-1] <= place:
            continue
        at = bisect_right(candidates, place)
        for other in candidates[at : at + MOST_LATER]:
            by = rules[other]
            is_same = parts == found.parts
            if is_same and _puts_the_same(found, known[other]):
                continue
            if _replaces(found, rule, other, by, place, known, places):
                return Override(rule, by, _key(rule) if is_same else "")
            if is_same and _keeps_out(rule, by, place, other, places):
                return Override(by, rule, _key(rule))
    return None


def _choices(parts: Parts) -> Iterable[Parts]:
    """The parts themselves, and fewer of them, down to none: always."""
    yield parts
    for count in range(len(parts) - 1, -1, -1) if len(parts) <= MOST_PARTS else (1, 0):
        yield from map(frozenset, combinations(parts, count))


def _puts_the_same(one: _Known, other: _Known) -> bool:
    """A copy of a rule, or of a part of it, contradicts nothing."""
    return all(target in other.puts and other.puts[target].value == do.value for target, do in one.puts.items())


def _replaces(found: _Known, rule: Rule, other: int, by: Rule, place: int, known: dict[int, _Known], places: Places) -> bool:
    """Whether the later rule acts wherever the earlier did, on all it did, and nothing has looked at that before."""
    later = known[other].puts
    if not all(target in later and not isinstance(later[target].value, READS) for target in found.puts):
        return False
    if not by.levels <= rule.levels or any_between(places.barriers, place, other):
        return False
    written = {name for do in rule.calls for name in do.action.writes or ()}
    asked = {compare.field.name for compare in comparisons_in(by.when)}
    return not any(any_between(places.readers.get(name, ()), place, other + 1) for name in written) and not any(
        any_between(places.writers.get(name, ()), place, other) for name in asked
    )


def _keeps_out(rule: Rule, by: Rule, place: int, other: int, places: Places) -> bool:
    """Whether the earlier rule leaves nothing that the later one asks for: it changes the very text that both look for."""
    when = rule.when
    if not isinstance(when, Compare) or when.comparison.way is not Way.equal or len(rule.calls) != 1 or len(by.calls) != 1:
        return False
    do, field = rule.calls[0], when.field
    if not isinstance(do.value, str) or (field.level, field.path) != (do.action.level, do.action.attribute):
        return False
    wanted = {plain(str(value)) for value in when.wanted}
    if len(wanted) > MOST_COMPARED or plain(do.value) in wanted or field.name not in (do.action.writes or ()):
        return False
    return not any_between(places.barriers, place, other) and not any(
        any_between(places.makers.get((field.name, made), ()), place, other) for made in (*wanted, None)
    )


def _key(rule: Rule) -> str:
    """The one value that the rule asks for; blank where it asks for anything else."""
    when = rule.when
    is_map = isinstance(when, Compare) and when.comparison.way is Way.equal and len(when.written) == 1
    return when.written[0] if isinstance(when, Compare) and is_map else ""
