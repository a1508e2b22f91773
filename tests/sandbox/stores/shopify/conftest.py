"""The two queries of reference section 1.10, which the schema must answer in full, and orders read by both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from graphql import graphql_sync

from sandbox.stores.shopify.order import ShopifyOrder
from sandbox.stores.shopify.schema import Context, ShopSettings, executable_schema

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def orders_page() -> str:
    return (HERE / "orders_page.graphql").read_text()


@pytest.fixture(scope="session")
def ledger() -> str:
    return (HERE / "ledger.graphql").read_text()


@pytest.fixture(scope="session")
def read(orders_page: str, ledger: str) -> Callable[[list[ShopifyOrder]], list[tuple[dict[str, Any], dict[str, Any]]]]:
    """What the API says of orders: (the order, its ledger), through the schema but without HTTP."""

    def ask(orders: list[ShopifyOrder], query: str, **variables: Any) -> dict[str, Any]:
        context = Context(ShopSettings(), orders, datetime.now(timezone.utc))
        result = graphql_sync(executable_schema(), query, context_value=context, variable_values=variables)
        assert not result.errors, result.errors
        return result.data or {}

    def both(orders: list[ShopifyOrder]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        page = ask(orders, orders_page, first=250, q="")["orders"]["nodes"]
        return [(order, ask(orders, ledger, id=order["id"])["order"]) for order in page]

    return both
