"""The text of a rule file, which is all that is kept of it; of a workbook, the CSV text of its sheet."""

from __future__ import annotations

from pathlib import Path, PurePath

from order_sync.rule_files import read_rule_bytes
from order_sync.rules.where import Where
from order_sync.rules.workbook import csv_of_workbook


def read_rule_file(folder: Path, name: str) -> str:
    """The text of one rule file; one that cannot or may not be read is a SettingsError."""
    return text_of(name, read_rule_bytes(folder, name))


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
