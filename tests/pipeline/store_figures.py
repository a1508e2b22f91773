"""What the books should say, added up from the stores' own answers over HTTP, without a line of the product's code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import requests

ZERO, CENT = Decimal(0), Decimal("0.01")
# include/rules/demo.yaml: card money lands in the checking account. A gift card used is no money: less is owed for cards.
WHERE = {"shopify_payments": "Checking", "stripe": "Checking", "gift_card": "Gift cards"}
SHOPIFY = """
query Orders($after: String) {
  orders(first: 50, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes {
      legacyResourceId taxesIncluded
      totalPriceSet { ...bag } totalTaxSet { ...bag } totalTipReceivedSet { ...bag }
      billingAddress { name }
      lineItems(first: 50) {
        nodes {
          isGiftCard originalTotalSet { ...bag }
          discountAllocations { allocatedAmountSet { ...bag } }
          taxLines { rate priceSet { ...bag } }
        }
      }
      shippingLines(first: 10) {
        nodes { originalPriceSet { ...bag } discountedPriceSet { ...bag } taxLines { rate priceSet { ...bag } } }
      }
      transactions(first: 50) { kind status gateway amountSet { ...bag } }
    }
  }
}
fragment bag on MoneyBag { shopMoney { amount } }
"""


@dataclass
class Sale:
    """One order as its store tells it. All but the total are without tax."""

    customer: str
    total: Decimal
    tax: Decimal
    shipping: Decimal
    discount: Decimal
    cards_sold: Decimal  # gift cards: owed, not earned
    goods: Decimal  # before discounts; fees and tips too
    payments: list[tuple[str, Decimal]] = field(default_factory=list)  # gateway, amount


@dataclass
class Figures:
    """Balances by account, debits positive, and what each customer owes."""

    accounts: Counter[str] = field(default_factory=Counter)
    owed: Counter[str] = field(default_factory=Counter)


def figures(stores: Any) -> Figures:
    """Of the orders that the stores expect to be invoiced, and paid, as they now stand."""
    told = requests.get(f"{stores.shopify_url}/_sandbox/orders", timeout=30).json()
    sales = {"shopify": dict(_shopify(stores.shopify_url)), "woocommerce": dict(_woocommerce(stores.woocommerce_url))}
    found = Figures()
    for order in told:
        expected = order["expect_now"]
        # Some would wait for what a person does to their sales order in QuickBooks between the passes; here nobody does.
        records = ("invoice", "payment") if expected.get("waiting") else expected["records"]
        if "invoice" in records:
            _add(found, sales[order["store"]][order["order_id"]], is_paid="payment" in records)
    found.accounts = Counter({account: amount for account, amount in found.accounts.items() if amount})
    found.owed = Counter({customer: amount for customer, amount in found.owed.items() if amount})
    return found


def _add(found: Figures, sale: Sale, is_paid: bool) -> None:
    found.accounts["Accounts Receivable (A/R)"] += sale.total
    found.accounts["Sales of Product Income"] -= sale.goods
    found.accounts["Gift cards"] -= sale.cards_sold
    found.accounts["Shipping Income"] -= sale.shipping
    found.accounts["Discounts given"] += sale.discount
    found.accounts["Sales Tax Payable"] -= sale.tax
    found.owed[sale.customer] += sale.total
    for gateway, amount in sale.payments if is_paid else ():
        found.accounts[WHERE.get(gateway, "Undeposited Funds")] += amount
        found.accounts["Accounts Receivable (A/R)"] -= amount
        found.owed[sale.customer] -= amount


def _woocommerce(url: str) -> Iterator[tuple[str, Sale]]:
    page = 1
    while rows := _page(url, page):
        for row in rows:
            goods = _sum(row["line_items"], "subtotal") + _sum(row["fee_lines"], "total")
            sale = Sale(
                customer=f"{row['billing']['first_name']} {row['billing']['last_name']}".strip(),
                total=Decimal(row["total"]),
                tax=Decimal(row["total_tax"]),
                shipping=_sum(row["shipping_lines"], "total"),
                discount=_sum(row["line_items"], "subtotal") - _sum(row["line_items"], "total"),
                cards_sold=ZERO,
                goods=goods,
            )
            if row["date_paid"] and sale.total:
                sale.payments.append((row["payment_method"], sale.total))
            yield str(row["id"]), sale
        page += 1


def _page(url: str, page: int) -> list[dict[str, Any]]:
    answer = requests.get(
        f"{url}/wp-json/wc/v3/orders",
        params={"per_page": "100", "page": str(page), "status": "any"},
        auth=("ck_sandbox", "cs_sandbox"),
        timeout=30,
    )
    answer.raise_for_status()
    rows: list[dict[str, Any]] = answer.json()
    return rows


def _sum(rows: list[dict[str, Any]], name: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows), ZERO)


def _shopify(url: str) -> Iterator[tuple[str, Sale]]:
    after, more = None, True
    while more:
        answer = requests.post(
            f"{url}/admin/api/2026-07/graphql.json",
            json={"query": SHOPIFY, "variables": {"after": after}},
            headers={"X-Shopify-Access-Token": "sandbox-shopify-token"},
            timeout=30,
        )
        orders = answer.json()["data"]["orders"]
        after, more = orders["pageInfo"]["endCursor"], orders["pageInfo"]["hasNextPage"]
        for node in orders["nodes"]:
            yield str(node["legacyResourceId"]), _shopify_sale(node)


def _shopify_sale(node: dict[str, Any]) -> Sale:
    included = node["taxesIncluded"]
    lines = [
        (line["isGiftCard"], *_without_tax(line, "originalTotalSet", _allocated(line), included))
        for line in node["lineItems"]["nodes"]
    ]
    shipping = [_without_tax(line, "originalPriceSet", _waived(line), included) for line in node["shippingLines"]["nodes"]]
    return Sale(
        customer=(node["billingAddress"] or {}).get("name") or "",
        total=_money(node["totalPriceSet"]),
        tax=_money(node["totalTaxSet"]),
        shipping=sum((gross for gross, _ in shipping), ZERO),
        discount=sum((off for *_, off in (*lines, *shipping)), ZERO),
        cards_sold=sum((gross for is_card, gross, _ in lines if is_card), ZERO),
        goods=sum((gross for is_card, gross, _ in lines if not is_card), ZERO) + _money(node["totalTipReceivedSet"]),
        payments=[
            (payment["gateway"], _money(payment["amountSet"]))
            for payment in node["transactions"]
            if payment["kind"] in ("SALE", "CAPTURE") and payment["status"] == "SUCCESS"
        ],
    )


def _without_tax(line: dict[str, Any], price: str, off: Decimal, included: bool) -> tuple[Decimal, Decimal]:
    """What a line is worth before its discount, and the discount. Prices that hold the tax hold it in the discount too."""
    taxes = line["taxLines"] if included else []
    net = _money(line[price]) - off - sum((_money(tax["priceSet"]) for tax in taxes), ZERO)
    rate = sum((Decimal(str(tax["rate"])) for tax in taxes), ZERO)
    discount = (off / (1 + rate)).quantize(CENT, ROUND_HALF_UP)
    return net + discount, discount


def _allocated(line: dict[str, Any]) -> Decimal:
    return sum((_money(part["allocatedAmountSet"]) for part in line["discountAllocations"]), ZERO)


def _waived(line: dict[str, Any]) -> Decimal:
    return _money(line["originalPriceSet"]) - _money(line["discountedPriceSet"])


def _money(bag: dict[str, Any]) -> Decimal:
    return Decimal(bag["shopMoney"]["amount"])
