"""Finds the rules that an order can match without asking each: a hash look-up a field that rules compare for equality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from order_sync.rules.comparisons import EQUALS, IN
from order_sync.rules.conditions import AllOf, Compare, Condition
from order_sync.rules.fields import Field, Level, Scene
from order_sync.rules.rule import Rule
from order_sync.rules.values import Value


class Index:
    """Rules are named by their place in the rule set.

    A rule whose conditions demand that one field equals something (alone, or joined to others by *all*) can only match where
    the field has that value: it is found by it. All other rules are `unindexed`: they have to be asked.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        by_field: dict[Field, dict[Value, list[int]]] = defaultdict(lambda: defaultdict(list))
        self.unindexed: list[int] = []
        for place, rule in enumerate(rules):
            anchor = _anchor(rule.when)
            if anchor is None:
                self.unindexed.append(place)
                continue
            for value in dict.fromkeys(anchor.wanted):
                by_field[anchor.field][value].append(place)
        self._by_level: dict[Level, list[tuple[Field, dict[Value, list[int]]]]] = {level: [] for level in Level}
        for field, places in by_field.items():
            self._by_level[field.level].append((field, dict(places)))

    def places(self, level: Level, scene: Scene) -> Iterable[int]:
        """The rules found by a field of this level, as the scene's order, line or payment stands."""
        for field, places in self._by_level[level]:
            for value in field.values(scene):
                yield from places.get(value, ())


def _anchor(condition: Condition) -> Compare | None:
    """The comparison for equality that must hold wherever the condition does; of several, the one fewest orders meet."""
    if isinstance(condition, Compare):
        return condition if condition.comparison in (EQUALS, IN) else None
    if isinstance(condition, AllOf):
        found = [anchor for anchor in map(_anchor, condition.parts) if anchor is not None]
        return min(found, key=_coarseness, default=None)
    return None


def _coarseness(anchor: Compare) -> tuple[int, int]:
    """Few orders share a text; many share a status word or a yes."""
    return len(anchor.field.words) if anchor.field.words else 0, len(anchor.wanted)
