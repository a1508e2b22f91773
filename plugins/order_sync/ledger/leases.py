"""Leases: who may work on an order, a name, a company's tokens. They end by themselves, and each has a fencing number.

The number rises for ever, over all leases. Whoever writes with a fence is refused once the lease has ended or is another's,
so that a worker that slept too long can do no harm. (QuickBooks itself knows no fences; there the request id protects.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, select, update

from order_sync.errors import Busy
from order_sync.ledger.database import Database, portions
from order_sync.ledger.tables import counters, leases


@dataclass(frozen=True)
class Fence:
    """A lease that was acquired: its name and its number."""

    name: str
    number: int


def order_lease(company: str, store: str, order_id: str) -> str:
    return f"order:{company}|{store}|{order_id}"


def name_lease(company: str, kind: str, name: str) -> str:
    """One customer's or item's name, however it is written; also the subject of the batch item that creates it."""
    return f"name:{company}|{kind}|{fold(name)}"


def tokens_lease(company: str) -> str:
    return f"tokens:{company}"


def fold(name: str) -> str:
    """A name as QuickBooks compares it: without case and outer spaces."""
    return name.strip().casefold()


class Leases:
    """Every method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def acquire(self, names: Sequence[str], holder: str, seconds: float) -> dict[str, Fence]:
        """Takes those of the names that are free or expired, for so many seconds; the others are absent from the answer.

        A lease that the same holder has already counts as taken: two threads of one worker must not share it either.
        """
        now = self._database.clock()
        expires_at = now + timedelta(seconds=seconds)
        wanted = sorted(set(names))
        if not wanted:
            return {}
        insert = self._database.insert(leases).on_conflict_do_nothing(index_elements=[leases.c.name])
        with self._database.writing() as connection:
            number = self._next_number(connection)
            for part in portions(wanted):
                connection.execute(delete(leases).where(leases.c.name.in_(part), leases.c.expires_at <= now))
                rows = [{"name": name, "number": number, "holder": holder, "expires_at": expires_at} for name in part]
                connection.execute(insert, rows)
            taken = connection.scalars(select(leases.c.name).where(leases.c.number == number))
            return {name: Fence(name, number) for name in sorted(taken)}

    def renew(self, fences: Iterable[Fence], seconds: float) -> tuple[Fence, ...]:
        """Makes leases last so many seconds from now. Returns those that were still held; the others are lost."""
        now = self._database.clock()
        kept = []
        with self._database.writing() as connection:
            for wanted, part in _by_number(fences):
                still = wanted & (leases.c.expires_at > now)
                connection.execute(update(leases).where(still).values(expires_at=now + timedelta(seconds=seconds)))
                names = set(connection.scalars(select(leases.c.name).where(still)))
                kept += [fence for fence in part if fence.name in names]
        return tuple(kept)

    def release(self, fences: Iterable[Fence]) -> None:
        """Gives leases back; those that are another's by now are left alone."""
        with self._database.writing() as connection:
            for wanted, _ in _by_number(fences):
                connection.execute(delete(leases).where(wanted))

    def still_held(self, fence: Fence) -> bool:
        with self._database.reading() as connection:
            return not stale_fences(connection, [fence], self._database.clock())

    def _next_number(self, connection: Connection) -> int:
        """The next fencing number. Its row stays locked until the transaction ends: acquirers go one after another."""
        row = {"name": "fence", "value": 1}
        statement = self._database.insert(counters).on_conflict_do_update(
            index_elements=[counters.c.name], set_={"value": counters.c.value + 1}
        )
        connection.execute(statement, row)
        return int(connection.execute(select(counters.c.value).where(counters.c.name == "fence")).scalar_one())


def check_fences(connection: Connection, fences: Iterable[Fence], now: datetime) -> None:
    """Busy if one of the leases has ended or is another's. They cannot change hands before the transaction ends."""
    if stale := stale_fences(connection, fences, now):
        others = f" and {len(stale) - 1} more" if len(stale) > 1 else ""
        raise Busy(
            f"The claim on {stale[0].name}{others} has ended or passed to another run.",
            remedy="Nothing was sent. The order is taken up again by the next run.",
        )


def stale_fences(connection: Connection, fences: Iterable[Fence], now: datetime) -> list[Fence]:
    """The fences whose lease has ended or is another's."""
    stale: list[Fence] = []
    for wanted, part in _by_number(fences):
        held = wanted & (leases.c.expires_at > now)
        names = set(connection.scalars(select(leases.c.name).where(held).order_by(leases.c.name).with_for_update(read=True)))
        stale += [fence for fence in part if fence.name not in names]
    return stale


def _by_number(fences: Iterable[Fence]) -> Iterable[tuple[ColumnElement[bool], list[Fence]]]:
    """The fences in few groups, each with the condition that finds its leases."""
    groups: dict[int, list[Fence]] = defaultdict(list)
    for fence in fences:
        groups[fence.number].append(fence)
    for number, group in sorted(groups.items()):
        for part in portions(group):
            yield (leases.c.number == number) & leases.c.name.in_([fence.name for fence in part]), part
