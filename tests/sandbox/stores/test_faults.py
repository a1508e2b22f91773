import json
import time

import pytest
import requests

SHOPIFY = "/admin/api/2026-10/graphql.json"


def call(url):
    return requests.get(f"{url}/wp-json/wc/v3/orders", auth=("ck_sandbox", "cs_sandbox"), timeout=5)


def test_a_429_says_how_long_to_wait_only_if_told_to(stores, tell):
    tell("faults", {"kind": "429", "retry_after": 2})
    tell("faults", {"kind": "429"})
    assert call(stores.woocommerce_url).headers["Retry-After"] == "2"
    second = call(stores.woocommerce_url)
    assert second.status_code == 429
    assert "Retry-After" not in second.headers
    assert call(stores.woocommerce_url).status_code == 200


def test_a_fault_comes_as_often_as_asked_and_only_where_asked(stores, tell, woo):
    tell("faults", {"kind": "500", "count": 2, "store": "woocommerce", "path": "/orders"})
    assert woo("/settings/general").status_code == 200
    assert [woo("/orders").status_code for _ in range(3)] == [500, 500, 200]


def test_a_host_in_maintenance_answers_html(stores, tell):
    tell("faults", {"kind": "503_html"})
    answer = call(stores.woocommerce_url)
    assert answer.status_code == 503
    assert answer.text.startswith("<!DOCTYPE html>")


def test_a_php_notice_stands_before_the_json(stores, tell):
    tell("faults", {"kind": "php_notice"})
    answer = call(stores.woocommerce_url)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert "Notice" in answer.text


def test_a_cut_answer_breaks_off(stores, tell):
    tell("faults", {"kind": "cut"})
    with pytest.raises(requests.exceptions.RequestException):
        call(stores.woocommerce_url)
    assert call(stores.woocommerce_url).status_code == 200


def test_a_slow_answer_holds_nobody_else_up(stores, tell):
    tell("faults", {"kind": "slow", "seconds": 0.2, "store": "woocommerce"})
    start = time.monotonic()
    assert call(stores.woocommerce_url).status_code == 200
    assert time.monotonic() - start >= 0.2


def test_shopify_throttles_with_http_200_and_no_data(stores, tell, shopify):
    tell("faults", {"kind": "throttle", "store": "shopify"})
    body = shopify("{ shop { name } }")
    assert body["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert "data" not in body
    assert body["extensions"]["cost"]["actualQueryCost"] is None
    assert shopify("{ shop { name } }")["data"]["shop"]["name"]


def test_faults_can_be_taken_back(stores, tell):
    tell("faults", {"kind": "500", "count": 100})
    requests.delete(f"{stores.shopify_url}/_sandbox/faults", timeout=5)
    assert call(stores.woocommerce_url).status_code == 200
