"""WooCommerce's JSON, generated: an order as `?dp=6` gives it, and a site that answers like a real one. Invented names."""

from __future__ import annotations

from typing import Any

from tests.stores.scripted_session import Asked, answer


def product_row(number: int = 315, total: str = "20.000000", tax: str = "1.600000", **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": "Mug",
        "product_id": 93,
        "variation_id": 0,
        "quantity": 2,
        "sku": "MUG",
        "subtotal": total,
        "subtotal_tax": tax,
        "total": total,
        "total_tax": tax,
        "taxes": [{"id": 75, "total": tax, "subtotal": tax}],
        "meta_data": [],
        "price": 10,
        **changes,
    }


def shipping_row(total: str = "5.000000", **changes: Any) -> dict[str, Any]:
    return {
        "id": 400,
        "method_title": "Flat rate",
        "total": total,
        "total_tax": "0.000000",
        "taxes": [{"id": 75, "total": "", "subtotal": ""}],
        "meta_data": [],
        **changes,
    }


def person(**changes: Any) -> dict[str, Any]:
    return {
        "first_name": "Grace",
        "last_name": "Holloway",
        "company": "",
        "address_1": "2 Compiler Road",
        "address_2": "",
        "city": "Arlington",
        "state": "VA",
        "postcode": "22201",
        "country": "US",
        "email": "grace@example.com",
        "phone": "703-555-0102",
        **changes,
    }


def order_json(order_id: int = 727, **changes: Any) -> dict[str, Any]:
    """A paid, unshipped order: two mugs of 20.00 with 1.60 tax, and shipping of 5.00. In all 26.60."""
    row = {
        "id": order_id,
        "number": str(order_id),
        "status": "processing",
        "currency": "USD",
        "prices_include_tax": False,
        "order_key": "wc_order_key",
        "created_via": "checkout",
        "date_created_gmt": "2026-11-20T09:00:00",
        "date_modified_gmt": "2026-11-20T10:00:00",
        "date_paid_gmt": "2026-11-20T09:01:00",
        "date_completed_gmt": None,
        "discount_total": "0.000000",
        "discount_tax": "0.000000",
        "shipping_total": "5.000000",
        "shipping_tax": "0.000000",
        "cart_tax": "1.600000",
        "total": "26.600000",
        "total_tax": "1.600000",
        "customer_id": 0,
        "customer_note": "",
        "billing": person(),
        "shipping": person(),
        "payment_method": "bacs",
        "payment_method_title": "Direct bank transfer",
        "transaction_id": "T-1",
        "line_items": [product_row()],
        "tax_lines": [{"rate_id": 75, "label": "State Tax", "rate_percent": 8}],
        "shipping_lines": [shipping_row()],
        "fee_lines": [],
        "coupon_lines": [],
        "refunds": [],
        "meta_data": [],
    }
    assert not changes.keys() - {*row, "gift_cards"}
    return {**row, **changes}


def refund_json(refund_id: int = 800, amount: str = "10.80", **changes: Any) -> dict[str, Any]:
    """One of the two mugs given back: 10.00 and 0.80 tax."""
    return {
        "id": refund_id,
        "date_created_gmt": "2026-11-21T09:00:00",
        "amount": amount,
        "reason": "Broken",
        "line_items": [
            product_row(
                900, "-10.000000", "-0.800000", quantity=-1, meta_data=[{"key": "_refunded_item_id", "value": "315"}]
            )
        ],
        "shipping_lines": [],
        "fee_lines": [],
        **changes,
    }


class Site:
    """A WooCommerce site for `ScriptedSession`: bounds exclusive, offset paging, ties broken by id."""

    def __init__(self, orders: list[dict[str, Any]], slugs: tuple[str, ...] = ()) -> None:
        self.orders = {order["id"]: order for order in orders}
        self.refunds: dict[int, list[dict[str, Any]]] = {}
        self.slugs = ("pending", "on-hold", "processing", "completed", "cancelled", "refunded", "failed", *slugs)
        self.between_pages = lambda: None
        self.index = {"timezone_string": "America/New_York", "gmt_offset": -5}

    def __call__(self, asked: Asked) -> Any:
        path = asked.address.partition("/wp-json/")[2]
        if not path:
            return self.index
        parts = path.removeprefix("wc/v3/").split("/")
        if parts[0] == "reports":
            return [{"slug": slug, "name": slug, "total": 1} for slug in self.slugs]
        if parts[-1] == "refunds":
            return self.refunds.get(int(parts[1]), [])
        if len(parts) == 2:
            return self.orders[int(parts[1])]
        return self._page(asked.params)

    def _page(self, params: dict[str, str]) -> Any:
        bounds = [
            ("after", "date_created_gmt", 1),
            ("before", "date_created_gmt", -1),
            ("modified_after", "date_modified_gmt", 1),
            ("modified_before", "date_modified_gmt", -1),
        ]
        rows = list(self.orders.values())
        for name, field, sign in bounds:
            if bound := params.get(name):
                assert "Z" not in bound
                assert params["dates_are_gmt"] == "true"
                rows = [row for row in rows if (row[field] > bound if sign > 0 else row[field] < bound)]
        if "include" in params:
            rows = [row for row in rows if str(row["id"]) in params["include"].split(",")]
        if "search" in params:
            rows = [row for row in rows if params["search"].lower() in row["number"].lower()]
        if (wanted := params.get("status", "any")) != "any":
            unknown = set(wanted.split(",")) - set(self.slugs)
            if unknown:
                return answer({"code": "rest_invalid_param", "message": "status"}, status=400)
            rows = [row for row in rows if row["status"] in wanted.split(",")]
        field = {"modified": "date_modified_gmt", "date": "date_created_gmt", "id": "id"}[params["orderby"]]
        rows.sort(key=lambda row: (row[field], row["id"]), reverse=params["order"] == "desc")
        size, page = int(params["per_page"]), int(params.get("page", "1"))
        found = [dict(row) for row in rows[(page - 1) * size : page * size]]
        self.between_pages()
        return found
