"""CSV files that mean harm, or that are no CSV: each is refused with what is wrong, and at once."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from order_sync.errors import SettingsError
from order_sync.rule_files import LARGEST_TABLE
from order_sync.rules import parse_rules, read_rule_file, to_xlsx
from order_sync.rules.rule_text import text_of

HEADER = "sku,map item\n"


def fault(content: str | bytes, name: str = "skus.csv") -> str:
    with pytest.raises(SettingsError) as caught:
        parse_rules(text_of(name, content) if isinstance(content, bytes) else content, name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEADER + 'A,"never closed\nB,C\n' * 3, "skus.csv, line 2: it cannot be read as a table"),
        (HEADER + 'A,"x"y\n', "skus.csv, line 2: it cannot be read as a table"),
        (HEADER + 'A,"' + "x\n" * 1_000_000, "skus.csv, line 2: it cannot be read as a table: field larger than"),
        (HEADER + "A," + "x" * 90_000_000, "skus.csv, line 2: it cannot be read as a table: field larger than"),
        (HEADER + "A,B\nC,\0\n", "skus.csv, line 3: it holds a NUL character"),
        ("sku\rmap item\rA\r", "it cannot be read as a table"),
        (",".join(["sku"] * 1_000_000), "it has 1,000,000 columns"),
        (HEADER + "A" + "," * 1_000_000 + "B", "it has 1,000,001 cells, and the header names 2"),
        (b"\xff\xfe" + HEADER.encode("utf-16-le"), "skus.csv, line 1: it is not written in UTF-8"),
        (HEADER.encode() + b"A,Gr\xf6\xdfe\n", "skus.csv, line 2: it is not written in UTF-8"),
        (bytes(range(256)) * 10, "it is not written in UTF-8"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00", "NUL character"),
        ("rules:\n  - {name: A, when: always, do: hold invoice}\n", "there is no field"),
        ("<html><body>Not found</body></html>", "there is no field"),
        ("x" * (LARGEST_TABLE + 1), "it is larger than 100,000,000"),
    ],
    ids=range(15),
)
def test_it_is_refused_with_what_is_wrong_and_at_once(content: str | bytes, message: str) -> None:
    began = time.process_time()
    assert message in fault(content)
    assert time.process_time() - began < 3


def test_a_message_never_repeats_a_whole_huge_cell() -> None:
    for text in (
        HEADER + "A," + "x" * 100_000 + "\n",
        "x" * 100_000 + ",map item\nA,B\n",
        HEADER + "A," + "{" * 100_000 + "\n",
    ):
        assert len(fault(text)) < 2_000


def test_a_yaml_bomb_in_a_cell_is_refused() -> None:
    deep = "[" * 30_000
    grid = f"rule name,action,field,comparison,initial value\nR,hold invoice,sku,in,{deep}\nS,hold invoice,sku,in,[&a x\n"
    began = time.process_time()
    assert "begins with [ and says nothing that rules know" in fault(grid)
    assert time.process_time() - began < 2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "rules"
    made.mkdir()
    return made


def refused(folder: Path, name: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read_rule_file(folder, name)
    return str(caught.value)


@pytest.mark.parametrize("suffix", [".csv", ".yaml", ".xlsx"])
def test_no_file_outside_the_rules_folder_is_read(folder: Path, suffix: str) -> None:
    outside = folder.parent / f"secret{suffix}"
    outside.write_text(HEADER + "A,secret\n")
    (folder / f"link{suffix}").symlink_to(outside)
    (folder / "up").symlink_to(folder.parent)
    for name in (f"link{suffix}", f"../secret{suffix}", f"up/secret{suffix}", str(outside)):
        assert "lies outside the rules' folder" in refused(folder, name)


def test_a_link_within_the_folder_and_a_folder_that_is_a_link_are_read(folder: Path) -> None:
    (folder / "real.csv").write_text(HEADER)
    (folder / "link.csv").symlink_to("real.csv")
    (folder.parent / "other").symlink_to(folder)
    assert read_rule_file(folder.parent / "other", "link.csv") == HEADER


def test_what_is_no_file_is_refused_and_nothing_waits_for_it(folder: Path) -> None:
    os.mkfifo(folder / "pipe.csv")
    (folder / "folder.csv").mkdir()
    (folder / "loop.csv").symlink_to("loop.csv")
    for name in ("pipe.csv", "folder.csv", "loop.csv", "missing.csv"):
        said = refused(folder, name)
        assert name in said


@pytest.mark.parametrize("name", ["old.xls", "macros.xlsm", "sheet.ods", "rules.txt", "passwd", "x.json"])
def test_other_kinds_of_file_are_refused_with_what_to_save_instead(folder: Path, name: str) -> None:
    (folder / name).write_text("x")
    said = refused(folder, name)
    assert ".csv" in said and ".xlsx" in said


def test_a_file_that_is_too_large_is_refused_without_reading_it_whole(folder: Path) -> None:
    for name in ("sparse.csv", "sparse.yaml"):
        with (folder / name).open("wb") as file:
            file.truncate(50_000_000_000)
        began = time.process_time()
        assert "is larger than" in refused(folder, name)
        assert time.process_time() - began < 2


def test_utf_8_with_its_mark_is_read_without_it(folder: Path) -> None:
    (folder / "skus.csv").write_bytes(b"\xef\xbb\xbf" + HEADER.encode())
    assert read_rule_file(folder, "skus.csv") == HEADER


PIECES = st.sampled_from(
    ["rule name,action,field,comparison,value,conjunction,map to\n", "sku,map item,add line\n", "A,", "R,", "map sku,",
     "sku,", "equals,", "Matches,",
     "always,", "OR,", "\n", '"', "'", "{copy: sku}", "[A, B]", "{", "[", ";", "\t", "\r", "=1"]
)  # fmt: skip


@settings(max_examples=1_000, deadline=None)
@given(text=st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join))
def test_whatever_a_csv_holds_it_is_rules_or_refused_with_a_reason(text: str) -> None:
    with suppress(SettingsError):
        parse_rules(text, "any.csv")


WORKBOOK = to_xlsx(parse_rules("sku,map item,map class\nA,=1+1,C\nB,Bee,\n", "skus.csv"))


@settings(max_examples=500, deadline=None)
@given(at=st.integers(0, len(WORKBOOK) - 1), put=st.binary(min_size=1, max_size=4), cut=st.integers(0, 40))
def test_whatever_is_damaged_in_a_workbook_it_is_rules_or_refused_with_a_reason(at: int, put: bytes, cut: int) -> None:
    with suppress(SettingsError):
        parse_rules(text_of("any.xlsx", WORKBOOK[:at] + put + WORKBOOK[at + cut :]), "any.xlsx")
