"""Tells Airflow of our connection types and their fields; found through the installed project's entry point.

Airflow reads this while it is itself being imported: nothing of Airflow may be imported here.
"""

from __future__ import annotations

from typing import Any

HOOKS = "order_sync.airflow_adapter.hooks"


def get_provider_info() -> dict[str, Any]:
    """What Airflow's provider entry point asks for (reference airflow, A9)."""
    return {
        "package-name": "orders-to-quickbooks",
        "name": "Orders to QuickBooks",
        "description": "Keeps a company's QuickBooks Online books in step with its web stores.",
        "connection-types": [_shopify(), _woocommerce(), _quickbooks()],
    }


def _shopify() -> dict[str, Any]:
    return {
        "connection-type": "shopify",
        "hook-class-name": f"{HOOKS}.ShopifyHook",
        "hook-name": "Shopify store",
        "conn-fields": {
            "api_version": _field(
                "API version", "The release of Shopify's Admin API, like 2026-10. Empty: the one this project was made for.",
                pattern=r"^\d{4}-\d{2}$",
            ),
        },
        "ui-field-behaviour": {
            "hidden-fields": ["schema", "port", "login", "extra"],
            "relabeling": {"host": "Store address", "password": "Admin API access token"},
            "placeholders": {"host": "https://your-shop.myshopify.com", "password": "shpat_..."},
        },
    }  # fmt: skip


def _woocommerce() -> dict[str, Any]:
    return {
        "connection-type": "woocommerce",
        "hook-class-name": f"{HOOKS}.WooCommerceHook",
        "hook-name": "WooCommerce store",
        "ui-field-behaviour": {
            "hidden-fields": ["schema", "port", "extra"],
            "relabeling": {"host": "Store address", "login": "Consumer key", "password": "Consumer secret"},
            "placeholders": {"host": "https://your-shop.example", "login": "ck_...", "password": "cs_..."},
        },
    }


def _quickbooks() -> dict[str, Any]:
    return {
        "connection-type": "quickbooks",
        "hook-class-name": f"{HOOKS}.QuickBooksHook",
        "hook-name": "QuickBooks Online company",
        "conn-fields": {
            "realm_id": _field(
                "Company ID", "The realm: the number under Settings, Account, Billing.", pattern="^[0-9]+$",
            ),
            "refresh_token": _field(
                "Refresh token", "The first one. QuickBooks changes it; later ones are kept encrypted in the ledger.",
                format="password",
            ),
            "discovery_url": _field(
                "Discovery address", "Only for a company that is not at Intuit's own addresses.", format="uri",
            ),
        },
        "ui-field-behaviour": {
            "hidden-fields": ["schema", "port", "extra"],
            "relabeling": {"host": "API address", "login": "Client ID", "password": "Client secret"},
            "placeholders": {"host": "https://quickbooks.api.intuit.com"},
        },
    }  # fmt: skip


def _field(label: str, description: str, **schema: str) -> dict[str, Any]:
    return {"label": label, "description": description, "schema": {"type": ["string", "null"], **schema}}
