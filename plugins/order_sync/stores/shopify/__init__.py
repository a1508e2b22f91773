"""Shopify, through its GraphQL Admin API (reference store-order-apis, section 1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from order_sync.connections import Connection
from order_sync.stores.session import StoreSession, secure_address
from order_sync.stores.shopify.api import API_VERSION, ShopifyApi
from order_sync.stores.shopify.store import ShopifyStore
from order_sync.syncs import StoreSettings


def open_store(
    settings: StoreSettings,  # noqa: ARG001 (every kind of store is opened alike)
    shop: str,
    connection: Connection,
    session: StoreSession,
    now: Callable[[], datetime],
) -> ShopifyStore:
    """Connection: host https://SHOP.myshopify.com, password an Admin API access token; extra `api_version` if need be."""
    api = ShopifyApi(
        session,
        host=secure_address(connection),
        token=connection.need("password").strip(),
        version=str(connection.extra.get("api_version") or API_VERSION),
    )
    return ShopifyStore(api, shop, now)
