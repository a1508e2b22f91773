"""Which documents of one kind have which value of one property: made at the first query for it, kept right from then on.

So a count with a condition costs what there are different values, or one look for an equal one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.quickbooks.values import side_of_value, value_of

Test = Callable[[Any], bool]
Document = Mapping[str, Any]
WORTH_IT = 1000  # documents; fewer are gone through faster
MOST = 8  # properties of one kind: each costs memory and a little of every write


class NotIndexed(Exception):
    """A value of the property is a structure."""


@dataclass(slots=True)
class _Bearers:
    """One value as it is written, and the ids of those that bear it."""

    value: Any
    ids: set[str]


class ValueIndex:
    def __init__(self, name: str, documents: Mapping[str, Document]) -> None:
        """Raises NotIndexed."""
        self.name = name
        self._bearers: dict[Hashable, _Bearers] = {}
        self._equal: dict[Hashable, set[Hashable]] = {}  # side of a comparison -> the values that are equal to it
        bearers = self._bearers
        for id, document in documents.items():
            value = value_of(document, name)
            key = value if value.__class__ is str else _key(value)
            if key in bearers:
                bearers[key].ids.add(id)
            else:
                self._begin(key, value, id)

    def put(self, id: str, before: Document | None, document: Document | None) -> None:
        """Follows one change: `document` stands in place of `before`; None is none. Raises NotIndexed."""
        old = _key(value_of(before, self.name)) if before is not None else None
        new = _key(value_of(document, self.name)) if document is not None else None
        if old == new and before is not None and document is not None:
            return
        if before is not None:
            bearers = self._bearers[old]
            bearers.ids.discard(id)
            if not bearers.ids:
                del self._bearers[old]
                self._equal[self._side(bearers.value)].discard(old)
        if document is not None:
            if new in self._bearers:
                self._bearers[new].ids.add(id)
            else:
                self._begin(new, value_of(document, self.name), id)

    def found(self, test: Test, sides: Iterable[Hashable] | None) -> list[set[str]]:
        """Sets of ids, none of them in two: those whose value passes; only values equal to one of the `sides`, if given."""
        if sides is None:
            bearers: Iterable[_Bearers] = self._bearers.values()
        else:
            bearers = [self._bearers[key] for side in set(sides) for key in self._equal.get(side, ())]
        return [each.ids for each in bearers if test(each.value)]

    def __len__(self) -> int:
        return len(self._bearers)

    def values(self) -> Iterator[tuple[Any, set[str]]]:
        """Every value with the ids of its bearers."""
        return ((each.value, each.ids) for each in self._bearers.values())

    def _begin(self, key: Hashable, value: Any, id: str) -> None:
        """The first that bears a value."""
        self._bearers[key] = _Bearers(value, {id})
        self._equal.setdefault(self._side(value), set()).add(key)

    def _side(self, value: Any) -> Hashable:
        found: Hashable = None if value is None else side_of_value(self.name, value)
        return found


def _key(value: Any) -> Hashable:
    """35 and 35.00 are two values: as text they differ."""
    if isinstance(value, (list, dict)):
        raise NotIndexed
    return value if value is None or isinstance(value, str) else (type(value).__name__, str(value))


class ValueIndexes:
    """The indexes of one kind."""

    def __init__(self) -> None:
        self._by_name: dict[str, ValueIndex | None] = {}  # None: there can be none

    def put(self, id: str, before: Document | None, document: Document | None) -> None:
        for name, index in self._by_name.items():
            if index is not None:
                try:
                    index.put(id, before, document)
                except NotIndexed:
                    self._by_name[name] = None

    def of(self, name: str, documents: Mapping[str, Document]) -> ValueIndex | None:
        """The index of a property, made where it is worth it; None where there is none."""
        if name not in self._by_name:
            if len(documents) < WORTH_IT or len(self._by_name) >= MOST:
                return None
            try:
                self._by_name[name] = ValueIndex(name, documents)
            except NotIndexed:
                self._by_name[name] = None
        return self._by_name[name]
