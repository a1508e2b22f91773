"""Shopify's ids."""

from __future__ import annotations


def short_id(gid: object) -> str:
    """“gid://shopify/Order/123” -> “123”."""
    return str(gid or "").rpartition("/")[2].partition("?")[0]
