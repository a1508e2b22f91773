"""CSV text as rows of cells, each with its line; and rows as CSV text of which no spreadsheet runs anything.

A cell in which a spreadsheet could see a formula is written with an apostrophe before the sign, which reading takes off.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from order_sync.errors import SettingsError
from order_sync.rule_files import LARGEST_TABLE
from order_sync.rules.where import Where
from order_sync.rules.yaml_text import Written

MOST_COLUMNS = 200
DELIMITERS = (",", ";", "\t")

# Where a spreadsheet may begin a cell: at the start, and after what it may take for a delimiter whatever the quotes say.
_SIGN = re.compile(r"(^|[;\t\r\n])([^\S;\t\r\n]*)('*)(?=[=+\-@＝＋－＠\t\r])")
_QUOTED = re.compile(r'"[^"]*"')
_SAVE_AGAIN = "Save it again from the spreadsheet, as CSV (UTF-8)."


class Table(NamedTuple):
    """The names of the columns, and the rows that are not blank, each with its line and as many cells as there are names."""

    header: list[Written]
    rows: Iterator[tuple[int, list[str]]]


def read_table(text: str, where: Where) -> Table:
    """Comma, semicolon or tab, whichever the header has most of. Raises SettingsError at the line that cannot be read."""
    if len(text) > LARGEST_TABLE:
        raise where.fault(f"it is larger than {LARGEST_TABLE:,} characters.", "Cut it into several files.")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise where.on(line).fault("it holds a NUL character, so it is no CSV.", _SAVE_AGAIN)
    rows = _rows(text.removeprefix("\ufeff"), where)
    line, header = next(rows, (1, []))
    while header and not header[-1].strip():
        header.pop()
    if not header:
        raise where.fault("it is empty.", "Begin it with a line of column names, or take it out of the sync's rules.")
    if len(header) > MOST_COLUMNS:
        raise where.on(line).fault(f"it has {len(header):,} columns.", f"Use at most {MOST_COLUMNS}.")
    return Table([Written(name, line) for name in header], _fitted(rows, len(header), where))


def _rows(text: str, where: Where) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank with its line; in a workbook's text with its row."""
    reader = csv.reader(_lines(text), delimiter=delimiter_of(text), strict=True)
    has_signs = "'" in text
    counts_rows = where.counts_rows
    number = 0
    while True:
        number = number + 1 if counts_rows else reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise where.on(number).fault(
                f"it cannot be read as a table: {error}.",
                f"Look at the quotes from here on: a quote inside a cell is written twice. {_SAVE_AGAIN}",
            ) from None
        if not "".join(row).strip():
            continue
        yield number, [_unmarked(cell) if "'" in cell else cell for cell in row] if has_signs else row


def _lines(text: str) -> Iterator[str]:
    """Lines as a CSV file has them; a text's own idea of lines ends them at more characters."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start : end + 1]
        start = end + 1
    if start < len(text):
        yield text[start:]


def delimiter_of(text: str) -> str:
    """What a table's header has most of."""
    header = next((line for line in _lines(text) if line.strip()), "")
    bare = _QUOTED.sub("", header[:100_000])
    return max(DELIMITERS, key=bare.count)


def _fitted(rows: Iterator[tuple[int, list[str]]], width: int, where: Where) -> Iterator[tuple[int, list[str]]]:
    for line, row in rows:
        if len(row) != width:
            if any(cell.strip() for cell in row[width:]):
                raise where.on(line).fault(
                    f"it has {len(row):,} cells, and the header names {width} columns.",
                    "Put a cell that holds the delimiter in quotes, or name the column.",
                )
            row = [*row[:width], *[""] * (width - len(row))]
        yield line, row


def has_sign(cell: str) -> bool:
    """Whether a spreadsheet could take the cell, or a part of it, for a formula."""
    return _SIGN.search(cell) is not None


def _marked(cell: str) -> str:
    return _SIGN.sub(r"\1\2'\3", cell)


def _unmarked(cell: str) -> str:
    return _SIGN.sub(lambda found: found[1] + found[2] + found[3][1:], cell)


def write_table(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """CSV text that reads back as these rows."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    for row in rows:
        if any("\0" in cell for cell in row):
            raise SettingsError("A NUL character cannot be written as CSV.", remedy="Take it out of the rule.")
        writer.writerow([_marked(cell) for cell in row])
    return text.getvalue()
