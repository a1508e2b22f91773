"""A WordPress site's time zone, as IANA names it. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from order_sync.errors import OrderProblem, SettingsError
from order_sync.money import to_decimal

# Offsets that are not whole hours, by a zone that has kept them all year for decades.
_BROKEN_HOURS = {
    Decimal("3.5"): "Asia/Tehran",
    Decimal("4.5"): "Asia/Kabul",
    Decimal("5.5"): "Asia/Kolkata",
    Decimal("5.75"): "Asia/Kathmandu",
    Decimal("6.5"): "Asia/Yangon",
    Decimal("8.75"): "Australia/Eucla",
    Decimal("9.5"): "Australia/Darwin",
    Decimal("-9.5"): "Pacific/Marquesas",
}


def site_zone(site: dict[str, Any], shop: str) -> str:
    """From the site's own index: its zone's name, else its offset in hours. Raises SettingsError where neither will do."""
    name = str(site.get("timezone_string") or "")
    if name and _exists(name):
        return name
    zone = None if name else _of_offset(site.get("gmt_offset"))
    if zone is None:
        raise SettingsError(
            f"The time zone of {shop} is not known ({name or site.get('gmt_offset')}).",
            remedy="Choose a city as time zone in WordPress under Settings, General.",
        )
    return zone


def _of_offset(offset: object) -> str | None:
    try:
        hours = to_decimal(str(offset))
    except OrderProblem:
        return None
    if hours != hours.to_integral_value():
        return _BROKEN_HOURS.get(hours)
    # the Etc zones count the other way round: five hours behind UTC is Etc/GMT+5
    zone = f"Etc/GMT{-int(hours):+d}" if hours else "Etc/UTC"
    return zone if _exists(zone) else None


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True
