"""New rules for posted orders, the whole way: from the rule file to the documents in QuickBooks and the ledger."""

import pytest
import requests

from local.books import read_books
from order_sync import files, pipeline
from order_sync import resync as posted
from order_sync.errors import SettingsError
from order_sync.records.resynced import Fate, Resynced
from tests.pipeline.conftest import ALL

MEMO = """
  - name: A memo that was forgotten
    when: always
    do: {map memo: "Web order"}
"""


def resync(flow, apply=False, agree=lambda _: True, **form):
    return posted.resync(flow.outside, "shopify", flow.request(form=form or ALL), apply=apply, agree=agree)


def rows(result):
    return [row for address in result.rows for row in files.read_rows(address, Resynced)]


def add_rule(flow, text=MEMO):
    path = flow.outside.include / "rules" / "demo.yaml"
    path.write_text(path.read_text() + text)


def writes(flow):
    return requests.get(f"{flow.company.url}/_sandbox/calls", timeout=30).json()["writes"]


def test_a_forgotten_rule_reaches_every_posted_document_that_may_be_changed_once(flow):
    flow.run()
    before = read_books(flow.company.url)
    assert resync(flow).counts == {}
    add_rule(flow)
    written = writes(flow)
    preview = resync(flow)
    assert (writes(flow), preview.applied) == (written, False)
    left = {row.code for row in rows(preview) if row.fate is Fate.left and row.kind}
    assert left == {"closed"}  # sales orders that their invoices copied
    done = resync(flow, apply=True)
    assert done.count(Fate.updated) == preview.count(Fate.change) == writes(flow) - written > 20
    assert resync(flow, apply=True).count(Fate.change) == 0
    assert writes(flow) == written + done.count(Fate.updated)
    after = read_books(flow.company.url)
    assert after.documents == before.documents
    second = flow.run()
    assert (second.totals, second.differences, second.calls.get("writes", 0)) == ((), (), 0)
    (order, *_) = flow.orders("fulfilled_unpaid")
    assert flow.books_of(order).invoices[0]["PrivateNote"].startswith("Web order\nOrder")


def test_nothing_is_changed_where_the_person_says_no(flow):
    (order, *_) = flow.orders("pending_stays")
    form = {"order_numbers": [order["number"]]}
    flow.run(**form)
    add_rule(flow)
    written, asked = writes(flow), []
    result = resync(flow, apply=True, agree=lambda preview: asked.append(preview.count(Fate.change)), **form)
    assert (asked, result.applied, writes(flow)) == ([1], False, written)


def test_the_status_says_what_a_resync_did(flow):
    (order, *_) = flow.orders("fulfilled_unpaid")
    form = {"order_numbers": [order["number"]]}
    flow.run(**form)
    add_rule(flow)
    resync(flow, apply=True, **form)
    with flow.outside.ledger() as ledger:
        (run, *_) = ledger.runs.latest("shopify", 1)
    assert (run.kind, run.counts["made"], run.counts["kept"]) == ("resync", {"invoice updated": 1}, {"left": 1})
    assert run.finished_at is not None


def test_a_rule_that_holds_no_invoice_back_any_more_lets_the_next_scheduled_run_make_it(flow):
    (order, *_) = flow.orders("paid_stays")
    flow.run(order_numbers=[order["number"]])
    flow.rewrite("rules/demo.yaml", "do: hold invoice", "do: {hold invoice: no}")
    add_rule(flow)
    result = resync(flow, apply=True, order_numbers=[order["number"]])
    assert [row.kind for row in rows(result) if row.fate is Fate.missing] == ["invoice", "payment"]
    pipeline.run(flow.outside, "shopify", flow.request())
    assert flow.books_of(order).kinds == ["sales_order", "invoice", "payment"]
    assert flow.books_of(order).invoices[0]["PrivateNote"].startswith("Web order")


def test_a_resync_of_everything_at_once_is_never_meant(flow):
    with pytest.raises(SettingsError, match="which orders"):
        posted.resync(flow.outside, "shopify", flow.request())
