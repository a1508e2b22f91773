"""Both stores, running, and a client for each: `shopify(query, ...)` answers the body, `woo(path, ...)` the response."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from sandbox.stores.server import Stores, running


@pytest.fixture
def stores() -> Iterator[Stores]:
    with running(seed=3, orders=50, days=20) as both:
        yield both


@pytest.fixture(scope="module")
def quiet_stores() -> Iterator[Stores]:
    """For tests that only look."""
    with running(seed=3, orders=50, days=20) as both:
        yield both


def shopify_client(url: str) -> Callable[..., dict[str, Any]]:
    session = requests.Session()
    session.headers["X-Shopify-Access-Token"] = "sandbox-shopify-token"

    def ask(query: str, **variables: Any) -> dict[str, Any]:
        answer = session.post(
            f"{url}/admin/api/2026-10/graphql.json", json={"query": query, "variables": variables}, timeout=10
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


def woo_client(url: str) -> Callable[..., requests.Response]:
    session = requests.Session()
    session.auth = ("ck_sandbox", "cs_sandbox")
    return lambda path, **query: session.get(f"{url}/wp-json/wc/v3{path}", params=query, timeout=10)


def control_client(url: str) -> Callable[..., Any]:
    session = requests.Session()

    def tell(path: str, body: dict[str, Any] | None = None) -> Any:
        address = f"{url}/_sandbox/{path}"
        answer = session.get(address, timeout=10) if body is None else session.post(address, json=body, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    return tell


@pytest.fixture
def shopify(stores: Stores) -> Callable[..., dict[str, Any]]:
    return shopify_client(stores.shopify_url)


@pytest.fixture
def woo(stores: Stores) -> Callable[..., requests.Response]:
    return woo_client(stores.woocommerce_url)


@pytest.fixture
def tell(stores: Stores) -> Callable[..., Any]:
    return control_client(stores.shopify_url)


@pytest.fixture(scope="module")
def quiet_shopify(quiet_stores: Stores) -> Callable[..., dict[str, Any]]:
    return shopify_client(quiet_stores.shopify_url)


@pytest.fixture(scope="module")
def quiet_woo(quiet_stores: Stores) -> Callable[..., requests.Response]:
    return woo_client(quiet_stores.woocommerce_url)
