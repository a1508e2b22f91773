from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
import requests

from sandbox.stores.server import running
from sandbox.stores.woocommerce.site import SiteSettings


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [order["id"] for order in answer.json()]


def everything(woo, **query):
    found, page = [], 1
    while rows := ids(woo("/orders", per_page=20, page=page, **query)):
        found += rows
        page += 1
    return found


def test_pages_tell_how_many_there_are_and_where_the_others_lie(quiet_woo):
    answer = quiet_woo("/orders", per_page=20, page=2, status="any")
    assert (answer.headers["X-WP-Total"], answer.headers["X-WP-TotalPages"]) == ("50", "3")
    assert answer.links["next"]["url"].endswith("page=3")
    assert answer.links["prev"]["url"].endswith("page=1")
    assert "status=any" in answer.links["next"]["url"]
    assert "next" not in quiet_woo("/orders", per_page=20, page=3).links
    assert len(ids(quiet_woo("/orders"))) == 10


def test_a_page_beyond_the_end_is_an_empty_list(quiet_woo):
    assert ids(quiet_woo("/orders", page=99)) == []


def test_pages_together_hold_every_order_once(quiet_woo):
    found = everything(quiet_woo)
    assert len(found) == len(set(found)) == 50


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("per_page", 101), ("per_page", 0), ("page", 0), ("per_page", "many"), ("status", "paid"), ("status", "any,sold"),
        ("orderby", "total"), ("order", "up"), ("after", "yesterday"), ("after", "2026-13-01T00:00:00"), ("include", "a"),
        ("dates_are_gmt", "perhaps"), ("dp", "x"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_a_400_that_names_the_parameter(quiet_woo, name, value):
    answer = quiet_woo("/orders", **{name: value})
    assert answer.status_code == 400
    body = answer.json()
    assert (body["code"], body["data"]["status"]) == ("rest_invalid_param", 400)
    assert list(body["data"]["params"]) == [name]


def test_statuses_come_as_a_comma_list(quiet_woo):
    both = everything(quiet_woo, status="processing,completed")
    assert sorted(both) == sorted(everything(quiet_woo, status="processing") + everything(quiet_woo, status="completed"))
    assert 0 < len(both) < 50


def test_any_leaves_out_the_trash_and_drafts(tell, woo):
    made = [tell("orders", {"store": "woocommerce", "status": status}) for status in ("trash", "checkout-draft", "failed")]
    trashed, draft, failed = (int(order["order_id"]) for order in made)
    found = everything(woo)
    assert failed in found
    assert trashed not in found
    assert draft not in found
    assert everything(woo, status="trash") == [trashed]
    assert {trashed, failed} <= set(everything(woo, status="any,trash"))


def test_a_custom_status_can_be_asked_for_and_is_counted(quiet_woo):
    assert len(everything(quiet_woo, status="awaiting-embroidery")) >= 2
    totals = {row["slug"]: row["total"] for row in quiet_woo("/reports/orders/totals").json()}
    assert totals["awaiting-embroidery"] >= 2
    assert sum(totals.values()) == 50


def test_bounds_are_exclusive_to_the_second(quiet_woo):
    order = quiet_woo("/orders", orderby="modified", order="asc", offset=20, per_page=1).json()[0]
    stamp = datetime.fromisoformat(order["date_modified_gmt"])
    text = {shift: (stamp + timedelta(seconds=shift)).isoformat() for shift in (-1, 0, 1)}
    gmt = {"dates_are_gmt": "true", "per_page": 100}
    assert order["id"] not in ids(quiet_woo("/orders", modified_after=text[0], **gmt))
    assert order["id"] not in ids(quiet_woo("/orders", modified_before=text[0], **gmt))
    assert order["id"] in ids(quiet_woo("/orders", modified_after=text[-1], modified_before=text[1], **gmt))


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_a_z_shifts_even_a_gmt_filter_by_the_sites_offset(zone):
    with running(seed=3, orders=60, days=10, site=SiteSettings(time_zone=zone)) as stores:

        def placed_after(value, **query):
            answer = requests.get(
                f"{stores.woocommerce_url}/wp-json/wc/v3/orders",
                params={"after": value, "per_page": 100, **query},
                auth=("ck_sandbox", "cs_sandbox"),
                timeout=10,
            )
            return set(ids(answer))

        since = datetime.now(timezone.utc).replace(microsecond=0) - timedelta(days=5)
        truth = {order.order_id for order in stores.world.orders_of("woocommerce") if order.draft.placed_at > since}
        naive_utc = since.replace(tzinfo=None).isoformat()
        site_time = since.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat()
        assert placed_after(naive_utc, dates_are_gmt="true") == truth
        assert placed_after(site_time) == truth
        assert placed_after(f"{naive_utc}Z") == truth
        assert placed_after(f"{naive_utc}+00:00") == truth
        assert placed_after(f"{naive_utc}Z", dates_are_gmt="true") != truth
        assert placed_after(f"{naive_utc}Z", dates_are_gmt="true") == placed_after(site_time, dates_are_gmt="true")


def test_times_come_in_pairs_of_site_time_and_utc_without_a_z(quiet_woo):
    order = quiet_woo("/orders", per_page=1).json()[0]
    utc = datetime.fromisoformat(order["date_created_gmt"]).replace(tzinfo=timezone.utc)
    local = utc.astimezone(ZoneInfo("America/New_York")).replace(tzinfo=None)
    assert order["date_created"] == local.isoformat()


def test_lists_can_be_sorted_with_the_id_as_tie_break(stores, woo):
    moment = stores.world.now().replace(microsecond=0)
    for order in stores.world.orders_of("woocommerce"):
        order.updated_at = moment
    rising = everything(woo, orderby="modified", order="asc")
    assert rising == sorted(rising)
    assert everything(woo, orderby="modified", order="desc") == rising[::-1]
    assert everything(woo, orderby="id", order="asc") == rising
    wanted = [rising[4], rising[1], rising[9]]
    assert ids(woo("/orders", include=",".join(map(str, wanted)), orderby="include")) == wanted


def test_orders_can_be_named_left_out_and_searched(quiet_woo):
    everyone = everything(quiet_woo)
    assert set(ids(quiet_woo("/orders", include=f"{everyone[3]},{everyone[5]}"))) == {everyone[3], everyone[5]}
    assert everyone[3] not in everything(quiet_woo, exclude=str(everyone[3]))
    found = everything(quiet_woo, search="300")
    assert 3001 in found
    assert all("300" in str(number) for number in found)


def test_an_order_that_leaves_the_filter_while_paging_makes_the_next_page_skip_one(stores, woo):
    query = {"status": "processing", "orderby": "id", "order": "asc", "per_page": 5}
    before = ids(woo("/orders", **{**query, "per_page": 100}))
    first = ids(woo("/orders", **query))
    stores.world.find(first[0]).ship(stores.world.now())
    second = ids(woo("/orders", **query, page=2))
    assert before[5] not in first + second


def test_an_order_touched_while_paging_moves_to_the_end_of_the_list_by_update(tell, woo):
    tell("mutate", {"every": 1})
    first = ids(woo("/orders", orderby="modified", order="asc", per_page=50))
    second = ids(woo("/orders", orderby="modified", order="asc", per_page=50))
    assert sorted(first) == sorted(second)
    assert first != second
