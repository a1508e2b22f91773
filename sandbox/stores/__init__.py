"""Local stand-ins for two stores, over real HTTP: Shopify's GraphQL Admin API and WooCommerce's REST v3.

One *world* of seeded, varied orders lies behind both. Each order has a *fate*: how it looks at first sight, what one step
does to it, and what the accounts should hold in the end. Facts come from the reference store-order-apis, sections 1, 2, 8.

    python -m sandbox.stores --shopify-port 0 --woocommerce-port 0 --seed 7 --orders 100 --days 30

    catalogue, buyers, gateways, baskets    what can be bought, by whom, how it is paid; one drawn basket
    drafts, orders                          an order as it was placed, and once it is in a store
    fates, seeding, creation, world         how orders live, how they are made, where they are kept
    shopify/, woocommerce/                  how each store prices an order and speaks about it
    faults, calls, control, wire, server    what goes wrong on request, counts, the controls, HTTP, start and stop
"""
