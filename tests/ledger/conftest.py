"""A clock for the ledger's tests that only moves when it is told to."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from order_sync.ledger import Ledger


class Clock:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def move(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock(ledger: Ledger) -> Clock:
    moved_by_hand = Clock(datetime(2026, 3, 1, 9, 0, tzinfo=timezone.utc))
    ledger.clock = moved_by_hand
    return moved_by_hand
