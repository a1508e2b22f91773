"""Starts and stops the two servers of one world."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sandbox.stores import control
from sandbox.stores.faults import with_fault
from sandbox.stores.seeding import Plan
from sandbox.stores.shopify.api import ShopifyApi
from sandbox.stores.shopify.schema import ShopSettings
from sandbox.stores.shopify.throttle import Bucket
from sandbox.stores.wire import Answer, Application, LoopbackServer, Request
from sandbox.stores.woocommerce.api import WooApi
from sandbox.stores.woocommerce.site import SiteSettings
from sandbox.stores.world import World


@dataclass(frozen=True)
class Settings:
    """Ports (0: a free one), what is seeded, and the two shops' own settings."""

    shopify_port: int = 0
    woocommerce_port: int = 0
    plan: Plan = field(default_factory=Plan)
    shop: ShopSettings = field(default_factory=ShopSettings)
    site: SiteSettings = field(default_factory=SiteSettings)
    bucket: Bucket | None = None


class Stores:
    """Both stores, listening; `close` stops them at once."""

    def __init__(self, settings: Settings) -> None:
        self.world = World(settings.plan)
        shopify = ShopifyApi(self.world, settings.shop, settings.bucket)
        woocommerce = WooApi(self.world, settings.site)
        self._servers = [
            LoopbackServer(settings.shopify_port, _application(self.world, shopify)),
            LoopbackServer(settings.woocommerce_port, _application(self.world, woocommerce)),
        ]
        for server in self._servers:
            server.start()
        self.shopify_url, self.woocommerce_url = (server.url for server in self._servers)

    def close(self) -> None:
        for server in self._servers:
            server.close()


def _application(world: World, api: ShopifyApi | WooApi) -> Application:
    """The store at its own paths, the controls under /_sandbox/."""

    def true_answer(request: Request) -> Answer:
        with world.lock:
            return api.answer(request)

    def throttled(retry_after: float | None) -> Answer:
        with world.lock:
            return api.throttled(retry_after)

    def answer(request: Request) -> Answer:
        if request.path.startswith(control.ROOT):
            with world.lock:
                return control.answer(world, request)
        with world.lock:
            world.calls.count(api.store, api.operation_of(request))
            fault = world.faults.take(api.store, request.path)
        return with_fault(fault, lambda: true_answer(request), throttled)

    return answer


@contextmanager
def running(
    *,
    seed: int = 7,
    orders: int = 100,
    days: int = 30,
    plan: Plan | None = None,
    shop: ShopSettings | None = None,
    site: SiteSettings | None = None,
    bucket: Bucket | None = None,
) -> Iterator[Stores]:
    """Both stores in this process, for tests: `.shopify_url`, `.woocommerce_url`, `.world`."""
    stores = Stores(
        Settings(
            plan=plan or Plan(seed=seed, orders=orders, days=days),
            shop=shop or ShopSettings(),
            site=site or SiteSettings(),
            bucket=bucket,
        )
    )
    try:
        yield stores
    finally:
        stores.close()
