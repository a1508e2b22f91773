"""What is wrong with a sync's rule files, remembered: the DAG file is parsed every few seconds, and a check takes longer."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Hashable
from contextlib import suppress
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path

import order_sync
from order_sync.errors import SettingsError
from order_sync.rule_files import is_table, read_rule_bytes, rule_path
from order_sync.syncs import Sync

FOLDER = "order_sync_checked"  # under AIRFLOW_HOME; each file holds what is wrong, or nothing


def refuse_wrong_rules(sync: Sync, include: Path) -> None:
    """Raises SettingsError where the sync's rules cannot be loaded."""
    if not sync.rules:
        return
    folder = include / "rules"
    address = _folder() / _key(sync, [(name, _mark(folder, name)) for name in sync.rules])
    wrong = _recall(address)
    if wrong is None:
        wrong = _check(sync, folder)
        _remember(address, wrong)
    if wrong:
        raise SettingsError(wrong)


def _mark(folder: Path, name: str) -> Hashable:
    """Another one where the file has changed; of a table, which may be large, what the file system knows of it."""
    if is_table(name):
        known = rule_path(folder, name).stat()
        return known.st_ino, known.st_size, known.st_ctime_ns
    return hashlib.sha256(read_rule_bytes(folder, name)).hexdigest()


def _check(sync: Sync, folder: Path) -> str:
    from order_sync.rules import read_rule_file
    from order_sync.run_plan import load_rules  # here, not above: most parses need only what is remembered

    try:
        load_rules(sync, [(name, read_rule_file(folder, name)) for name in sync.rules], datetime.now(timezone.utc))
    except SettingsError as error:
        return str(error)
    return ""


def _folder() -> Path:
    return Path(os.environ.get("AIRFLOW_HOME", "~/airflow")).expanduser() / FOLDER


def _key(sync: Sync, marks: list[tuple[str, Hashable]]) -> str:
    """Another one for other files, and for another version of what checks them."""
    return hashlib.sha256(repr((_version(), sync.name, sync.time_zone, marks)).encode()).hexdigest()


@lru_cache(maxsize=1)
def _version() -> tuple[tuple[str, int, int], ...]:
    """The rules' own code, as sizes and times of its files: the package is run from a folder, whatever its number."""
    files = sorted((Path(order_sync.__file__).parent / "rules").glob("*.py"))
    return tuple((file.name, info.st_size, info.st_mtime_ns) for file in files for info in [file.stat()])


def _recall(address: Path) -> str | None:
    """None where nothing is remembered; a folder that cannot be read only means to check again."""
    try:
        return address.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _remember(address: Path, wrong: str) -> None:
    with suppress(OSError):
        address.parent.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=address.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(wrong)
            Path(written).replace(address)
        except OSError:
            Path(written).unlink()
            raise
