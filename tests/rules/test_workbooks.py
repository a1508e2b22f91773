"""Excel workbooks as rule files: values stand as people see them, and nothing hostile is read."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from order_sync.errors import SettingsError
from order_sync.rules import parse_rules, to_xlsx
from order_sync.rules.rule_text import text_of
from order_sync.rules.table_text import read_table
from order_sync.rules.where import Where


def workbook(
    *rows: list[Any], formats: dict[str, str] | None = None, more: dict[str, list[list[Any]]] | None = None
) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cell, shown in (formats or {}).items():
        sheet[cell].number_format = shown
    for title, lines in (more or {}).items():
        other = book.create_sheet(title)
        for line in lines:
            other.append(line)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The workbook with parts of it replaced or added; `__` stands for a slash, `_` before the ending for a dot."""
    names = {
        name.replace("__", "/").rpartition("_")[0] + "." + name.rpartition("_")[2]: part for name, part in parts.items()
    }
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, names.pop(info.filename, None) or old.read(info.filename))
        for name, part in names.items():
            new.writestr(name, part)
    return made.getvalue()


def rows_of(content: bytes) -> list[tuple[int, list[str]]]:
    return list(read_table(text_of("taxes.xlsx", content), Where("taxes.xlsx")).rows)


def fault(content: bytes, name: str = "taxes.xlsx") -> str:
    with pytest.raises(SettingsError) as caught:
        parse_rules(text_of(name, content), name)
    return str(caught.value)


SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s<sheetData>%s</sheetData></worksheet>'
)


def sheet(rows: bytes, before: bytes = b"") -> bytes:
    return repacked(workbook(["sku"]), xl__worksheets__sheet1_xml=SHEET % (before, rows))


def test_values_stand_as_people_see_them() -> None:
    content = workbook(
        ["key", "value"],
        ["00123", 12.0],
        [123, 0.1],
        [12.5, 0.1 + 0.2],
        [1234567890123, date(2026, 1, 31)],
        [True, datetime(2026, 1, 31, 10, 30)],
        [" blanks ", "=".removeprefix("=") + "text"],
        formats={"A3": "00000", "B3": "0%"},
    )
    assert [row for _, row in rows_of(content)] == [
        ["00123", "12"], ["00123", "10%"], ["12.5", "0.3"], ["1234567890123", "2026-01-31"],
        ["yes", "2026-01-31 10:30:00"], [" blanks ", "text"],
    ]  # fmt: skip


def test_a_sheet_is_read_as_a_map_or_a_grid_as_its_header_says() -> None:
    (rule,) = parse_rules(text_of("skus.xlsx", workbook(["SKU", "Map item"], ["A", "Apple"])), "skus.xlsx").rules
    assert (rule.name, rule.do[0].action.name) == ("skus", "map item")
    grid = workbook(["Rule name", "Action", "Field", "Comparison", "Value"], ["R", "hold invoice", "sku", "equals", "A"])
    (rule,) = parse_rules(text_of("grid.xlsx", grid), "grid.xlsx").rules
    assert (rule.name, rule.do[0].action.name) == ("R", "hold invoice")


def test_places_in_errors_are_the_rows_of_the_sheet() -> None:
    content = workbook(["sku", "map item"], [], ["A", "two\nlines"], [], ["B", "Bee"], ["a", "Other"])
    assert "taxes.xlsx, row 6, rule “taxes”: “a” is mapped otherwise in row 3." in fault(content)


def test_empty_sheets_beside_the_one_with_rules_do_no_harm_and_filled_ones_are_refused() -> None:
    rules = (["sku", "map item"], ["A", "Apple"])
    assert len(rows_of(workbook(*rules, more={"Sheet2": [], "Sheet3": [[None]]}))) == 1
    said = fault(workbook(*rules, more={"Old": [["x"]]}))
    assert "several sheets: “Sheet”, “Old”" in said and "Keep one" in said


@pytest.mark.parametrize("formula", ["=A1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "=1+1"])
def test_a_formula_is_refused_and_its_cell_named(formula: str) -> None:
    said = fault(workbook(["sku", "map item"], ["A", formula]))
    assert "row 2: B2 holds a formula" in said and "paste as values" in said


def test_a_text_that_only_looks_like_a_formula_is_a_text() -> None:
    content = sheet(b'<row r="1"><c r="A1" t="inlineStr"><is><t>sku</t></is></c></row>'
                    b'<row r="2"><c r="A2" t="inlineStr"><is><t>=1+1</t></is></c></row>')  # fmt: skip
    assert rows_of(content) == [(2, ["=1+1"])]


def test_an_error_in_a_cell_is_refused_and_the_cell_named() -> None:
    assert "B2 holds the error #REF!" in fault(workbook(["sku", "map item"], ["A", "#REF!"]))


def test_an_old_or_encrypted_workbook_is_refused() -> None:
    assert "an old or an encrypted workbook" in fault(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def test_a_workbook_with_macros_is_refused_whatever_its_name() -> None:
    assert "it holds macros" in fault(repacked(workbook(["sku"]), xl__vbaProject_bin=b"x"))


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04rubbish", bytes(range(256)) * 20])
def test_rubbish_is_refused(content: bytes) -> None:
    assert "it is no Excel workbook" in fault(content)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("a.txt", "hello")
    assert "it is no readable workbook" in fault(made.getvalue())


def test_a_damaged_workbook_is_refused() -> None:
    content = sheet(b'<row r="1"><c r="A1" t="inlineStr"><is><t>sku</t>')
    assert "it is no readable workbook" in fault(content)
    whole = workbook(["sku", "map item"], ["A", "B"])
    assert "no Excel workbook" in fault(whole[: len(whole) // 2])


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    began = time.process_time()
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file, file.open("xl/worksheets/sheet1.xml", "w") as part:
        for _ in range(61):
            part.write(bytes(1_000_000))
    making = time.process_time() - began
    began = time.process_time()
    assert "too large when unpacked" in fault(bomb.getvalue())
    assert time.process_time() - began < max(1.0, making)


def test_a_part_that_is_larger_than_it_says_is_refused() -> None:
    content = bytearray(sheet(b'<row r="1">' + b'<c r="A1" t="inlineStr"><is><t>sku</t></is></c>' * 2_000 + b"</row>"))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as file:
        size = file.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = bytes(content).replace(size.to_bytes(4, "little"), (200).to_bytes(4, "little"))
    assert "it is no readable workbook" in fault(lying)


def test_a_workbook_of_very_many_cells_is_refused_with_csv_as_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(["sku", "map item"], *[[f"A{number}", "x"] for number in range(60)])
    found = parse_rules(text_of("skus.xlsx", content), "skus.xlsx")
    monkeypatch.setattr("order_sync.rules.workbook.MOST_CELLS", 100)
    assert "row 51: it holds more than 100 filled cells. Save it as .csv" in fault(content)
    with pytest.raises(SettingsError, match=r"more than 100 cells\. Write them as CSV"):
        to_xlsx(found)


def test_one_long_text_in_very_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(["sku", "map item"], *[[f"A{number}", "x" * 1_000] for number in range(60)])
    monkeypatch.setattr("order_sync.rules.workbook.LARGEST_TABLE", 50_000)
    assert "row 51: it holds more than 50,000 characters" in fault(content)


@pytest.mark.parametrize(
    "entities",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
            b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("k"))
        ) + b"]>",
        b'<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>',
    ],
)  # fmt: skip
def test_xml_with_entities_is_refused(entities: bytes) -> None:
    xml = entities + SHEET % (b"", b'<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>')
    began = time.process_time()
    said = fault(repacked(workbook(["sku"]), xl__worksheets__sheet1_xml=xml))
    assert "it is no readable workbook" in said and "root:" not in said
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>sku</t></is></c></row><row r="2"><c r="XFD2"><v>1</v></c></row>',
        b'<row r="1"><c r="XFD1"><v>1</v></c></row>'
        + b"".join(b'<row r="%d"><c r="XFD%d"/></row>' % (n, n) for n in range(2, 500)),
    ],
)  # fmt: skip
def test_a_row_of_absurd_width_is_refused(rows: bytes) -> None:
    began = time.process_time()
    assert "columns" in fault(sheet(rows))
    assert time.process_time() - began < 2


@pytest.mark.parametrize("last", [b"1048576", b"99999999999"])
def test_absurd_dimensions_and_row_numbers_cost_nothing(last: bytes) -> None:
    rows = (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>sku</t></is></c><c r="B1"><v>0</v></c></row>'
        b'<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row><row r="%s"><c r="A1"/></row>' % last
    )
    began = time.process_time()
    assert rows_of(sheet(rows, before=b'<dimension ref="A1:XFD1048576"/>')) == [(2, ["1", "2"])]
    assert time.process_time() - began < 8


def test_an_exported_workbook_holds_texts_alone_and_marks_those_that_look_like_formulas() -> None:
    grid = (
        "rule name,action,field,comparison,initial value,map to\nR,map item,sku,equals,A,'=1+1\nS,map item,sku,equals,B,12\n"
    )
    content = to_xlsx(parse_rules(grid, "grid.csv"))
    written = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [cell for row in written.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells if cell.quotePrefix] == ["=1+1"]


def test_a_text_that_a_workbook_cannot_hold_is_refused_and_not_left_out() -> None:
    found = parse_rules('rules:\n  - {name: "A\\u0001", when: always, do: hold invoice}\n', "a.yaml")
    with pytest.raises(SettingsError, match="cannot stand in a workbook"):
        to_xlsx(found)
