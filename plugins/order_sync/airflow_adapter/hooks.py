"""The hooks behind our connection types: each hands out the plain connection that stores and companies are opened with."""

from __future__ import annotations

from airflow.sdk import BaseHook

from order_sync.airflow_adapter.connections import connect
from order_sync.connections import Connection


class _Hook(BaseHook):
    """:param connection_id: the connection that holds address and credentials."""

    conn_name_attr = "connection_id"
    default_conn_name: str

    def __init__(self, connection_id: str | None = None) -> None:
        super().__init__()
        self.connection_id = connection_id or self.default_conn_name

    def get_conn(self) -> Connection:
        """Address and credentials as one plain value; CredentialsError where there are none."""
        return connect(self.connection_id)


class ShopifyHook(_Hook):
    """A Shopify store."""

    conn_type = "shopify"
    default_conn_name = "shopify_default"
    hook_name = "Shopify store"


class WooCommerceHook(_Hook):
    """A WooCommerce store."""

    conn_type = "woocommerce"
    default_conn_name = "woocommerce_default"
    hook_name = "WooCommerce store"


class QuickBooksHook(_Hook):
    """A QuickBooks Online company."""

    conn_type = "quickbooks"
    default_conn_name = "quickbooks_default"
    hook_name = "QuickBooks Online company"
