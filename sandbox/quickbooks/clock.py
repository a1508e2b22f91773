"""The sandbox's clock: real time plus what the control API moved it forward."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta, timezone

COMPANY_ZONE = timezone(timedelta(hours=-7))  # QuickBooks answers with its own servers' offset, whatever the company's zone

MOST_SECONDS = 100 * 365 * 86_400


class Clock:
    """Aware times that never run backwards; `advance` moves every later reading."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def advance(self, seconds: float) -> None:
        self.ahead += seconds

    def set(self, moment: datetime) -> None:
        """Moves forward to an aware time. Raises ValueError for one that has passed."""
        ahead = moment.timestamp() - time.time()
        if ahead < self.ahead:
            raise ValueError(f"time does not run backwards: it is {self.stamp()}")
        if ahead > MOST_SECONDS:
            raise ValueError("the clock goes at most a century ahead")
        self.ahead = ahead

    def seconds(self) -> float:
        """Seconds since 1970, moved."""
        return time.time() + self.ahead

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), COMPANY_ZONE)

    def today(self) -> date:
        return self.now().date()

    def stamp(self) -> str:
        """2026-01-31T08:13:18-07:00, as in MetaData."""
        return self.now().isoformat(timespec="seconds")

    def answer_time(self) -> str:
        """2026-01-31T08:13:18.783-07:00, as in every answer's `time`."""
        return self.now().isoformat(timespec="milliseconds")
