"""The comparisons that conditions can name.

Each looks at all values that a field has and at all values that the rule wants. A negative one (is not, does not contain,
not in, does not match) holds exactly where its positive one does not: so it holds where the field is blank.
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


class Way(Word):
    """How an index finds the rules whose comparison a value meets; `none`: each has to be asked."""

    equal = "equal"
    contains = "contains"
    prefix = "prefix"
    suffix = "suffix"
    pattern = "pattern"
    bounds = "bounds"
    map = "map"
    present = "present"
    none = "none"


@dataclass(frozen=True)
class Comparison:
    """Two comparisons are equal when their names are. `opposite`: the comparison that holds exactly where this does not."""

    name: str
    takes: Takes = field(compare=False)
    kinds: tuple[Kind, ...] = field(compare=False)
    about: str = field(compare=False)
    holds: Holds = field(compare=False, repr=False)
    way: Way = field(compare=False, default=Way.none)
    opposite: str = field(compare=False, default="")


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
_matches = _some(lambda value, pattern: pattern.found_in(value))

_TABLE = (
    Comparison("equals", Takes.some, _ALL, "the whole value; what a plain value means", _equal, Way.equal, "is not"),
    Comparison("is not", Takes.some, _ALL, "", _not(_equal), opposite="equals"),
    Comparison("in", Takes.some, _ALL, "one of a list; what a plain list means", _equal, Way.equal, "not in"),
    Comparison("not in", Takes.some, _ALL, "none of a list", _not(_equal), opposite="in"),
    Comparison("contains", Takes.some, _TEXT, "", _contains, Way.contains, "does not contain"),
    Comparison("does not contain", Takes.some, _TEXT, "", _not(_contains), opposite="contains"),
    Comparison("starts with", Takes.some, _TEXT, "", _some(str.startswith), Way.prefix),
    Comparison("ends with", Takes.some, _TEXT, "", _some(str.endswith), Way.suffix),
    Comparison(
        "matches", Takes.some, _TEXT, "a regular expression, found anywhere (RE2)", _matches, Way.pattern, "does not match"
    ),
    Comparison("does not match", Takes.some, _TEXT, "", _not(_matches), opposite="matches"),
    Comparison(
        "greater than", Takes.one, ORDERED, "a blank field is neither greater nor less", _some(operator.gt), Way.bounds
    ),
    Comparison("at least", Takes.one, ORDERED, "", _some(operator.ge), Way.bounds),
    Comparison("less than", Takes.one, ORDERED, "", _some(operator.lt), Way.bounds),
    Comparison("at most", Takes.one, ORDERED, "", _some(operator.le), Way.bounds),
    Comparison("between", Takes.two, ORDERED, "both ends included", _between, Way.bounds),
    Comparison("is empty", Takes.nothing, _ALL, "", lambda seen, _: not seen, opposite="is not empty"),
    Comparison("is not empty", Takes.nothing, _ALL, "", lambda seen, _: bool(seen), Way.present, "is empty"),
    Comparison("any value", Takes.nothing, _ALL, "always holds, for a blank field too", lambda _seen, _wanted: True),
    Comparison(
        "copy",
        Takes.nothing,
        _ALL,
        "always holds; actions of the rule whose value is blank take this field's value",
        lambda _seen, _wanted: True,
    ),
)

COMPARISONS: dict[str, Comparison] = {entry.name: entry for entry in _TABLE}
EQUALS, IN, COPY = COMPARISONS["equals"], COMPARISONS["in"], COMPARISONS["copy"]
PATTERNS = ("matches", "does not match")

# What a map's rule asks; no rule file says it. It wants a `MapTable`.
IN_MAP = Comparison("is in the map", Takes.one, _TEXT, "", _some(lambda value, table: value in table), Way.map)
