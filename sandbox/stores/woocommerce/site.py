"""The shop's own settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SiteSettings:
    """`custom_statuses`: slugs of plug-ins. `any_hides_drafts`: newer versions leave `checkout-draft` out of `any`."""

    name: str = "Larch &amp; Loom Outlet"
    time_zone: str = "America/New_York"
    currency: str = "USD"
    custom_statuses: tuple[str, ...] = ("awaiting-embroidery",)
    any_hides_drafts: bool = True
