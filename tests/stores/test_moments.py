"""Moments as stores write them."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from order_sync.stores.moments import naive_text, read_moment, read_optional_moment, whole_second


@pytest.mark.parametrize("text", ["2026-11-22T20:43:41Z", "2026-11-22T20:43:41", "2026-11-22T15:43:41-05:00"])
def test_a_moment_is_read_as_aware_utc(text):
    moment = read_moment(text)
    assert moment == datetime(2026, 11, 22, 20, 43, 41, tzinfo=timezone.utc)
    assert naive_text(moment) == "2026-11-22T20:43:41"


def test_no_time_is_no_time():
    assert read_optional_moment(None) is None
    assert read_optional_moment("") is None


def test_a_broken_time_is_refused():
    with pytest.raises(ValueError, match="yesterday"):
        read_moment("yesterday")


def test_whole_seconds_lie_around_a_moment():
    moment = datetime(2026, 11, 22, 20, 43, 41, 5, tzinfo=timezone.utc)
    assert whole_second(moment).second == 41
    assert whole_second(moment, up=True).second == 42
    assert whole_second(whole_second(moment), up=True).second == 41
