"""Which rule files may be read, and reads them from their folder: YAML, CSV and Excel, and nothing from outside."""

from __future__ import annotations

from pathlib import Path, PurePath

from order_sync.errors import SettingsError
from order_sync.settings_file import LARGEST_BYTES

TEXTS, TABLES = (".yaml", ".yml"), (".csv", ".xlsx")
LARGEST_TABLE = 100_000_000  # bytes of a CSV or Excel file; a million rows are some 30 million
_OTHER_TABLES = (".xlsm", ".xlsb", ".xls", ".xltx", ".ods", ".tsv", ".txt", ".numbers")


def is_table(name: str) -> bool:
    return PurePath(name).suffix.lower() in TABLES


def rule_path(folder: Path, name: str) -> Path:
    """Where the rule file is. What is no rule file, is not there, or leads out of the folder is a SettingsError."""
    suffix = PurePath(name).suffix.lower()
    if suffix in _OTHER_TABLES:
        raise SettingsError(
            f"{name}: rules are not read from {suffix} files.", remedy="Save it as .xlsx without macros, or as .csv (UTF-8)."
        )
    if suffix not in (*TEXTS, *TABLES):
        raise SettingsError(f"{name} is no rule file.", remedy=f"Name files that end in {', '.join((*TEXTS, *TABLES))}.")
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise SettingsError(f"{name} lies outside the rules' folder.", remedy="Put the file itself there, no link.")
        if not path.is_file():
            raise SettingsError(f"{name} is not in {folder.name}/.", remedy="Put it there, or correct the name.")
    except (OSError, ValueError, RuntimeError) as error:
        raise _unreadable(name, error) from error
    return path


def read_rule_bytes(folder: Path, name: str) -> bytes:
    """The file as it lies there; one that is too large is a SettingsError, and no more of it is read than shows that."""
    path = rule_path(folder, name)
    largest = LARGEST_TABLE if is_table(name) else LARGEST_BYTES
    try:
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except OSError as error:
        raise _unreadable(name, error) from error
    if len(content) > largest:
        raise SettingsError(f"{name} is larger than {largest:,} bytes.", remedy="Cut it into several files.")
    return content


def _unreadable(name: str, error: Exception) -> SettingsError:
    return SettingsError(f"{name} cannot be read: {error}.", remedy="Check the file's name, place and rights.")
