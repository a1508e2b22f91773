"""The customers of a run's records: those of the mirror, the missing ones created, each name and e-mail by one process.

What was matched when the records were built is matched again under the claims: another process may have been faster. A name
that QuickBooks knows already (6240) is read; where nobody among the customers has it, it is a vendor's or an employee's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from order_sync.customer_settings import CustomerSettings
from order_sync.errors import RecordRefused
from order_sync.ledger import Outcome, name_lease
from order_sync.quickbooks import newcomers, payloads
from order_sync.quickbooks.batches import Answer
from order_sync.quickbooks.claims import Claims, take_when_free
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.company_preferences import home_currency, preferences_of
from order_sync.quickbooks.faults import FaultClass, class_of
from order_sync.quickbooks.known_customers import known_customers
from order_sync.quickbooks.newcomers import PATIENCE, Newcomer
from order_sync.records.customer_match import match
from order_sync.records.customer_names import single
from order_sync.records.known_customers import KnownCustomer, KnownCustomers, folded
from order_sync.records.reasons import Unbookable
from order_sync.records.record import Buyer, Record

_EMAIL = "Customer e-mail"
_MISSING = Answer(
    None,
    None,
    "The customer is no longer active in QuickBooks, and the sync does not create customers.",
    "Nothing needs to be done: the next run looks at the order again.",
    "customer_missing",
)


@dataclass
class Customers:
    """By the key of a buyer: the customer's id, or why there is none."""

    found: dict[str, str] = field(default_factory=dict)
    failed: dict[str, Answer] = field(default_factory=dict)


def buyers_of(records: Iterable[Record]) -> dict[str, Buyer]:
    """The buyers of documents that name a customer of their own, by key; of several versions of one the latest day's."""
    naming = [record for record in records if record.names_its_buyer]
    return {record.buyer.key: record.buyer for record in sorted(naming, key=lambda record: record.date)}


def found_customers(
    company: Company, settings: CustomerSettings, buyers: Mapping[str, Buyer], *, inactive: bool = False
) -> dict[str, str]:
    """The ids of those that the company has, by key. `inactive`: also of those who are not active any more."""
    ids = {key: buyer.customer_id for key, buyer in buyers.items() if buyer.customer_id}
    rows = company.ledger.references.by_ids(company.realm, "Customer", ids.values())
    found = {key: id_ for key, id_ in ids.items() if id_ in rows and (rows[id_].active or inactive)}
    others = [buyer for key, buyer in buyers.items() if key not in found]
    known = known_customers(company, settings, [buyer.wish for buyer in others])
    for buyer in others:
        named = known.by_name.get(folded(buyer.display_name)) if inactive else None
        one = named or _matched(buyer, known, settings)
        if one is not None and (one.is_active or inactive):
            found[buyer.key] = one.quickbooks_id
    return found


def create_customers(
    company: Company,
    settings: CustomerSettings,
    buyers: Mapping[str, Buyer],
    customer_types: Mapping[str, str],
    claims: Claims,
) -> Customers:
    """Creates those who are missing, parents first, or takes over whom another process or person created meanwhile."""
    if not buyers:
        return Customers()
    above = [Buyer(display_name=one.name, wish=one) for buyer in buyers.values() if (one := buyer.wish.parent)]
    parents = create_customers(company, settings, {one.key: one for one in above}, customer_types, claims)
    work = _Creation(company, settings, customer_types, claims, parents.failed)
    leases = {key: _leases(company, buyer) for key, buyer in buyers.items()}
    wanted = sorted({lease for names in leases.values() for lease in names})
    had = {lease for lease in wanted if lease in claims}
    taken = set(take_when_free(claims, wanted, company.sleep, PATIENCE))
    try:
        waiting = dict(buyers)
        while waiting:
            waiting = work.round(waiting, {key for key in waiting if taken.issuperset(leases[key])})
    finally:
        claims.give_back((taken | work.taken) - had)
    return work.made


def _matched(buyer: Buyer, known: KnownCustomers, settings: CustomerSettings) -> KnownCustomer | None:
    try:
        return match(buyer.wish, known, settings).customer if buyer.wish.name else None
    except Unbookable:
        return None


def _leases(company: Company, buyer: Buyer) -> list[str]:
    """What no other process may create at the same time: the name that he means, and each of his e-mail addresses."""
    return [
        name_lease(company.realm, "Customer", buyer.wish.name),
        *(name_lease(company.realm, _EMAIL, email) for email in buyer.wish.emails),
    ]


class _Creation:
    """Rounds of matching and creating; in one round no two that share a name or an e-mail address."""

    def __init__(
        self,
        company: Company,
        settings: CustomerSettings,
        customer_types: Mapping[str, str],
        claims: Claims,
        without_parent: Mapping[str, Answer],
    ) -> None:
        self.made = Customers()
        self.taken: set[str] = set()
        self._company, self._settings, self._claims = company, settings, claims
        self._types, self._without_parent = customer_types, without_parent
        self._others: set[str] = set()
        self._refused: dict[str, set[str]] = {}  # the names that QuickBooks would not give, by key

    def round(self, waiting: Mapping[str, Buyer], ours: set[str]) -> dict[str, Buyer]:
        """Finds or creates as many as can be; returns those who have to wait for them."""
        known = known_customers(self._company, self._settings, [buyer.wish for buyer in waiting.values()], self._others)
        newcomers_: dict[str, tuple[str, Newcomer]] = {}  # by lease: key, newcomer
        later: dict[str, Buyer] = {}
        emails: set[str] = set()
        for key, buyer in waiting.items():
            new = self._found_or_new(buyer, known, key in ours)
            if new is None:
                continue
            lease = name_lease(self._company.realm, "Customer", new.name)
            if lease in newcomers_ or emails.intersection(buyer.wish.emails):
                later[key] = buyer
            elif not self._take(lease):
                self.made.failed[key] = _busy(new.name)
            else:
                newcomers_[lease] = (key, new)
                emails.update(buyer.wish.emails)
        return later | {key: waiting[key] for key in self._send(newcomers_)}

    def _found_or_new(self, buyer: Buyer, known: KnownCustomers, is_ours: bool) -> Newcomer | None:
        """Who is to be created; None: he was found, or cannot be created."""
        settings, wish, key = self._settings, buyer.wish, buyer.key
        try:
            found = match(wish, known, settings)
            parent = match(wish.parent, known, settings).customer if wish.parent else None
            if found.customer is not None:
                self.made.found[key] = found.customer.quickbooks_id
            elif settings.when_missing != "create" and wish != single(settings, wish.currency):
                self.made.failed[key] = _MISSING
            elif not is_ours:
                self.made.failed[key] = _busy(found.name)
            elif wish.parent and parent is None:
                above = Buyer(display_name=wish.parent.name, wish=wish.parent)
                self.made.failed[key] = self._without_parent.get(above.key, _busy(wish.parent.name))
            else:
                named = msgspec.structs.replace(buyer, display_name=found.name)
                currency = wish.currency or home_currency(self._company)
                body = payloads.customer(named, currency, preferences_of(self._company), self._types)
                if parent is not None:
                    body |= {"Job": True, "ParentRef": {"value": parent.quickbooks_id}}
                return Newcomer("Customer", found.name, body)
        except Unbookable as stop:
            self.made.failed[key] = Answer(
                Outcome.refused, None, stop.problem.reason, stop.problem.remedy, stop.problem.code
            )
        except RecordRefused as error:
            self.made.failed[key] = Answer(Outcome.refused, None, error.message, error.remedy, error.code)
        return None

    def _take(self, lease: str) -> bool:
        if lease not in self._claims:
            self.taken.update(self._claims.take([lease]))
        return lease in self._claims

    def _send(self, wanted: Mapping[str, tuple[str, Newcomer]]) -> Sequence[str]:
        """The keys of those whose names turned out to be used: they are matched again."""
        answers = newcomers.send_newcomers(self._company, {lease: new for lease, (_, new) in wanted.items()}, self._claims)
        used: dict[str, Newcomer] = {}
        for lease, answer in answers.items():
            key, new = wanted[lease]
            if answer.confirmed and answer.document:
                self.made.found[key] = str(answer.document["Id"])
            elif class_of(answer.code) is FaultClass.duplicate_name and new.name not in self._refused.setdefault(key, set()):
                self._refused[key].add(new.name)
                used[lease] = new
            else:
                self.made.failed[key] = answer
        known = newcomers.find_by_name(self._company, used) if used else {}
        self._others |= {folded(new.name) for lease, new in used.items() if lease not in known}
        return [wanted[lease][0] for lease in used]


def _busy(name: str) -> Answer:
    return Answer(None, None, f"Another run is creating “{name}”.", "It is tried again by itself.", "busy")
