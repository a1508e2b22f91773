"""The command line: starts both stores, prints their addresses as one line of JSON, runs until SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import json
import signal
from datetime import datetime, timedelta, timezone

from sandbox.stores.seeding import Plan
from sandbox.stores.server import Settings, Stores
from sandbox.stores.shopify.schema import ShopSettings
from sandbox.stores.woocommerce.site import SiteSettings


def _moment(text: str) -> datetime:
    parsed = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=timezone.utc)


def settings(arguments: list[str] | None = None) -> Settings:
    """What the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.stores", description=__doc__)
    parser.add_argument("--shopify-port", type=int, default=0, help="0: a free one")
    parser.add_argument("--woocommerce-port", type=int, default=0, help="0: a free one")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--orders", type=int, default=100, help="orders for each store")
    parser.add_argument("--days", type=int, default=30, help="how far back they were placed")
    parser.add_argument(
        "--now", type=_moment, help="seed as at this moment (ISO; UTC unless it says); changes use real time"
    )
    parser.add_argument("--touched-within", type=float, metavar="MINUTES", help="all orders last changed that close to now")
    parser.add_argument("--shopify-zone", default=ShopSettings.time_zone)
    parser.add_argument("--woocommerce-zone", default=SiteSettings.time_zone)
    given = parser.parse_args(arguments)
    close = None if given.touched_within is None else timedelta(minutes=given.touched_within)
    return Settings(
        shopify_port=given.shopify_port,
        woocommerce_port=given.woocommerce_port,
        plan=Plan(given.seed, given.orders, given.days, given.now, close),
        shop=ShopSettings(time_zone=given.shopify_zone),
        site=SiteSettings(time_zone=given.woocommerce_zone),
    )


def main() -> None:
    chosen = settings()
    stops = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)  # before any thread starts, so that only sigwait sees them
    stores = Stores(chosen)
    print(json.dumps({"shopify": stores.shopify_url, "woocommerce": stores.woocommerce_url}), flush=True)
    signal.sigwait(stops)
    stores.close()


if __name__ == "__main__":
    main()
