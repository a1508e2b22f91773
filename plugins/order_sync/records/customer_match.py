"""Which of the company's customers an order means, or under which name a new one is created. Pure.

QuickBooks shares names over customers, vendors and employees (reference section 2.2), and a customer has one currency
(2.6). So a name may be taken by someone else; then this one's own bears what tells him apart: currency, e-mail, parent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from order_sync.customer_settings import CustomerSettings
from order_sync.records import fields
from order_sync.records.fields import distinct_name
from order_sync.records.known_customers import KnownCustomer, KnownCustomers, Wish, folded
from order_sync.records.reasons import Unbookable, problem

_ASPECTS = ("currency", "email", "parent")  # in the order in which a name bears them


class Match(NamedTuple):
    """The customer found, or the free name for a new one. `passed_over`: one that is inactive, and left so."""

    customer: KnownCustomer | None
    name: str
    passed_over: str = ""


def match(wish: Wish, known: KnownCustomers, settings: CustomerSettings) -> Match:
    """Raises Unbookable where the sync's settings say that a person has to look."""
    walk = _Walk(wish, known, settings)
    for way in settings.match if wish.emails else ("name",):
        found = walk.by_email() if way == "email" else walk.by_name()
        if found is not None:
            return Match(found, found.name)
    name = walk.free_name()
    asleep = walk.inactive
    if asleep is None or settings.when_inactive == "create":
        return Match(None, name, asleep.name if asleep else "")
    if settings.when_inactive == "quarantine":
        raise Unbookable(problem("customer_inactive", name=asleep.name))
    return Match(asleep, asleep.name)


def names_asked(wish: Wish, settings: CustomerSettings) -> Iterator[str]:
    """All names under which the customer, or those above him, may be known."""
    possible = [aspect for aspect in _ASPECTS if _mark(wish, aspect)]
    for count in range(len(possible) + 1):
        for used in combinations(possible, count):
            name = _name(wish, used)
            yield name
            yield _with(name, settings.suffix)
    if wish.parent is not None:
        yield from names_asked(wish.parent, settings)


class _Walk:
    """Through the names that the customer may have, each borne by nobody, by him, or by someone else."""

    def __init__(self, wish: Wish, known: KnownCustomers, settings: CustomerSettings) -> None:
        self.inactive: KnownCustomer | None = None
        self._wish, self._known, self._settings = wish, known, settings
        self._parent = match(wish.parent, known, settings).customer if wish.parent else None
        self._end: tuple[KnownCustomer | None, str] | None = None

    def by_email(self) -> KnownCustomer | None:
        wish = self._wish
        found = [one for email in wish.emails for one in self._known.by_email.get(email, ()) if self._has_currency(one)]
        if not found:
            return None
        found.sort(key=lambda one: (folded(one.name) != folded(wish.name), len(one.quickbooks_id), one.quickbooks_id))
        self._note_inactive(found)
        return next((one for one in found if one.is_active), None)

    def by_name(self) -> KnownCustomer | None:
        return self._walked()[0]

    def free_name(self) -> str:
        return self._walked()[1]

    def _walked(self) -> tuple[KnownCustomer | None, str]:
        if self._end is None:
            self._end = self._walk()
        return self._end

    def _walk(self) -> tuple[KnownCustomer | None, str]:
        used: set[str] = set()
        while True:
            name = _name(self._wish, [aspect for aspect in _ASPECTS if aspect in used])
            bearers = [one for one in (self._bearer(name), self._bearer(_with(name, self._settings.suffix))) if one]
            differences = [self._differs(one) for one in bearers]
            if None in differences:
                return bearers[differences.index(None)], name
            if not differences:
                return None, self._not_taken(name)
            aspect = differences[0]
            if not aspect or aspect in used:
                raise Unbookable(problem("customer_not_told_apart", name=name))
            used.add(aspect)

    def _bearer(self, name: str) -> KnownCustomer | None:
        """The active customer of the name: one made inactive gives it free."""
        found = self._known.by_name.get(folded(name))
        if found is not None and not found.is_active:
            self._note_inactive([found] if self._differs(found) is None else [])
            return None
        return found

    def _not_taken(self, name: str) -> str:
        """The name, or with the sync's suffix where a vendor or an employee has it."""
        for free in (name, _with(name, self._settings.suffix)):
            if folded(free) not in self._known.others:
                return free
            if self._settings.name_taken == "quarantine":
                break
        raise Unbookable(problem("customer_name_taken", name=name))

    def _differs(self, other: KnownCustomer) -> str | None:
        """What shows that a customer of this name is someone else; None: he is the one."""
        wish, ways = self._wish, self._settings.match
        if not self._has_currency(other):
            return "currency"
        if wish.emails and not set(wish.emails) & set(other.emails):
            is_told_apart = self._settings.same_name == "tell_apart" and "email" in ways
            if "name" not in ways or (is_told_apart and other.emails):
                return "email"
        if wish.parents and other.parent_id != (self._parent.quickbooks_id if self._parent else None):
            return "parent"
        return None

    def _has_currency(self, one: KnownCustomer) -> bool:
        return not self._wish.currency or one.currency in ("", self._wish.currency)

    def _note_inactive(self, found: list[KnownCustomer]) -> None:
        if self.inactive is None:
            self.inactive = next((one for one in found if not one.is_active), None)


def _mark(wish: Wish, aspect: str) -> str:
    if aspect == "currency":
        return wish.currency
    if aspect == "email":
        return distinct_name(wish.emails[0], fields.EMAIL, "", lambda _: None) if wish.emails else ""
    return wish.parents[-1] if wish.parents else ""


def _name(wish: Wish, used: Iterable[str]) -> str:
    name = wish.name
    for aspect in used:
        name = _with(name, f"({_mark(wish, aspect)})")
    return name


def _with(name: str, suffix: str) -> str:
    return f"{name[: fields.DISPLAY_NAME - len(suffix) - 1].rstrip()} {suffix}"
