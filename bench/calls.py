"""How many calls to QuickBooks a sale costs: 300 orders, each of a new customer with two new items, into an empty cache.

First sight makes the sales orders, a second run the invoices and payments; a third is identical. Look-ups, reading back and
reconciling are included.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.figures import Figure, say
from order_sync.ledger import migrate, open_ledger
from sandbox.quickbooks.server import running
from tests.generators.companies import a_sync
from tests.quickbooks.conftest import Books
from tests.quickbooks.test_calls import ORDERS, new_orders

KEY = "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="  # for a ledger that lives as long as this script


def calls_of(*runs: tuple[bool, str | None], kinds: list[str]) -> list[dict[str, int]]:
    """The calls after each run; a run is (shipped and paid, the rule that holds its invoices)."""
    counted = []
    with tempfile.TemporaryDirectory() as folder, running() as sandbox:
        url = f"sqlite:///{Path(folder) / 'ledger.db'}"
        migrate(url)
        with open_ledger(url, KEY) as ledger:
            books = Books(sandbox, ledger)
            ledger.clock = books.clock
            for shipped_and_paid, rule in runs:
                held = {"invoice_held_by": rule} if rule else {}
                books.run(new_orders(shipped_and_paid=shipped_and_paid), a_sync(kinds), **held)
                counted.append(books.calls())
    return counted


def main() -> int:
    first, both, again = calls_of(
        (False, "Only invoice fulfilled orders"), (True, None), (True, None), kinds=["sales_order", "invoice", "payment"]
    )
    (without,) = calls_of((True, None), kinds=["invoice", "payment"])
    return say(
        Figure("calls a sale: sales order, invoice and payment", round(both["calls"] / ORDERS, 3), "calls", "<=0.30"),
        Figure("calls a sale: invoice and payment", round(without["calls"] / ORDERS, 3), "calls", "<=0.20"),
        Figure("writes of an identical run", again["writes"] - both["writes"], "calls", "<=0"),
        Figure("reads of an identical run", again["reads"] - both["reads"], "calls", "<=3"),
        Figure("calls of the first run", first["calls"], "calls", "<=90"),
    )


if __name__ == "__main__":
    sys.exit(main())
