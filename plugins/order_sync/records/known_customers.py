"""The company's customers, as far as the orders at hand may mean them."""

from __future__ import annotations

import msgspec


def folded(name: str) -> str:
    """A name or an e-mail address as QuickBooks compares it: without case and outer spaces."""
    return name.strip().casefold()


class KnownCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """`name` without what QuickBooks adds to it when he is made inactive."""

    quickbooks_id: str
    name: str
    emails: tuple[str, ...] = ()  # folded
    currency: str = ""
    parent_id: str = ""
    is_active: bool = True


class KnownCustomers(msgspec.Struct, frozen=True):
    """By name and by e-mail, both folded. `others`: names that a vendor or an employee is known to have."""

    by_name: dict[str, KnownCustomer] = {}
    by_email: dict[str, tuple[KnownCustomer, ...]] = {}
    others: frozenset[str] = frozenset()


class Wish(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which customer an order means, before the company was asked for him."""

    name: str = ""
    emails: tuple[str, ...] = ()  # folded; empty: he is looked for by name alone
    currency: str = ""  # blank: the company uses one currency
    parents: tuple[str, ...] = ()  # the names above his, the topmost first

    @property
    def parent(self) -> Wish | None:
        """The customer of whom this one is a sub-customer."""
        return Wish(self.parents[-1], (), self.currency, self.parents[:-1]) if self.parents else None
