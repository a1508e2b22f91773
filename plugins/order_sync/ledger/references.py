"""A mirror of each company's lists (customers, items, accounts...), so that QuickBooks is not asked for what is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, delete, func, select

from order_sync.ledger.database import Database, portions
from order_sync.ledger.leases import fold
from order_sync.ledger.tables import companies, cursors, references


@dataclass(frozen=True)
class ReferenceRow:
    """One entry of a list. `kind` as QuickBooks names it: Customer, Item, Account, PaymentMethod, TaxCode, Term, Class..."""

    kind: str
    quickbooks_id: str
    name: str
    active: bool = True
    sync_token: str = ""
    details: dict[str, Any] = field(default_factory=dict)  # e.g. sku, email, type


@dataclass(frozen=True)
class CompanyFacts:
    """What was read of the company itself, and when."""

    company: str
    name: str
    home_currency: str
    multi_currency: bool
    preferences: dict[str, Any]
    checked_at: datetime


_COLUMNS = [references.c[field.name] for field in fields(ReferenceRow)]
_FACTS = [companies.c[field.name] for field in fields(CompanyFacts)]
_ALIAS = {"Item": "sku", "Customer": "email"}  # the detail by which an entry is also found


def split_emails(written: str) -> tuple[str, ...]:
    """The addresses of a field that holds one, or several with commas or semicolons between; folded."""
    return tuple(fold(one) for one in written.replace(";", ",").split(",") if one.strip())


class References:
    """Every method is one short transaction. Names are compared without case and outer spaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, company: str, kind: str, rows: Sequence[ReferenceRow]) -> None:
        """Adds entries, or brings them up to date."""
        unique = {row.quickbooks_id: row for row in rows}
        values = [_values(company, kind, unique[quickbooks_id]) for quickbooks_id in sorted(unique)]
        with self._database.writing() as connection:
            self._database.upsert(connection, references, values)

    def remove(self, company: str, kind: str, quickbooks_ids: Iterable[str]) -> None:
        """Forgets entries that were deleted in QuickBooks."""
        same_list = _same_list(company, kind)
        with self._database.writing() as connection:
            for part in portions(sorted(quickbooks_ids)):
                connection.execute(delete(references).where(same_list, references.c.quickbooks_id.in_(part)))

    def find(self, company: str, kind: str, names: Iterable[str]) -> dict[str, ReferenceRow]:
        """The entries with these names, by the name asked for; an unknown one is absent.

        Where several have one name, the active one, then the one made first.
        """
        return self._find(company, kind, references.c.folded_name, names)

    def find_alias(self, company: str, kind: str, aliases: Iterable[str]) -> dict[str, ReferenceRow]:
        """Like `find`, by an item's SKU or a customer's e-mail."""
        return self._find(company, kind, references.c.folded_alias, aliases)

    def find_emails(self, company: str, emails: Iterable[str]) -> dict[str, tuple[ReferenceRow, ...]]:
        """The customers by each of these e-mail addresses, folded; a customer may have several, with commas between."""
        wanted = {fold(email) for email in emails} - {""}
        alias = references.c.folded_alias
        found: dict[str, dict[str, ReferenceRow]] = {}
        of_several = [alias.like("%,%") | alias.like("%;%")] if wanted else []
        for condition in (*(alias.in_(part) for part in portions(wanted)), *of_several):
            for row in self._read(_same_list(company, "Customer") & condition):
                for email in wanted.intersection(split_emails(str(row.details.get("email", "")))):
                    found.setdefault(email, {})[row.quickbooks_id] = row
        return {email: tuple(rows.values()) for email, rows in found.items()}

    def in_parents(self, company: str, kind: str) -> list[ReferenceRow]:
        """The entries of a list that stand below another, so that their names are paths: `Kitchen:Mug`."""
        return self._read(_same_list(company, kind) & references.c.folded_name.like("%:%"))

    def by_ids(self, company: str, kind: str, quickbooks_ids: Iterable[str]) -> dict[str, ReferenceRow]:
        """The entries with these QuickBooks ids; an unknown one is absent."""
        rows: list[ReferenceRow] = []
        for part in portions(quickbooks_ids):
            rows += self._read(_same_list(company, kind) & references.c.quickbooks_id.in_(part))
        return {row.quickbooks_id: row for row in rows}

    def all(self, company: str, kind: str) -> tuple[ReferenceRow, ...]:
        """A whole list, inactive entries included, in the order of names."""
        return tuple(sorted(self._read(_same_list(company, kind)), key=lambda row: (fold(row.name), row.quickbooks_id)))

    def count(self, company: str, kind: str) -> int:
        with self._database.reading() as connection:
            number = connection.execute(select(func.count()).select_from(references).where(_same_list(company, kind)))
            return int(number.scalar_one())

    def cursor(self, company: str) -> datetime | None:
        """The moment up to which the lists are complete; None: they were never read whole."""
        with self._database.reading() as connection:
            return connection.scalar(select(cursors.c.changed_since).where(cursors.c.company == company))

    def set_cursor(self, company: str, changed_since: datetime | None) -> None:
        """Sets that moment; None makes the next run read the lists whole."""
        with self._database.writing() as connection:
            if changed_since is None:
                connection.execute(delete(cursors).where(cursors.c.company == company))
            else:
                self._database.upsert(connection, cursors, [{"company": company, "changed_since": changed_since}])

    def save_company(self, facts: CompanyFacts) -> None:
        with self._database.writing() as connection:
            self._database.upsert(connection, companies, [vars(facts)])

    def company(self, company: str) -> CompanyFacts | None:
        """What is known of the company; None: it was never asked."""
        with self._database.reading() as connection:
            row = connection.execute(select(*_FACTS).where(companies.c.company == company)).one_or_none()
        return None if row is None else CompanyFacts(*row)

    def _find(self, company: str, kind: str, column: Column[Any], asked: Iterable[str]) -> dict[str, ReferenceRow]:
        asked_as: dict[str, list[str]] = {}
        for name in asked:
            asked_as.setdefault(fold(name), []).append(name)
        asked_as.pop("", None)
        found: dict[str, ReferenceRow] = {}
        for part in portions(asked_as):
            statement = select(column, *_COLUMNS).where(_same_list(company, kind), column.in_(part))
            with self._database.reading() as connection:
                rows = [(folded, ReferenceRow(*row)) for folded, *row in connection.execute(statement)]
            for folded, row in sorted(rows, key=lambda pair: _preference(pair[1]), reverse=True):
                found.update(dict.fromkeys(asked_as[folded], row))
        return found

    def _read(self, wanted: ColumnElement[bool]) -> list[ReferenceRow]:
        with self._database.reading() as connection:
            return [ReferenceRow(*row) for row in connection.execute(select(*_COLUMNS).where(wanted))]


def _preference(row: ReferenceRow) -> tuple[bool, int, str]:
    """The smallest is preferred; QuickBooks' ids are numbers that rise."""
    return (not row.active, len(row.quickbooks_id), row.quickbooks_id)


def _same_list(company: str, kind: str) -> ColumnElement[bool]:
    return (references.c.company == company) & (references.c.kind == kind)


def _values(company: str, kind: str, row: ReferenceRow) -> dict[str, Any]:
    alias = row.details.get(_ALIAS.get(kind, "")) or ""
    folded = {"folded_name": fold(row.name), "folded_alias": fold(str(alias))}
    return {**vars(row), "company": company, "kind": kind, **folded}
