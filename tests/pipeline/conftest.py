"""The whole flow without Airflow: real HTTP to a sandbox in this process, a ledger and a folder of runs of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.fernet import Fernet

from local.books import OrderBooks, read_books
from order_sync import pipeline
from order_sync.connections import Connection
from order_sync.outside import Outside
from order_sync.reports import Summary
from order_sync.run_plan import RunRequest
from sandbox.quickbooks.server import Running as Company
from sandbox.quickbooks.server import running as running_company
from sandbox.stores.server import running as running_stores

PROJECT = Path(__file__).parents[2]
ALL = {"placed_from": (datetime.now(timezone.utc) - timedelta(days=60)).date().isoformat()}


@dataclass
class Flow:
    """Runs of one sync, and a look at what came of them."""

    outside: Outside
    stores: Any
    company: Company
    runs: int = 0
    steps: list[str] = field(default_factory=list)

    def request(self, kind: str = "manual", **more: Any) -> RunRequest:
        self.runs += 1
        return RunRequest(run_id=f"run {self.runs}", kind=kind, run_after=datetime.now(timezone.utc), **more)

    def run(self, sync: str = "shopify", **form: Any) -> Summary:
        """A run by hand; without a form it takes all orders."""
        return pipeline.run(self.outside, sync, self.request(form=form or ALL), self.steps.append)

    def orders(self, fate: str, store: str = "shopify") -> list[dict[str, Any]]:
        return [order for order in self.orders_of(store) if order["fate"] == fate]

    def orders_of(self, store: str) -> list[dict[str, Any]]:
        found = requests.get(f"{self.stores.shopify_url}/_sandbox/orders", timeout=30).json()
        return [order for order in found if order["store"] == store]

    def change_store(self, path: str, **body: Any) -> None:
        requests.post(f"{self.stores.shopify_url}/_sandbox/{path}", json=body, timeout=30).raise_for_status()

    def books_of(self, order: dict[str, Any]) -> OrderBooks:
        return read_books(self.company.url).of(order["number"])

    def rewrite(self, file: str, old: str, new: str) -> None:
        path = self.outside.include / file
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))


@pytest.fixture
def flow(tmp_path: Path, ledger_url: str) -> Iterator[Flow]:
    include = tmp_path / "include"
    shutil.copytree(PROJECT / "include", include)
    with running_company() as company, running_stores(seed=5, orders=40, days=20) as stores:
        connections = {
            "shopify_sandbox": Connection("shopify_sandbox", "shopify", stores.shopify_url, "", "sandbox-shopify-token"),
            "woocommerce_sandbox": Connection(
                "woocommerce_sandbox", "woocommerce", stores.woocommerce_url, "ck_sandbox", "cs_sandbox"
            ),
            "quickbooks_sandbox": Connection(
                "quickbooks_sandbox",
                "quickbooks",
                company.url,
                company.client_id,
                company.client_secret,
                {
                    "realm_id": company.realm,
                    "refresh_token": company.refresh_token,
                    "discovery_url": f"{company.url}/.well-known/openid_configuration",
                },
            ),
        }
        outside = Outside(
            connect=connections.__getitem__,
            ledger_url=ledger_url,
            ledger_key=Fernet.generate_key().decode(),
            data_url=str(tmp_path / "runs"),
            include=include,
        )
        yield Flow(outside, stores, company)
