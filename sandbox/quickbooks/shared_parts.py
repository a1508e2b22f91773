"""Equal parts of stored documents are kept once: a million documents then take a third of the memory.

Texts, amounts, references, whole lines repeat from document to document. As a stored document is never changed in place,
all can hold the same one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

MOST_KNOWN = 100_000  # parts that are remembered; then all are forgotten, so that unique ones do not pile up
LONGEST = 60  # characters of a text, and
LONGEST_OBJECT = 600  # of an object as Python writes it; longer ones seldom repeat
UNIQUE = ("Id", "DocNumber")


class SharedParts:
    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._amounts: dict[str, Decimal] = {}  # by what they are as text: 1 and 1.00 are equal, but not the same
        self._objects: dict[str, Any] = {}

    def of(self, document: dict[str, Any]) -> dict[str, Any]:
        """An equal document, made of parts that others are made of too."""
        for known in (self._texts, self._amounts, self._objects):
            if len(known) > MOST_KNOWN:
                known.clear()
        return {name: value if name in UNIQUE else self._part(value) for name, value in document.items()}

    def _part(self, value: Any) -> Any:
        kind = value.__class__
        if kind is str:
            return self._texts.setdefault(value, value) if len(value) <= LONGEST else value
        if kind is Decimal:
            return self._amounts.setdefault(str(value), value)
        if kind is dict or (kind is list and not value):
            return self._object(value)
        return [self._part(item) for item in value] if kind is list else value

    def _object(self, value: Any) -> Any:
        key = repr(value)
        found = self._objects.get(key)
        if found is None:
            found = {name: self._part(item) for name, item in value.items()} if value else value
            if len(key) <= LONGEST_OBJECT:
                self._objects[key] = found
        return found
