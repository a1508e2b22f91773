"""The ids of everything that a run's records refer to: from the mirror, the missing ones created."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from order_sync.errors import RecordRefused
from order_sync.ledger import Outcome
from order_sync.quickbooks import newcomers, payloads, references
from order_sync.quickbooks.batches import Answer
from order_sync.quickbooks.claims import Claims
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.company_preferences import preferences_of
from order_sync.quickbooks.customer_updates import bring_up_to_date
from order_sync.quickbooks.customers import Customers, buyers_of, create_customers, found_customers
from order_sync.quickbooks.list_updates import DELETED
from order_sync.quickbooks.new_items import make_categories, place, wake_items
from order_sync.quickbooks.newcomers import CATEGORY, Created, Newcomer
from order_sync.quickbooks.receivables import receivables_of_invoices
from order_sync.quickbooks.reference_ids import References
from order_sync.quickbooks.tax_codes import lines_take_any_code
from order_sync.records.record import Record, RecordLine
from order_sync.syncs import Sync

Name = tuple[str, str]  # kind; name, in lower case where it is a key


_TO_BE_MADE = "new: "


def to_be_made(name: str) -> str:
    """In place of the id of something that the company does not have yet; QuickBooks' own ids are numbers."""
    return _TO_BE_MADE + name


def name_to_be_made(quickbooks_id: str) -> str | None:
    """The name behind such a stand-in; None: it is a real id."""
    return quickbooks_id.removeprefix(_TO_BE_MADE) if quickbooks_id.startswith(_TO_BE_MADE) else None


@dataclass(frozen=True)
class Resolved:
    """What records refer to; `failed` says why a name has no id."""

    references: References
    failed: Mapping[Name, Answer] = field(default_factory=dict)

    def obstacle(self, record: Record) -> Answer | None:
        """Why this record cannot be made, where something that it names could not be created."""
        names = [(kind, name.lower()) for kind, name in names_of(record)]
        if record.names_its_buyer:
            names.append(("Customer", record.buyer.key))
        return next((self.failed[name] for name in names if name in self.failed), None)


def names_of(record: Record) -> list[Name]:
    """The items and payment method that a record names; a copied one has its sales order's."""
    if record.copied_state is not None:
        return []
    names = [("Item", line.item) for line in record.lines]
    if record.payment_method:
        names.append(("PaymentMethod", record.payment_method))
    return names


def resolve(
    company: Company, sync: Sync, records: Sequence[Record], claims: Claims | None, *, posted: bool = False
) -> Resolved:
    """Finds everything that the records name, and creates the customers, items and payment methods that are missing.

    `posted`: their documents are there already. Then what was made inactive counts as known, since a document may keep it,
    and no customer is created, since he may have been renamed. Without claims nothing is created. What is missing and not
    created has a stand-in for its id (`to_be_made`).
    """
    preferences = preferences_of(company)
    found = _known(company, records)
    if posted:
        found = _inactive(company, records) | found
    accounts = _accounts(company, sync, records)
    named = {kind: _ids(company, kind, names) for kind, names in _categories(records).items()}
    missing = [name for names in map(names_of, records) for name in names if _folded(name) not in found]
    failed: dict[Name, Answer] = {}
    if claims is None:
        found |= {_folded(name): to_be_made(name[1]) for name in missing}
    else:
        made = _made(company, sync, records, missing, accounts, claims)
        failed |= {_folded(name): answer for name, answer in made.failed.items()}
        found |= {_folded(name): row.quickbooks_id for name, row in made.found.items()}
    by_kind = {kind: {name: id_ for (of, name), id_ in found.items() if of == kind} for kind in newcomers.NAME_FIELD}
    buyers = _customers(company, sync, records, named["CustomerType"], None if posted else claims)
    failed |= {("Customer", key): answer for key, answer in buyers.failed.items()}
    found_ids = References(
        preferences,
        customers=buyers.found,
        items=by_kind["Item"],
        accounts=accounts,
        payment_methods=by_kind["PaymentMethod"],
        classes=named["Class"],
        locations=named["Department"],
        terms=named["Term"],
        tax_codes=named["TaxCode"],
        customer_types=named["CustomerType"],
        receivables=receivables_of_invoices(company) if any(record.heading.ar_account for record in records) else {},
        lines_take_any_code=preferences.sales_tax and lines_take_any_code(company),
    )
    return Resolved(found_ids, failed)


def _folded(name: Name) -> Name:
    return name[0], name[1].lower()


def _made(
    company: Company,
    sync: Sync,
    records: Sequence[Record],
    missing: Iterable[Name],
    accounts: Mapping[str, str],
    claims: Claims,
) -> Created:
    """The items and payment methods that were missing: woken, if the sync says so, or created."""
    names = {_folded(name): name for name in missing}
    made = Created({}, {})
    if sync.items.when_inactive == "reactivate":
        made = wake_items(company, (name for kind, name in names.values() if kind == "Item"), claims)
    left = [name for name in names.values() if name not in made.found and name not in made.failed]
    categories = make_categories(company, (name for kind, name in left if kind == "Item"), claims)
    sellers = _sellers(records)
    wanted: list[Newcomer] = []
    for kind, name in left:
        if kind != "Item":
            wanted.append(Newcomer(kind, name, {"Name": name}))
            continue
        placed = place(name, categories)
        if isinstance(placed, Answer):
            made.failed[kind, name] = placed
            continue
        try:
            line, day = sellers[name.lower()]
            wanted.append(Newcomer(kind, name, payloads.item(line, sync, accounts, day) | placed))
        except RecordRefused as error:
            made.failed[kind, name] = Answer(Outcome.refused, None, error.message, error.remedy, error.code)
    created = newcomers.create(company, wanted, claims)
    return Created(made.found | created.found, made.failed | created.failed)


def _sellers(records: Iterable[Record]) -> dict[str, tuple[RecordLine, date]]:
    """The first line that sells an item, and its day, by the item's name in lower case."""
    found: dict[str, tuple[RecordLine, date]] = {}
    for record in sorted(records, key=lambda record: record.date):
        for line in record.lines:
            found.setdefault(line.item.lower(), (line, record.date))
    return found


def _names_by_kind(records: Iterable[Record]) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {}
    for record in records:
        for kind, name in names_of(record):
            names.setdefault(kind, set()).add(name)
    return names


def _inactive(company: Company, records: Iterable[Record]) -> dict[Name, str]:
    """The ids of what bears these names, also where it is inactive: its name may end in “(deleted)” (reference 4.3)."""
    found: dict[Name, str] = {}
    for kind, names in _names_by_kind(records).items():
        rows = company.ledger.references.find(company.realm, kind, {*names, *(name + DELETED for name in names)})
        found |= {(kind, name.removesuffix(DELETED).lower()): row.quickbooks_id for name, row in rows.items()}
    return found


def _known(company: Company, records: Iterable[Record]) -> dict[Name, str]:
    """The ids that the mirror has, by kind and name in lower case."""
    return {
        (kind, name.lower()): row.quickbooks_id
        for kind, asked in _names_by_kind(records).items()
        for name, row in references.known(company, kind, sorted(asked)).items()
        if kind != "Item" or row.details.get("type") != CATEGORY
    }


def _customers(
    company: Company, sync: Sync, records: Iterable[Record], customer_types: Mapping[str, str], claims: Claims | None
) -> Customers:
    """By the key of their buyers; without claims nobody is created, and who is inactive counts as found."""
    buyers = buyers_of(records)
    found = found_customers(company, sync.customers, buyers, inactive=claims is None)
    missing = {key: buyer for key, buyer in buyers.items() if key not in found}
    if claims is None:
        return Customers(found | {key: to_be_made(buyer.display_name) for key, buyer in missing.items()})
    made = create_customers(company, sync.customers, missing, customer_types, claims)
    found |= made.found
    return Customers(found, made.failed | bring_up_to_date(company, sync.customers, buyers, found, claims))


def _categories(records: Iterable[Record]) -> dict[str, set[str]]:
    """The names that rules put onto records, of the lists in which nothing is created."""
    names: dict[str, set[str]] = {kind: set() for kind in ("Class", "Department", "Term", "TaxCode", "CustomerType")}
    for record in records:
        names["CustomerType"].add(record.buyer.customer_type)
        for heading in (record.heading, record.lines_heading or record.heading):
            names["Class"].add(heading.class_name)
            names["Department"].add(heading.location)
            names["Term"].add(heading.terms)
            names["TaxCode"] |= {heading.tax_code, heading.discount_tax_code}
        for line in record.lines:
            names["Class"].add(line.class_name)
            names["TaxCode"].add(line.tax_code)
    return names


def _ids(company: Company, kind: str, names: Iterable[str]) -> dict[str, str]:
    """The ids of the active entries, by name in lower case."""
    return {name.lower(): row.quickbooks_id for name, row in references.known(company, kind, names).items()}


def _accounts(company: Company, sync: Sync, records: Iterable[Record]) -> dict[str, str]:
    names = {*sync.items.accounts_of_new, sync.items.gift_card_account, sync.discount_account}
    for record in records:
        named = (record.discount_account, record.deposit_account, record.heading.ar_account)
        names |= {name for name in named if name}
    return _ids(company, "Account", names)
