"""What an order costs on its way from the store's JSON to checked records, on one core, without network and ledger.

2,000 orders are read once from the sandbox's Shopify store, whose nodes are then given out as 100,000: each with its own
id, number, customer and products of the shop that the 500 rules are about. They go through in chunks of 1,000, as in a run.
"""

from __future__ import annotations

import gc
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import msgspec
import requests

from bench.figures import Figure, say
from bench.rule_mix import Shop, rule_set_of, rules_of
from local.processes import PROJECT, Servers
from local.sandbox import SHOPIFY_CONNECTION, start_sandbox
from order_sync import checks, rules
from order_sync.connections import from_environment
from order_sync.pipeline import CHECKED_TOGETHER
from order_sync.records.build import build
from order_sync.records.record import CompanyState, PlannedOrder
from order_sync.rules.rule_set import RuleSet
from order_sync.stores.session import StoreSession
from order_sync.stores.shopify.api import API_VERSION, ShopifyApi
from order_sync.stores.shopify.normal_order import normal_order
from order_sync.stores.shopify.queries import ORDERS_PAGE
from order_sync.syncs import load_sync

Node = dict[str, Any]
ORDERS, TEMPLATES, CHUNK = 100_000, 2_000, 1_000
RULES = 500
PAGE = 25
ZONE = "America/Chicago"


def templates() -> list[Node]:
    """The sandbox's orders as Shopify's API gives them."""
    with tempfile.TemporaryDirectory() as name, Servers(Path(name)) as servers, requests.Session() as session:
        connections = start_sandbox(servers, orders=TEMPLATES, days=60).connections()
        connection = from_environment(SHOPIFY_CONNECTION, connections)
        api = ShopifyApi(
            StoreSession("shop", session, time.sleep),
            host=connection.host,
            token=connection.need("password"),
            version=API_VERSION,
        )
        return list(_nodes(api))


def _nodes(api: ShopifyApi) -> Iterator[Node]:
    after = None
    while True:
        page = api.data(ORDERS_PAGE, {"first": PAGE, "after": after, "q": None, "sort": "PROCESSED_AT"})["orders"]
        yield from page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def another(node: Node, number: int, shop: Shop) -> bytes:
    """The same order of another number, customer and products, as it would come over the wire."""
    random = shop.random
    email = random.choice(shop.people)
    products = {}
    for line in node["lineItems"]["nodes"]:
        products[line["id"]] = product = random.choice(shop.products)
        line |= {"sku": product.sku, "title": product.name, "name": product.name}
    node |= {"legacyResourceId": str(number), "name": f"#{number}", "email": email}
    for address in filter(None, (node["billingAddress"], node["shippingAddress"])):
        address["name"] = f"{email.partition('@')[0]} {number % 977}"
        address["city"] = random.choice(shop.cities)
    return msgspec.json.encode(node)


class Flow:
    """The steps of a run that need neither the store nor QuickBooks, and the processor time that each took."""

    def __init__(self, rule_set: RuleSet) -> None:
        self.seconds: Counter[str] = Counter()
        self._rules = rule_set
        self._sync = load_sync(PROJECT / "include/syncs/shopify.yaml")
        self._state = CompanyState(company="1", home_currency="USD")
        self._frames: list[checks.Frames] = []
        texts = {path.name: path.read_text() for path in (PROJECT / "include/checks").iterdir()}
        self._suites = checks.open_suites(texts, self._sync.checks, lambda: datetime.now(timezone.utc))

    def plan(self, raw: list[bytes]) -> list[PlannedOrder]:
        began = time.process_time()
        orders = [normal_order(msgspec.json.decode(one), store="shop", time_zone=ZONE) for one in raw]
        began = self._book("normalise", began)
        decisions = list(rules.apply_all(self._rules, orders))
        began = self._book("rules", began)
        planned = [build(decision, self._sync, self._state) for decision in decisions]
        began = self._book("build", began)
        self._frames.append(self._suites.frames(orders, planned))
        self._book("check: frames", began)
        return planned

    def check(self) -> int:
        """Checks what was planned since the last time, all at once; returns how many orders were refused."""
        began = time.process_time()
        failures = self._suites.failures(self._frames)
        self._book("check: Great Expectations", began)
        self._frames = []
        return len({failure.order_id for failure in failures})

    def _book(self, step: str, began: float) -> float:
        now = time.process_time()
        self.seconds[step] += now - began
        return now


def main() -> int:
    nodes = templates()
    shop = Shop()
    flow = Flow(rule_set_of(rules_of(shop, RULES)))
    flow.plan([another(node, number, shop) for number, node in enumerate(nodes[:CHUNK])])
    flow.check()  # the import of Great Expectations and pandas: once a run
    flow.seconds.clear()
    fired = records = quarantined = 0
    gc.freeze()
    for first in range(0, ORDERS, CHUNK):
        raw = [another(nodes[number % len(nodes)], 1_000_000 + number, shop) for number in range(first, first + CHUNK)]
        planned = flow.plan(raw)
        fired += sum(len({step.rule for step in row.trace}) for row in planned)
        records += sum(len(row.records) for row in planned)
        quarantined += sum(bool(row.problems) for row in planned)
        if (first + CHUNK) % (CHECKED_TOGETHER * CHUNK) == 0 or first + CHUNK == ORDERS:
            quarantined += flow.check()
    whole = sum(flow.seconds.values())
    each = {step: seconds / ORDERS for step, seconds in flow.seconds.items()}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{fired / ORDERS:.1f} rules fired and {records / ORDERS:.1f} records came of an order; {quarantined:,} quarantined"
    )
    return say(
        Figure("normalise, 500 rules, build and check", round(ORDERS / whole), "orders/s", ">=5000"),
        *(Figure(f"of which: {step}", round(seconds * 1e6), "us an order", "<=200") for step, seconds in each.items()),
        Figure("Great Expectations' share", round(flow.seconds["check: Great Expectations"] / whole, 2), "of all", "<=1"),
        Figure("memory at its highest", round(memory), "MiB", "<=500"),
    )


if __name__ == "__main__":
    sys.exit(main())
