"""From estimate to invoice: links on both sides, closing, and what ends a link."""

import pytest


def estimate(books, bodies, **more):
    return books.make("Estimate", bodies.form(**({"TxnStatus": "Accepted"} | more)))


def invoice_of(books, bodies, made, **more):
    return books.make("Invoice", bodies.form(LinkedTxn=[bodies.link(made, "Estimate")], **more))


def test_an_estimate_is_pending_unless_said_and_has_no_link_key(books, bodies):
    made = books.make("Estimate", bodies.form())
    assert made["TxnStatus"] == "Pending"
    assert "LinkedTxn" not in made


@pytest.mark.parametrize("kind", ["Invoice", "SalesReceipt"])
def test_a_linked_form_closes_the_estimate_without_a_new_sync_token(books, bodies, kind):
    made = estimate(books, bodies)
    books.control("clock", seconds=5)
    form = books.make(kind, bodies.form(LinkedTxn=[bodies.link(made, "Estimate")]))
    assert form["LinkedTxn"] == [{"TxnId": made["Id"], "TxnType": "Estimate"}]
    closed = books.read("Estimate", made["Id"])
    assert (closed["TxnStatus"], closed["SyncToken"]) == ("Closed", "0")
    assert closed["LinkedTxn"] == [{"TxnId": form["Id"], "TxnType": kind}]
    assert closed["MetaData"]["LastUpdatedTime"] > made["MetaData"]["LastUpdatedTime"]


@pytest.mark.parametrize(("switch", "status"), [("Converted", "Converted"), ("unchanged", "Accepted")])
def test_how_a_linked_estimate_ends_is_a_switch(books, bodies, switch, status):
    books.control("switches", estimate_after_invoice=switch)
    made = estimate(books, bodies)
    invoice = invoice_of(books, bodies, made)
    after = books.read("Estimate", made["Id"])
    assert (after["TxnStatus"], after["LinkedTxn"][0]["TxnId"]) == (status, invoice["Id"])


@pytest.mark.parametrize("status", ["Closed", "Rejected"])
def test_a_link_to_a_closed_or_rejected_estimate_is_dropped_in_silence(books, bodies, status):
    made = estimate(books, bodies, TxnStatus=status)
    assert invoice_of(books, bodies, made)["LinkedTxn"] == []
    assert "LinkedTxn" not in books.read("Estimate", made["Id"])


def test_an_estimate_is_linked_once(books, bodies):
    made = estimate(books, bodies)
    invoice_of(books, bodies, made)
    assert books.refused("Invoice", bodies.form(LinkedTxn=[bodies.link(made, "Estimate")]))["code"] == "620"


def test_an_invoice_names_one_estimate(books, bodies):
    links = [bodies.link(estimate(books, bodies), "Estimate") for _ in range(2)]
    assert books.refused("Invoice", bodies.form(LinkedTxn=links))["code"] == "620"


def test_the_estimate_must_be_of_the_same_customer(books, bodies):
    made = estimate(books, bodies)
    error = books.refused("Invoice", bodies.form(customer="2", LinkedTxn=[bodies.link(made, "Estimate")]))
    assert error["code"] == "6000"
    assert books.read("Estimate", made["Id"])["TxnStatus"] == "Accepted"


def test_a_sparse_update_keeps_the_link_and_a_full_one_without_it_ends_it(books, bodies):
    made = estimate(books, bodies)
    invoice = invoice_of(books, bodies, made)
    sparse = books.make("Invoice", {"Id": invoice["Id"], "SyncToken": "0", "sparse": True, "PrivateNote": "x"})
    assert sparse["LinkedTxn"] == invoice["LinkedTxn"]
    full = books.make("Invoice", bodies.form(Id=invoice["Id"], SyncToken="1"))
    assert full["LinkedTxn"] == []
    assert "LinkedTxn" not in books.read("Estimate", made["Id"])


@pytest.mark.parametrize("operation", ["delete", "void"])
@pytest.mark.parametrize(("reopens", "status"), [(False, "Closed"), (True, "Pending")])
def test_an_invoice_that_goes_takes_its_link_away(books, bodies, operation, reopens, status):
    books.control("switches", estimate_reopens=reopens)
    made = estimate(books, bodies)
    invoice = invoice_of(books, bodies, made)
    books.make("Invoice", {"Id": invoice["Id"], "SyncToken": "0"}, operation=operation)
    after = books.read("Estimate", made["Id"])
    assert (after["TxnStatus"], "LinkedTxn" in after) == (status, False)


def test_a_deleted_estimate_leaves_its_invoice_without_a_link(books, bodies):
    made = estimate(books, bodies)
    invoice = invoice_of(books, bodies, made)
    books.make("Estimate", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
    assert books.read("Invoice", invoice["Id"])["LinkedTxn"] == []


def test_a_closed_estimate_is_reported_by_change_data_capture(books, bodies):
    made = estimate(books, bodies)
    books.control("clock", seconds=60)
    invoice_of(books, bodies, made)
    since = books.read("Estimate", made["Id"])["MetaData"]["LastUpdatedTime"]
    answer = books.get("cdc", entities="Estimate", changedSince=since).json()
    assert [found["Id"] for found in answer["CDCResponse"][0]["QueryResponse"][0]["Estimate"]] == [made["Id"]]


def test_the_loader_may_close_an_estimate_itself(books, bodies):
    made = estimate(books, bodies)
    closed = books.make("Estimate", {"Id": made["Id"], "SyncToken": "0", "sparse": True, "TxnStatus": "Closed"})
    assert (closed["TxnStatus"], closed["SyncToken"]) == ("Closed", "1")
