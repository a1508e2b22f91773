"""How each order stands in each sync: one row an order and sync."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from order_sync.ledger.database import Database, portions
from order_sync.ledger.tables import orders
from order_sync.ledger.words import OrderState


@dataclass(frozen=True)
class OrderRow:
    """An order after the last run that saw it; `store_total` in minor units of `currency`."""

    company: str
    store: str
    sync: str
    order_id: str
    order_number: str
    order_hash: str
    state: str
    reason: str
    remedy: str
    code: str
    store_total: int
    currency: str
    run_id: str
    seen_at: datetime


_COLUMNS = [orders.c[field.name] for field in fields(OrderRow)]
_NEED_A_PERSON = (OrderState.quarantined, OrderState.waiting)


class Orders:
    """Every method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, rows: Sequence[OrderRow]) -> None:
        """Writes how orders stand now, in place of how they stood."""
        unique = {(row.sync, row.order_id): vars(row) for row in rows}
        with self._database.writing() as connection:
            self._database.upsert(connection, orders, [unique[key] for key in sorted(unique)])

    def of(self, sync: str, order_ids: Iterable[str]) -> dict[str, OrderRow]:
        """The rows of these orders, by order id; an order never seen is absent."""
        found: dict[str, OrderRow] = {}
        for part in portions(order_ids):
            rows = self._read((orders.c.sync == sync) & orders.c.order_id.in_(part))
            found.update({row.order_id: row for row in rows})
        return found

    def waiting(self, sync: str, limit: int) -> tuple[str, ...]:
        """The ids of orders to look at again by itself, those that have waited longest for a look first.

        Quarantined ones too: what keeps them back may be a setting, which no update in the store tells of.
        """
        is_waiting = (orders.c.sync == sync) & orders.c.state.in_(_NEED_A_PERSON)
        return tuple(row.order_id for row in self._read(is_waiting, limit))

    def needing_attention(self, sync: str, limit: int) -> tuple[OrderRow, ...]:
        """The orders that a person has to do something about, the oldest first."""
        return self._read((orders.c.sync == sync) & orders.c.state.in_(_NEED_A_PERSON), limit)

    def of_run(self, run_id: str) -> tuple[OrderRow, ...]:
        """The orders that a run was the last to see."""
        return self._read(orders.c.run_id == run_id)

    def find(self, number: str, sync: str | None = None) -> tuple[OrderRow, ...]:
        """The orders with this number, written with or without “#”; of one sync or of all."""
        same_number = orders.c.order_number.in_([number.lstrip("#"), number])
        return self._read(same_number if sync is None else same_number & (orders.c.sync == sync))

    def counts(self, sync: str) -> dict[OrderState, int]:
        """How many orders stand how; a state without any is absent."""
        count = select(orders.c.state, func.count()).where(orders.c.sync == sync).group_by(orders.c.state)
        with self._database.reading() as connection:
            return {state: number for state, number in connection.execute(count)}

    def _read(self, wanted: ColumnElement[bool], limit: int | None = None) -> tuple[OrderRow, ...]:
        statement = select(*_COLUMNS).where(wanted).order_by(orders.c.seen_at, orders.c.sync, orders.c.order_id).limit(limit)
        with self._database.reading() as connection:
            return tuple(OrderRow(*row) for row in connection.execute(statement))
