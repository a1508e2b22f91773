"""A WordPress site's time zone, as IANA names it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from order_sync.errors import SettingsError
from order_sync.stores.woocommerce.site_zone import site_zone


@pytest.mark.parametrize(
    ("site", "zone"),
    [
        ({"timezone_string": "Europe/Berlin", "gmt_offset": 1}, "Europe/Berlin"),
        ({"timezone_string": "", "gmt_offset": -5}, "Etc/GMT+5"),
        ({"timezone_string": "", "gmt_offset": "2"}, "Etc/GMT-2"),
        ({"timezone_string": "", "gmt_offset": 0}, "Etc/UTC"),
        ({"timezone_string": "", "gmt_offset": Decimal("5.5")}, "Asia/Kolkata"),
    ],
)
def test_the_name_counts_else_the_offset(site, zone):
    assert site_zone(site, "web_shop") == zone


@pytest.mark.parametrize("hours", ["-12", "-9.5", "-5", "0", "3.5", "5.75", "9.5", "14"])
def test_a_zone_made_of_an_offset_has_that_offset_all_year(hours):
    zone = ZoneInfo(site_zone({"gmt_offset": Decimal(hours)}, "web_shop"))
    for month in (1, 7):
        moment = datetime(2026, month, 1, tzinfo=timezone.utc).astimezone(zone)
        assert moment.utcoffset() == timedelta(hours=float(hours))


@pytest.mark.parametrize(
    "site", [{}, {"timezone_string": "Mars/Olympus", "gmt_offset": 1}, {"gmt_offset": Decimal("-3.5")}, {"gmt_offset": 99}]
)
def test_a_zone_that_is_none_is_refused_with_a_remedy(site):
    with pytest.raises(SettingsError, match="Choose a city"):
        site_zone(site, "web_shop")
