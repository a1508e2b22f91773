"""The life of the sandbox's orders, in the passes that show it: first sight; shipped and paid; identical.

Between the first two, a person works in QuickBooks: edits, deletes, rejects and closes some sales orders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import requests

from local.airflow import Airflow
from local.airflow_api import Run
from local.books import CALL_SECONDS, Books, faults, read_books
from local.sandbox import Sandbox
from order_sync import files
from order_sync.reports import Keeping, Summary

PASS_SECONDS = 240

# What a person does in QuickBooks to the sales orders of these fates, between the passes.
PERSON = {
    "edited_in_quickbooks": "edit_estimate",
    "sales_order_deleted": "delete",
    "sales_order_rejected": "reject",
    "sales_order_closed": "close",
}

_KEEPINGS = {
    "quarantined": (Keeping.quarantined, Keeping.unreadable),
    "waiting": (Keeping.waiting,),
    "skipped": (Keeping.skipped,),
}


@dataclass(frozen=True)
class Pass:
    """One run of each DAG, all at the same time, and what the books hold after it."""

    name: str
    runs: Mapping[str, Run]
    summaries: Mapping[str, Summary]
    orders: Sequence[Mapping[str, Any]]  # the stores' orders as they were during the pass
    books: Books


class Story:
    """Runs the passes; `prefixes` are the number prefixes of the syncs, by store."""

    def __init__(self, airflow: Airflow, sandbox: Sandbox, syncs: Mapping[str, str], prefixes: Mapping[str, str]) -> None:
        self.airflow = airflow
        self.sandbox = sandbox
        self.syncs = syncs  # store -> dag id
        self.prefixes = prefixes

    def run_pass(self, name: str, days: int) -> Pass:
        """Triggers every DAG by hand for the orders placed in the last `days` days, and waits for all."""
        form = {"placed_from": (date.today() - timedelta(days=days)).isoformat()}  # noqa: DTZ011 (the form's days are people's)
        runs = {dag_id: self.airflow.api.trigger(dag_id, form) for dag_id in self.syncs.values()}
        self.airflow.api.wait_for(list(runs.values()), PASS_SECONDS)
        return Pass(
            name=name,
            runs=runs,
            summaries={dag_id: summary_of(self.airflow.place.data, run) for dag_id, run in runs.items()},
            orders=orders_of(self.sandbox),
            books=read_books(self.sandbox.quickbooks_url),
        )

    def document_number(self, order: Mapping[str, Any]) -> str:
        return document_number(order, self.prefixes)

    def faults(self, done: Pass) -> list[str]:
        """Every expectation that a pass did not meet, order by order; none: all of them held."""
        found = []
        for order in done.orders:
            expect = order["expect_now"]
            number = self.document_number(order)
            wrong = faults(done.books.of(number), order, expect)
            wrong += self._keeping_faults(order, expect, done.summaries[self.syncs[order["store"]]])
            found += [f"{order['store']} {order['number']} ({order['fate']}): {fault}" for fault in wrong]
        return found

    def _keeping_faults(self, order: Mapping[str, Any], expect: Mapping[str, Any], summary: Summary) -> list[str]:
        number = str(order["number"]).lstrip("#")
        kept = [row for row in summary.kept if row.order_number == number]
        found = []
        for word, keepings in _KEEPINGS.items():
            rows = [row for row in kept if row.keeping in keepings]
            if bool(rows) != bool(expect.get(word)):
                found.append(f"{'not ' if not rows else ''}{word}: {[row.reason for row in rows]}")
            found += [f"{word} without a remedy: {row.reason}" for row in rows if word != "skipped" and not row.remedy]
        return found


def orders_of(sandbox: Sandbox) -> list[dict[str, Any]]:
    """All orders of both stores, as they are now, with what is expected of each."""
    answer = requests.get(f"{sandbox.shopify_url}/_sandbox/orders", timeout=CALL_SECONDS)
    answer.raise_for_status()
    return list(answer.json())


def people_work_in_quickbooks(sandbox: Sandbox, prefixes: Mapping[str, str] | None = None) -> None:
    """A person edits, deletes, rejects and closes the sales orders of those fates."""
    for order in orders_of(sandbox):
        if deed := PERSON.get(order["fate"]):
            body = {"do": deed, "kind": "Estimate", "doc_number": document_number(order, prefixes or {})}
            _post(f"{sandbox.quickbooks_url}/_sandbox/person", body)


def stores_ship_and_are_paid(sandbox: Sandbox) -> None:
    """Every order takes the step that its fate has for it."""
    _post(f"{sandbox.shopify_url}/_sandbox/step", {})


def document_number(order: Mapping[str, Any], prefixes: Mapping[str, str]) -> str:
    return prefixes.get(order["store"], "") + str(order["number"]).lstrip("#")


def _post(address: str, body: Mapping[str, Any]) -> None:
    requests.post(address, json=body, timeout=CALL_SECONDS).raise_for_status()


def summary_of(data: Path, run: Run) -> Summary:
    """What a run's own report says."""
    return files.read_value(f"{files.run_folder(str(data), run.dag_id, run.run_id)}/report.json", Summary)
