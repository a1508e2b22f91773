"""Several companies side by side: seeded samples, clocks of their own or shared, pictures of them taken and put back."""

import json
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from sandbox.quickbooks.samples import SAMPLES
from sandbox.quickbooks.server import running

ROOT = Path(__file__).parents[3]


def into(books, company):
    """The client signs in to another company."""
    books.base = f"{books.sandbox.url}/v3/company/{company['realm']}"
    books.sign_in(company["refresh_token"])
    return company


def listed(books):
    return {each["realm"]: each for each in books.session.get(f"{books.sandbox.url}/_sandbox/companies", timeout=5).json()}


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_company_opens_and_has_what_its_country_has(books, sample):
    company = into(books, books.control("companies", sample=sample))
    info = books.get(f"companyinfo/{company['realm']}").json()["CompanyInfo"]
    assert (info["CompanyName"], info["Country"]) == (SAMPLES[sample].name, SAMPLES[sample].country)
    codes = {code["Name"] for code in books.query("select * from TaxCode")["TaxCode"]}
    assert codes >= {code.name for code in SAMPLES[sample].codes}
    assert ("TAX" in codes) == (info["Country"] == "US")
    assert books.query("select count(*) from Customer")["totalCount"] >= 4


def test_the_companies_of_two_samples_share_no_names_and_no_documents(books, bodies):
    made = books.make("Invoice", bodies.form(DocNumber="W-1"))
    into(books, books.control("companies", sample="us_tax"))
    assert books.query("select * from Invoice") == {}
    assert books.get(f"invoice/{made['Id']}").status_code == 400
    assert books.query("select * from Customer where DisplayName = 'Blue Door Books'") == {}


def test_a_canadian_company_sells_in_other_currencies(books, bodies):
    into(books, books.control("companies", sample="ca"))
    form = bodies.form(
        customer="4", CurrencyRef={"value": "USD"}, ExchangeRate="1.4", GlobalTaxCalculation="NotApplicable", DocNumber="W-1"
    )
    form["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] = {"value": _code(books, "Zero-rated")}
    invoice = books.make("Invoice", form)
    assert (invoice["CurrencyRef"]["value"], invoice["HomeTotalAmt"]) == ("USD", Decimal("49.00"))


def _code(books, name):
    return books.query(f"select * from TaxCode where Name = '{name}'")["TaxCode"][0]["Id"]


def test_each_company_has_its_own_clock_unless_it_shares_one(books):
    own = books.control("companies", sample="us")["realm"]
    sharing = books.control("companies", sample="us", clock_of=books.sandbox.realm)["realm"]
    books.control("clock", seconds=86_400 * 30)
    now = {realm: each["now"] for realm, each in listed(books).items()}
    assert now[sharing][:16] == now[books.sandbox.realm][:16]
    assert now[own][:10] < now[sharing][:10]


def test_a_clock_can_be_set_but_not_back(books):
    later = "2031-02-03T04:05:06-07:00"
    assert books.control("clock", now=later)["now"].startswith("2031-02-03T04:05")
    back = books.session.post(f"{books.sandbox.url}/_sandbox/clock", json={"now": "2030-01-01T00:00:00Z"}, timeout=5)
    assert back.status_code == 400
    assert "backwards" in back.json()["error"]


def test_one_company_is_reset_and_the_others_stay(books, bodies):
    second = books.control("companies", sample="us")
    books.make("Invoice", bodies.form())
    first = books.base
    into(books, second)
    books.make("Invoice", bodies.form())
    books.control(f"reset?realm={second['realm']}")
    assert listed(books)[second["realm"]]["documents"].get("Invoice") is None
    assert listed(books)[first.rpartition("/")[2]]["documents"]["Invoice"] == 1


def test_a_reset_of_everything_takes_added_companies_and_their_tokens_away(books):
    second = books.control("companies", sample="uk")
    books.control("reset")
    assert list(listed(books)) == [books.sandbox.realm]
    assert books.token(second["refresh_token"]).json()["error"] == "invalid_grant"
    assert books.control("companies", sample="uk")["realm"] == second["realm"]


def test_a_snapshot_is_put_back_with_numbers_ids_changes_and_answered_requests(books, bodies):
    first = books.make("Invoice", bodies.form(DocNumber="W-1"), requestid="r1")
    gone = books.make("Invoice", bodies.form(DocNumber="W-2"))
    books.post("invoice", {"Id": gone["Id"], "SyncToken": "0"}, operation="delete")
    since = first["MetaData"]["CreateTime"]
    changes = books.get("cdc", entities="Invoice,Customer", changedSince=since).json()["CDCResponse"]
    books.control("snapshot", name="before")

    books.post("invoice", {"Id": first["Id"], "SyncToken": "0"}, operation="delete")
    books.make("Invoice", bodies.form(DocNumber="W-3"))
    restored = books.control("restore", name="before")

    assert restored["documents"]["Invoice"] == 1
    assert books.read("Invoice", first["Id"]) == first
    assert books.read("Customer", "1")["Balance"] == Decimal("35.00")
    assert books.get("cdc", entities="Invoice,Customer", changedSince=since).json()["CDCResponse"] == changes
    assert books.make("Invoice", bodies.form(DocNumber="W-1"), requestid="r1") == first
    assert books.refused("Invoice", bodies.form(DocNumber="W-1"))["code"] == "6140"
    assert books.make("Invoice", bodies.form(DocNumber="W-3"))["Id"] == str(int(gone["Id"]) + 1)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("restore", {"name": "never"}),
        ("companies", {"sample": "moon"}),
        ("companies", {"clock_of": "1"}),
        ("apps", {"client_id": "nobody"}),
        ("reset?realm=1", {}),
        ("throttle", {"requests_a_minute": "many"}),
        ("throttle", {"naps_a_day": 1}),
        ("faults", {"kind": "503", "rate": 2}),
        ("faults", ["503"]),
        ("clock", [1]),
        ("clock", {"seconds": 1e300}),
        ("clock", {"now": "9999-01-01T00:00:00Z"}),
    ],
)
def test_what_cannot_be_done_is_told_why(books, path, body):
    answer = books.session.post(f"{books.sandbox.url}/_sandbox/{path}", json=body, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_the_same_seed_gives_the_same_companies():
    samples = ("us", "uk", "ca")
    with running(5, samples=samples) as one, running(5, samples=samples) as other:
        assert list(one.intuit.worlds) == list(other.intuit.worlds)
        assert one.intuit.oauth.shown() == other.intuit.oauth.shown()
        for realm in one.intuit.worlds:
            assert _books(one, realm) == _books(other, realm)


def _books(sandbox, realm):
    return [
        {name: value for name, value in document.items() if name != "MetaData"}
        for found in sandbox.intuit.company(realm).documents.values()
        for document in found.values()
    ]


def test_the_command_starts_several_companies_on_one_clock():
    command = [sys.executable, "-m", "sandbox.quickbooks", "--company", "us", "--company", "uk", "--one-clock"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        ready = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=3) == 0
    assert [company["sample"] for company in ready["companies"]] == ["us", "uk"]
    assert ready["companies"][0]["realm"] == ready["realm"]
