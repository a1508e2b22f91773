"""Moments as stores write them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

SECOND = timedelta(seconds=1)


def read_moment(text: str) -> datetime:
    """ISO 8601 to aware UTC; a text without zone is UTC already. Raises ValueError."""
    moment = datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith(("Z", "z")) else text)
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)


def read_optional_moment(text: str | None) -> datetime | None:
    return read_moment(text) if text else None


def whole_second(moment: datetime, *, up: bool = False) -> datetime:
    """The whole second at or before the moment, or at or after it."""
    floor = moment.astimezone(timezone.utc).replace(microsecond=0)
    return floor + SECOND if up and floor < moment else floor


def naive_text(moment: datetime) -> str:
    """2026-11-22T20:43:41, in UTC."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
