"""What is wrong with a sync's rule files, remembered: the DAG file is parsed every few seconds, and a check takes longer."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path

import order_sync
from order_sync import settings_file
from order_sync.errors import SettingsError
from order_sync.syncs import Sync

FOLDER = "order_sync_checked"  # under AIRFLOW_HOME; each file holds what is wrong, or nothing
KEPT_SECONDS = 30 * 86_400  # after its last use
_USED_ANEW_SECONDS = 86_400  # a use is written down at most so often: most parses write nothing


def refuse_wrong_rules(sync: Sync, include: Path) -> None:
    """Raises SettingsError where the sync's rules cannot be loaded."""
    if not sync.rules:
        return
    texts = [(name, settings_file.read_text(include / "rules" / name)) for name in sync.rules]
    address = _folder() / _key(sync, texts)
    wrong = _recall(address)
    if wrong is None:
        wrong = _check(sync, texts)
        _remember(address, wrong)
    if wrong:
        raise SettingsError(wrong)


def _check(sync: Sync, texts: list[tuple[str, str]]) -> str:
    from order_sync.run_plan import load_rules  # here, not above: most parses need only what is remembered

    try:
        load_rules(sync, texts, datetime.now(timezone.utc))
    except SettingsError as error:
        return str(error)
    return ""


def _folder() -> Path:
    return Path(os.environ.get("AIRFLOW_HOME", "~/airflow")).expanduser() / FOLDER


def _key(sync: Sync, texts: list[tuple[str, str]]) -> str:
    """Another one for other texts, and for another version of what checks them."""
    return hashlib.sha256(repr((_version(), sync.name, sync.time_zone, texts)).encode()).hexdigest()


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
