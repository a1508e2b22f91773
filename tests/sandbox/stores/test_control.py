from datetime import datetime, timezone

import pytest
import requests


def of(tell, fate, store="shopify"):
    return tell(f"orders?store={store}&fate={fate}")[0]


def test_every_order_of_both_stores_is_listed_with_what_the_accounts_should_hold(tell):
    orders = tell("orders")
    assert len(orders) == 100
    assert {order["store"] for order in orders} == {"shopify", "woocommerce"}
    assert of(tell, "paid_then_fulfilled")["expect"] == {"records": ["sales_order", "invoice", "payment"]}
    assert of(tell, "paid_then_fulfilled")["expect_now"] == {"records": ["sales_order"]}
    assert of(tell, "lines_do_not_add_up")["expect"]["quarantined"]


def test_one_step_ships_and_pays_and_a_second_one_changes_nothing(tell):
    before = {order["order_id"]: order for order in tell("orders")}
    moved = tell("step", {})["moved"]
    after = {order["order_id"]: order for order in tell("orders")}
    changed = [order_id for order_id in before if before[order_id]["updated_at"] != after[order_id]["updated_at"]]
    assert len(changed) == moved > 10
    assert all(before[order_id]["updated_at"] < after[order_id]["updated_at"] for order_id in changed)
    assert of(tell, "paypal_fulfilled")["financial"] == "PAID"
    assert of(tell, "paypal_fulfilled")["fulfillment"] == "FULFILLED"
    assert of(tell, "fulfilled_then_paid_later", "woocommerce")["financial"] == "paid"
    assert of(tell, "paid_then_fulfilled", "woocommerce")["fulfillment"] == "completed"
    assert tell("step", {})["moved"] == 0


def test_what_a_step_changes_is_never_dated_in_the_future(tell):
    tell("step", {})
    now = datetime.now(timezone.utc)
    assert all(datetime.fromisoformat(order["updated_at"]) <= now for order in tell("orders"))


@pytest.mark.parametrize("store", ["shopify", "woocommerce"])
def test_an_order_is_made_paid_shipped_on_request(tell, store):
    made = tell("orders", {"store": store, "lines": [{"sku": "NEW-1", "title": "New", "price": "3.10", "quantity": 3}]})
    assert made["lines"][0] | {"line_id": 0} == {"line_id": 0, "sku": "NEW-1", "title": "New", "quantity": 3}
    assert made["expect"] == {"records": ["sales_order"]}
    order = f"orders/{made['order_id']}"
    assert tell(f"{order}/pay", {"gateway": "card"})["paid"] == made["total"]
    assert tell(f"{order}/ship", {})["fulfillment"] in ("FULFILLED", "completed")
    assert tell(order)["payments"] == 1


@pytest.mark.parametrize("store", ["shopify", "woocommerce"])
def test_an_order_can_be_made_as_it_stands_and_takes_no_step_of_its_own(tell, store):
    made = tell("orders", {"store": store, "paid": True, "fulfilled": True, "gateway": "paypal", "count": 2})
    assert [order["fate"] for order in made] == ["paypal_fulfilled"] * 2
    stamp = made[0]["updated_at"]
    tell("step", {})
    assert tell(f"orders/{made[0]['order_id']}")["updated_at"] == stamp


@pytest.mark.parametrize("store", ["shopify", "woocommerce"])
def test_an_edit_changes_the_total_and_moves_the_time_of_update(tell, store):
    order = of(tell, "pending_stays", store)
    line = order["lines"][0]
    edited = tell(
        f"orders/{order['order_id']}/edit",
        {"lines": [{"line_id": line["line_id"], "quantity": line["quantity"] + 1}, {"sku": "PEN-BRASS", "quantity": 2}]},
    )
    assert float(edited["total"]) > float(order["total"])
    assert edited["updated_at"] > order["updated_at"]


@pytest.mark.parametrize("store", ["shopify", "woocommerce"])
def test_a_cancelled_order_gives_the_money_back(tell, store):
    order = of(tell, "paid_stays", store)
    cancelled = tell(f"orders/{order['order_id']}/cancel", {})
    assert cancelled["financial" if store == "shopify" else "fulfillment"].lower() == "refunded"


def test_what_cannot_be_done_is_refused_with_the_reason(stores, tell):
    order = of(tell, "fulfilled_at_first_sight")
    answer = requests.post(f"{stores.shopify_url}/_sandbox/orders/{order['order_id']}/ship", json={}, timeout=10)
    assert answer.status_code == 400
    assert "shipped" in answer.json()["error"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("orders", {"store": "etsy"}),
        ("orders", {"store": "shopify", "lines": [{"sku": "NOBODY-SELLS-THIS"}]}),
        ("orders", {"store": "shopify", "status": "LOST"}),
        ("orders/1/pay", {}),
        ("orders/5900000032768/explode", {}),
        ("faults", {"kind": "earthquake"}),
        ("faults", {"kind": "429", "colour": "red"}),
        ("mutate", {}),
    ],
)
def test_a_wrong_control_is_refused(stores, path, body):
    answer = requests.post(f"{stores.woocommerce_url}/_sandbox/{path}", json=body, timeout=10)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_reset_brings_back_the_seeded_world(tell):
    def totals():
        return [(order["number"], order["total"], order["financial"]) for order in tell("orders")]

    before = totals()
    tell("step", {})
    tell("orders", {"store": "shopify"})
    assert totals() != before
    tell("reset", {})
    assert totals() == before
    assert tell("reset", {"orders": 20})["orders"] == 40


def test_calls_are_counted_by_what_they_were_for(tell, shopify, woo):
    shopify("query Shop { shop { name } }")
    woo("/orders")
    woo("/orders/3001")
    woo("/orders/3004")
    assert tell("calls")["shopify"] == {"calls": 1, "operations": {"Shop": 1}}
    assert tell("calls")["woocommerce"]["operations"] == {"GET /orders": 1, "GET /orders/{id}": 2}
    assert tell("calls/reset", {})["woocommerce"]["calls"] == 0
