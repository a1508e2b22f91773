"""What a run did can be seen with one's eyes: every page of the window, in a real browser."""

import pytest

from tests.sandbox.quickbooks.browser.test_consent_in_browser import HOSTILE
from tests.sandbox.quickbooks.conftest import Bodies, Books


@pytest.fixture
def books(sandbox):
    client = Books(sandbox)
    yield client
    client.session.close()


@pytest.fixture
def sold(books):
    """A sales order, its invoice and a payment of a part, made in batches as a loader does; one item is refused."""
    order = {"bId": "o", "operation": "create", "Estimate": Bodies.form("2035.50", DocNumber="W-1")}
    wrong = {"bId": "x", "operation": "create", "Estimate": {"CustomerRef": {"value": "999"}, "Line": [Bodies.line("1.00")]}}
    order = books.batch(order, wrong)["o"]["Estimate"]
    form = Bodies.form("2035.50", DocNumber="W-1", PrivateNote="first", LinkedTxn=[Bodies.link(order, "Estimate")])
    invoice = books.batch({"bId": "i", "operation": "create", "Invoice": form})["i"]["Invoice"]
    payment = Bodies.payment("2000.00", ("2000.00", invoice, "Invoice"))
    return books.batch({"bId": "p", "operation": "create", "Payment": payment})["p"]["Payment"]


def test_one_finds_the_way_from_the_companies_to_an_invoice_its_payment_and_back(plain_browser, sandbox, sold):
    plain_browser.open(f"{sandbox.url}/window")
    assert [row[1] for row in plain_browser.rows()] == list(sandbox.intuit.worlds)
    plain_browser.follow("Sandbox Trading Company")
    assert ["Invoices", "1"] in plain_browser.rows()
    plain_browser.follow("Invoices")
    (row,) = plain_browser.rows()
    assert row == [
        "W-1",
        sold["TxnDate"],
        "Amy's Bird Sanctuary",
        "2,035.50",
        "35.50",
        "partly paid",
        f"Sales order W-1, Payment no. {sold['Id']}",
    ]
    plain_browser.follow("W-1")
    assert plain_browser.title == "Invoice W-1"
    assert "Accounts Receivable (A/R)" in plain_browser.text and "first" in plain_browser.text
    assert ["Pest Control", "", "", "", "NON", "2,035.50"] in plain_browser.rows()
    plain_browser.follow(f"Payment no. {sold['Id']}")
    assert ["for Invoice W-1", "", "", "", "", "2,000.00"] in plain_browser.rows()
    plain_browser.follow("Invoice W-1")
    plain_browser.follow("Sales order W-1")
    assert "it does not post" in plain_browser.text
    plain_browser.follow("Amy's Bird Sanctuary")
    assert all(word in plain_browser.text for word in ("Sales orders", "Invoices", "Payments", "35.50"))


def test_a_batch_is_shown_item_by_item_with_what_came_of_each_and_both_bodies(browser, sandbox, sold):
    browser.open(f"{sandbox.url}/window/{sandbox.realm}/calls")
    asked = {row[3]: row[4] for row in browser.rows() if row[2] == "POST batch"}
    assert asked == {"2 × create Estimate": "200, 1 refused", "1 × create Invoice": "200", "1 × create Payment": "200"}
    (number,) = [row[0] for row in browser.rows() if row[3] == "2 × create Estimate"]
    browser.follow(number)
    first, second = browser.rows()
    assert first == ["o", "create Estimate", "Sales order W-1"]
    assert second[:2] == ["x", "create Estimate"] and second[2].startswith("2500 ")
    sent, answered = browser.find("pre")
    assert '"BatchItemRequest"' in sent.text and '"TotalAmt": 2035.50' in answered.text
    assert browser.complaints() == []


def test_counters_and_the_general_ledger_of_a_company_are_on_its_page(browser, sandbox, sold):
    browser.open(f"{sandbox.url}/window/{sandbox.realm}")
    numbers = {
        cells[0].text: cells[1].text
        for row in browser.find("tbody tr")
        if len(cells := row.find_elements("tag name", "td")) > 1
    }
    assert (numbers["items"], numbers["refused"], numbers["Invoices"]) == ("4", "1", "1")
    assert numbers["Accounts Receivable (A/R)"] == "35.50"
    assert [cell.text for cell in browser.find("tfoot td")] == ["", "2,035.50", "2,035.50"]
    assert browser.complaints() == []


def test_every_page_fits_a_phone_and_asks_for_nothing_else(browser, sandbox, sold):
    home = f"{sandbox.url}/window/{sandbox.realm}"
    kinds = [f"{home}/{kind}" for kind in sandbox.company.documents]
    each = [f"{home}/{kind}/{next(iter(found))}" for kind, found in sandbox.company.documents.items() if found]
    calls = [f"{home}/calls", *(f"{home}/calls/{call.number}" for call in sandbox.intuit.log.newest(sandbox.realm))]
    counted = sandbox.world.calls.shown()
    browser.be_a_phone()
    for address in (f"{sandbox.url}/window", home, f"{home}/deleted", *kinds, *each, *calls):
        browser.open(address)
        assert browser.title and not browser.overflows(), address
    assert browser.complaints() == []
    assert sandbox.world.calls.shown() == counted
    assert len(sandbox.intuit.log.newest(sandbox.realm)) + 2 == len(calls) + 1


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: name[:12])
def test_what_is_written_in_books_is_shown_as_it_is_and_does_nothing(browser, sandbox, books, name):
    with sandbox.intuit.lock, sandbox.company.atomic():
        customer = sandbox.company.documents["Customer"]["1"]
        sandbox.company.replace("Customer", customer, {**customer, "DisplayName": name, "FullyQualifiedName": name})
    line = {**Bodies.line("35.00"), "Description": name}
    invoice = books.make("Invoice", {"CustomerRef": {"value": "1"}, "Line": [line], "PrivateNote": name})
    home = f"{sandbox.url}/window/{sandbox.realm}"
    browser.be_a_phone()
    for path in ("Customer", "Customer/1", "Invoice", f"Invoice/{invoice['Id']}", "calls", f"calls/{last_call(sandbox)}"):
        browser.open(f"{home}/{path}")
        seen = name.lstrip("\u202e") if path.startswith("calls/") else name  # JSON shows what does not print as \\u202e
        assert path == "calls" or seen in browser.text.replace('\\"', '"')
        assert not browser.overflows(), path
        assert browser.driver.execute_script("return window.struck") is None
        assert not browser.find("img, script, b")
    browser.open(f"{home}/Invoice")
    assert name in browser.text
    assert browser.complaints() == []


def last_call(sandbox):
    return sandbox.intuit.log.newest(sandbox.realm)[0].number


def test_long_lists_are_paged_newest_first(browser, sandbox, books):
    for first in range(0, 240, 30):
        items = [
            {"bId": str(n), "operation": "create", "Invoice": Bodies.form(DocNumber=f"L-{n}")}
            for n in range(first, first + 30)
        ]
        books.batch(*items)
    browser.open(f"{sandbox.url}/window/{sandbox.realm}/Invoice")
    assert browser.rows()[0][0] == "L-239" and "1 to 100 of 240" in browser.text
    browser.follow("oldest")
    assert browser.rows()[-1][0] == "L-0" and "201 to 240 of 240" in browser.text
    browser.follow("newer")
    assert browser.rows()[0][0] == "L-139"
    browser.open(f"{sandbox.url}/window/{sandbox.realm}/Invoice?start=999")
    assert "240 in all" in browser.text
