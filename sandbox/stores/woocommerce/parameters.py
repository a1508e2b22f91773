"""Query parameters, read and checked as WordPress does; what is wrong becomes its 400 `rest_invalid_param`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.stores.wire import Request

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|z|[+-]\d{2}(?::?\d{2})?)?")


class InvalidParameter(Exception):
    """One parameter's value cannot be used."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name
        self.reason = reason


def whole(request: Request, name: str, default: int, least: int, most: int | None = None) -> int:
    """A whole number between `least` and `most`."""
    text = request.one(name)
    if text is None:
        return default
    if not re.fullmatch(r"[+-]?\d+", text):
        raise InvalidParameter(name, f"{name} is not of type integer.")
    value = int(text)
    if value < least or (most is not None and value > most):
        bounds = f"greater than or equal to {least}"
        if most is not None:
            bounds = f"between {least} (inclusive) and {most} (inclusive)"
        raise InvalidParameter(name, f"{name} must be {bounds}")
    return value


def choice(request: Request, name: str, default: str, allowed: Sequence[str]) -> str:
    text = request.one(name)
    if text is None:
        return default
    if text not in allowed:
        raise InvalidParameter(name, f"{name} is not one of {', '.join(allowed)}.")
    return text


def words(request: Request, name: str, allowed: Sequence[str]) -> list[str]:
    """A comma list, or the parameter several times as `name[]`; every word must be allowed."""
    found = [word.strip() for text in _texts(request, name) for word in text.split(",") if word.strip()]
    for place, word in enumerate(found):
        if word not in allowed:
            raise InvalidParameter(name, f"{name}[{place}] is not one of {', '.join(allowed)}.")
    return found


def numbers(request: Request, name: str) -> list[int]:
    """A comma list of ids."""
    found = [word.strip() for text in _texts(request, name) for word in text.split(",") if word.strip()]
    for place, word in enumerate(found):
        if not word.isdigit():
            raise InvalidParameter(name, f"{name}[{place}] is not of type integer.")
    return [int(word) for word in found]


def _texts(request: Request, name: str) -> list[str]:
    return [*request.query.get(name, []), *request.query.get(f"{name}[]", [])]


def flag(request: Request, name: str) -> bool:
    text = (request.one(name) or "false").lower()
    if text not in ("true", "false", "1", "0"):
        raise InvalidParameter(name, f"{name} is not of type boolean.")
    return text in ("true", "1")


def moment(request: Request, name: str, zone: ZoneInfo) -> datetime | None:
    """A moment as the database column is compared with: naive, whole seconds.

    The zone trap: a value with an offset or Z is turned into the site's time before it is compared, whichever column it is
    compared with; a value without one is taken as it stands (reference section 2.2).
    """
    text = request.one(name)
    if text is None:
        return None
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise InvalidParameter(name, "Invalid date.")
    day, time_of_day, offset = match.groups()
    try:
        naive = datetime.fromisoformat(f"{day}T{time_of_day}")
        if offset is None:
            return naive
        aware = datetime.fromisoformat(f"{day}T{time_of_day}{_full_offset(offset)}")
    except ValueError:
        raise InvalidParameter(name, "Invalid date.") from None
    return aware.astimezone(zone).replace(tzinfo=None)


def _full_offset(offset: str) -> str:
    if offset in ("Z", "z"):
        return "+00:00"
    digits = offset[1:].replace(":", "").ljust(4, "0")
    return f"{offset[0]}{digits[:2]}:{digits[2:]}"
