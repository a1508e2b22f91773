"""The tables of all fields of orders, or of lines, or of payments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial, reduce
from operator import add, and_
from typing import TYPE_CHECKING, Any

from order_sync.orders import Order
from order_sync.rules.contents import contents_of
from order_sync.rules.fields import Field
from order_sync.rules.met import Rows

if TYPE_CHECKING:
    from order_sync.rules.ordered_table import OrderedTable
    from order_sync.rules.row_table import RowTable
    from order_sync.rules.word_table import WordTable


class LevelTables:
    """Asked for many orders, lines or payments at once: each step is one call for all of them."""

    def __init__(
        self, masks: Mapping[Field, WordTable | OrderedTable], rows: Mapping[Field, RowTable], everything: int
    ) -> None:
        """`everything`: the mask of all bits."""
        self._everything = everything
        fields = list(dict.fromkeys((*masks, *rows)))
        self._contents = [contents_of(field) for field in fields]
        self._masks = [(fields.index(field), table.masks_of) for field, table in masks.items()]
        self._rows = [(fields.index(field), table.rows_of) for field, table in rows.items()]
        self.blank = reduce(and_, [table.blank for table in masks.values()], everything)  # what no line (payment) meets

    def met(self, targets: Sequence[Any], orders: Sequence[Order]) -> tuple[list[int], list[Rows]]:
        """For each of them the mask of the bits that nothing in it contradicts, and the rows that its contents find.

        `orders`: the order of each of them.
        """
        contents = [list(read(targets, orders)) for read in self._contents]
        masks = [masks_of(contents[at], orders) for at, masks_of in self._masks]
        rows: list[Iterable[Rows]] = [rows_of(contents[at]) for at, rows_of in self._rows]
        return (
            list(reduce(partial(map, and_), masks)) if masks else [self._everything] * len(targets),
            list(reduce(partial(map, add), rows)) if rows else [()] * len(targets),
        )
