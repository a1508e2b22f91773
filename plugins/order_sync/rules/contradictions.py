"""Finds conditions that can never hold, whatever the order. Where there is doubt, they can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from order_sync.rules.comparisons import COMPARISONS, PATTERNS, Comparison, Takes, Way
from order_sync.rules.conditions import AllOf, AnyOf, Compare, Condition, Not, comparisons_in
from order_sync.rules.fields import Field
from order_sync.rules.values import ORDERED, Kind, Value, is_relative, plain

MOST_COMPARED = 100  # comparisons in one rule, and values in one list: what is longer is taken to match
ALWAYS_HOLDS = ("any value", "copy")

_ONE_VALUE = (*ORDERED, Kind.yes_no)
_ONE_WORD = ("payment status", "return status", "payment type", "payment step", "payment outcome", "terms")
_PRESENT = COMPARISONS["is not empty"]


class Atom(NamedTuple):
    """A comparison that more values can only make true, or (not `holds`) the opposite of one."""

    compare: Compare
    comparison: Comparison
    holds: bool

    @property
    def sees_raw(self) -> bool:
        """Whether it looks at the text with its case and blanks."""
        return self.compare.exact or self.comparison.name in PATTERNS

    def __str__(self) -> str:
        wanted = ", ".join(self.compare.written)
        said = f"“{self.compare.comparison.name}{f' {wanted}' if wanted else ''}”"
        is_as_written = self.holds == (self.comparison == self.compare.comparison)
        return said if is_as_written else f"not {said}"


def why_never(condition: Condition) -> str:
    """Why the condition never holds; blank where it can."""
    if isinstance(condition, Compare):
        return ""
    for count, _ in enumerate(comparisons_in(condition)):
        if count >= MOST_COMPARED:
            return ""
    return _why_never(condition)


def _why_never(condition: Condition) -> str:
    if isinstance(condition, AnyOf):
        reasons = [_why_never(part) for part in condition.parts]
        return reasons[0] if reasons and all(reasons) else ""
    return _why_never_together(list(_and_parts(condition)))


def _why_never_together(parts: list[Condition]) -> str:
    """Why these parts never hold at once. Each is a comparison, the opposite of a part, or several of which any may hold."""
    by_field: dict[Field, list[Atom]] = {}
    for part in parts:
        if isinstance(part, Not) and always_holds(part.part):
            return "what stands under “not” always holds"
        atom = _atom(part)
        if atom is not None:
            by_field.setdefault(atom.compare.field, []).append(atom)
    for field, atoms in by_field.items():
        reason = _clash(field, atoms)
        if reason:
            return reason
    plain_parts = [part for part in parts if not isinstance(part, AnyOf)]
    for part in parts:
        if isinstance(part, AnyOf) and part.parts:
            reasons = (_why_never_together([*plain_parts, *_and_parts(branch)]) for branch in part.parts)
            first = next(reasons, "")
            if first and all(reasons):
                return first
    return ""


def always_holds(condition: Condition) -> bool:
    if isinstance(condition, Compare):
        return condition.comparison.name in ALWAYS_HOLDS
    if isinstance(condition, Not):
        return bool(_why_never(condition.part))
    holds = all if isinstance(condition, AllOf) else any
    return holds(always_holds(part) for part in condition.parts)


def _and_parts(condition: Condition, holds: bool = True) -> Iterator[Condition]:
    """What must all hold, for the condition (or its opposite) to hold."""
    if isinstance(condition, Not):
        yield from _and_parts(condition.part, not holds)
    elif isinstance(condition, AllOf if holds else AnyOf):
        for part in condition.parts:
            yield from _and_parts(part, holds)
    elif isinstance(condition, AllOf) and condition.parts:  # not all of them: any of their opposites
        yield AnyOf(tuple(Not(part) for part in condition.parts))
    else:
        yield condition if holds else Not(condition)


def _atom(part: Condition) -> Atom | None:
    holds = True
    if isinstance(part, Not):
        part, holds = part.part, False
    if not isinstance(part, Compare) or part.comparison.name in ALWAYS_HOLDS:
        return None
    if part.field.kind is Kind.date and any(is_relative(text) for text in part.written):
        return None  # what it means depends on the day
    comparison = part.comparison
    if comparison.opposite and comparison.way is Way.none:
        comparison, holds = COMPARISONS[comparison.opposite], not holds
    return Atom(part, comparison, holds)


def has_one_value(field: Field) -> bool:
    """Whether the field never has two values at once."""
    return bool(field.path) or field.kind in _ONE_VALUE or field.name in _ONE_WORD


def _clash(field: Field, atoms: Sequence[Atom]) -> str:
    """Why comparisons of one field never hold together."""
    for atom in atoms:
        if atom.holds and atom.comparison.way is Way.equal:
            clashes = _first_clash(field, atom, atoms)
            if clashes is not None:
                return _said(field, atom, clashes)
        for other in atoms:
            if atom.holds and not other.holds and (_is_the_same(atom, other) or _is_blank_for(other, atom)):
                return _said(field, atom, other)
    return _bounds_clash(field, atoms) if field.kind in ORDERED else ""


def _said(field: Field, one: Atom, other: Atom) -> str:
    return f"“{field.name}” never meets {one} and {other} at once"


def _is_blank_for(blank: Atom, other: Atom) -> bool:
    """Whether the one asks for a blank field, which the other then sees as blank too."""
    is_text = blank.compare.field.kind is Kind.text
    return blank.comparison == _PRESENT and (not other.sees_raw or blank.sees_raw or not is_text)


def _is_the_same(one: Atom, other: Atom) -> bool:
    if one.comparison != other.comparison or one.compare.exact != other.compare.exact:
        return False
    wanted, refused = one.compare.wanted, other.compare.wanted
    if one.comparison.takes is Takes.some:
        return len(wanted) <= MOST_COMPARED and set(wanted) <= set(refused)
    return wanted == refused


def _first_clash(field: Field, equal: Atom, atoms: Sequence[Atom]) -> Atom | None:
    """A comparison that fails for a value that the equality asks for; None where one of its values meets all the others."""
    if len(equal.compare.wanted) > MOST_COMPARED:
        return None
    first = None
    for value in equal.compare.wanted:
        failing = next((other for other in atoms if other is not equal and _fails(field, value, equal, other)), None)
        if failing is None:
            return None
        first = first or failing
    return first


def _fails(field: Field, value: Value, equal: Atom, other: Atom) -> bool:
    """Whether the other comparison surely fails where the field has this value."""
    if other.holds and not has_one_value(field):
        return False  # another of its values may meet it
    seen: tuple[Value, ...] = (value,)
    if field.kind is Kind.text and isinstance(value, str):
        if equal.compare.exact and not other.sees_raw:
            seen = (plain(value),) if plain(value) else ()
        elif not equal.compare.exact and other.sees_raw:
            if not other.holds or other.comparison.way is not Way.equal:
                return False  # how the text is written is not known
            return all(plain(str(wanted)) != value for wanted in other.compare.wanted)
    return other.comparison.holds(seen, other.compare.wanted) is not other.holds


def _bounds_clash(field: Field, atoms: Sequence[Atom]) -> str:
    """Two bounds that leave no value between them."""
    lows: list[tuple[Any, bool, Atom]] = []
    highs: list[tuple[Any, bool, Atom]] = []
    if not any(atom.holds for atom in atoms):
        return ""  # all of them hold where the field is blank
    for atom in atoms:
        wanted, name = atom.compare.wanted, atom.comparison.name
        if name == "between" and atom.holds:
            lows.append((wanted[0], False, atom))
            highs.append((wanted[1], False, atom))
        elif name in ("greater than", "at least"):
            (lows if atom.holds else highs).append((wanted[0], (name == "greater than") is atom.holds, atom))
        elif name in ("less than", "at most"):
            (highs if atom.holds else lows).append((wanted[0], (name == "less than") is atom.holds, atom))
    if not lows or not highs:
        return ""
    low = max(lows, key=lambda bound: (bound[0], bound[1]))
    high = min(highs, key=lambda bound: (bound[0], not bound[1]))
    if low[0] > high[0] or (low[0] == high[0] and (low[1] or high[1])):
        return _said(field, low[2], high[2])
    return ""
