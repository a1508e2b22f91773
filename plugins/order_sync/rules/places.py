"""Where in the rules each field is read and written, and what an action puts where."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from typing import Any

from order_sync.rules.actions import Action
from order_sync.rules.conditions import comparisons_in
from order_sync.rules.expressions import fields_in
from order_sync.rules.rule import Rule
from order_sync.rules.values import plain


class Places:
    """The places of all rules that were added, in their order."""

    def __init__(self) -> None:
        self.readers: dict[str, list[int]] = {}
        self.writers: dict[str, list[int]] = {}
        self.makers: dict[tuple[str, str | None], list[int]] = {}  # by the constant written; None: by anything else
        self.barriers: list[int] = []  # rules that stop, or may change anything

    def add(self, place: int, rule: Rule) -> None:
        for compare in comparisons_in(rule.when):
            _add(self.readers, compare.field.name, place)
        for do in rule.calls:
            action = do.action
            for field in fields_in(do.value):
                _add(self.readers, field.name, place)
            if action.flag == "stopped_by" or action.writes is None:
                self.barriers.append(place)
                continue
            made = plain(do.value) if isinstance(do.value, str) and action.attribute else None
            for name in action.writes:
                _add(self.writers, name, place)
                _add(self.makers, (name, made), place)
                if not action.attribute:
                    _add(self.readers, name, place)


def _add(places: dict[Any, list[int]], key: Hashable, place: int) -> None:
    places.setdefault(key, []).append(place)


def any_between(places: Sequence[int], first: int, last: int) -> bool:
    """Whether one of them lies after the first, and before the last."""
    at = bisect_right(places, first)
    return at < len(places) and places[at] < last


def is_put(action: Action) -> bool:
    return bool(action.attribute) or (action.flag is not None and action.flag != "stopped_by")


def target_of(action: Action) -> Hashable:
    return (action.level, action.attribute or action.flag, action.only_lines)
