"""The comparisons that conditions can name.

Each looks at all values that a field has and at all values that the rule wants. A negative one (is not, does not contain,
not in) holds exactly where its positive one does not: so it holds where the field is blank.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from order_sync.orders import Word
from order_sync.rules.values import ORDERED, Kind, Value

Holds = Callable[[Sequence[Value], Sequence[Value]], bool]


class Takes(Word):
    """What is written after the comparison's name."""

    nothing = "nothing"
    one = "one value"
    two = "a list of two values"
    some = "a value, or a list: any of them"


@dataclass(frozen=True)
class Comparison:
    """Two comparisons are equal when their names are."""

    name: str
    takes: Takes = field(compare=False)
    kinds: tuple[Kind, ...] = field(compare=False)
    about: str = field(compare=False)
    holds: Holds = field(compare=False, repr=False)


def _some(test: Callable[[Any, Any], bool]) -> Holds:
    return lambda seen, wanted: any(test(value, want) for value in seen for want in wanted)


def _not(holds: Holds) -> Holds:
    return lambda seen, wanted: not holds(seen, wanted)


def _between(seen: Sequence[Any], wanted: Sequence[Any]) -> bool:
    low, high = wanted
    return any(low <= value <= high for value in seen)


_ALL = tuple(Kind)
_TEXT = (Kind.text,)
_equal = _some(operator.eq)
_contains = _some(operator.contains)

_TABLE = (
    Comparison("equals", Takes.some, _ALL, "the whole value; what a plain value means", _equal),
    Comparison("is not", Takes.some, _ALL, "", _not(_equal)),
    Comparison("in", Takes.some, _ALL, "one of a list; what a plain list means", _equal),
    Comparison("not in", Takes.some, _ALL, "none of a list", _not(_equal)),
    Comparison("contains", Takes.some, _TEXT, "", _contains),
    Comparison("does not contain", Takes.some, _TEXT, "", _not(_contains)),
    Comparison("starts with", Takes.some, _TEXT, "", _some(str.startswith)),
    Comparison("ends with", Takes.some, _TEXT, "", _some(str.endswith)),
    Comparison("greater than", Takes.one, ORDERED, "a blank field is neither greater nor less", _some(operator.gt)),
    Comparison("at least", Takes.one, ORDERED, "", _some(operator.ge)),
    Comparison("less than", Takes.one, ORDERED, "", _some(operator.lt)),
    Comparison("at most", Takes.one, ORDERED, "", _some(operator.le)),
    Comparison("between", Takes.two, ORDERED, "both ends included", _between),
    Comparison("is empty", Takes.nothing, _ALL, "", lambda seen, _: not seen),
    Comparison("is not empty", Takes.nothing, _ALL, "", lambda seen, _: bool(seen)),
    Comparison("any value", Takes.nothing, _ALL, "always holds, for a blank field too", lambda _seen, _wanted: True),
)

COMPARISONS: dict[str, Comparison] = {entry.name: entry for entry in _TABLE}
EQUALS, IN = COMPARISONS["equals"], COMPARISONS["in"]
