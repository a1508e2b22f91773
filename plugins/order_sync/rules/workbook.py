"""Excel workbooks: read as the CSV text of their one sheet, and written without anything that could run.

A workbook is hostile until proven otherwise: sizes are checked before anything is unpacked, XML is read without entities,
and formulas, macros and errors are refused.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from order_sync.errors import SettingsError
from order_sync.rule_files import LARGEST_TABLE
from order_sync.rules.table_text import has_sign, write_table
from order_sync.rules.where import Where

LARGEST_UNPACKED = 60_000_000  # bytes of all parts together
MOST_CELLS = 300_000  # filled ones: a workbook is read some fifty times more slowly than CSV, and is read anew by each run
MOST_PARTS = 1_000
MOST_ROWS = 1_048_576  # of a sheet, as Excel has it
WIDEST = 1_000  # cells of a row: what is wider is no rule file

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how old and encrypted workbooks begin
_ZEROS = re.compile("0+")
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|_x[0-9A-Fa-f]{4}_")


def csv_of_workbook(content: bytes, where: Where) -> str:
    """The text of its one sheet that is not empty: rows keep their places, values stand as people see them."""
    _refuse_hostile(content, where)
    try:
        import openpyxl

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            with closing(book):
                return write_table(_rows_of(book, where))
    except SettingsError:
        raise
    except Exception as error:  # the library fails in many ways on what is no workbook
        raise where.fault(f"it is no readable workbook: {error}.", "Save it anew as .xlsx, or as .csv (UTF-8).") from error


def _refuse_hostile(content: bytes, where: Where) -> None:
    if content.startswith(_OLE):
        raise where.fault("it is an old or an encrypted workbook.", "Save it as .xlsx without a password.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            found = parts.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise where.fault("it is no Excel workbook.", "Save it as .xlsx, or as .csv (UTF-8).") from error
    if len(found) > MOST_PARTS or sum(part.file_size for part in found) > LARGEST_UNPACKED:
        raise where.fault("it is too large when unpacked.", "Keep only the sheet with the rules, or save it as .csv.")
    names = [part.filename.lower() for part in found]
    if any("vbaproject" in name or "macrosheet" in name for name in names):
        raise where.fault("it holds macros.", "Save it as .xlsx without macros.")


def _rows_of(book: Any, where: Where) -> Iterator[list[str]]:
    filled = [sheet for sheet in book.worksheets if _is_filled(sheet)]
    if len(filled) > 1:
        names = ", ".join(f"“{sheet.title}”" for sheet in filled)
        raise where.fault(f"it has several sheets: {names}.", "Keep one, and make a file of each other one.")
    size = filled_cells = 0
    for sheet in filled:
        for number, cells in enumerate(_cells_of(sheet, where), 1):
            row = _row(cells, number, where)
            filled_cells += sum(map(bool, row))
            if filled_cells > MOST_CELLS:
                raise where.on(number).fault(f"it holds more than {MOST_CELLS:,} filled cells.", "Save it as .csv (UTF-8).")
            size += sum(map(len, row)) + len(row)
            if size > LARGEST_TABLE:  # a text that is stored once can stand in a million cells
                raise where.on(number).fault(f"it holds more than {LARGEST_TABLE:,} characters.", "Cut it into several.")
            yield row


def _cells_of(sheet: Any, where: Where) -> Iterator[Sequence[Any]]:
    sheet.reset_dimensions()  # what it claims to be is not to be trusted
    blank = 0
    for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS), 1):
        if len(cells) > WIDEST:
            raise where.on(number).fault(f"it has {len(cells):,} columns.", "Delete the columns that are not used.")
        if any(cell.value is not None for cell in cells):
            yield from [()] * blank
            yield cells
            blank = 0
        else:
            blank += 1


def _is_filled(sheet: Any) -> bool:
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=MOST_ROWS)
    return any(len(cells) > WIDEST or any(cell.value is not None for cell in cells) for cells in rows)


def _row(cells: Sequence[Any], number: int, where: Where) -> list[str]:
    return [_text(cell, where.on(number)) if cell.value is not None else "" for cell in cells]


def _text(cell: Any, where: Where) -> str:
    """The cell as a person sees it."""
    value = cell.value
    if cell.data_type == "f":
        raise where.fault(f"{cell.coordinate} holds a formula.", "Put its value there: copy, then paste as values.")
    if cell.data_type == "e":
        raise where.fault(f"{cell.coordinate} holds the error {value}.", "Write the value, or clear the cell.")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return _number(value, cell.number_format or "")
    return str(value)


def _number(value: float, shown_as: str) -> str:
    """12.0 is 12, a tenth shown as a percentage is 10%, and a column shown with leading zeros keeps them."""
    number = Decimal(f"{value:.15g}")  # the digits that Excel keeps
    if shown_as.endswith("%"):
        return f"{_plain(number * 100)}%"
    text = _plain(number)
    return text.zfill(len(shown_as)) if _ZEROS.fullmatch(shown_as) and text.isdigit() else text


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"


def workbook_of(rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet, every cell a text that no spreadsheet runs."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    table = list(_writable(rows))
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Rules")
    sheet.freeze_panes = "A2"
    for row in table:
        cells = [WriteOnlyCell(sheet, value=text) for text in row]
        for cell, text in zip(cells, row, strict=True):
            cell.data_type = "s"
            if has_sign(text):
                cell.quotePrefix = True
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _writable(rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The rows, where a workbook can hold them and would be read again."""
    filled = 0
    for row in rows:
        filled += sum(map(bool, row))
        if filled > MOST_CELLS:
            raise SettingsError(f"The rules fill more than {MOST_CELLS:,} cells.", remedy="Write them as CSV.")
        for text in row:
            if _UNWRITABLE.search(text):
                raise SettingsError(f"“{text}” cannot stand in a workbook.", remedy="Write the rules as CSV.")
        yield row
