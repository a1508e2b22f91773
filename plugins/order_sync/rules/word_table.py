"""What texts, words and yes or no meet. Remembered by content: shops sell the same things again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from order_sync.orders import Order
from order_sync.rules.alternatives import Literal
from order_sync.rules.fields import Field
from order_sync.rules.map_table import MapTable
from order_sync.rules.met import Met, Row
from order_sync.rules.text_index import TextIndex
from order_sync.rules.values import Kind, plain

_ROOM = 64 << 20  # bytes that one field's memory may take, about
_ROOM_FOR_ONE = 250  # bytes of a remembered text, its mask left out


class WordTable:
    """Filled with `add` and `add_row`, then closed, then asked with `met`, or by whoever knows the text: `remembered`."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self._is_text = field.kind is Kind.text
        self._asked: dict[int, list[Literal]] = defaultdict(list)  # by bit
        self._rows: dict[Any, list[Row]] = defaultdict(list)
        self._maps: list[tuple[MapTable, Row]] = []
        self.remembered: dict[Any, Met] = {}
        self._same: dict[int, Met] = {}  # what many contents meet is held once, and so stays near the processor

    def add(self, bit: int, literal: Literal) -> None:
        self._asked[bit].append(literal)

    def add_row(self, literal: Literal, row: Row) -> None:
        """A rule that is found by what it equals, or by a map; its check asks again where case counts."""
        for wanted in dict.fromkeys(plain(want) if isinstance(want, str) else want for want in literal.compare.wanted):
            if isinstance(wanted, MapTable):
                self._maps.append((wanted, row))
            else:
                self._rows[wanted].append(row)

    @property
    def has_bits(self) -> bool:
        return bool(self._asked)

    def close(self, everything: int) -> None:
        """`everything`: the mask of all bits."""
        self._index = TextIndex()
        self._triggers: list[tuple[int, list[Literal]]] = []
        self._gained: dict[int, int] = {}  # by trigger, the bit of what needs no further look
        self._lost: dict[int, int] = {}
        self._unmet = everything  # what no content meets that the index does not find
        for bit, literals in self._asked.items():
            wanting = [literal for literal in literals if literal.holds]
            if wanting:
                self._unmet ^= 1 << bit
            for literal in wanting[:1] or literals:
                number = len(self._triggers)
                self._index.add(literal.compare, number)
                self._triggers.append((1 << bit, literals))
                if TextIndex.is_sure(literal.compare) and (len(literals) == 1 or not wanting):
                    (self._gained if wanting else self._lost)[number] = 1 << bit
        self._index.close()
        self._most = _ROOM // (_ROOM_FOR_ONE + everything.bit_length() // 8)
        self.blank = self._met(())

    def met(self, target: Any, order: Order) -> Met:
        values = self.field.read(target, order)
        key = values if type(values) is tuple else tuple(values)
        return self.remembered.get(key) or self._keep(key, key)

    def remember(self, text: str | None) -> Met:
        """What the text meets, where it is all that the field has; kept for the next time."""
        return self._keep(text, (text,))

    def _keep(self, key: Any, given: Iterable[Any]) -> Met:
        if len(self.remembered) >= self._most:
            self.remembered.clear()
            self._same.clear()
        met = self._met(tuple([value for value in given if value is not None and value != ""]))
        self.remembered[key] = met
        return met

    def _met(self, raw: tuple[Any, ...]) -> Met:
        values = tuple([value for value in map(plain, raw) if value]) if self._is_text else raw
        gained = lost = 0
        for value in raw:
            for number in self._index.found(value):
                if number in self._gained:
                    gained |= self._gained[number]
                elif number in self._lost:
                    lost |= self._lost[number]
                else:
                    bit, literals = self._triggers[number]
                    if all([literal.is_met(values, raw) for literal in literals]):
                        gained |= bit
                    else:
                        lost |= bit
        mask = (self._unmet | gained) & ~lost if gained or lost else self._unmet
        rows = [row for value in values for row in self._rows.get(value, ())] if self._rows else []
        if self._maps:
            rows += [row for table, row in self._maps if any([value in table for value in values])]
        if not rows:
            return self._same.setdefault(mask, (mask, ()))
        return mask, tuple({(row.place, row.check): row for row in rows}.values())
