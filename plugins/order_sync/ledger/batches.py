"""The stored batches: what was, or is about to be, sent to QuickBooks, and what came back for each item.

A batch is stored whole before it is sent, and only that stored batch is ever sent again, with the same request id:
QuickBooks answers a repeated request id with its first answer instead of doing the work twice (reference section 4.1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from order_sync.errors import Busy, TerminalError
from order_sync.ledger.contents import Content, write_contents
from order_sync.ledger.database import Database, portions
from order_sync.ledger.leases import Fence, check_fences
from order_sync.ledger.outcomes import CONCLUSIVE, ENDS_AN_ATTEMPT, RESULT_FIELDS, ItemResult, changed_values, more_certain
from order_sync.ledger.records import lock_records
from order_sync.ledger.states import Move, State, after
from order_sync.ledger.tables import batch_items, batches, records
from order_sync.ledger.words import Operation, Outcome

LONGEST_REQUEST_ID = 36  # QuickBooks, for a batch (reference section 4.1)
LONGEST_ITEM_ID = 10
NOT_A_RECORD = "name:"  # how the subject of an item begins that makes a customer or an item


@dataclass(frozen=True)
class BatchItem:
    """One item. `subject` is a record's key, or `name_lease(...)` for a customer or an item."""

    item_id: str
    subject: str
    operation: str
    outcome: Outcome | None = None  # what is known of it, in a batch read back


@dataclass(frozen=True)
class StoredBatch:
    """A request as it goes out, byte by byte. `path`: where to, below the company; "batch" unless it is a single call."""

    request_id: str
    company: str
    run_id: str
    body: bytes
    items: tuple[BatchItem, ...]
    path: str = "batch"


def batch_request_id(items: Iterable[tuple[str, str, int]]) -> str:
    """The request id of an attempt: a hash of (subject, operation, generation) of all items in their order."""
    digest = hashlib.sha256()
    for subject, operation, generation in items:
        for part in (subject, operation, str(generation)):
            digest.update(f"{len(part)}:{part}".encode())
    return digest.hexdigest()[:LONGEST_REQUEST_ID]


class Batches:
    """Every method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def store(self, batch: StoredBatch, fence: Fence | Iterable[Fence]) -> StoredBatch:
        """Writes a batch down before it is sent, and its records as sent. Returns the batch to send.

        That is the one given, unless the same attempt was stored before and never arrived: then the first one's bytes go
        out again. `fence`: the leases of all that the batch touches. Raises Busy if one of them is stale, or if this
        attempt is stored and open already.
        """
        _check(batch)
        now = self._database.clock()
        with self._database.writing() as connection:
            check_fences(connection, [fence] if isinstance(fence, Fence) else fence, now)
            earlier = _earlier(connection, batch)
            _send_records(connection, batch, now)
            if earlier is not None:
                return _reopen(connection, earlier)
            row = {name: getattr(batch, name) for name in ("request_id", "company", "run_id", "path", "body")}
            connection.execute(insert(batches), {**row, "stored_at": now})
            items = [
                {"request_id": batch.request_id, "position": position, "item_id": item.item_id,
                 "subject": item.subject, "operation": item.operation}
                for position, item in enumerate(batch.items)
            ]  # fmt: skip
            connection.execute(insert(batch_items), items)
        return batch

    def finish(self, request_id: str, results: Sequence[ItemResult]) -> None:
        """Writes down what became of some or all items, and closes the batch when nothing is unclear any more.

        A result that says less than is known already is passed over. A record that is in another batch by now, or has an
        end, is left as it is.
        """
        now = self._database.clock()
        with self._database.writing() as connection:
            batch = _lock_batch(connection, request_id)
            if batch is None:
                raise TerminalError(f"No batch {request_id} is stored.", remedy="Store a batch before it is sent.")
            known = {item.item_id: item for item in _items(connection, [request_id]).get(request_id, ())}
            news = more_certain(request_id, {item_id: item.outcome for item_id, item in known.items()}, results)
            confirmed = _move_records(connection, request_id, known, news, now)
            _write_contents(self._database, connection, known, confirmed)
            _write_outcomes(connection, request_id, news)
            outcomes = {item.outcome for item_id, item in known.items() if item_id not in news}
            outcomes |= {Outcome(result.outcome) for result in news.values()}
            if batch.closed_at is None and outcomes <= CONCLUSIVE:
                # Only what never arrived may be sent again as it was; any other body has done its work.
                values = {"closed_at": now} if Outcome.not_found in outcomes else {"closed_at": now, "body": None}
                connection.execute(update(batches).where(batches.c.request_id == request_id).values(**values))

    def open_batches(self, company: str) -> tuple[StoredBatch, ...]:
        """The stored batches that still want an answer for some item, the oldest first; their items say what is known."""
        is_open = (batches.c.company == company) & batches.c.closed_at.is_(None)
        with self._database.reading() as connection:
            rows = connection.execute(select(batches).where(is_open).order_by(batches.c.number)).all()
            items = _items(connection, [row.request_id for row in rows])
        return tuple(_stored(row, items.get(row.request_id, ())) for row in rows)

    def generations(self, subjects: Iterable[str], operation: str) -> dict[str, int]:
        """The generation of the next attempt to do `operation` to each subject that is not the creation of a record.

        (A record's creation has its own: `LedgerRecord.generation`.) It rises with every attempt that was confirmed or
        refused, never with a lost answer.
        """
        numbers = dict.fromkeys(subjects, 1)
        count = select(batch_items.c.subject, func.count()).group_by(batch_items.c.subject)
        ended = batch_items.c.outcome.in_(ENDS_AN_ATTEMPT)
        with self._database.reading() as connection:
            for part in portions(numbers):
                same = batch_items.c.subject.in_(part) & (batch_items.c.operation == Operation(operation))
                for subject, attempts in connection.execute(count.where(same, ended)):
                    numbers[subject] = attempts + 1
        return numbers


def _send_records(connection: Connection, batch: StoredBatch, now: datetime) -> None:
    """planned -> sent, for the records that the batch creates; of those that it changes only the time is noted."""
    keys = [item.subject for item in batch.items if not item.subject.startswith(NOT_A_RECORD)]
    found = lock_records(connection, keys)
    if unknown := [key for key in keys if key not in found]:
        raise TerminalError(f"The ledger has no record {unknown[0]}.", remedy="Plan a record before it is sent.")
    created = [item.subject for item in batch.items if item.subject in found and item.operation == Operation.create]
    for key in created:
        after(found[key].state, Move.send, key)
    change = {"state": State.sent, "request_id": batch.request_id, "run_id": batch.run_id, "updated_at": now}
    if created:
        connection.execute(update(records).where(records.c.key.in_(created)).values(**change))
    if changed := [key for key in found if key not in created]:
        connection.execute(update(records).where(records.c.key.in_(changed)).values(updated_at=now))


def _move_records(
    connection: Connection,
    request_id: str,
    known: Mapping[str, BatchItem],
    news: Mapping[str, ItemResult],
    now: datetime,
) -> dict[str, ItemResult]:
    """Each record to where its item's result leads. Returns the results that confirmed one, by item id."""
    subjects = (known[item_id].subject for item_id in news)
    found = lock_records(connection, (subject for subject in subjects if not subject.startswith(NOT_A_RECORD)))
    changes, confirmed = [], {}
    for item_id, result in news.items():
        item = known[item_id]
        if item.subject in found:
            values = changed_values(found[item.subject], Operation(item.operation), result, request_id, now)
            if values:
                if values["state"] is State.confirmed:
                    confirmed[item_id] = result
                changes.append({"of_key": item.subject, **{f"new_{name}": value for name, value in values.items()}})
    if changes:
        columns = {name: bindparam(f"new_{name}", type_=records.c[name].type) for name in RESULT_FIELDS}
        connection.execute(update(records).where(records.c.key == bindparam("of_key")).values(**columns), changes)
    return confirmed


def _write_contents(
    database: Database, connection: Connection, known: Mapping[str, BatchItem], confirmed: Mapping[str, ItemResult]
) -> None:
    """Keeps what the confirmed documents say now."""
    created: dict[str, Content | None] = {}
    updated: dict[str, Content] = {}
    for item_id, result in confirmed.items():
        item = known[item_id]
        if item.operation == Operation.create:
            created[item.subject] = result.content
        elif result.content is not None:
            updated[item.subject] = result.content
    if created or updated:
        write_contents(database, connection, created, updated)


def _check(batch: StoredBatch) -> None:
    """What QuickBooks would refuse, or what could not be told apart later, is a fault of the program."""
    ids = [item.item_id for item in batch.items]
    if not ids or len(set(ids)) != len(ids):
        raise ValueError("a batch has at least one item, and every item an id of its own")
    if len(batch.request_id) > LONGEST_REQUEST_ID or max(map(len, ids)) > LONGEST_ITEM_ID:
        raise ValueError(f"a request id has at most {LONGEST_REQUEST_ID} characters, an item id {LONGEST_ITEM_ID}")


def _earlier(connection: Connection, batch: StoredBatch) -> StoredBatch | None:
    """The batch that was stored before under this request id; Busy while it is open.

    It is closed, and its records are planned as the same attempt: it never arrived, or its answer came only after it was
    given up. Sent again, it is answered as it was or would have been.
    """
    row = _lock_batch(connection, batch.request_id)
    if row is None:
        return None
    if row.closed_at is None:
        raise Busy(f"The batch {batch.request_id} is stored already.", remedy="Find out what became of it first.")
    if row.body is None:  # another run did it after this one read the generation
        raise Busy(
            f"The batch {batch.request_id} is answered already.", remedy="Look again; it needs a new attempt, if any."
        )
    items = _items(connection, [batch.request_id])[batch.request_id]
    unanswered = tuple(replace(item, outcome=None) for item in items)
    return replace(_stored(row, unanswered), run_id=batch.run_id)


def _reopen(connection: Connection, batch: StoredBatch) -> StoredBatch:
    same = batches.c.request_id == batch.request_id
    connection.execute(update(batches).where(same).values(closed_at=None, run_id=batch.run_id))
    connection.execute(update(batch_items).where(batch_items.c.request_id == batch.request_id).values(outcome=None))
    return batch


def _lock_batch(connection: Connection, request_id: str) -> Row[Any] | None:
    return connection.execute(select(batches).where(batches.c.request_id == request_id).with_for_update()).one_or_none()


def _items(connection: Connection, request_ids: Iterable[str]) -> dict[str, list[BatchItem]]:
    """The items of batches, in their order, by request id."""
    found: dict[str, list[BatchItem]] = {}
    for part in portions(request_ids):
        wanted = select(batch_items).where(batch_items.c.request_id.in_(part)).order_by(batch_items.c.position)
        for row in connection.execute(wanted):
            item = BatchItem(row.item_id, row.subject, row.operation, row.outcome)
            found.setdefault(row.request_id, []).append(item)
    return found


def _stored(row: Row[Any], items: Iterable[BatchItem]) -> StoredBatch:
    return StoredBatch(row.request_id, row.company, row.run_id, row.body, tuple(items), row.path)


def _write_outcomes(connection: Connection, request_id: str, news: Mapping[str, ItemResult]) -> None:
    if news:
        wanted = (batch_items.c.request_id == request_id) & (batch_items.c.item_id == bindparam("of_item"))
        outcome = bindparam("new_outcome", type_=batch_items.c.outcome.type)
        changed = update(batch_items).where(wanted).values(outcome=outcome, quickbooks_id=bindparam("new_id"))
        rows = [
            {"of_item": item_id, "new_outcome": Outcome(result.outcome), "new_id": result.quickbooks_id}
            for item_id, result in news.items()
        ]
        connection.execute(changed, rows)
