"""A long map, as a spreadsheet holds it: for each content of one field, what each action's column says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from order_sync.rules.values import Value


class MapTable:
    """One row a key, held in columns: a million rows are some hundred megabytes, and a key is found at once.

    `keys` are as rules compare them, `written` as they stand in the file; a cell of None is blank. Two tables are equal when
    they say the same. `lines` are where the rows stand in the file, where that is known.
    """

    __slots__ = ("_rows", "columns", "lines", "written")

    def __init__(
        self,
        keys: Iterable[str],
        written: Sequence[str],
        columns: Sequence[Sequence[Value | None]],
        lines: Sequence[int] = (),
    ) -> None:
        """Of keys that are there twice the last row counts."""
        self.lines = lines
        self._rows = {key: row for row, key in enumerate(keys)}
        self.written = written
        self.columns = tuple(columns)

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MapTable) and self._content() == other._content()

    def _content(self) -> list[list[Value | None]]:
        return [list(part) for part in (self._rows, self.written, *self.columns)]

    def __hash__(self) -> int:
        return hash((len(self._rows), len(self.columns)))

    def row(self, key: object) -> int | None:
        """The place of the key's row."""
        return self._rows.get(key)  # type: ignore[call-overload, no-any-return]  # no text: no row

    def cell(self, seen: Iterable[object], column: int) -> Value | None:
        """What the column says in the row of the first of these values that has one; None: nothing."""
        for value in seen:
            row = self._rows.get(value)  # type: ignore[call-overload]  # no text: no row
            if row is not None:
                cell: Value | None = self.columns[column][row]
                return cell
        return None
