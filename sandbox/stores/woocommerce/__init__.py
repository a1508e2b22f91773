"""WooCommerce's REST API, wc/v3: orders, refunds, order totals, general settings, and WordPress' index.

    pricing, order    what an order costs, to six places; what can be done to it
    site              the shop's own settings
    order_view        an order and its refunds as JSON
    parameters        query parameters, checked as WordPress checks them
    listing           filters, order and pages of a list
    api               the endpoints

One thing is easier than the real one: it takes Basic credentials over plain HTTP, where WooCommerce wants HTTPS or OAuth.
"""
