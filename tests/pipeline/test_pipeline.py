"""The flow's steps, one after another as the command line runs them."""

import dataclasses
from datetime import datetime, timedelta, timezone

import pytest
import requests

from local.books import read_books
from order_sync import files, one_order, pipeline
from order_sync.errors import CredentialsError, SettingsError
from order_sync.outside import Outside
from order_sync.records.record import PlannedOrder
from order_sync.reports import Keeping
from order_sync.rules import parse_rules, to_xlsx
from order_sync.run_plan import Plan
from tests.pipeline.conftest import ALL

UTC = timezone.utc


def test_all_steps_of_a_run_come_in_their_order(flow):
    flow.run()
    assert flow.steps == ["plan", "extract", "build", "check", "load", "reconcile", "report"]


@pytest.mark.parametrize("store", ["shopify", "woocommerce"])
def test_an_order_is_booked_once_however_often_it_is_seen(flow, store):
    first = flow.run(store)
    books = read_books(flow.company.url)
    second = flow.run(store)
    assert first.totals and not second.totals
    assert read_books(flow.company.url) == books
    assert second.calls.get("writes", 0) == 0
    assert second.calls["reads"] <= 3


def test_a_preview_counts_what_a_run_then_posts_and_posts_nothing(flow):
    preview = flow.run(preview_only=True, **ALL)
    assert read_books(flow.company.url).documents == 0
    assert preview.totals == flow.run().totals


def test_an_order_that_waits_is_looked_at_again_though_the_store_did_not_change_it(flow):
    (order, *_) = flow.orders("no_customer_name")
    flow.run(order_numbers=[order["number"]])
    assert flow.books_of(order).kinds == []
    flow.rewrite("syncs/shopify.yaml", "schedule: hourly", "schedule: hourly\ncustomers: {when_unnamed: Web customer}")
    pipeline.run(flow.outside, "shopify", flow.request())  # what is new since yesterday: nothing of this order
    assert flow.books_of(order).kinds[:2] == ["sales_order", "invoice"]
    assert flow.books_of(order).invoices[0]["CustomerRef"]["name"] == "Web customer"


def test_only_a_scheduled_run_moves_the_watermark_and_only_when_all_is_done(flow):
    end = datetime.now(UTC).replace(microsecond=0)
    interval = {"interval_start": end - timedelta(hours=1), "interval_end": end}
    planned = pipeline.plan(flow.outside, "shopify", flow.request("scheduled", **interval))
    assert watermark(flow) is None
    pipeline.report(flow.outside, planned["folder"])
    assert watermark(flow) == end
    flow.run()
    assert watermark(flow) == end


def watermark(flow):
    with flow.outside.ledger() as ledger:
        return ledger.runs.watermark("shopify")


def test_a_run_keeps_to_the_rules_that_it_began_with(flow):
    planned = pipeline.plan(flow.outside, "shopify", flow.request(form=ALL))
    flow.rewrite("rules/demo.yaml", "{is not: fulfilled}", "{is not: nonsense that never holds}")
    chunks = pipeline.extract(flow.outside, planned["folder"], 0)
    for checked in pipeline.check(
        flow.outside, planned["folder"], [pipeline.build(flow.outside, planned["folder"], c) for c in chunks]
    ):
        pipeline.load(flow.outside, planned["folder"], checked)
    (order, *_) = flow.orders("fulfilled_unpaid")
    assert flow.books_of(order).kinds == ["sales_order", "invoice"]


def test_a_run_that_is_started_again_in_place_takes_nothing_from_its_first_time(flow):
    request = flow.request(form=ALL)
    pipeline.run(flow.outside, "shopify", request)
    folder = pipeline.plan(flow.outside, "shopify", request)["folder"]
    assert files.list_files(f"{folder}/checked") == []
    assert files.read_value(f"{folder}/plan.json", Plan).run_id == "shopify/run 1"


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("syncs/shopify.yaml", "records:", "recordz:", "recordz"),
        ("rules/demo.yaml", "do: hold invoice", "do: hold invoise", "hold invoice"),
        ("checks/orders.json", '"expectations"', '"expectation"', "orders.json"),
        ("syncs/shopify.yaml", "[demo.yaml]", "[missing.yaml]", "missing.yaml"),
    ],
)
def test_a_wrong_file_stops_the_run_before_anything_is_read(flow, file, old, new, says):
    flow.rewrite(file, old, new)
    with pytest.raises(SettingsError, match=says):
        pipeline.plan(flow.outside, "shopify", flow.request())
    assert flow.stores.world.calls.summary()["shopify"]["calls"] == 0


def test_a_refused_token_stops_the_run_with_what_to_do(flow):
    connect = flow.outside.connect
    wrong = Outside(**{**vars(flow.outside), "connect": lambda name: with_wrong_password(connect(name))})
    with pytest.raises(CredentialsError) as refused:
        pipeline.plan(wrong, "shopify", flow.request())
    assert refused.value.remedy
    assert "wrong-password" not in str(refused.value)


def with_wrong_password(connection):
    return type(connection)(
        connection.connection_id, connection.kind, connection.host, connection.login, "wrong-password", connection.extra
    )


def test_explain_says_what_each_rule_saw_and_what_a_run_would_do(flow):
    (order, *_) = flow.orders("paid_stays")
    (explained,) = one_order.explain(flow.outside, "shopify", order["number"])
    turns = {turn.rule: turn for turn in explained.turns}
    assert turns["Only invoice fulfilled orders"].matched
    assert turns["Only invoice fulfilled orders"].compared[0].seen == "unfulfilled"
    assert not turns["Leave test orders out"].matched
    assert [record.kind for record in explained.planned.records] == ["sales_order"]
    assert read_books(flow.company.url).documents == 0


def test_the_rules_of_spreadsheets_decide_what_is_posted_and_stay_those_that_the_run_began_with(flow):
    (order, *_) = flow.orders("fulfilled_unpaid")
    folder = flow.outside.include / "rules"
    grid = "rule name,action,field,comparison,value\nPaper later,hold invoice,order number,equals,{}\n"
    (folder / "grid.xlsx").write_bytes(to_xlsx(parse_rules(grid.format(order["number"]), "grid.csv")))
    (folder / "memos.csv").write_text(f"order number,map memo\n{order['number']},From the map\n")
    flow.rewrite("syncs/shopify.yaml", "rules: [demo.yaml]", "rules: [demo.yaml, memos.csv, grid.xlsx]")
    planned = pipeline.plan(flow.outside, "shopify", flow.request(form={"order_numbers": [order["number"]]}))
    for name in ("grid.xlsx", "memos.csv"):
        (folder / name).unlink()
    (chunk,) = pipeline.extract(flow.outside, planned["folder"], 0)
    built = pipeline.build(flow.outside, planned["folder"], chunk)
    (checked,) = pipeline.check(flow.outside, planned["folder"], [built])
    pipeline.load(flow.outside, planned["folder"], checked)
    assert flow.books_of(order).kinds == ["sales_order"]
    (row,) = files.read_rows(built, PlannedOrder)
    assert "From the map" in str(row.records)


def test_what_a_person_edits_while_the_run_is_at_work_is_not_invoiced_by_that_run_but_by_the_next(flow):
    flow.run()
    (order, *_) = flow.orders("paid_then_fulfilled")
    flow.change_store(f"orders/{order['order_id']}/ship")
    form = {"order_numbers": [order["number"]]}
    folder = pipeline.plan(flow.outside, "shopify", flow.request(form=form))["folder"]
    (chunk,) = pipeline.extract(flow.outside, folder, 0)
    (checked,) = pipeline.check(flow.outside, folder, [pipeline.build(flow.outside, folder, chunk)])
    edit = {"do": "edit_estimate", "doc_number": order["number"]}
    requests.post(f"{flow.company.url}/_sandbox/person", json=edit, timeout=30).raise_for_status()
    pipeline.load(flow.outside, folder, checked)
    assert flow.books_of(order).kinds == ["sales_order"]
    summary = flow.run(**form)
    books = flow.books_of(order)
    assert books.kinds[:2] == ["sales_order", "invoice"]
    assert books.invoices[0]["TotalAmt"] == books.estimates[0]["TotalAmt"]
    assert [difference.code for difference in summary.differences] == ["total_differs"]


def test_one_order_that_cannot_be_read_costs_only_itself(flow):
    summary = flow.run()
    bad = {row.order_number for row in summary.kept if row.keeping in (Keeping.quarantined, Keeping.unreadable)}
    assert len(bad) == 8
    assert summary.orders_read == 40


def test_a_rule_file_that_cannot_be_used_stops_the_run_before_the_store_is_asked(flow):
    def no_connection(name):
        raise AssertionError(f"{name} was asked")

    flow.rewrite("rules/demo.yaml", "{is not: fulfilled}", "{is nott: fulfilled}")
    outside = dataclasses.replace(flow.outside, connect=no_connection)
    with pytest.raises(SettingsError, match=r"demo.yaml, line \d+, rule “Only invoice fulfilled orders”"):
        pipeline.plan(outside, "shopify", flow.request(form=ALL))


def test_relative_dates_count_from_the_day_on_which_the_run_began_in_the_time_zone_of_the_sync(flow):
    flow.rewrite("rules/demo.yaml", "when: {test order: yes}", "when: {order date: {at least: 10 days ago}}")
    began = datetime.now(UTC)
    outside = dataclasses.replace(flow.outside, clock=lambda: began)
    planned = pipeline.plan(outside, "shopify", flow.request(form=ALL))
    later = dataclasses.replace(flow.outside, clock=lambda: began + timedelta(days=100))
    chunks = pipeline.extract(later, planned["folder"], 0)
    rows = [
        row for chunk in chunks for row in files.read_rows(pipeline.build(later, planned["folder"], chunk), PlannedOrder)
    ]
    left_out = sum(row.skipped_by is not None for row in rows)
    assert 0 < left_out < len(rows)
