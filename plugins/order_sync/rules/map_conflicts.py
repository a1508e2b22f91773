"""Finds what long maps say in vain: a key that another map or a later rule maps otherwise. None where there is doubt.

Only the keys of the smaller of two maps are looked up, and what is found in them is told as its first key and a count.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from order_sync.rules.comparisons import IN_MAP, Way
from order_sync.rules.conditions import AllOf, Compare, Condition
from order_sync.rules.contradictions import has_one_value
from order_sync.rules.expressions import READS, Lookup
from order_sync.rules.fields import Field, Level
from order_sync.rules.map_table import MapTable
from order_sync.rules.places import Places, any_between, is_put, target_of
from order_sync.rules.rule import EVERYWHERE, Do, Rule


class Conflict(NamedTuple):
    """For this key the action of `rule` does nothing that lasts, because of `by`; so it is for so many keys in all (`keys`).

    `is_whole`: for a rule with further conditions, that nothing it does lasts.
    """

    rule: Rule
    by: Rule
    key: str
    do: Do
    keys: int = 1
    is_whole: bool = False


class _Source(NamedTuple):
    """A rule that asks one field for a key, or for those of a map; `is_alone`: and for nothing else."""

    place: int
    rule: Rule
    field: Field
    table: MapTable | None
    key: str
    is_alone: bool
    puts: dict[Hashable, Do]

    def says(self, key: str, target: Hashable) -> object:
        """What it puts there for the key; None: nothing."""
        value = self.puts[target].value
        if not isinstance(value, Lookup):
            return value
        row = value.table.row(key)
        return None if row is None else value.table.columns[value.column][row]


def map_conflicts_in(rules: Sequence[Rule]) -> list[Conflict]:
    """What maps, or rules beside them, say in vain."""
    if not any(_table_of(rule.when) for rule in rules):
        return []
    places = Places()
    sources: dict[str, list[_Source]] = {}
    for place, rule in enumerate(rules):
        if rule.enabled and rule.calls:
            places.add(place, rule)
            for source in _sources(place, rule):
                sources.setdefault(source.field.name, []).append(source)
    return [conflict for of_field in sources.values() for conflict in _conflicts(of_field, places)]


def _conflicts(sources: Sequence[_Source], places: Places) -> Iterator[Conflict]:
    for one in sources:
        if one.table is None:
            continue
        for other in sources:
            if other.place < one.place:
                yield from _between(other, one, places)
            elif other.place > one.place and other.table is None:  # a later map looks at this one itself
                yield from _between(one, other, places)


def _sources(place: int, rule: Rule) -> Iterator[_Source]:
    puts = {target_of(do.action): do for do in rule.calls if is_put(do.action)}
    tests = rule.when.parts if isinstance(rule.when, AllOf) else (rule.when,)
    for test in tests:
        if not isinstance(test, Compare) or not has_one_value(test.field):
            continue
        table = _table_of(test)
        if table is not None:
            yield _Source(place, rule, test.field, table, "", len(tests) == 1, puts)
        elif test.comparison.way is Way.equal and len(test.wanted) == 1 and not test.exact:
            yield _Source(place, rule, test.field, None, str(test.wanted[0]), len(tests) == 1, puts)


def _table_of(condition: Condition) -> MapTable | None:
    if isinstance(condition, Compare) and condition.comparison == IN_MAP and isinstance(condition.wanted[0], MapTable):
        return condition.wanted[0]
    return None


def _between(earlier: _Source, later: _Source, places: Places) -> Iterator[Conflict]:
    if not later.is_alone:
        return
    shared = [target for target in earlier.puts if target in later.puts and _is_certain(earlier, later, target)]
    replaced = [target for target in shared if _replaces(earlier, later, target, places)]
    if not earlier.is_alone:
        yield from _whole(earlier, later, replaced)
        return
    for target in shared:
        if target in replaced:
            yield from _told(earlier, later, target, _disagreeing(earlier, later, target))
        elif _keeps_out(earlier, later, target, places):
            made = _made(earlier, target)
            found = (key for key in _disagreeing(earlier, later, target) if key not in made)
            yield from _told(later, earlier, target, found)


def _is_certain(earlier: _Source, later: _Source, target: Hashable) -> bool:
    """Whether both look at the same thing as they act on it, and the later one's value is never blank unawares."""
    action, value = later.puts[target].action, later.puts[target].value
    is_known = not isinstance(value, READS) or (isinstance(value, Lookup) and value.table is later.table)
    return is_known and (earlier.field.level is action.level or earlier.field.level is Level.order)


def _replaces(earlier: _Source, later: _Source, target: Hashable, places: Places) -> bool:
    """Whether nothing looks at what the earlier one puts, changes the key or stops, before the later one puts its own."""
    if later.rule.scope not in (EVERYWHERE, earlier.rule.scope):
        return False
    first, last, action = earlier.place, later.place, earlier.puts[target].action
    return not (
        any(any_between(places.readers.get(name, ()), first, last + 1) for name in action.writes or ())
        or any_between(places.writers.get(earlier.field.name, ()), first - 1, last)
        or any_between(places.barriers, first - 1, last)
    )


def _keeps_out(earlier: _Source, later: _Source, target: Hashable, places: Places) -> bool:
    """Whether the earlier one changes the very text that both ask for, so that the later one no longer finds it."""
    do, field = earlier.puts[target], earlier.field
    if (do.action.level, do.action.attribute) != (field.level, field.path) or do.action.writes is None:
        return False
    if isinstance(do.value, READS) and not (isinstance(do.value, Lookup) and do.value.table is earlier.table):
        return False
    writers = [one for one in earlier.rule.calls if field.name in (one.action.writes or (field.name,))]
    same_lines = all(one.action.only_lines == do.action.only_lines for one in later.rule.calls)
    return (
        earlier.rule.scope in (EVERYWHERE, later.rule.scope)
        and len(writers) == 1
        and same_lines
        and not any_between(places.writers.get(field.name, ()), earlier.place, later.place)
        and not any_between(places.barriers, earlier.place, later.place)
    )


def _made(source: _Source, target: Hashable) -> set[str]:
    """The texts that it puts there, as rules compare them."""
    value = source.puts[target].value
    cells = value.table.columns[value.column] if isinstance(value, Lookup) else [value]
    return {cell.strip().casefold() for cell in cells if isinstance(cell, str)}


def _disagreeing(earlier: _Source, later: _Source, target: Hashable) -> Iterator[str]:
    """The keys for which both say something, and not the same."""
    keys = min((one.table or (one.key,) for one in (earlier, later)), key=len)
    for key in keys:
        if _asks(earlier, key) and _asks(later, key):
            one, other = earlier.says(key, target), later.says(key, target)
            if one is not None and other is not None and one != other:
                yield key


def _asks(source: _Source, key: str) -> bool:
    return key in source.table if source.table is not None else key == source.key


def _whole(earlier: _Source, later: _Source, replaced: Sequence[Hashable]) -> Iterator[Conflict]:
    """A rule with further conditions, of which the later one replaces all that it does."""
    if earlier.table is not None or len(replaced) < len(earlier.rule.calls) or not _asks(later, earlier.key):
        return
    puts = [(earlier.says(earlier.key, target), later.says(earlier.key, target)) for target in replaced]
    if all(other is not None for _, other in puts) and any(one != other for one, other in puts):
        yield Conflict(earlier.rule, later.rule, earlier.key, earlier.rule.calls[0], is_whole=True)


def _told(rule: _Source, by: _Source, target: Hashable, keys: Iterator[str]) -> Iterator[Conflict]:
    first = next(keys, None)
    if first is not None:
        count = sum(1 for _ in chain((first,), keys))
        yield Conflict(rule.rule, by.rule, first, rule.puts[target], count)
