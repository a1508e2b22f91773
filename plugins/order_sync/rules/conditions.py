"""A rule's conditions: comparisons of one field each, joined by all, any and not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Union

from order_sync.rules.comparisons import PATTERNS, Comparison
from order_sync.rules.fields import Field, Scene
from order_sync.rules.values import Value


@dataclass(frozen=True)
class Compare:
    """One field against what the rule wants; `written` is that as it stands in the file. `exact`: case and blanks count."""

    field: Field
    comparison: Comparison
    wanted: tuple[Value, ...] = ()
    written: tuple[str, ...] = ()
    exact: bool = False

    @property
    def sees_raw(self) -> bool:
        """Whether it looks at a text with its case and blanks."""
        return self.exact or self.comparison.name in PATTERNS

    def holds(self, scene: Scene) -> bool:
        return self.comparison.holds(self.field.values(scene, raw=self.sees_raw), self.wanted)


@dataclass(frozen=True)
class AllOf:
    """Of nothing: always holds."""

    parts: tuple[Condition, ...] = ()

    def holds(self, scene: Scene) -> bool:
        return all(part.holds(scene) for part in self.parts)


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Condition, ...]

    def holds(self, scene: Scene) -> bool:
        return any(part.holds(scene) for part in self.parts)


@dataclass(frozen=True)
class Not:
    part: Condition

    def holds(self, scene: Scene) -> bool:
        return not self.part.holds(scene)


Condition = Union[Compare, AllOf, AnyOf, Not]  # noqa: UP007 (an alias made at run time, on Python 3.10 too)

ALWAYS = AllOf()


def comparisons_in(condition: Condition) -> Iterator[Compare]:
    """Every comparison in the tree, as written from top to bottom."""
    if isinstance(condition, Compare):
        yield condition
    elif isinstance(condition, Not):
        yield from comparisons_in(condition.part)
    else:
        for part in condition.parts:
            yield from comparisons_in(part)
