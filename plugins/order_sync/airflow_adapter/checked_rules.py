"""What is wrong with a sync's rule files, remembered: the DAG file is parsed every few seconds, and a check takes longer."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
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
KEPT_SECONDS = 30 * 86_400  # after its last use
_USED_ANEW_SECONDS = 86_400  # a use is written down at most so often: most parses write nothing


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
        wrong = address.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    with suppress(OSError):
        if _age(address) > _USED_ANEW_SECONDS:
            os.utime(address)
    return wrong


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
        _prune(address.parent)


def _prune(folder: Path) -> None:
    """Removes what has not been used for long, as something new is written. Who needs it all the same checks again."""
    for path in folder.iterdir():
        with suppress(OSError):  # another process was quicker
            if _age(path) > KEPT_SECONDS:
                path.unlink()


def _age(path: Path) -> float:
    """Seconds since the file was written, or its use was written down."""
    return time.time() - path.stat().st_mtime
