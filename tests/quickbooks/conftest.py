"""A company in the sandbox, a ledger, and runs of the loader against both, over HTTP, on one clock that sleeping moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from itertools import count
from typing import Any, Literal

import msgspec
import pytest

from order_sync.connections import Connection
from order_sync.ledger import Ledger
from order_sync.orders import Order
from order_sync.planning import plan_orders
from order_sync.quickbooks import (
    Company,
    batches,
    check_preferences,
    compare,
    load,
    open_company,
    read_state,
    reconcile,
    refresh_references,
    resync,
    settle_all,
)
from order_sync.records.build import build
from order_sync.records.outcome import Difference, LoadedOrder
from order_sync.records.record import PlannedOrder
from order_sync.records.resynced import Rebuilt, Resynced, as_if_new
from order_sync.rules import apply, parse_rules
from order_sync.rules.decision import Decision
from order_sync.syncs import Sync
from sandbox.quickbooks import person
from sandbox.quickbooks.server import Running, running
from tests.generators.companies import a_sync


@dataclass
class RunResult:
    planned: list[PlannedOrder]
    loaded: list[LoadedOrder]
    differences: list[Difference]

    def reasons(self) -> list[str]:
        return [row.reason for row in self.loaded if row.reason]

    def outcomes(self) -> list[tuple[str, str]]:
        return [(str(record.kind), str(record.outcome)) for row in self.loaded for record in row.records]


@dataclass
class Books:
    """The company in the sandbox and our ledger beside it."""

    sandbox: Running
    ledger: Ledger
    runs: int = 0
    rules: str = ""  # in YAML; blank: none
    side_by_side: int = 1
    slept: list[float] = field(default_factory=list)

    def clock(self) -> datetime:
        return datetime.fromtimestamp(self.sandbox.world.clock.seconds(), timezone.utc)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.sandbox.world.clock.advance(seconds)

    def connection(self, **changes: Any) -> Connection:
        box = self.sandbox
        extra = {"realm_id": box.realm, "refresh_token": box.refresh_token}
        fields = {"host": box.url, "login": box.client_id, "password": box.client_secret, "extra": extra}
        return Connection("books", "quickbooks", **(fields | changes))

    def open(self, run_id: str | None = None) -> Company:
        """The company; one batch at a time unless the test says otherwise, so that a fault strikes where it is meant to."""
        self.runs += 1
        return open_company(
            self.connection(),
            self.ledger,
            run_id=run_id or f"run-{self.runs}",
            clock=self.clock,
            sleep=self.sleep,
            side_by_side=self.side_by_side,
        )

    def plan(
        self, orders: Sequence[Order], sync: Sync | None = None, company: Company | None = None, **held: str
    ) -> list[PlannedOrder]:
        """What a run means to do for the orders; `held` goes into every decision."""
        sync, company = sync or a_sync(), company or self.open()
        refresh_references(company)
        decisions = [self.decide(order, **held) for order in orders]
        decided = [decision.order for decision in decisions]
        check_preferences(company, sync, decided)
        return plan_orders(company, sync, decisions)

    def decide(self, order: Order, **held: str) -> Decision:
        decision = apply(parse_rules(self.rules, "test.yaml"), order) if self.rules else Decision(order=order)
        return msgspec.structs.replace(decision, **held)

    def run(self, orders: Sequence[Order], sync: Sync | None = None, **held: str) -> RunResult:
        """A whole run, each step in a process of its own as far as the company is concerned."""
        sync, run_id = sync or a_sync(), f"run-{self.runs + 1}"
        planned = self.plan(orders, sync, self.open(run_id), **held)
        loaded = load(self.open(run_id), sync, planned)
        return RunResult(planned, loaded, reconcile(self.open(run_id), sync, planned))

    def load(self, planned: Sequence[PlannedOrder], sync: Sync | None = None) -> list[LoadedOrder]:
        """Posts what was planned, in a process of its own."""
        return load(self.open(), sync or a_sync(), planned)

    def rebuild(self, orders: Sequence[Order], sync: Sync | None = None, **held: str) -> list[Rebuilt]:
        """The orders as the rules of now make them: as if nothing were posted, and as the next run would."""
        sync, company = sync or a_sync(), self.open()
        refresh_references(company)
        decisions = [self.decide(order, **held) for order in orders]
        decided = [decision.order for decision in decisions]
        check_preferences(company, sync, decided)
        state = read_state(company, sync, decided)
        return [Rebuilt(anew=build(one, sync, as_if_new(state)), next_run=build(one, sync, state)) for one in decisions]

    def compare(self, orders: Sequence[Order], sync: Sync | None = None, **held: str) -> list[Resynced]:
        """A resync's preview."""
        return compare(self.open(), sync or a_sync(), self.rebuild(orders, sync, **held)).rows

    def resync(self, orders: Sequence[Order], sync: Sync | None = None, **held: str) -> list[Resynced]:
        """A resync that was agreed to whole."""
        sync = sync or a_sync()
        settle_all(self.open())
        rebuilt = self.rebuild(orders, sync, **held)
        return resync(self.open(), sync, rebuilt, compare(self.open(), sync, rebuilt).rows)

    def documents(self, kind: str) -> list[dict[str, Any]]:
        return list(self.sandbox.company.documents[kind].values())

    def document(self, kind: str, number: str) -> dict[str, Any]:
        (found,) = [document for document in self.documents(kind) if document.get("DocNumber") == number]
        return found

    def counts(self) -> tuple[int, int, int]:
        """Sales orders, invoices and payments."""
        return len(self.documents("Estimate")), len(self.documents("Invoice")), len(self.documents("Payment"))

    def calls(self) -> dict[str, int]:
        return self.sandbox.world.calls.shown()

    def forget_calls(self) -> None:
        self.sandbox.world.calls.reset()

    def fault(self, kind: str, **details: Any) -> None:
        self.sandbox.world.faults.add({"kind": kind, **details})

    def person(self, do: str, **details: Any) -> None:
        """Someone at work in QuickBooks."""
        person.do(self.sandbox.company, {"do": do, **details})


@contextmanager
def killed_at(step: Literal["deliver", "finish"], place: int = 0) -> Iterator[None]:
    """The process dies at this batch, counted from 0: before it is sent (deliver), or done but not written down (finish)."""
    calls, whole = count(), getattr(batches, step)

    def die(*arguments: Any) -> Any:
        if next(calls) == place:
            raise KeyboardInterrupt
        return whole(*arguments)

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(batches, step, die)
        yield


@pytest.fixture
def books(ledger: Ledger) -> Iterator[Books]:
    with running() as sandbox:
        opened = Books(sandbox, ledger)
        ledger.clock = opened.clock
        yield opened
