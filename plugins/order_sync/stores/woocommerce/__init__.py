"""WooCommerce, through its REST API v3 (reference store-order-apis, section 2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from order_sync.connections import Connection
from order_sync.stores.session import StoreSession, secure_address
from order_sync.stores.woocommerce.api import WooCommerceApi
from order_sync.stores.woocommerce.store import WooCommerceStore
from order_sync.syncs import StoreSettings


def open_store(
    settings: StoreSettings,
    shop: str,
    connection: Connection,
    session: StoreSession,
    now: Callable[[], datetime],
) -> WooCommerceStore:
    """Connection: host the site's address, login a consumer key, password its secret; reading is enough."""
    api = WooCommerceApi(
        session,
        host=secure_address(connection),
        key=connection.need("login").strip(),
        secret=connection.need("password").strip(),
    )
    return WooCommerceStore(api, shop, frozenset(settings.test_gateways), now)
