"""Finds the rules that an order can match without asking each.

A rule whose conditions demand that one of some comparisons holds (its anchors) can only match where one does. Each field
that anchors compare has tables for them: a hash for equality, an Aho-Corasick automaton for contains, tables by length for
prefixes and suffixes, one RE2 set for all patterns, sorted bounds for numbers and dates. What a text is found to meet is
remembered, since shops sell the same things again. Rules without anchors have to be asked each time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import ahocorasick
import re2

from order_sync.orders import Order
from order_sync.rules.acting import Changed
from order_sync.rules.actions import Action
from order_sync.rules.anchors import anchor_finder
from order_sync.rules.asking import Ask, compile_rule, compile_test
from order_sync.rules.comparisons import Way
from order_sync.rules.conditions import Compare
from order_sync.rules.fields import Field, Level, text_getter
from order_sync.rules.map_table import MapTable
from order_sync.rules.patterns import Pattern, options
from order_sync.rules.values import Kind, plain

if TYPE_CHECKING:
    from order_sync.rules.rule_set import RuleSet
    from order_sync.rules.working_order import WorkingOrder

Places = tuple[int, ...]
_MOST_REMEMBERED = 200_000  # texts of a field


class Index:
    """Rules are named by their place in the rule set."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules.rules
        self._asks: dict[int, Ask] = {}
        self._tests: dict[int, Callable[[WorkingOrder], bool]] = {}
        tables: dict[Field, FieldTables] = {}
        unindexed: list[int] = []
        asked = [(place, rule) for place, rule in enumerate(rules.rules) if not rules.leaves_out(rule)]
        anchors = anchor_finder(rule.when for _, rule in asked)
        for place, rule in asked:
            found = anchors(rule.when)
            if found is None:
                unindexed.append(place)
                continue
            for anchor in found:
                if anchor.field not in tables:
                    tables[anchor.field] = FieldTables(anchor.field)
                tables[anchor.field].add(anchor, place)
        self._unindexed = tuple(unindexed)
        for table in tables.values():
            table.close()
        self._by_level: dict[Level, tuple[FieldTables, ...]] = {
            level: tuple(table for field, table in tables.items() if field.level is level) for level in Level
        }
        self._again: dict[str, tuple[FieldTables, ...]] = {}

    def ask(self, place: int) -> Ask:
        """The rule at this place, as a function."""
        found = self._asks.get(place)
        if found is None:
            found = self._asks[place] = compile_rule(self._rules[place], self._is_watched)
        return found

    def matches(self, place: int, working: WorkingOrder) -> bool:
        """Whether the rule at this place matches the order as it stands."""
        found = self._tests.get(place)
        if found is None:
            found = self._tests[place] = compile_test(self._rules[place])
        return found(working)

    def found(self, working: WorkingOrder) -> list[int]:
        """All rules that the order can match as it stands, in their order."""
        order = working.order
        met: set[int] = set(self._unindexed)
        _meet(self._by_level[Level.order], order, order, met)
        tables = self._by_level[Level.line]
        if tables:
            for place in working.line_places:
                _meet(tables, working.line(place), order, met)
        tables = self._by_level[Level.payment]
        if tables:
            for place in working.payment_places:
                _meet(tables, working.payment(place), order, met)
        return sorted(met)

    def found_again(self, changed: Changed, working: WorkingOrder) -> Iterable[int]:
        """The rules that the order can match by what has changed; others were found before."""
        action, place = changed
        if place is None or action.writes is None:
            return self.found(working)
        tables = self._tables_after(action)
        if not tables:
            return ()
        met: set[int] = set()
        order = working.order
        if action.level is Level.line:
            _meet(tables, working.line(place), order, met)
        else:
            _meet(tables, order if action.level is Level.order else working.payment(place), order, met)
        return met

    def _is_watched(self, action: Action) -> bool:
        return action.writes is None or bool(self._tables_after(action))

    def _tables_after(self, action: Action) -> tuple[FieldTables, ...]:
        """The tables of the fields that the action changes."""
        tables = self._again.get(action.name)
        if tables is None:
            writes = action.writes or ()
            tables = tuple(table for table in self._by_level[action.level] if table.field.name in writes)
            self._again[action.name] = tables
        return tables


def _meet(tables: Sequence[FieldTables], target: Any, order: Order, met: set[int]) -> None:
    """Adds the rules with an anchor that the fields meet on this order, line or payment."""
    for table in tables:
        get = table.get
        if get is None:
            met.update(table.met(target, order))
            continue
        text = get(target)
        if text:
            places = table.remembered.get(text)
            if places is None:
                places = table.remember(text)
            if places:
                met.update(places)


class FieldTables:
    """What the anchors of one field want. Filled with `add`, then closed, then asked."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self._equal: dict[Any, list[int]] = defaultdict(list)
        self._parts: dict[str, list[int]] = defaultdict(list)
        self._prefixes: dict[str, list[int]] = defaultdict(list)
        self._suffixes: dict[str, list[int]] = defaultdict(list)
        self._maps: list[tuple[MapTable, int]] = []
        self._patterns: dict[bool, list[tuple[Pattern, int]]] = defaultdict(list)
        self._bounds = Bounds()
        self._present: list[int] = []
        self.remembered: dict[Any, Places] = {}
        self._is_text = field.kind is Kind.text
        self.get = text_getter(field.path) if field.path else None

    def add(self, anchor: Compare, place: int) -> None:
        way = anchor.comparison.way
        if way is Way.bounds:
            self._bounds.add(anchor, place)
        elif way is Way.present:
            self._present.append(place)
        elif way is Way.pattern:
            for pattern in anchor.wanted:
                assert isinstance(pattern, Pattern)
                self._patterns[pattern.exact].append((pattern, place))
        elif way is Way.map:
            (table,) = anchor.wanted
            assert isinstance(table, MapTable)
            self._maps.append((table, place))
        else:
            places: dict[Any, list[int]] = {
                Way.equal: self._equal, Way.contains: self._parts, Way.prefix: self._prefixes, Way.suffix: self._suffixes
            }[way]  # fmt: skip
            for wanted in dict.fromkeys(plain(want) if isinstance(want, str) else want for want in anchor.wanted):
                places[wanted].append(place)

    def close(self) -> None:
        """Makes the tables ready to be asked."""
        self._automaton = _automaton(self._parts)
        self._prefix_lengths = sorted({len(text) for text in self._prefixes})
        self._suffix_lengths = sorted({len(text) for text in self._suffixes})
        self._sets = [_pattern_set(exact, found) for exact, found in self._patterns.items()]
        self._bounds.close()

    def met(self, target: Any, order: Order) -> Iterable[int]:
        """The rules with an anchor that the field meets on this order, line or payment."""
        if not self._is_text:
            remembered = self.remembered
            values = [value for value in self.field.read(target, order) if value is not None]
            return [
                place
                for value in values
                for place in (remembered[value] if value in remembered else self._remember_value(value))
            ]
        given = [value for value in self.field.read(target, order) if value]
        if given:
            remembered = self.remembered
            return [place for text in given for place in remembered.get(text) or self.remember(text)]  # type: ignore[arg-type]
        return ()

    def _remember_value(self, value: Any) -> Places:
        """What a number, a date or a word meets, kept for the next time."""
        found = [*self._present, *self._equal.get(value, ())]
        self._bounds.meet(value, found)
        return self._keep(value, found)

    def _keep(self, value: Any, found: Iterable[int]) -> Places:
        if len(self.remembered) >= _MOST_REMEMBERED:
            self.remembered.clear()
        kept = self.remembered[value] = tuple(dict.fromkeys(found))
        return kept

    def remember(self, text: str) -> Places:
        """What the text meets, kept for the next time."""
        return self._keep(text, self._met_by_text(text))

    def _met_by_text(self, text: str) -> Iterable[int]:
        yield from self._present
        for exact, patterns, places in self._sets:
            for number in patterns.Match(text if exact else text.strip()) or ():
                yield places[number]
        value = plain(text)
        yield from self._equal.get(value, ())
        for table, place in self._maps:
            if value in table:
                yield place
        if self._automaton is not None:
            for _, places in self._automaton.iter(value):
                yield from places
        for length in self._prefix_lengths:
            yield from self._prefixes.get(value[:length], ())
        for length in self._suffix_lengths:
            yield from self._suffixes.get(value[-length:], ())


class Bounds:
    """Numbers and dates that are wanted above, below or between some value."""

    def __init__(self) -> None:
        self._lows: list[tuple[Any, int]] = []
        self._highs: list[tuple[Any, int]] = []
        self._between: list[tuple[Any, Any, int]] = []

    def add(self, anchor: Compare, place: int) -> None:
        name = anchor.comparison.name
        if name == "between":
            low, high = anchor.wanted
            self._between.append((low, high, place))
        elif name in ("greater than", "at least"):
            self._lows.append((anchor.wanted[0], place))
        else:
            self._highs.append((anchor.wanted[0], place))

    def close(self) -> None:
        for found in (self._lows, self._highs):
            found.sort(key=lambda one: one[0])
        self._low_values, self._low_places = [one[0] for one in self._lows], [one[1] for one in self._lows]
        self._high_values, self._high_places = [one[0] for one in self._highs], [one[1] for one in self._highs]
        self._points = sorted({point for low, high, _ in self._between for point in (low, high)})
        self._segments = _segments(self._points, self._between)
        self._lows, self._highs = [], []

    def meet(self, value: Any, found: list[int]) -> None:
        """Adds the rules whose bounds the value may lie in; at a bound itself the rule is asked."""
        if self._low_values:
            found += self._low_places[: bisect_right(self._low_values, value)]
        if self._high_values:
            found += self._high_places[bisect_left(self._high_values, value) :]
        points = self._points
        if points:
            at = bisect_left(points, value)
            found += self._segments.met(2 * at + 1 if at < len(points) and points[at] == value else 2 * at)


class Segments:
    """Which spans cover a segment: a tree, so that wide spans take no more room than narrow ones."""

    def __init__(self, count: int) -> None:
        self._size = 1 << max(count - 1, 1).bit_length()
        self._nodes: dict[int, list[int]] = defaultdict(list)
        self._met: dict[int, Places] = {}

    def add(self, first: int, last: int, place: int) -> None:
        low, high = first + self._size, last + self._size + 1
        while low < high:
            if low & 1:
                self._nodes[low].append(place)
                low += 1
            if high & 1:
                high -= 1
                self._nodes[high].append(place)
            low, high = low >> 1, high >> 1

    def met(self, segment: int) -> Places:
        found = self._met.get(segment)
        if found is None:
            node = segment + self._size
            nodes = [node >> level for level in range(node.bit_length())]
            found = self._met[segment] = tuple(place for node in nodes for place in self._nodes.get(node, ()))
        return found


def _segments(points: Sequence[Any], spans: Iterable[tuple[Any, Any, int]]) -> Segments:
    """Segment 2n+1 is the n-th point itself, 2n what lies before it."""
    segments = Segments(2 * len(points) + 1)
    for low, high, place in spans:
        segments.add(2 * bisect_left(points, low) + 1, 2 * bisect_left(points, high) + 1, place)
    return segments


def _automaton(parts: dict[str, list[int]]) -> Any:
    if not parts:
        return None
    automaton = ahocorasick.Automaton()
    for part, places in parts.items():
        automaton.add_word(part, tuple(places))
    automaton.make_automaton()
    return automaton


class _OneByOne:
    """Stands in for a set of patterns that is too large to be compiled as one."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = patterns

    def Match(self, text: str) -> list[int]:
        return [number for number, pattern in enumerate(self._patterns) if pattern.found_in(text)]


def _pattern_set(exact: bool, found: Sequence[tuple[Pattern, int]]) -> tuple[bool, Any, list[int]]:
    places = [place for _, place in found]
    chosen = options(exact)
    chosen.max_mem = 256 << 20
    patterns = re2.Set.SearchSet(chosen)
    for pattern, _ in found:
        patterns.Add(pattern.text)
    try:
        patterns.Compile()
    except re2.error:
        return exact, _OneByOne([pattern for pattern, _ in found]), places
    return exact, patterns, places
