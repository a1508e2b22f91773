"""What each posted document said when we last wrote it, as a short hash a field: kept to tell a person's edit, and what
new rules change, long after the batch's body was let go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, select

from order_sync.ledger.database import Database, portions
from order_sync.ledger.tables import contents


@dataclass(frozen=True)
class Content:
    """Hashes by field name. `whole`: the body sent was all of the document, so that a field it lacked is now empty."""

    sent: Mapping[str, str] = field(default_factory=dict)  # the fields that we set, as we sent them
    stood: Mapping[str, str] = field(default_factory=dict)  # every field, as QuickBooks answered
    whole: bool = True


def after_update(known: Content | None, update: Content) -> Content:
    """The content after an update was confirmed. What a whole body only echoed is no more ours than it was before."""
    before = known or Content()
    changed = {name: hash_ for name, hash_ in update.sent.items() if hash_ != before.stood.get(name)}
    kept = {name: hash_ for name, hash_ in before.sent.items() if name in update.sent or not update.whole}
    return Content({**kept, **changed}, update.stood)


class Contents:
    """Written by `Batches`, in one transaction with the outcome of each write."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, keys: Iterable[str]) -> dict[str, Content]:
        """What is known of these records' documents, by key; a record posted before this was kept is absent."""
        with self._database.reading() as connection:
            return read_contents(connection, keys)

    def stand(self, stood: Mapping[str, Mapping[str, str]]) -> None:
        """Notes how documents that are as we left them read today, by key: what an update then echoes is told by it."""
        with self._database.writing() as connection:
            known = read_contents(connection, stood)
            rows = [
                {"key": key, "sent": dict(known[key].sent if key in known else {}), "stood": dict(hashes)}
                for key, hashes in sorted(stood.items())
            ]
            self._database.upsert(connection, contents, rows)


def read_contents(connection: Connection, keys: Iterable[str]) -> dict[str, Content]:
    found = {}
    for part in portions(keys):
        rows = connection.execute(select(contents.c.key, contents.c.sent, contents.c.stood).where(contents.c.key.in_(part)))
        found.update({key: Content(sent, stood) for key, sent, stood in rows})
    return found


def write_contents(
    database: Database,
    connection: Connection,
    created: Mapping[str, Content | None],
    updated: Mapping[str, Content],
) -> None:
    """Keeps the content of documents that were created or updated, by record key; None: it is not known."""
    unknown = [key for key, content in created.items() if content is None]
    if unknown:
        connection.execute(delete(contents).where(contents.c.key.in_(unknown)))
    known = read_contents(connection, updated)
    now = {key: content for key, content in created.items() if content is not None}
    now |= {key: after_update(known.get(key), content) for key, content in updated.items()}
    rows = [{"key": key, "sent": dict(one.sent), "stood": dict(one.stood)} for key, one in sorted(now.items())]
    database.upsert(connection, contents, rows)
