"""The records: one row each, from the intent to post it to what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, case, or_, select, update

from order_sync.errors import TerminalError
from order_sync.ledger.database import Database, portions
from order_sync.ledger.states import NEW_ATTEMPT_AFTER, Move, State, after
from order_sync.ledger.tables import records
from order_sync.records.record import Record
from order_sync.syncs import RecordKind


@dataclass(frozen=True)
class LedgerRecord:
    """What the ledger knows of a record. `total` is what was planned, then what QuickBooks confirmed: minor units."""

    key: str
    key_hash: str
    kind: RecordKind
    company: str
    store: str
    sync: str
    order_id: str
    order_number: str
    source_id: str
    state: State
    generation: int  # counts attempts, from 1
    quickbooks_id: str | None
    sync_token: str | None
    document_number: str | None
    date: date  # the document's
    total: int
    currency: str
    order_hash: str
    customer_id: str | None
    reason: str
    remedy: str
    code: str
    run_id: str
    request_id: str | None  # of the batch that carried the present attempt
    confirmed_at: datetime | None
    updated_at: datetime


_COLUMNS = [records.c[field.name] for field in fields(LedgerRecord)]
_ORDER_OF_KINDS = {kind: number for number, kind in enumerate(RecordKind)}
_PLANNED_BY_A_RUN = (State.planned, *NEW_ATTEMPT_AFTER)  # an unclear one is planned again only when it was not found


class Records:
    """Every method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_orders(self, company: str, store: str, order_ids: Iterable[str]) -> dict[str, tuple[LedgerRecord, ...]]:
        """The records of orders, by order id and in the order of dependency; an order without any is absent."""
        same_shop = (records.c.company == company) & (records.c.store == store)
        found: dict[str, list[LedgerRecord]] = {}
        with self._database.reading() as connection:
            for part in portions(order_ids):
                for record in _read(connection, same_shop & records.c.order_id.in_(part)):
                    found.setdefault(record.order_id, []).append(record)
        return {order_id: _in_order(rows) for order_id, rows in found.items()}

    def by_keys(self, keys: Iterable[str]) -> dict[str, LedgerRecord]:
        """The records with these keys; an unknown key is absent."""
        with self._database.reading() as connection:
            return _by_keys(connection, keys)

    def by_hashes(self, company: str, hashes: Iterable[str]) -> dict[str, LedgerRecord]:
        """The records whose documents carry these marks in their private note, by mark."""
        found = {}
        with self._database.reading() as connection:
            for part in portions(hashes):
                for record in _read(connection, (records.c.company == company) & records.c.key_hash.in_(part)):
                    found[record.key_hash] = record
        return found

    def of_run(self, run_id: str) -> tuple[LedgerRecord, ...]:
        """The records that a run planned or sent last, in the order of dependency."""
        with self._database.reading() as connection:
            return _in_order(_read(connection, records.c.run_id == run_id))

    def between(self, company: str, store: str, first: date, last: date) -> tuple[LedgerRecord, ...]:
        """The records of documents dated from `first` to `last`, both included."""
        wanted = (records.c.company == company) & (records.c.store == store) & records.c.date.between(first, last)
        with self._database.reading() as connection:
            return _in_order(_read(connection, wanted))

    def plan(self, planned: Sequence[Record], run_id: str, sync: str) -> dict[str, LedgerRecord]:
        """Writes down the intent to post records. Returns all of them as they now stand.

        A refused or undone one begins a new attempt; one that is sent, unclear, confirmed or missing is left as it is.
        """
        now = self._database.clock()
        rows = sorted(({r.key: r for r in planned}).values(), key=lambda record: record.key)  # one order of locking for all
        statement = self._database.insert(records)
        begins_anew = _in_one_of(NEW_ATTEMPT_AFTER)
        changes = {name: statement.excluded[name] for name in _PLANNED_FIELDS}
        statement = statement.on_conflict_do_update(
            index_elements=[records.c.key],
            set_={**changes, "generation": case((begins_anew, records.c.generation + 1), else_=records.c.generation)},
            where=_in_one_of(_PLANNED_BY_A_RUN),
        )
        with self._database.writing() as connection:
            if rows:
                connection.execute(statement, [_planned_row(record, run_id, sync, now) for record in rows])
            return _by_keys(connection, (record.key for record in rows))

    def refuse(self, key: str, reason: str, remedy: str = "", code: str = "") -> LedgerRecord:
        """A record that was not sent, or came back with a no; planning it again begins a new attempt."""
        return self._move(key, Move.refuse, lambda _: {"reason": reason, "remedy": remedy, "code": code})

    def adopt(
        self,
        key: str,
        *,
        quickbooks_id: str,
        sync_token: str,
        total: int | None = None,
        document_number: str | None = None,
        customer_id: str | None = None,
    ) -> LedgerRecord:
        """A document that was found in QuickBooks is this record: it is confirmed without being sent."""
        now = self._database.clock()
        return self._move(
            key,
            Move.confirm,
            lambda record: confirmed_values(record, now, quickbooks_id, sync_token, total, document_number, customer_id),
        )

    def undo(self, key: str) -> LedgerRecord:
        """Its document was taken out of QuickBooks by us; planning it again begins a new attempt."""
        return self._move(key, Move.undo, lambda _: dict(UNDONE_VALUES))

    def miss(self, key: str, reason: str, remedy: str = "") -> LedgerRecord:
        """Its document is no longer in QuickBooks, and not by our doing: it is not posted again by itself."""
        return self._move(key, Move.miss, lambda _: {"reason": reason, "remedy": remedy, "code": "missing"})

    def agree(self, posted: Sequence[Record]) -> None:
        """Notes of confirmed records which version of the order their documents say by now, and the documents' dates."""
        changes = {"order_hash": bindparam("new_hash"), "date": bindparam("new_date", type_=records.c.date.type)}
        statement = update(records).where(records.c.key == bindparam("of_key"), records.c.state == State.confirmed)
        rows = [
            {"of_key": record.key, "new_hash": record.order_hash, "new_date": record.date}
            for record in sorted(posted, key=lambda record: record.key)
        ]
        if rows:
            with self._database.writing() as connection:
                connection.execute(statement.values(**changes), rows)

    def touch(self, sync_tokens: dict[str, str]) -> None:
        """Notes the sync tokens of documents that were read again, by key."""
        statement = update(records).where(records.c.key == bindparam("of_key")).values(sync_token=bindparam("new_token"))
        rows = [{"of_key": key, "new_token": token} for key, token in sorted(sync_tokens.items())]
        if rows:
            with self._database.writing() as connection:
                connection.execute(statement, rows)

    def _move(self, key: str, move: Move, values: Callable[[LedgerRecord], dict[str, Any]]) -> LedgerRecord:
        with self._database.writing() as connection:
            record = lock_records(connection, [key]).get(key)
            if record is None:
                raise TerminalError(
                    f"The ledger has no record {key}.", remedy="Plan it before anything else is done with it."
                )
            state = after(record.state, move, key)
            changes = {**values(record), "state": state, "updated_at": self._database.clock()}
            connection.execute(update(records).where(records.c.key == key).values(**changes))
            return _by_keys(connection, [key])[key]


# What planning writes anew where the record is there already.
_PLANNED_FIELDS = (
    "sync", "order_number", "state", "document_number", "date", "total", "currency", "order_hash",
    "quickbooks_id", "sync_token", "customer_id", "reason", "remedy", "code", "run_id", "confirmed_at", "updated_at",
)  # fmt: skip
UNDONE_VALUES = {"quickbooks_id": None, "sync_token": None, "confirmed_at": None, "reason": "", "remedy": "", "code": ""}


def _planned_row(record: Record, run_id: str, sync: str, now: datetime) -> dict[str, Any]:
    return {
        "key": record.key,
        "key_hash": record.hash,
        "kind": record.kind,
        "company": record.company,
        "store": record.store,
        "sync": sync,
        "order_id": record.order_id,
        "order_number": record.order_number,
        "source_id": record.source_id,
        "state": State.planned,
        "generation": 1,
        "quickbooks_id": None,
        "sync_token": None,
        "document_number": record.document_number,
        "date": record.date,
        "total": record.total,
        "currency": record.currency,
        "order_hash": record.order_hash,
        "customer_id": None,
        "reason": "",
        "remedy": "",
        "code": "",
        "run_id": run_id,
        "confirmed_at": None,
        "updated_at": now,
    }


def confirmed_values(
    record: LedgerRecord,
    now: datetime,
    quickbooks_id: str | None,
    sync_token: str | None,
    total: int | None,
    document_number: str | None,
    customer_id: str | None,
) -> dict[str, Any]:
    """The columns of a confirmed record; what QuickBooks did not say stays as it was."""
    return {
        "quickbooks_id": quickbooks_id or record.quickbooks_id,
        "sync_token": sync_token or record.sync_token,
        "total": record.total if total is None else total,
        "document_number": document_number or record.document_number,
        "customer_id": customer_id or record.customer_id,
        "reason": "",
        "remedy": "",
        "code": "",
        "confirmed_at": record.confirmed_at or now,
    }


def lock_records(connection: Connection, keys: Iterable[str]) -> dict[str, LedgerRecord]:
    """The records with these keys, locked until the transaction ends; in one order, so that no two wait for each other."""
    found = {}
    for part in portions(sorted(keys)):
        rows = connection.execute(select(*_COLUMNS).where(records.c.key.in_(part)).order_by(records.c.key).with_for_update())
        found.update({row.key: LedgerRecord(*row) for row in rows})
    return found


def _in_one_of(states: Iterable[State]) -> ColumnElement[bool]:
    """Spelled out, since a statement for many rows takes no IN."""
    return or_(*(records.c.state == state for state in states))


def _by_keys(connection: Connection, keys: Iterable[str]) -> dict[str, LedgerRecord]:
    return {record.key: record for part in portions(keys) for record in _read(connection, records.c.key.in_(part))}


def _read(connection: Connection, wanted: ColumnElement[bool]) -> list[LedgerRecord]:
    return [LedgerRecord(*row) for row in connection.execute(select(*_COLUMNS).where(wanted))]


def _in_order(rows: Iterable[LedgerRecord]) -> tuple[LedgerRecord, ...]:
    return tuple(sorted(rows, key=lambda record: (record.order_id, _ORDER_OF_KINDS[record.kind], record.source_id)))
