"""Finds the comparisons that a text, a word, a number or a date may meet, without trying each.

A hash for equality, an Aho-Corasick automaton for contains, tables by length for prefixes and suffixes, one RE2 set for all
patterns. What is found may be too much, never too little; of a comparison that `is_sure` it is neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import ahocorasick
import re2

from order_sync.rules.comparisons import Way
from order_sync.rules.conditions import Compare
from order_sync.rules.patterns import Pattern, options
from order_sync.rules.values import plain

_SET_MEMORY = 256 << 20  # bytes
_TABLES = (Way.equal, Way.contains, Way.prefix, Way.suffix)


class TextIndex:
    """Filled with `add`, then closed, then asked. Comparisons are named by the numbers that they are added under."""

    def __init__(self) -> None:
        self._always: list[int] = []
        self._equal: dict[Any, list[int]] = defaultdict(list)
        self._parts: dict[str, list[int]] = defaultdict(list)
        self._prefixes: dict[str, list[int]] = defaultdict(list)
        self._suffixes: dict[str, list[int]] = defaultdict(list)
        self._patterns: dict[bool, list[tuple[Pattern, int]]] = defaultdict(list)
        self._tables: dict[Way, dict[Any, list[int]]] = {
            Way.equal: self._equal, Way.contains: self._parts, Way.prefix: self._prefixes, Way.suffix: self._suffixes
        }  # fmt: skip

    @staticmethod
    def is_sure(compare: Compare) -> bool:
        """Whether it holds wherever it is found: not where case counts, which the tables do not know."""
        way = compare.comparison.way
        if way is Way.pattern:
            return True
        return way in _TABLES and not compare.exact and all(plain(str(want)) for want in compare.wanted)

    def add(self, compare: Compare, number: int) -> None:
        way = compare.comparison.way
        if way is Way.pattern:
            for pattern in compare.wanted:
                assert isinstance(pattern, Pattern)
                self._patterns[pattern.exact].append((pattern, number))
            return
        table = self._tables.get(way)
        wanted = {plain(want) if isinstance(want, str) else want for want in compare.wanted}
        if table is None or "" in wanted:
            self._always.append(number)
            return
        for want in wanted:
            table[want].append(number)

    def close(self) -> None:
        self._automaton = _automaton(self._parts)
        self._prefix_lengths = sorted({len(text) for text in self._prefixes})
        self._suffix_lengths = sorted({len(text) for text in self._suffixes})
        self._sets = [_pattern_set(exact, found) for exact, found in self._patterns.items()]

    def found(self, value: Any) -> list[int]:
        """The comparisons that the value may meet; some perhaps twice."""
        found = list(self._always)
        if not isinstance(value, str):
            found += self._equal.get(value, ())
            return found
        for exact, patterns, numbers in self._sets:
            if places := patterns.Match(value if exact else value.strip()):
                found += [numbers[at] for at in places]
        text = plain(value)
        found += self._equal.get(text, ())
        if self._automaton is not None:
            for _, more in self._automaton.iter(text):
                found += more
        for length in self._prefix_lengths:
            found += self._prefixes.get(text[:length], ())
        for length in self._suffix_lengths:
            found += self._suffixes.get(text[-length:], ())
        return found


def _automaton(parts: dict[str, list[int]]) -> Any:
    if not parts:
        return None
    automaton = ahocorasick.Automaton()
    for part, numbers in parts.items():
        automaton.add_word(part, tuple(numbers))
    automaton.make_automaton()
    return automaton


class _OneByOne:
    """Stands in for a set of patterns that is too large to be compiled as one."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = patterns

    def Match(self, text: str) -> list[int]:
        return [number for number, pattern in enumerate(self._patterns) if pattern.found_in(text)]


def _pattern_set(exact: bool, found: Sequence[tuple[Pattern, int]]) -> tuple[bool, Any, list[int]]:
    numbers = [number for _, number in found]
    chosen = options(exact)
    chosen.max_mem = _SET_MEMORY
    patterns = re2.Set.SearchSet(chosen)
    for pattern, _ in found:
        patterns.Add(pattern.text)
    try:
        patterns.Compile()
    except re2.error:
        return exact, _OneByOne([pattern for pattern, _ in found]), numbers
    return exact, patterns, numbers
