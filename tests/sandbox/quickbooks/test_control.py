"""The control API and the command: a person's work, preferences, reset, start and stop."""

import json
import signal
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path

import pytest
import requests

from sandbox.quickbooks.intuit import Intuit
from sandbox.quickbooks.server import running

ROOT = Path(__file__).parents[3]


def person(books, **wish):
    return books.control("person", **wish)


@pytest.fixture
def estimate(books, bodies):
    lines = [bodies.line("10.00", Qty=2, UnitPrice=5), bodies.line("7.50", item="SHIPPING_ITEM_ID")]
    return books.make(
        "Estimate", bodies.form(DocNumber="W-1", Line=lines, TxnStatus="Accepted", TxnTaxDetail={"TotalTax": 1})
    )


def test_a_person_changes_a_lines_quantity(books, estimate):
    edited = person(books, do="edit_estimate", doc_number="W-1", line=1, quantity=3)
    assert (edited["TotalAmt"], edited["SyncToken"]) == (Decimal("23.50"), "1")


def test_a_person_who_says_nothing_more_adds_one_of_the_first_item(books, estimate):
    assert person(books, do="edit_estimate", doc_number="W-1")["TotalAmt"] == Decimal("23.50")


def test_a_person_changes_price_customer_and_tax_and_adds_a_line(books, estimate):
    wish = {"line": 1, "price": "6.00", "customer_id": "2", "tax": "2.00", "add_line": {"item_id": "11", "price": "4.00"}}
    edited = person(books, do="edit_estimate", id=estimate["Id"], **wish)
    assert edited["CustomerRef"]["name"] == "Blue Door Books"
    assert edited["TotalAmt"] == Decimal("25.50")


@pytest.mark.parametrize(("deed", "status"), [("reject", "Rejected"), ("close", "Closed"), ("reopen", "Pending")])
def test_a_person_changes_an_estimates_status(books, estimate, deed, status):
    assert person(books, do=deed, doc_number="W-1")["TxnStatus"] == status


def test_a_person_deletes_and_voids(books, bodies, estimate):
    person(books, do="delete", kind="Estimate", doc_number="W-1")
    assert books.documents("Estimate") == []
    invoice = books.make("Invoice", bodies.form())
    assert person(books, do="void", kind="Invoice", id=invoice["Id"])["TotalAmt"] == 0


def test_a_person_invoices_an_estimate_and_receives_the_money(books, estimate):
    invoice = person(books, do="invoice_estimate", doc_number="W-1", invoice_number="M-1")
    assert books.documents("Estimate")[0]["TxnStatus"] == "Closed"
    person(books, do="receive_payment", kind="Invoice", id=invoice["Id"])
    assert books.documents("Invoice")[0]["Balance"] == 0


def test_a_person_renames_and_deactivates_a_customer(books):
    assert person(books, do="rename", kind="Customer", id="2", name="Red Door")["DisplayName"] == "Red Door"
    assert person(books, do="deactivate", kind="Customer", id="2")["Active"] is False


def test_a_persons_work_costs_no_calls(books, estimate):
    before = books.calls()
    person(books, do="edit_estimate", doc_number="W-1")
    assert books.calls() == before


@pytest.mark.parametrize(
    "wish", [{"do": "dance"}, {"do": "delete", "doc_number": "none"}, {"do": "edit", "kind": "Nothing", "id": "1"}]
)
def test_a_wish_that_is_not_understood_is_told_why(sandbox, wish):
    answer = requests.post(f"{sandbox.url}/_sandbox/person", json=wish, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_preferences_change_and_are_read_through_the_api(books):
    books.control("preferences", SalesFormsPrefs={"AllowEstimates": False})
    prefs = books.get("preferences").json()["Preferences"]
    assert prefs["SalesFormsPrefs"]["AllowEstimates"] is False
    assert "BookCloseDate" not in prefs["AccountingInfoPrefs"]


@pytest.mark.parametrize("path", ["preferences", "switches"])
def test_unknown_settings_are_refused(sandbox, path):
    answer = requests.post(f"{sandbox.url}/_sandbox/{path}", json={"Nothing": {"at": "all"}}, timeout=5)
    assert answer.status_code == 400


def test_the_api_changes_preferences_but_not_what_is_read_only(books):
    body = {"SyncToken": "0", "sparse": True, "SalesFormsPrefs": {"AllowShipping": False, "AutoApplyCredit": True}}
    changed = books.make("Preferences", body)
    assert (changed["SalesFormsPrefs"]["AllowShipping"], changed["SalesFormsPrefs"]["AutoApplyCredit"]) == (False, False)


def test_a_reset_brings_the_seeded_company_back(books, sandbox, bodies):
    books.make("Invoice", bodies.form())
    books.control("switches", throttles=True)
    connection = books.control("reset")
    assert connection["refresh_token"] == sandbox.refresh_token
    assert books.documents("Invoice") == []
    assert books.calls()["calls"] == 0
    assert books.sandbox.company.switches.throttles is False


def test_many_clients_at_once_lose_nothing(sandbox, books, bodies):
    def work(name):
        with requests.Session() as session:
            session.headers["Authorization"] = books.session.headers["Authorization"]
            for n in range(10):
                answer = session.post(f"{books.base}/invoice", json=bodies.form(DocNumber=f"{name}-{n}"), timeout=10)
                assert answer.status_code == 200

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = books.documents("Invoice")
    assert len({document["Id"] for document in found}) == len({document["DocNumber"] for document in found}) == 80
    assert books.read("Customer", "1")["Balance"] == 80 * 35


def test_two_seeds_are_two_companies():
    with running(seed=1) as one, running(seed=2) as two:
        assert one.realm != two.realm
        assert one.refresh_token != two.refresh_token


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_says_where_it_is_and_stops_at_once(number):
    command = [sys.executable, "-m", "sandbox.quickbooks", "--port", "0", "--seed", "3"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        ready = json.loads(process.stdout.readline())
        assert ready.keys() == {"url", "realm", "client_id", "client_secret", "refresh_token"}
        held_open = requests.Session()
        assert held_open.get(f"{ready['url']}/.well-known/openid_configuration", timeout=5).status_code == 200
        process.send_signal(number)
        assert process.wait(timeout=3) == 0
        held_open.close()


def test_what_the_sandbox_was_started_with_is_there_again_after_a_reset_and_in_later_companies():
    intuit = Intuit(1)
    intuit.begin_with({"throttles": True}, [{"kind": "503", "rate": 0.5}])
    assert intuit.create("uk").company.switches.throttles
    for reset in (intuit.reset, intuit.first.reset):
        intuit.first.company.switches.change({"throttles": False})
        reset()
        assert intuit.first.company.switches.throttles
        assert [fault["kind"] for fault in intuit.faults.shown()] == ["503"]


def test_a_person_deposits_a_payment_for_real(books, bodies):
    payment = books.make("Payment", bodies.payment("30"))
    deposit = books.control("person", do="deposit", kind="Payment", id=payment["Id"])
    assert books.read("Deposit", deposit["Id"])["TotalAmt"] == 30
    kept = books.read("Payment", payment["Id"])
    assert kept["LinkedTxn"] == [{"TxnId": deposit["Id"], "TxnType": "Deposit"}]
    assert (kept["SyncToken"], kept["MetaData"]) == (payment["SyncToken"], payment["MetaData"])
    assert books.sandbox.company.ledger.balance(4) == 0
