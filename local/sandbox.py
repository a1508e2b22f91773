"""The sandbox as child processes: one QuickBooks Online company, one Shopify and one WooCommerce store."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from local.processes import Servers

READY_SECONDS = 60

SHOPIFY_CONNECTION = "shopify_sandbox"
WOOCOMMERCE_CONNECTION = "woocommerce_sandbox"
QUICKBOOKS_CONNECTION = "quickbooks_sandbox"


@dataclass(frozen=True)
class Stores:
    """Where the two stores of one sandbox process are; the control calls answer on both."""

    shopify_url: str
    woocommerce_url: str

    def shopify_connection(self) -> str:
        return json.dumps({"conn_type": "shopify", "host": self.shopify_url, "password": "sandbox-shopify-token"})

    def woocommerce_connection(self) -> str:
        return json.dumps(
            {"conn_type": "woocommerce", "host": self.woocommerce_url, "login": "ck_sandbox", "password": "cs_sandbox"}
        )


@dataclass(frozen=True)
class Sandbox:
    """One company and two stores: where they are, and how to get in."""

    stores: Stores
    company: Mapping[str, str] = field(repr=False)

    @property
    def quickbooks_url(self) -> str:
        return self.company["url"]

    @property
    def shopify_url(self) -> str:
        return self.stores.shopify_url

    @property
    def woocommerce_url(self) -> str:
        return self.stores.woocommerce_url

    def connections(self) -> dict[str, str]:
        """`AIRFLOW_CONN_*` for all three, as JSON."""
        return {
            f"AIRFLOW_CONN_{SHOPIFY_CONNECTION.upper()}": self.stores.shopify_connection(),
            f"AIRFLOW_CONN_{WOOCOMMERCE_CONNECTION.upper()}": self.stores.woocommerce_connection(),
            f"AIRFLOW_CONN_{QUICKBOOKS_CONNECTION.upper()}": company_connection(self.company),
        }


def company_connection(company: Mapping[str, str]) -> str:
    """A company's connection, from what its server says when it is ready."""
    return json.dumps(
        {
            "conn_type": "quickbooks",
            "host": company["url"],
            "login": company["client_id"],
            "password": company["client_secret"],
            "extra": {
                "realm_id": company["realm"],
                "refresh_token": company["refresh_token"],
                "discovery_url": f"{company['url']}/.well-known/openid_configuration",
            },
        }
    )


def start_company(servers: Servers, name: str, *, seed: int, port: int = 0) -> dict[str, str]:
    """Starts one QuickBooks Online company, with the realm that the seed decides; returns what its server says of it."""
    command = [sys.executable, "-m", "sandbox.quickbooks", "--port", str(port), "--seed", str(seed)]
    ready: dict[str, str] = json.loads(servers.start(f"sandbox-{name}", command).first_line(READY_SECONDS, "{"))
    return ready


def start_stores(
    servers: Servers, name: str, *, orders: int, days: int, seed: int, shopify_port: int = 0, woocommerce_port: int = 0
) -> Stores:
    """Starts one Shopify and one WooCommerce store, each with that many orders, placed over the last `days` days."""
    command = [
        *(sys.executable, "-m", "sandbox.stores", "--seed", str(seed), "--orders", str(orders), "--days", str(days)),
        *("--shopify-port", str(shopify_port), "--woocommerce-port", str(woocommerce_port)),
    ]
    ready = json.loads(servers.start(f"sandbox-{name}", command).first_line(READY_SECONDS, "{"))
    return Stores(ready["shopify"], ready["woocommerce"])


def start_sandbox(
    servers: Servers,
    *,
    quickbooks_port: int = 0,
    shopify_port: int = 0,
    woocommerce_port: int = 0,
    orders: int = 100,
    days: int = 30,
    seed: int = 7,
) -> Sandbox:
    """Starts the servers and waits until they answer. `orders` is the number in each store; port 0 is a free one."""
    ports = {"shopify_port": shopify_port, "woocommerce_port": woocommerce_port}
    return Sandbox(
        company=start_company(servers, "quickbooks", seed=seed, port=quickbooks_port),
        stores=start_stores(servers, "stores", orders=orders, days=days, seed=seed, **ports),
    )
