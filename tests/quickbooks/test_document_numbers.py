"""Document numbers in a company: QuickBooks' own, and those that somebody else's document has."""

import pytest

from order_sync.errors import CompanyError
from tests.generators.companies import a_sync
from tests.generators.orders import SHIPPED, a_payment, an_order

SUFFIX = "numbers: {taken: suffix}\n"
OWN = "numbers: {by: quickbooks}\n"


def order(number="1001", **more):
    return an_order(**({"number": number, "shipped": SHIPPED, "payments": [a_payment(4_765)]} | more))


def custom_numbers(books, on):
    books.sandbox.company.documents["Preferences"]["1"]["SalesFormsPrefs"]["CustomTxnNumbers"] = on


def add_invoice(books, number, **more):
    fields = {"DocNumber": number, "CustomerRef": {"value": "1"}, "TxnDate": "2026-03-01", "Line": []}
    books.sandbox.company.add("Invoice", {**fields, "TotalAmt": 0, "Balance": 0, **more})


def numbers(books, kind="Invoice"):
    return [one.get("DocNumber") for one in books.documents(kind)]


@pytest.mark.parametrize("custom", [True, False])
def test_a_number_that_somebody_elses_invoice_has_refuses_the_order_and_is_never_overwritten(books, custom):
    custom_numbers(books, custom)
    add_invoice(books, "1001")
    result = books.run([order()])
    assert "1001 is used in QuickBooks by a document of 2026-03-01" in " ".join(result.reasons())
    assert "numbers: taken" in result.loaded[0].remedy
    assert numbers(books) == ["1001"]


@pytest.mark.parametrize("custom", [True, False])
def test_by_setting_it_gets_a_suffix_once_and_the_payment_goes_to_it(books, custom):
    custom_numbers(books, custom)
    for number in ("1001", "1001-2"):
        add_invoice(books, number)
    for _ in range(2):
        result = books.run([order()], a_sync(more=SUFFIX))
    assert (result.reasons(), sorted(numbers(books))) == ([], ["1001", "1001-2", "1001-3"])
    assert (numbers(books, "Estimate"), books.document("Invoice", "1001-3")["Balance"]) == (["1001"], 0)
    assert books.ledger.records.of_run("run-1")[1].document_number == "1001-3"


@pytest.mark.parametrize("custom", [True, False])
@pytest.mark.parametrize("kind", ["cut_after_commit", "cut_before_commit"])
def test_a_suffixed_invoice_whose_answer_was_lost_is_there_once(books, custom, kind):
    custom_numbers(books, custom)
    add_invoice(books, "1001")
    books.run([order("1")])  # customer and item are there
    books.fault(kind, count=4, path="/batch", after=2 if custom else 1)
    books.run([order()], a_sync(more=SUFFIX))
    books.sleep(300)
    result = books.run([order()], a_sync(more=SUFFIX))
    assert (result.reasons(), sorted(numbers(books))) == ([], ["1", "1001", "1001-2"])


def test_numbers_of_its_own_end_after_the_ninth(books):
    for number in ("1001", *(f"1001-{place}" for place in range(2, 10))):
        add_invoice(books, number)
    result = books.run([order()], a_sync(more=SUFFIX))
    assert "The number 1001-9 is used" in " ".join(result.reasons())


def test_quickbooks_numbers_the_documents_where_the_sync_says_so(books):
    custom_numbers(books, False)
    add_invoice(books, "5000")
    for _ in range(2):
        result = books.run([order("A"), order("B")], a_sync(more=OWN))
    assert result.reasons() == []
    assert len(numbers(books)) == 3 and all(number.isdigit() for number in numbers(books))
    assert all("Order #" in one["PrivateNote"] for one in books.documents("Invoice")[1:])
    assert {one.document_number for one in books.ledger.records.of_run("run-1") if one.kind == "invoice"} <= set(
        numbers(books)
    )


def test_it_needs_the_companys_custom_numbers_to_be_off(books):
    custom_numbers(books, True)
    with pytest.raises(CompanyError, match="custom transaction numbers"):
        books.plan([order()], a_sync(more=OWN))


@pytest.mark.parametrize("kind", ["cut_after_commit", "cut_before_commit", "cut_mid_batch"])
@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_document_without_a_number_of_ours_whose_answer_was_lost_is_there_once(books, kind, after):
    custom_numbers(books, False)
    books.run([order("1")], a_sync(more=OWN))
    books.fault(kind, count=4, path="/batch", after=after - 1)
    books.run([order("A"), order("B")], a_sync(more=OWN))
    books.sleep(300)
    result = books.run([order("A"), order("B")], a_sync(more=OWN))
    assert (result.reasons(), books.counts()) == ([], (3, 3, 3))
