"""Which orders a person approved that a rule holds for approval. Nothing is ever removed: an approval can be withdrawn."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, select, update

from order_sync.ledger.database import Database, portions
from order_sync.ledger.tables import approvals, orders
from order_sync.ledger.words import OrderState
from order_sync.records.record import Approval

_FIELDS = Approval.__struct_fields__
_COLUMNS = [approvals.c[name] for name in _FIELDS]
_STANDS = approvals.c.withdrawn_at.is_(None)


class Approvals:
    """Every method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, approval: Approval) -> None:
        """Writes down that a person approved an order as it stands."""
        with self._database.writing() as connection:
            connection.execute(approvals.insert().values({name: getattr(approval, name) for name in _FIELDS}))

    def withdraw(self, sync: str, number: str, by: str) -> tuple[Approval, ...]:
        """Takes back all approvals of the order with this number, written with or without “#”; returns them."""
        wanted = (approvals.c.sync == sync) & approvals.c.order_number.in_([number.lstrip("#"), number]) & _STANDS
        taken_back = {"withdrawn_by": by, "withdrawn_at": self._database.clock()}
        with self._database.writing() as connection:
            found = _read(connection, wanted)
            connection.execute(update(approvals).where(wanted).values(taken_back))
        return found

    def of(self, sync: str, order_ids: Iterable[str]) -> dict[str, tuple[Approval, ...]]:
        """The approvals that stand, by order id, the oldest first; an order without any is absent."""
        found: dict[str, list[Approval]] = {}
        with self._database.reading() as connection:
            for part in portions(order_ids):
                for approval in _read(connection, (approvals.c.sync == sync) & approvals.c.order_id.in_(part) & _STANDS):
                    found.setdefault(approval.order_id, []).append(approval)
        return {order_id: tuple(rows) for order_id, rows in found.items()}

    def not_looked_at(self, sync: str) -> tuple[str, ...]:
        """The ids of orders that wait and were approved after the last run that saw them, the oldest approval first."""
        same_order = (approvals.c.sync == orders.c.sync) & (approvals.c.order_id == orders.c.order_id)
        statement = (
            select(approvals.c.order_id)
            .join(orders, same_order)
            .where((approvals.c.sync == sync) & _STANDS & (orders.c.state == OrderState.waiting))
            .where(approvals.c.approved_at >= orders.c.seen_at)
            .order_by(approvals.c.number)
        )
        with self._database.reading() as connection:
            return tuple(dict.fromkeys(connection.scalars(statement)))


def _read(connection: Connection, wanted: ColumnElement[bool]) -> tuple[Approval, ...]:
    rows = connection.execute(select(*_COLUMNS).where(wanted).order_by(approvals.c.number))
    return tuple(Approval(**row._mapping) for row in rows)
