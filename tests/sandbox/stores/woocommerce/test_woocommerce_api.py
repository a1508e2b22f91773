import pytest
import requests


def get(stores, path, **options):
    return requests.get(f"{stores.woocommerce_url}/wp-json{path}", timeout=5, **options)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "woocommerce_rest_cannot_view"),
        ({"auth": ("ck_other", "cs_sandbox")}, "woocommerce_rest_authentication_error"),
        ({"auth": ("ck_sandbox", "cs_other")}, "woocommerce_rest_authentication_error"),
        ({"params": {"consumer_key": "ck_sandbox"}}, "woocommerce_rest_cannot_view"),
    ],
)
def test_wrong_credentials_are_refused_in_the_error_envelope(quiet_stores, options, code):
    answer = get(quiet_stores, "/wc/v3/orders", **options)
    assert answer.status_code == 401
    assert answer.json()["code"] == code
    assert answer.json()["data"] == {"status": 401}


def test_the_credentials_may_stand_in_the_query(quiet_stores):
    query = {"consumer_key": "ck_sandbox", "consumer_secret": "cs_sandbox"}
    assert get(quiet_stores, "/wc/v3/orders", params=query).status_code == 200


def test_wordpress_says_its_zone_to_everyone(quiet_stores):
    index = get(quiet_stores, "/").json()
    assert index["timezone_string"] == "America/New_York"
    assert index["gmt_offset"] in (-5, -4)
    assert "wc/v3" in index["namespaces"]


def test_the_settings_say_the_currency(quiet_woo):
    settings = {row["id"]: row["value"] for row in quiet_woo("/settings/general").json()}
    assert settings["woocommerce_currency"] == "USD"
    assert quiet_woo("/settings/general/woocommerce_currency").json()["value"] == "USD"
    assert quiet_woo("/settings/general/woocommerce_colour").status_code == 404


def test_one_order_is_what_the_list_says(quiet_woo):
    listed = quiet_woo("/orders", per_page=1, dp=4).json()[0]
    assert quiet_woo(f"/orders/{listed['id']}", dp=4).json() == listed


@pytest.mark.parametrize(
    ("path", "code"), [("/orders/1", "woocommerce_rest_shop_order_invalid_id"), ("/cheques", "rest_no_route")]
)
def test_what_is_not_there_is_a_404(quiet_woo, path, code):
    answer = quiet_woo(path)
    assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_the_store_can_only_be_read(quiet_stores):
    url = f"{quiet_stores.woocommerce_url}/wp-json/wc/v3/orders"
    assert requests.post(url, json={}, auth=("ck_sandbox", "cs_sandbox"), timeout=5).status_code == 404


def test_refunds_are_listed_for_an_order_and_for_the_whole_store(tell, woo):
    order = tell("orders?store=woocommerce&fate=fulfilled_at_first_sight")[0]
    tell(f"orders/{order['order_id']}/refund", {"amount": "1.50", "reason": "Late"})
    of_order = woo(f"/orders/{order['order_id']}/refunds").json()
    assert [(refund["amount"], refund["reason"]) for refund in of_order] == [("1.50", "Late")]
    assert woo("/refunds").json() == of_order
    assert woo("/refunds", after="2100-01-01T00:00:00").json() == []
    assert woo("/orders/1/refunds").status_code == 404


def by_fate(tell, woo, fate):
    order_id = tell(f"orders?store=woocommerce&fate={fate}")[0]["order_id"]
    return woo(f"/orders/{order_id}").json()


def test_a_fate_shows_in_the_order(tell, woo):
    unpaid = by_fate(tell, woo, "fulfilled_unpaid")
    assert (unpaid["status"], unpaid["date_paid_gmt"]) == ("completed", None)
    paid = by_fate(tell, woo, "paid_stays")
    assert paid["status"] == "processing"
    assert paid["date_paid_gmt"]
    assert by_fate(tell, woo, "test_order")["payment_method"] == "test_gateway"
    assert by_fate(tell, woo, "unknown_status")["status"] == "awaiting-embroidery"
    assert by_fate(tell, woo, "foreign_currency")["currency"] == "EUR"
    assert by_fate(tell, woo, "zero_total")["total"] == "0.00"
    billing = by_fate(tell, woo, "no_customer_name")["billing"]
    assert (billing["first_name"], billing["last_name"], billing["company"]) == ("", "", "")
    paypal = by_fate(tell, woo, "paypal_fulfilled")
    assert (paypal["status"], paypal["payment_method"], paypal["payment_method_title"]) == ("pending", "paypal", "PayPal")


def test_names_carry_html_entities_and_a_deleted_product_has_no_sku(quiet_woo):
    lines = [
        line
        for page in (1, 2)
        for order in quiet_woo("/orders", per_page=25, page=page).json()
        for line in order["line_items"]
    ]
    assert any("&" in line["name"] and ";" in line["name"] for line in lines)
    assert any(line["sku"] is None and line["product_id"] == 0 for line in lines)
    assert any(line["sku"] == "" for line in lines)
    assert any(len(line["name"]) > 300 for line in lines)
