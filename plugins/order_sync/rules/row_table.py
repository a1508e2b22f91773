"""The rules that ask for one of many contents of a field, found by what it holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from order_sync.rules.alternatives import Literal
from order_sync.rules.contents import values_of
from order_sync.rules.map_table import MapTable
from order_sync.rules.met import Row, Rows
from order_sync.rules.remembered import Remembered
from order_sync.rules.values import plain

_MOST = 250_000  # contents that are remembered of one field, some 64 MiB


class RowTable:
    """Filled with `add`, then asked. Only what maps hold is remembered: a hash finds what else a text meets as fast."""

    def __init__(self) -> None:
        self._rows: dict[Any, Rows] = defaultdict(tuple)
        self._maps: list[tuple[MapTable, Row]] = []
        self._found: Remembered[Any, Rows] = Remembered(self._with_maps, _MOST)  # by content

    def add(self, literal: Literal, row: Row) -> None:
        """A rule that is found by what it equals, or by a map; its check asks again where case counts."""
        for wanted in dict.fromkeys(plain(want) if isinstance(want, str) else want for want in literal.compare.wanted):
            if isinstance(wanted, MapTable):
                self._maps.append((wanted, row))
            else:
                self._rows[wanted] += (row,)

    def rows_of(self, contents: Iterable[Any]) -> list[Rows]:
        """For each content its rows; those of several values, or of a map, perhaps twice."""
        if self._maps:
            return list(map(self._found.__getitem__, contents))
        rows = self._rows.get
        return [
            rows(plain(content), ()) if type(content) is str else self._of_values(content) if content else ()
            for content in contents
        ]

    def _of_values(self, content: Any) -> Rows:
        return tuple([row for value in values_of(content) if value for row in self._rows.get(plain(value), ())])

    def _with_maps(self, content: Any) -> Rows:
        values = [text for value in values_of(content) if value and (text := plain(value))]
        of_maps = [row for table, row in self._maps if any([value in table for value in values])]
        return (*self._of_values(content), *of_maps)
