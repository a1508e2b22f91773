"""The runs: what each took and made, how many calls it cost, and how far each sync has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from order_sync.errors import TerminalError
from order_sync.ledger.database import Database
from order_sync.ledger.tables import run_calls, runs, watermarks


@dataclass(frozen=True)
class RunRow:
    """One run. `counts` is what its report says in a few numbers; `calls` is added up while it goes."""

    run_id: str
    sync: str
    kind: str
    started_at: datetime
    company: str = ""
    preview: bool = False
    settings_hash: str = ""
    finished_at: datetime | None = None
    counts: dict[str, Any] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)


_FIELDS = ("run_id", "sync", "kind", "started_at", "company", "preview", "settings_hash", "finished_at", "counts")
_COLUMNS = [runs.c[name] for name in _FIELDS]


class Runs:
    """Every method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, run: RunRow) -> None:
        """Writes down that a run begins. Begun again (Airflow cleared it), it is open once more and its calls add up.

        A run id belongs to one sync: Airflow's own, which only differ within a DAG, need the sync's name with them.
        """
        with self._database.writing() as connection:
            owner = connection.scalar(select(runs.c.sync).where(runs.c.run_id == run.run_id))
            if owner not in (None, run.sync):
                raise TerminalError(f"The run id {run.run_id} belongs to the sync {owner}.", remedy="Give this run another.")
            self._database.upsert(connection, runs, [{name: getattr(run, name) for name in _FIELDS}])
        self.add_calls(run.run_id, **run.calls)

    def finish(self, run_id: str, finished_at: datetime, counts: Mapping[str, Any]) -> None:
        """Closes a run with the few numbers of its report."""
        values = {"finished_at": finished_at, "counts": dict(counts)}
        with self._database.writing() as connection:
            if not connection.execute(update(runs).where(runs.c.run_id == run_id).values(**values)).rowcount:
                raise TerminalError(f"The ledger has no run {run_id}.", remedy="Start a run before it is finished.")

    def add_calls(self, run_id: str, **counts: int) -> None:
        """Adds to a run's numbers of calls; tasks of one run may do so at once."""
        rows = [{"run_id": run_id, "name": name, "count": number} for name, number in sorted(counts.items()) if number]
        statement = self._database.insert(run_calls)
        added = run_calls.c["count"] + statement.excluded["count"]
        statement = statement.on_conflict_do_update(index_elements=["run_id", "name"], set_={"count": added})
        if rows:
            with self._database.writing() as connection:
                connection.execute(statement, rows)

    def find(self, run_id: str) -> RunRow | None:
        with self._database.reading() as connection:
            row = connection.execute(select(*_COLUMNS).where(runs.c.run_id == run_id)).one_or_none()
            return None if row is None else _with_calls(connection, [row])[0]

    def latest(self, sync: str | None, limit: int) -> tuple[RunRow, ...]:
        """The newest runs of a sync, or of all, the newest first."""
        statement = select(*_COLUMNS).order_by(runs.c.started_at.desc(), runs.c.run_id.desc()).limit(limit)
        with self._database.reading() as connection:
            rows = connection.execute(statement if sync is None else statement.where(runs.c.sync == sync)).all()
            return tuple(_with_calls(connection, rows))

    def watermark(self, sync: str) -> datetime | None:
        """Everything that the store updated before this moment is stored; None: no scheduled run has ended yet."""
        with self._database.reading() as connection:
            return connection.scalar(select(watermarks.c.moment).where(watermarks.c.sync == sync))

    def move_watermark(self, sync: str, to: datetime) -> None:
        """Moves it forward; never backwards, whichever run ends last."""
        statement = self._database.insert(watermarks)
        statement = statement.on_conflict_do_update(
            index_elements=[watermarks.c.sync],
            set_={"moment": statement.excluded.moment},
            where=watermarks.c.moment < statement.excluded.moment,
        )
        with self._database.writing() as connection:
            connection.execute(statement, {"sync": sync, "moment": to})


def _with_calls(connection: Connection, rows: Sequence[Row[Any]]) -> list[RunRow]:
    calls: dict[str, dict[str, int]] = {row.run_id: {} for row in rows}
    statement = select(run_calls).where(run_calls.c.run_id.in_(calls)).order_by(run_calls.c.name)
    for run_id, name, count in connection.execute(statement):
        calls[run_id][name] = count
    return [RunRow(**row._mapping, calls=calls[row.run_id]) for row in rows]
