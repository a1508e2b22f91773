"""Which bits the contents of a field of texts, words or yes or no meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from order_sync.orders import Order
from order_sync.rules.alternatives import Literal
from order_sync.rules.contents import values_of
from order_sync.rules.fields import Field
from order_sync.rules.remembered import Remembered
from order_sync.rules.text_index import TextIndex
from order_sync.rules.values import Kind, plain

_ROOM = 64 << 20  # bytes that one field's memory may take, about
_ROOM_FOR_ONE = 250  # bytes of a remembered text, its mask left out


class Trigger(NamedTuple):
    """What a comparison that the index finds does to a bit. `literals`: what has to be asked first."""

    mask: int
    is_gained: bool  # else lost
    literals: tuple[Literal, ...]


class WordTable:
    """Filled with `add`, then closed, then asked."""

    def __init__(self, field: Field) -> None:
        self._is_text = field.kind is Kind.text
        self._asked: dict[int, list[Literal]] = defaultdict(list)  # by bit

    def add(self, bit: int, literal: Literal) -> None:
        self._asked[bit].append(literal)

    def close(self, everything: int) -> None:
        """`everything`: the mask of all bits."""
        self._index = TextIndex()
        self._triggers: list[Trigger] = []
        self._unmet = everything  # what no content meets that the index does not find
        for bit, literals in self._asked.items():
            wanting = [literal for literal in literals if literal.holds]
            mask = 1 << bit
            if wanting:
                self._unmet ^= mask
            for literal in wanting[:1] or literals:
                is_settled = TextIndex.is_sure(literal.compare) and (len(literals) == 1 or not wanting)
                self._index.add(literal.compare, len(self._triggers))
                self._triggers.append(Trigger(mask, bool(wanting), () if is_settled else tuple(literals)))
        self._index.close()
        most = _ROOM // (_ROOM_FOR_ONE + everything.bit_length() // 8)
        self._same: Remembered[int, int] = Remembered(lambda mask: mask, most)  # a mask of many contents is held once
        self._masks: Remembered[Any, int] = Remembered(self._mask_of, most)  # by content
        self.blank = self._mask_of(None)

    def masks_of(self, contents: Iterable[Any], _orders: Sequence[Order]) -> Iterator[int]:
        return map(self._masks.__getitem__, contents)

    def _mask_of(self, content: Any) -> int:
        raw = tuple([value for value in values_of(content) if value is not None and value != ""])
        gained = lost = 0
        for value in raw:
            for number in self._index.found(value):
                mask, is_gained, literals = self._triggers[number]
                if literals:
                    values = tuple([value for value in map(plain, raw) if value]) if self._is_text else raw
                    is_gained = all([literal.is_met(values, raw) for literal in literals])
                if is_gained:
                    gained |= mask
                else:
                    lost |= mask
        if not gained and not lost:
            return self._unmet
        mask = self._unmet | gained
        return self._same[mask & ~lost if lost else mask]
