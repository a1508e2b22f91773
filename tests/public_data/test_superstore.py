"""5,009 orders that no one here made, through the whole pipeline into the sandbox: every cent, and none lost.

`make test-data` installs the data from its registry and says where it lies.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from local.books import Books, read_books
from order_sync import pipeline, quickbooks
from order_sync.connections import Connection
from order_sync.ledger import Limits, migrate
from order_sync.outside import Outside
from order_sync.reports import Summary
from order_sync.run_plan import RunRequest
from order_sync.syncs import Sync, load_sync
from sandbox.quickbooks.server import Running, running
from tests.public_data.site import running_site
from tests.public_data.superstore import Sold, expected_cents, expected_of_customers, read_sold, woocommerce_order

SYNC = """
store: {kind: woocommerce, connection: superstore}
company: {connection: books}
records: [sales_order, invoice, payment]
"""
NO_LIMITS = Limits(100_000, 100_000, 100_000, 100_000)  # the sandbox's throttles are off: the wait is not what is tested


@dataclass(frozen=True)
class Unhurried(Outside):
    """As `Outside`, without waiting for slots."""

    @contextmanager
    def company(self, sync: Sync, run_id: str) -> Iterator[quickbooks.Company]:
        with self.ledger() as ledger:
            yield quickbooks.open_company(self.connect(sync.company.connection), ledger, run_id=run_id, limits=NO_LIMITS)


@dataclass(frozen=True)
class Loaded:
    orders: dict[str, list[Sold]]
    outside: Outside
    company: Running
    summary: Summary
    books: Books

    def cents(self, kind: str, number: str) -> list[int]:
        found = self.books.of(number)
        return [round(Decimal(str(one["TotalAmt"])) * 100) for one in getattr(found, kind)]


def run(outside: Outside, name: str) -> Summary:
    form = {"placed_from": "2013-01-01", "placed_to": "2018-12-31"}
    request = RunRequest(run_id=name, kind="manual", run_after=datetime.now(timezone.utc), form=form)
    return pipeline.run(outside, "superstore", request)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("superstore")
    orders = read_sold(Path(os.environ["ORDER_SYNC_SUPERSTORE"]))
    include = folder / "include"
    shutil.copytree(Path(__file__).parents[2] / "include" / "checks", include / "checks")
    (include / "syncs").mkdir()
    (include / "syncs" / "superstore.yaml").write_text(SYNC)
    url = f"sqlite:///{folder / 'ledger.db'}"
    migrate(url)
    with running() as company, running_site([woocommerce_order(sold) for sold in orders.values()]) as site:
        connections = {
            "superstore": Connection("superstore", "woocommerce", site, "ck", "cs"),
            "books": Connection(
                "books", "quickbooks", company.url, company.client_id, company.client_secret,
                {
                    "realm_id": company.realm,
                    "refresh_token": company.refresh_token,
                    "discovery_url": f"{company.url}/.well-known/openid_configuration",
                },
            ),
        }  # fmt: skip
        outside = Unhurried(
            connect=connections.__getitem__,
            ledger_url=url,
            ledger_key=Fernet.generate_key().decode(),
            data_url=str(folder / "runs"),
            include=include,
        )
        summary = run(outside, "all of it")
        yield Loaded(orders, outside, company, summary, read_books(company.url))


def test_the_data_is_what_it_is_said_to_be(loaded: Loaded) -> None:
    assert len(loaded.orders) == 5_009
    assert any(len(row["Sales"].partition(".")[2]) > 2 for sold in loaded.orders.values() for row in sold)


def test_no_order_is_lost_and_none_is_there_twice(loaded: Loaded) -> None:
    kinds = Counter(tuple(loaded.books.of(number).kinds) for number in loaded.orders)
    assert kinds == {("sales_order", "invoice", "payment"): len(loaded.orders)}, loaded.summary.counts()
    assert loaded.books.documents == 3 * len(loaded.orders)


@pytest.mark.parametrize("kind", ["estimates", "invoices", "payments"])
def test_every_document_is_right_to_the_cent(loaded: Loaded, kind: str) -> None:
    wrong = {
        number: (loaded.cents(kind, number), expected)
        for number, sold in loaded.orders.items()
        if loaded.cents(kind, number) != [expected := expected_cents(sold)]
    }
    assert wrong == {}


def test_every_invoice_is_paid_and_every_customer_owes_nothing(loaded: Loaded) -> None:
    invoices = [invoice for number in loaded.orders for invoice in loaded.books.of(number).invoices]
    assert {Decimal(str(invoice["Balance"])) for invoice in invoices} == {Decimal(0)}


def test_every_customer_bought_for_what_the_data_says(loaded: Loaded) -> None:
    sums: Counter[str] = Counter()
    for number in loaded.orders:
        for invoice in loaded.books.of(number).invoices:
            sums[invoice["CustomerRef"]["name"]] += round(Decimal(str(invoice["TotalAmt"])) * 100)
    assert sums == expected_of_customers(loaded.orders)


def test_the_income_in_the_books_is_the_sum_of_all_orders(loaded: Loaded) -> None:
    with loaded.outside.company(load_sync(loaded.outside.include / "syncs" / "superstore.yaml"), "a look") as company:
        report = company.client.get("reports/ProfitAndLoss", start_date="2013-01-01", end_date="2018-12-31")
    summaries = [row["Summary"]["ColData"] for row in report["Rows"]["Row"] if "Summary" in row]
    sums = {name["value"]: Decimal(value["value"] or 0) for name, value in summaries}
    assert sums["Net Income"] * 100 == sum(expected_cents(sold) for sold in loaded.orders.values())


def test_a_second_run_writes_nothing(loaded: Loaded) -> None:
    run(loaded.outside, "again")
    assert read_books(loaded.company.url).documents == loaded.books.documents
