"""A resync, over real HTTP: new rules reach posted documents exactly once; what is not ours to change is left and said."""

import threading
from datetime import date
from decimal import Decimal

import msgspec
import pytest

from order_sync import quickbooks
from order_sync.ledger import OrderRow
from order_sync.quickbooks import batches
from order_sync.quickbooks.claims import Claims
from order_sync.records.resynced import Fate
from tests.generators.companies import a_sync
from tests.generators.orders import SHIPPED, a_line, a_payment, an_order, shipping
from tests.quickbooks.conftest import killed_at

TOTAL = Decimal("47.65")
HOLD = {"invoice_held_by": "Only fulfilled orders"}
INVOICES = a_sync(["invoice", "payment"])
NEW_DAY = date(2026, 3, 9)


def pending(number="1001", **changes):
    return an_order(number=number, **changes)


def shipped(number="1001", **changes):
    return an_order(number=number, shipped=SHIPPED, **changes)


def paid(number="1001", **changes):
    return shipped(number, payments=[a_payment(4_765, f"pay-{number}")], **changes)


def by_other_rules(order, **line):
    """The order as other rules leave it: another item, or another amount of its first line."""
    sale = order.events[0]
    first = msgspec.structs.replace(sale.lines[0], **line)
    changed = msgspec.structs.replace(sale, lines=(first, *sale.lines[1:]))
    return msgspec.structs.replace(order, events=(changed, *order.events[1:]))


def dearer(make, number="1001"):
    """The same order with a line of 50.00 in place of 40.00."""
    return make(number, lines=[a_line(quantity=2, gross=5_000, tax=265), shipping()])


def said(rows):
    return [(str(row.kind), str(row.fate), row.code) for row in rows]


def changes(rows):
    return [(change.field, change.before, change.after) for row in rows for change in row.changes]


def test_without_a_new_rule_nothing_differs_whatever_became_of_the_order(books):
    books.run([pending("1"), shipped("2"), paid("3")])
    books.run([pending("4")], **HOLD)
    assert books.compare([pending("1"), shipped("2"), paid("3")]) == []
    assert books.compare([pending("4")], **HOLD) == []


def test_a_preview_says_from_what_to_what_and_writes_nothing(books):
    books.run([pending()], **HOLD)
    before = books.documents("Estimate")
    books.forget_calls()
    rows = books.compare([pending(memo="Leave at the door", document_date=NEW_DAY)], **HOLD)
    assert changes(rows) == [
        ("date", "2026-03-02", "2026-03-09"),
        ("memo", "Order #1001, mugs", "Leave at the door\nOrder #1001, mugs"),
    ]
    assert said(rows) == [("sales_order", "change", "")]
    assert (books.calls()["writes"], books.documents("Estimate")) == (0, before)


def test_an_open_sales_order_takes_memo_date_item_and_amount(books):
    books.run([pending()], **HOLD)
    order = by_other_rules(dearer(pending, "1001"), item="Pest Control")
    rows = books.resync([msgspec.structs.replace(order, memo="New", document_date=NEW_DAY)], **HOLD)
    estimate = books.document("Estimate", "1001")
    assert said(rows) == [("sales_order", "updated", "")]
    assert (estimate["TxnDate"], estimate["TotalAmt"]) == ("2026-03-09", TOTAL + 10)
    assert estimate["PrivateNote"].startswith("New\nOrder #1001")
    assert estimate["Line"][0]["SalesItemLineDetail"]["ItemRef"]["name"] == "Pest Control"
    assert ("line 1 item", "MUG-BLUE", "Pest Control") in changes(rows)
    assert ("line 1 amount", "40.00", "50.00") in changes(rows)


def test_after_an_update_the_ledger_says_what_quickbooks_says_and_all_is_as_if_it_had_been_posted_so(books):
    books.run([pending()], **HOLD)
    order = dearer(pending)
    books.resync([msgspec.structs.replace(order, document_date=NEW_DAY)], **HOLD)
    (record,) = books.ledger.records.of_orders(books.sandbox.realm, "mugs", [order.order_id])[order.order_id]
    estimate = books.document("Estimate", "1001")
    assert (record.total, record.date, record.sync_token) == (5_765, NEW_DAY, estimate["SyncToken"])
    books.forget_calls()
    assert books.resync([msgspec.structs.replace(order, document_date=NEW_DAY)], **HOLD) == []
    result = books.run([msgspec.structs.replace(order, document_date=NEW_DAY)], **HOLD)
    assert (books.calls()["writes"], result.outcomes(), result.differences) == (0, [], [])
    result = books.run([msgspec.structs.replace(dearer(shipped), document_date=NEW_DAY)])
    assert result.outcomes() == [("invoice", "confirmed")]
    assert books.document("Invoice", "1001")["TotalAmt"] == TOTAL + 10


def test_the_lines_that_stay_keep_their_ids_and_what_the_rules_do_not_say_stays(books):
    books.run([pending(lines=[a_line("1"), a_line("2", sku="TEE", title="Tee")])], **HOLD)
    before = books.document("Estimate", "1001")
    books.resync([pending(lines=[a_line("1"), a_line("2", sku="TEE", title="Tee", gross=2_500)])], **HOLD)
    after = books.document("Estimate", "1001")
    assert [line.get("Id") for line in after["Line"]] == [line.get("Id") for line in before["Line"]]
    assert after["BillAddr"] == before["BillAddr"]
    assert after["TxnStatus"] == "Accepted"


def test_an_unpaid_invoice_takes_date_and_amount_and_its_due_date_moves_along(books):
    books.run([shipped()], INVOICES)
    order = msgspec.structs.replace(dearer(shipped), invoice_date=date(2026, 3, 10))
    rows = books.resync([order], INVOICES)
    invoice = books.document("Invoice", "1001")
    assert (invoice["TxnDate"], invoice["DueDate"]) == ("2026-03-10", "2026-04-09")
    assert (invoice["TotalAmt"], invoice["Balance"]) == (TOTAL + 10, TOTAL + 10)
    assert ("due date", "2026-04-04", "2026-04-09") in changes(rows)
    assert books.resync([order], INVOICES) == []


def test_an_invoice_that_copied_its_sales_order_changes_its_heading_only_and_the_closed_sales_order_is_left(books):
    books.run([shipped()])
    lines = books.document("Invoice", "1001")["Line"]
    order = msgspec.structs.replace(by_other_rules(shipped(), item="Pest Control"), invoice_date=NEW_DAY)
    rows = books.resync([order])
    assert said(rows) == [("sales_order", "left", "closed"), ("invoice", "updated", "")]
    invoice = books.document("Invoice", "1001")
    assert (invoice["TxnDate"], invoice["Line"]) == ("2026-03-09", lines)
    assert {"TxnId": books.document("Estimate", "1001")["Id"], "TxnType": "Estimate"} in invoice["LinkedTxn"]
    assert books.document("Estimate", "1001")["Line"][0]["SalesItemLineDetail"]["ItemRef"]["name"] == "MUG-BLUE"


def test_what_a_person_wrote_on_the_sales_order_stays_on_the_invoice_that_copied_it(books):
    books.run([pending()], **HOLD)
    books.person("edit", doc_number="1001", memo="Thank you")
    books.run([shipped()])
    assert books.document("Invoice", "1001")["CustomerMemo"] == {"value": "Thank you"}
    rows = books.resync([shipped(memo="New")])
    assert said(rows) == [("sales_order", "left", "closed"), ("invoice", "updated", "")]
    assert changes(rows[1:]) == [("memo", "Order #1001, mugs", "New\nOrder #1001, mugs")]
    assert books.document("Invoice", "1001")["CustomerMemo"] == {"value": "Thank you"}


def test_the_amount_of_a_paid_invoice_is_left_while_its_heading_changes(books):
    books.run([paid()], INVOICES)
    rows = books.resync([msgspec.structs.replace(dearer(shipped), invoice_date=NEW_DAY)], INVOICES)
    assert ("invoice", "left", "paid") in said(rows)
    assert ("invoice", "updated", "") in said(rows)
    invoice = books.document("Invoice", "1001")
    assert (invoice["TotalAmt"], invoice["Balance"], invoice["TxnDate"]) == (TOTAL, 0, "2026-03-09")


def test_the_amount_of_an_invoice_that_is_paid_in_part_is_left_too(books):
    books.run([shipped(payments=[a_payment(1_000)])], INVOICES)
    rows = books.resync([dearer(shipped)], INVOICES)
    assert ("invoice", "left", "paid") in said(rows)
    assert books.document("Invoice", "1001")["TotalAmt"] == TOTAL


def test_a_paid_invoice_may_take_another_item_for_the_same_amount(books):
    books.run([paid()], INVOICES)
    rows = books.resync([by_other_rules(paid(), item="Pest Control")], INVOICES)
    assert said(rows) == [("invoice", "updated", "")]
    invoice = books.document("Invoice", "1001")
    assert invoice["Line"][0]["SalesItemLineDetail"]["ItemRef"]["name"] == "Pest Control"
    assert (invoice["TotalAmt"], invoice["Balance"]) == (TOTAL, 0)


def test_a_payment_takes_account_and_method_and_stays_applied(books):
    books.run([paid()])
    payment = a_payment(4_765, "pay-1001", deposit_account="Checking", label="Bank card")
    rows = books.resync([shipped(payments=[payment])])
    assert said(rows) == [("payment", "updated", "")]
    (document,) = books.documents("Payment")
    assert document["DepositToAccountRef"]["name"] == "Checking"
    assert document["PaymentMethodRef"]["name"] == "Bank card"
    assert (document["UnappliedAmt"], books.document("Invoice", "1001")["Balance"]) == (0, 0)
    assert ("payment method", "Card", "Bank card (new in QuickBooks)") in changes(rows)


def test_what_rules_said_and_say_no_more_is_emptied(books):
    books.run([paid()])
    (before,) = books.documents("Payment")
    assert before["PaymentRefNum"] == "ch_1"
    rows = books.resync([shipped(payments=[a_payment(4_765, "pay-1001", reference=None)])])
    (after,) = books.documents("Payment")
    assert changes(rows)[0] == ("memo", "Order #1001, mugs, ch_1", "Order #1001, mugs, pay-1001")
    assert ("payment reference", "ch_1", "") in changes(rows)
    assert "PaymentRefNum" not in after
    assert (after["Line"], after["UnappliedAmt"]) == (before["Line"], 0)
    assert books.compare([shipped(payments=[a_payment(4_765, "pay-1001", reference=None)])]) == []


@pytest.mark.parametrize(
    "wish", [{"line": 1, "quantity": 3}, {"note": "Called her"}, {"memo": "Thank you"}, {"date": "2026-03-04"}]
)
def test_what_a_person_edited_is_reported_and_left(books, wish):
    books.run([pending()], **HOLD)
    books.person("edit", doc_number="1001", **wish)
    edited = books.document("Estimate", "1001")
    rows = books.resync([pending(memo="New")], **HOLD)
    if "memo" in wish:  # a field that no rule sets: it stays, and the rest may change
        assert said(rows) == [("sales_order", "updated", "")]
        assert books.document("Estimate", "1001")["CustomerMemo"] == edited["CustomerMemo"]
    else:
        assert said(rows) == [("sales_order", "left", "edited")]
        assert "A person changed it" in rows[0].reason
        assert books.document("Estimate", "1001") == edited


def test_a_version_that_says_the_same_is_not_a_persons_edit(books):
    books.run([shipped()], INVOICES)
    company = books.sandbox.company
    invoice = books.document("Invoice", "1001")
    company.replace("Invoice", invoice, invoice)  # as QuickBooks itself does now and then
    assert said(books.resync([shipped(memo="New")], INVOICES)) == [("invoice", "updated", "")]


def test_a_sales_order_reopened_after_a_person_edited_it_before_it_was_closed_is_still_known_as_edited(books):
    books.sandbox.company.switches.estimate_after_invoice = "unchanged"
    books.sandbox.company.switches.estimate_reopens = True
    books.run([pending()], **HOLD)
    books.person("edit", doc_number="1001", line=1, quantity=3)
    books.run([shipped()])
    assert books.document("Estimate", "1001")["TxnStatus"] == "Closed"
    books.person("delete", kind="Invoice", doc_number="1001")
    rows = books.resync([shipped(memo="New")])
    assert ("sales_order", "left", "edited") in said(rows)


def test_a_deleted_a_voided_and_a_rejected_document_are_left(books):
    books.run([pending("1"), pending("3")], **HOLD)
    books.run([shipped("2")], INVOICES)
    books.person("delete", doc_number="1")
    books.person("void", kind="Invoice", doc_number="2")
    books.person("reject", doc_number="3")
    assert said(books.resync([pending("1", memo="New")], **HOLD)) == [("sales_order", "left", "deleted")]
    assert said(books.resync([shipped("2", memo="New")], INVOICES)) == [("invoice", "left", "voided")]
    assert said(books.resync([pending("3", memo="New")], **HOLD)) == [("sales_order", "left", "rejected")]
    assert books.document("Invoice", "2")["PrivateNote"] == "Voided"


def test_a_deposited_payment_is_left(books):
    books.run([paid()])
    (payment,) = books.documents("Payment")
    books.person("deposit", kind="Payment", id=payment["Id"])
    payments = [a_payment(4_765, "pay-1001", deposit_account="Checking")]
    assert said(books.resync([shipped(payments=payments)])) == [("payment", "left", "deposited")]


def test_a_closed_period_is_known_beforehand_or_refused_by_quickbooks_and_said(books):
    books.run([shipped()], INVOICES)
    books.sandbox.company.documents["Preferences"]["1"]["AccountingInfoPrefs"]["BookCloseDate"] = "2026-03-31"
    (refused,) = books.resync([shipped(memo="New")], INVOICES)
    assert (refused.fate, refused.code) == (Fate.refused, "6200")
    assert "closed" in refused.reason and "Reopen the period" in refused.remedy
    books.sleep(90_000)  # the preferences are read again after a day
    (left,) = books.resync([shipped(memo="New")], INVOICES)
    assert (left.fate, left.code) == (Fate.left, "closed_period")


def test_a_customer_that_quickbooks_does_not_have_is_not_made_by_a_resync(books):
    books.run([pending()], **HOLD)
    rows = books.resync([pending(customer_display_name="Web customer", memo="New")], **HOLD)
    assert said(rows) == [("sales_order", "left", "customer_missing"), ("sales_order", "updated", "")]
    assert [one for one in books.documents("Customer") if one["DisplayName"] == "Web customer"] == []
    rows = books.resync([pending(customer_display_name="Amy's Bird Sanctuary", memo="New")], **HOLD)
    assert ("customer", "Ada Lockwood", "Amy's Bird Sanctuary") in changes(rows)
    assert books.document("Estimate", "1001")["CustomerRef"]["name"] == "Amy's Bird Sanctuary"


def test_a_customer_whom_a_bookkeeper_renamed_is_no_obstacle_to_the_rest(books):
    books.run([pending()], **HOLD)
    customer_id = books.document("Estimate", "1001")["CustomerRef"]["value"]
    books.person("rename", kind="Customer", id=customer_id, name="Lockwood, Ada")
    books.resync([pending(memo="New")], **HOLD)
    estimate = books.document("Estimate", "1001")
    assert (estimate["CustomerRef"]["value"], estimate["PrivateNote"][:3]) == (customer_id, "New")


def test_an_item_or_customer_made_inactive_since_stays_where_it_is(books):
    books.run([pending()], **HOLD)
    estimate = books.document("Estimate", "1001")
    item_id = estimate["Line"][0]["SalesItemLineDetail"]["ItemRef"]["value"]
    books.person("deactivate", kind="Item", id=item_id)
    books.person("deactivate", kind="Customer", id=estimate["CustomerRef"]["value"])
    rows = books.resync([pending(memo="New")], **HOLD)
    assert [change.field for row in rows for change in row.changes] == ["memo"]
    assert said(rows) == [("sales_order", "updated", "")]
    assert len(books.documents("Item")) == len({one["Name"] for one in books.documents("Item")})


def test_an_item_that_a_rule_names_and_quickbooks_lacks_is_made(books):
    books.run([pending()], **HOLD)
    rows = books.resync([by_other_rules(pending(), item="Mug of 2026")], **HOLD)
    assert ("line 1 item", "MUG-BLUE", "Mug of 2026 (new in QuickBooks)") in changes(rows)
    assert books.document("Estimate", "1001")["Line"][0]["SalesItemLineDetail"]["ItemRef"]["name"] == "Mug of 2026"


def test_what_the_rules_would_no_longer_make_is_said_and_left(books):
    books.run([paid()], INVOICES)
    rows = books.resync([paid()], INVOICES, skipped_by="Leave test orders out")
    assert said(rows) == [("invoice", "left", "not_made"), ("payment", "left", "not_made")]
    assert "Leave test orders out" in rows[0].reason and "by hand" in rows[0].remedy
    rows = books.resync([paid()], INVOICES, unpaid_by="PayPal invoices stay unpaid")
    assert said(rows) == [("payment", "left", "not_made")]
    assert "PayPal invoices stay unpaid" in rows[0].reason
    assert books.counts() == (0, 1, 1)


def test_what_the_rules_would_make_now_is_said_and_the_next_run_makes_it(books):
    books.run([paid()], invoice_held_by="A rule that was wrong")
    row = OrderRow(
        company=books.sandbox.realm,
        store="mugs",
        sync="mugs",
        order_id="id-1001",
        order_number="1001",
        order_hash="",
        state="held",
        reason="",
        remedy="",
        code="",
        store_total=4_765,
        currency="USD",
        run_id="run-1",
        seen_at=books.clock(),
    )
    books.ledger.orders.save([row])
    rows = books.resync([paid()])
    assert said(rows) == [("invoice", "missing", "missing"), ("payment", "missing", "missing")]
    assert books.ledger.orders.waiting("mugs", 10) == ("id-1001",)
    assert books.run([paid()]).outcomes() == [("invoice", "confirmed"), ("payment", "confirmed")]


def test_what_no_run_would_make_any_more_is_not_promised(books):
    books.run([shipped()], INVOICES)
    assert books.compare([shipped()], a_sync()) == []  # a sales order for what is invoiced already


def test_an_order_that_cannot_be_built_any_more_is_left_whole_with_its_reason(books):
    books.run([pending()], **HOLD)
    (row,) = books.resync([pending(customer=msgspec.structs.replace(pending().customer, name=""), bill_to=None, memo="New")])
    assert (row.kind, row.fate, row.code) == (None, Fate.left, "no_customer_name")


@pytest.mark.parametrize("when", ["deliver", "finish"])
@pytest.mark.parametrize("then", ["resync", "run"])
def test_killed_before_or_after_sending_every_document_is_updated_exactly_once(books, when, then):
    orders = [pending(str(number)) for number in range(40)]
    books.run(orders, **HOLD)
    changed = [msgspec.structs.replace(order, memo="New") for order in orders]
    with killed_at(when, 1):
        books.resync(changed, **HOLD)
    if then == "run":  # an ordinary run settles it as well
        assert books.run([*changed, pending("new")], **HOLD).outcomes() == [("sales_order", "confirmed")]
    books.resync(changed, **HOLD)
    tokens = {one["DocNumber"]: one["SyncToken"] for one in books.documents("Estimate")}
    assert {tokens[order.number] for order in orders} == {"1"}
    assert books.resync(changed, **HOLD) == []
    by_order = books.ledger.records.of_orders(books.sandbox.realm, "mugs", [order.order_id for order in orders])
    assert {record.sync_token for records in by_order.values() for record in records} == {"1"}


def test_after_a_kill_that_left_its_claims_behind_the_next_resync_waits_for_them_and_ends_the_work(books, monkeypatch):
    books.run([pending()], **HOLD)

    def die(*_):
        monkeypatch.setattr(Claims, "give_back", lambda *_: None)  # a killed process gives nothing back
        raise KeyboardInterrupt

    monkeypatch.setattr(batches, "deliver", die)
    with pytest.raises(KeyboardInterrupt):
        books.resync([pending(memo="New")], **HOLD)
    monkeypatch.undo()
    assert said(books.compare([pending(memo="New")], **HOLD)) == [("sales_order", "left", "unclear")]
    books.resync([pending(memo="New")], **HOLD)
    assert 80 < sum(books.slept) < 110
    estimate = books.document("Estimate", "1001")
    assert (estimate["SyncToken"], estimate["PrivateNote"][:3]) == ("1", "New")
    assert books.compare([pending(memo="New")], **HOLD) == []


@pytest.mark.parametrize("kind", ["cut_after_commit", "cut_mid_batch", "504", "lost_item"])
def test_lost_answers_double_nothing(books, kind):
    orders = [pending(str(number)) for number in range(40)]
    books.run(orders, **HOLD)
    changed = [msgspec.structs.replace(order, memo="New") for order in orders]
    books.fault(kind, count=4 if kind != "lost_item" else 1, path="/batch", after=1)
    books.resync(changed, **HOLD)
    books.sandbox.world.faults.clear()
    for _ in range(2):
        books.resync(changed, **HOLD)
    assert {one["SyncToken"] for one in books.documents("Estimate")} == {"1"}
    assert {one["PrivateNote"][:3] for one in books.documents("Estimate")} == {"New"}
    assert books.resync(changed, **HOLD) == []


def test_two_resyncs_at_once_update_once_and_a_run_beside_them_loses_nothing(books):
    orders = [pending(str(number)) for number in range(35)]
    books.run(orders, **HOLD)
    changed = [msgspec.structs.replace(order, memo="New") for order in orders]
    late = [msgspec.structs.replace(shipped(order.number), memo="New") for order in orders]
    rebuilt, planned = books.rebuild(changed, **HOLD), books.plan(late)
    agreed = quickbooks.compare(books.open(), a_sync(), rebuilt).rows
    companies = [books.open() for _ in range(3)]
    problems = []

    def work(job):
        try:
            job()
        except Exception as error:
            problems.append(error)

    jobs = [
        lambda: quickbooks.resync(companies[0], a_sync(), rebuilt, agreed),
        lambda: quickbooks.resync(companies[1], a_sync(), rebuilt, agreed),
        lambda: quickbooks.load(companies[2], a_sync(), planned),
    ]
    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    books.run(late)
    books.resync(late)
    assert problems == []
    assert books.counts() == (35, 35, 0)
    assert {one["TotalAmt"] for one in books.documents("Invoice")} == {TOTAL}
    assert all(int(one["SyncToken"]) <= 1 for one in books.documents("Estimate"))


def test_someone_who_edits_between_preview_and_update_is_not_overwritten(books):
    books.run([pending()], **HOLD)
    rebuilt = books.rebuild([pending(memo="New")], **HOLD)
    agreed = quickbooks.compare(books.open(), a_sync(), rebuilt).rows
    books.person("edit", doc_number="1001", note="Mine")
    rows = quickbooks.resync(books.open(), a_sync(), rebuilt, agreed)
    assert said(rows) == [("sales_order", "left", "edited")]
    assert books.document("Estimate", "1001")["PrivateNote"] == "Mine"
