"""Reads a rule file from its folder as the text that everything later sees; a workbook becomes the CSV text of its sheet."""

from __future__ import annotations

from pathlib import Path, PurePath

from order_sync.rules.table_text import LARGEST_TABLE
from order_sync.rules.where import Where
from order_sync.rules.workbook import csv_of_workbook
from order_sync.settings_file import LARGEST_BYTES

TABLES = (".csv", ".xlsx")
TEXTS = (".yaml", ".yml")
_OTHER_TABLES = (".xlsm", ".xlsb", ".xls", ".xltx", ".ods", ".tsv", ".txt", ".numbers")


def is_table(name: str) -> bool:
    return PurePath(name).suffix.lower() in TABLES


def read_rule_bytes(folder: Path, name: str) -> bytes:
    """The file as it lies there. A path that leads out of the folder, or a file that is too large, is a SettingsError."""
    where = Where(name)
    suffix = PurePath(name).suffix.lower()
    if suffix in _OTHER_TABLES:
        raise where.fault(f"rules are not read from {suffix} files.", "Save it as .xlsx without macros, or as .csv (UTF-8).")
    if suffix not in (*TABLES, *TEXTS):
        raise where.fault("it is no rule file.", f"Name files that end in {', '.join((*TEXTS, *TABLES))}.")
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise where.fault("it lies outside the rules' folder.", "Put the file itself there, not a link to it.")
        if not path.is_file():
            raise where.fault("there is no such file.", f"Put it into {folder.name}/, or correct the name.")
        largest = LARGEST_TABLE if suffix in TABLES else LARGEST_BYTES
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except (OSError, ValueError, RuntimeError) as error:
        raise where.fault(f"it cannot be read: {error}.", "Check the file's name, place and rights.") from error
    if len(content) > largest:
        raise where.fault(f"it is larger than {largest:,} bytes.", "Cut it into several files.")
    return content


def text_of(name: str, content: bytes) -> str:
    """The text of a rule file with this content."""
    where = Where(name)
    if PurePath(name).suffix.lower() == ".xlsx":
        return csv_of_workbook(content, where)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise where.on(line).fault(
            "it is not written in UTF-8.", "Save it anew in UTF-8; in Excel choose “CSV UTF-8”."
        ) from error


def read_rule_file(folder: Path, name: str) -> str:
    """The text of one rule file."""
    return text_of(name, read_rule_bytes(folder, name))
