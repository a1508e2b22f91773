"""The sandbox's state in an SQLite file: all that a request wrote is committed before its answer leaves.

What lives on: companies, documents, what they posted, deleted ones, numbers, switches, clocks, counts, answered request ids,
apps, tokens, limits, snapshots. What does not: faults that wait, the log of calls, the windows of the limits.
"""

from __future__ import annotations

import io
import pickle
import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any

from sandbox.quickbooks.company import Change, Removed
from sandbox.quickbooks.errors import Problem, Refusal
from sandbox.quickbooks.intuit import Intuit
from sandbox.quickbooks.ledger import Ledger
from sandbox.quickbooks.replay import Kept
from sandbox.quickbooks.snapshots import Picture, put_back
from sandbox.quickbooks.world import World

VERSION = 3
TABLES = """
CREATE TABLE company (realm TEXT PRIMARY KEY, place INTEGER, sample TEXT, clock_of TEXT, ahead REAL, rest BLOB);
CREATE TABLE document (realm TEXT, kind TEXT, id TEXT, body BLOB, PRIMARY KEY (realm, kind, id)) WITHOUT ROWID;
CREATE TABLE entries (realm TEXT, kind TEXT, id TEXT, body BLOB, PRIMARY KEY (realm, kind, id)) WITHOUT ROWID;
CREATE TABLE removed (place INTEGER PRIMARY KEY, realm TEXT, kind TEXT, id TEXT, stamp TEXT);
CREATE TABLE answered (
    realm TEXT, request TEXT, item TEXT, kept_at REAL, asked TEXT, body BLOB, PRIMARY KEY (realm, request, item)
) WITHOUT ROWID;
CREATE TABLE snapshot (realm TEXT, name TEXT, body BLOB, PRIMARY KEY (realm, name));
CREATE TABLE shared (name TEXT PRIMARY KEY, body BLOB);
"""
KNOWN_CLASSES = {"Decimal": "decimal", "Removed": Removed.__module__, "Picture": Picture.__module__}


class NotOurs(ValueError):
    """The file is no state of this sandbox."""


class _Reader(pickle.Unpickler):
    """Reads plain values and the few classes that the state holds, nothing else: a file is data, never code."""

    def find_class(self, module: str, name: str) -> Any:
        if KNOWN_CLASSES.get(name) != module:
            raise NotOurs(f"the state holds something strange: {module}.{name}")
        return super().find_class(module, name)


def _packed(value: Any) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def _unpacked(body: bytes) -> Any:
    return _Reader(io.BytesIO(body)).load()


class State:
    """Follows one Intuit; `attach` first, then every settled request is saved."""

    def __init__(self, path: Path) -> None:
        """Raises NotOurs for a file that is something else."""
        self._path = path
        try:
            self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            found = self._file.execute("PRAGMA user_version").fetchone()[0]
            tables = self._file.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if found != VERSION and (found or tables):
                raise NotOurs(f"{path} is not a state of this version of the sandbox: start with another file")
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=NORMAL")
            if not tables:
                self._file.executescript(f"BEGIN; {TABLES} PRAGMA user_version={VERSION}; COMMIT;")
        except sqlite3.DatabaseError as error:
            raise NotOurs(f"{path} is not a state of the sandbox: {error}") from None
        self._changed: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self._saved: dict[str, Any] = {}

    def attach(self, intuit: Intuit) -> None:
        """Puts what the file holds in place of the seeded companies, and follows what happens from now on."""
        self.intuit = intuit
        kept_seed = self._shared("seed")
        if kept_seed is not None and kept_seed != intuit.seed:
            raise NotOurs(f"{self._path} was made with --seed {kept_seed}, not {intuit.seed}")
        self._load()
        for world in intuit.worlds.values():
            world.replay.fresh = []
        intuit.listeners.append(self._note)
        intuit.after.append(self.save)
        self._put("shared", ("seed",), _packed(intuit.seed))
        self.save()

    def close(self) -> None:
        self._file.close()

    def save(self) -> None:
        """Everything since the last time, in one transaction."""
        self._file.execute("BEGIN IMMEDIATE")
        try:
            realms = list(self.intuit.worlds)
            for realm in [realm for realm in self._saved.get("realms", ()) if realm not in realms]:
                self._drop(realm)
            for place, world in enumerate(self.intuit.worlds.values()):
                self._save_company(place, world)
            self._save_shared()
            self._file.execute("COMMIT")
            self._saved["realms"] = realms
        except BaseException:
            self._file.execute("ROLLBACK")
            raise

    def _note(self, world: World, changes: list[Change]) -> None:
        self._changed[world.realm].update((change.kind, change.id) for change in changes)

    def _save_company(self, place: int, world: World) -> None:
        realm, company = world.realm, world.company
        if self._saved.get(f"generation {realm}") != company.generation:
            self._drop(realm)
            self._changed[realm] = {(kind, id) for kind, found in company.documents.items() for id in found}
            world.replay.fresh = list(world.replay.kept())
            company.ledger.fresh = set(company.ledger.all_kept())
            self._saved[f"removed {realm}"] = 0
            self._saved[f"generation {realm}"] = company.generation
        for kind, id in self._changed.pop(realm, ()):
            document = company.documents[kind].get(id)
            if document is None:
                self._file.execute("DELETE FROM document WHERE (realm, kind, id) = (?, ?, ?)", (realm, kind, id))
            else:
                self._put("document", (realm, kind, id), _packed(document))
        self._save_entries(realm, company.ledger)
        for removed in company.removed[self._saved[f"removed {realm}"] :]:
            row = (realm, removed.kind, removed.id, removed.stamp)
            self._file.execute("INSERT INTO removed (realm, kind, id, stamp) VALUES (?, ?, ?, ?)", row)
        self._saved[f"removed {realm}"] = len(company.removed)
        for request, item in world.replay.fresh or ():
            kept = world.replay.kept_answer(request, item)
            self._put("answered", (realm, request, item, kept.at, kept.body), _packed(_plain(kept.answer)))
        world.replay.fresh = []
        sharing = next(other.realm for other in self.intuit.worlds.values() if other.clock is world.clock)
        clock_of = None if sharing == realm else sharing
        rest = (company.last_numbers, company.last_ids(), company.switches.shown(), world.calls.kept())
        row = (realm, place, world.sample, clock_of, world.clock.ahead, _packed(rest))
        if self._saved.get(realm) != row:
            self._put("company", row[:-1], row[-1])
            self._saved[realm] = row

    def _save_entries(self, realm: str, ledger: Ledger) -> None:
        for kind, id in ledger.fresh or ():
            kept = ledger.kept(kind, id)
            if kept is None:
                self._file.execute("DELETE FROM entries WHERE (realm, kind, id) = (?, ?, ?)", (realm, kind, id))
            else:
                self._put("entries", (realm, kind, id), kept)
        ledger.fresh = set()

    def _save_shared(self) -> None:
        intuit = self.intuit
        mark = intuit.oauth.mark()
        if self._saved.get("oauth") != mark:
            self._put("shared", ("oauth",), _packed(intuit.oauth.kept()))
            self._saved["oauth"] = mark
        limits = {name: limit.most for name, limit in intuit.throttle.limits.items()}
        if self._saved.get("limits") != limits:
            self._put("shared", ("limits",), _packed(limits))
            self._saved["limits"] = limits
        if self._saved.get("snapshots") != intuit.snapshots:
            self._file.execute("DELETE FROM snapshot")
            for (realm, name), picture in intuit.snapshots.items():
                plain = {key: (at, body, _plain(answer)) for key, (at, body, answer) in picture.answers.items()}
                self._put("snapshot", (realm, name), _packed({**vars(picture), "answers": plain}))
            self._saved["snapshots"] = dict(intuit.snapshots)

    def _put(self, table: str, row: tuple[Any, ...], body: bytes) -> None:
        marks = ", ".join("?" * (len(row) + 1))
        self._file.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", (*row, body))

    def _drop(self, realm: str) -> None:
        for table in ("document", "entries", "removed", "answered", "company"):
            self._file.execute(f"DELETE FROM {table} WHERE realm = ?", (realm,))
        self._saved.pop(realm, None)

    def _load(self) -> None:
        intuit = self.intuit
        found = self._file.execute("SELECT realm, sample, clock_of, ahead, rest FROM company ORDER BY place").fetchall()
        for realm, sample, clock_of, ahead, rest in found:
            world = intuit.worlds.get(realm) or intuit.create(sample, clock_of, realm)
            world.clock.ahead = ahead
            numbers, ids, switches, counts = _unpacked(rest)
            put_back(world, self._picture(realm, numbers, ids, switches))
            world.calls.take_back(counts)
            world.company.ledger.fresh = set()
            self._saved[f"generation {realm}"] = world.company.generation
            self._saved[f"removed {realm}"] = len(world.company.removed)
            world.written()
        self._saved["realms"] = [row[0] for row in found]
        if self._shared("oauth") is not None:
            intuit.oauth.take_back(self._shared("oauth"))
            intuit.throttle.change(self._shared("limits"))
        for realm, name, body in self._file.execute("SELECT realm, name, body FROM snapshot"):
            kept = _unpacked(body)
            answers = {key: Kept(at, body, _restored(answer)) for key, (at, body, answer) in kept["answers"].items()}
            intuit.snapshots[realm, name] = Picture(**{**kept, "answers": answers})
        self._saved["snapshots"] = dict(intuit.snapshots)

    def _picture(self, realm: str, numbers: Any, ids: Any, switches: Any) -> Picture:
        documents: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        order = "ORDER BY kind, length(id), id"
        for kind, id, body in self._file.execute(f"SELECT kind, id, body FROM document WHERE realm = ? {order}", (realm,)):
            documents[kind][id] = _unpacked(body)
        entries = self._file.execute("SELECT kind, id, body FROM entries WHERE realm = ?", (realm,))
        removed = self._file.execute("SELECT kind, id, stamp FROM removed WHERE realm = ? ORDER BY place", (realm,))
        answered = self._file.execute("SELECT request, item, kept_at, asked, body FROM answered WHERE realm = ?", (realm,))
        return Picture(
            taken="",
            documents=documents,
            entries={(kind, id): body for kind, id, body in entries},
            removed=tuple(Removed(*row) for row in removed),
            last_numbers=numbers,
            last_ids=ids,
            switches=switches,
            answers={
                (request, item): Kept(at, asked, _restored(_unpacked(body))) for request, item, at, asked, body in answered
            },
        )

    def _shared(self, name: str) -> Any:
        found = self._file.execute("SELECT body FROM shared WHERE name = ?", (name,)).fetchone()
        return _unpacked(found[0]) if found else None


def _plain(answer: Any) -> Any:
    """A refusal that is kept under its request id, as plain values."""
    if not isinstance(answer, Refusal):
        return answer
    return {"_refused": [vars(problem) for problem in answer.problems], "type": answer.type, "status": answer.status}


def _restored(answer: Any) -> Any:
    if "_refused" not in answer:
        return answer
    problems = (Problem(**problem) for problem in answer["_refused"])
    return Refusal(*problems, type=answer["type"], status=answer["status"])
