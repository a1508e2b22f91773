"""Shopify's GraphQL Admin API, 2026-10: a cut-down schema, executed for real.

    pricing, agreements, order    what an order costs, its immutable ledger, what can be done to it
    schema.graphql, schema        the schema, and the roots of a query
    order_view, agreement_view    an order as the schema's objects
    search, search_fields         the search language of `orders(query:)`
    paging, throttle, api         keyset cursors; points; the endpoint

Not here: mutations, bulk operations, `last`/`before`.
"""
