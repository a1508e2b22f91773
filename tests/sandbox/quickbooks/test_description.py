"""The sandbox's OpenAPI description and what the server does agree, both ways."""

import re
from itertools import product

import pytest
import requests

from sandbox.quickbooks.control import ACTIONS, PREFIX
from sandbox.quickbooks.control_companies import COMPANY_ACTIONS
from sandbox.quickbooks.description.controls import BODIES
from sandbox.quickbooks.description.entities import REQUIRED, operations
from sandbox.quickbooks.errors import Refusal
from sandbox.quickbooks.fields import FIELDS, KINDS, READERS
from sandbox.quickbooks.oauth import CONSENT_PATH, DISCOVERY_PATHS, KEYS_PATH, REVOKE_PATH, TOKEN_PATH, USER_PATH
from sandbox.quickbooks.readers import schema_of
from sandbox.quickbooks.reports.answering import REPORTS
from sandbox.quickbooks.reports.asked import KNOWN

METHODS = ("get", "post", "put", "delete", "patch")
OTHERS = ("Bill", "VendorCredit", "TimeActivity", "Nothing")  # of QuickBooks, or of nobody, but not of this sandbox
LINE = {"Amount": 5, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "10"}}}
ENTRY = [
    {
        "Amount": 5,
        "DetailType": "JournalEntryLineDetail",
        "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": account}},
    }
    for side, account in (("Debit", "35"), ("Credit", "79"))
]
DEPOSIT = [{"Amount": 5, "DetailType": "DepositLineDetail", "DepositLineDetail": {"AccountRef": {"value": "79"}}}]
LEAST = {  # of each kind the least that is taken
    "Customer": {"DisplayName": "A"},
    "Vendor": {"DisplayName": "B"},
    "Employee": {"DisplayName": "C"},
    "Item": {"Name": "D", "Type": "Service", "IncomeAccountRef": {"value": "79"}},
    "Account": {"Name": "E", "AccountType": "Bank"},
    "Class": {"Name": "F"},
    "Department": {"Name": "G"},
    "Term": {"Name": "H", "DueDays": 5},
    "PaymentMethod": {"Name": "I"},
    "TaxAgency": {"DisplayName": "J"},
    "Estimate": {"CustomerRef": {"value": "1"}, "Line": [LINE]},
    "Invoice": {"CustomerRef": {"value": "1"}, "Line": [LINE]},
    "CreditMemo": {"CustomerRef": {"value": "1"}, "Line": [LINE]},
    "SalesReceipt": {"Line": [LINE]},
    "RefundReceipt": {"DepositToAccountRef": {"value": "35"}, "Line": [LINE]},
    "Payment": {"CustomerRef": {"value": "1"}, "TotalAmt": 5},
    "Deposit": {"DepositToAccountRef": {"value": "35"}, "Line": DEPOSIT},
    "JournalEntry": {"Line": ENTRY},
    "Attachable": {"Note": "K"},
}


@pytest.fixture
def description(books):
    answer = books.session.get(f"{books.sandbox.url}/openapi.json", timeout=5)
    assert answer.headers["Content-Type"] == "application/json"
    return answer.json()


def described_as(description, method, path):
    """The templates in the description that the path fits; none where it is not described."""
    return [
        template
        for template, item in description["paths"].items()
        if method in item and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template).lower(), path.lower())
    ]


def is_served(answer):
    """Whether a path led anywhere: QuickBooks' word for one that does not, or the control's or the sign-in's 404."""
    if answer.status_code == 404:
        return False
    return not (answer.status_code == 400 and "Could not find resource for relative" in answer.text)


def routes(realm):
    """Every path that could be one, of the API, the controls and the sign-in."""
    company = f"/v3/company/{realm}"
    for kind in (*KINDS, *OTHERS):
        for rest in ("", "/1", "/1/pdf", "/1/send", "/1/nothing", "/1/pdf/1"):
            yield f"{company}/{kind.lower()}{rest}"
    for name in ("query", "batch", "cdc", "taxservice", "taxservice/taxcode", "taxservice/1", "upload", "", "query/1"):
        yield f"{company}/{name}"
    for name in (*(report.name for report in REPORTS.values()), "VendorBalance", ""):
        yield f"{company}/reports/{name}"
    for path in {path for _, path in (*ACTIONS, *COMPANY_ACTIONS)} | {"", "/nothing"}:
        yield PREFIX + path
    yield from (*DISCOVERY_PATHS, CONSENT_PATH, TOKEN_PATH, REVOKE_PATH, USER_PATH, KEYS_PATH)
    yield from ("/", "/nothing", "/openapi.json", "/openapi.json/1", "/v3", "/oauth2", "/window", f"/window/{realm}")


def test_each_route_is_served_exactly_if_it_is_described(books, description):
    found = {}
    for path, method in product(routes(books.sandbox.realm), METHODS):
        if path == f"{PREFIX}/disconnect":  # it would end the session
            continue
        answer = books.session.request(
            method, books.sandbox.url + path, data="[]", headers={"Content-Type": "application/json"}, timeout=5
        )
        if path.startswith(PREFIX):
            books.sandbox.intuit.faults.clear()
            if (method, path) == ("post", f"{PREFIX}/reset"):
                books.sign_in(books.sandbox.refresh_token)
        found[method, path] = is_served(answer)
    wrong = {route for route, served in found.items() if served != bool(described_as(description, *route))}
    assert wrong == set()
    tried = {template for route in found for template in described_as(description, *route)}
    untried = {template for template in description["paths"] if not template.startswith("/window/")} - tried
    assert untried == {f"{PREFIX}/disconnect"}


def test_each_reference_leads_to_a_schema_and_each_operation_has_its_own_id(description):
    text = requests.compat.json.dumps(description)
    schemas = description["components"]["schemas"]
    assert {name for name in re.findall(r'"#/components/schemas/([^"]+)"', text)} <= schemas.keys()
    ids = re.findall(r'"operationId": "([^"]+)", "tags"', text)
    assert len(ids) == len(set(ids)) > 100


def test_the_companies_that_there_are_stand_in_the_description(books):
    made = books.control("companies", sample="uk")
    paths = books.session.get(f"{books.sandbox.url}/openapi.json", timeout=5).json()["paths"]
    (realm,) = paths["/v3/company/{realmId}/query"]["parameters"]
    assert realm["schema"]["enum"] == [books.sandbox.realm, made["realm"]]


@pytest.mark.parametrize("kind", LEAST)
def test_what_is_said_to_be_required_is_required_and_suffices(kind, books):
    for required in REQUIRED[kind]:
        names = (required,) if isinstance(required, str) else required
        body = {name: value for name, value in LEAST[kind].items() if name not in names}
        assert books.post(kind.lower(), body).status_code == 400, f"a {kind} without {names}"
    books.make(kind, LEAST[kind])


@pytest.mark.parametrize("kind", LEAST)
def test_the_operations_that_a_kind_is_said_to_know_are_those_it_knows(kind, books):
    known = set()
    for operation in ("create", "update", "delete", "void", "merge"):
        body = dict(LEAST[kind])
        if operation != "create":
            name = {f: f"{body[f]} {operation}" for f in ("Name", "DisplayName") if f in body}
            made = books.make(kind, {**body, **name})
            body |= {**name, "Id": made["Id"], "SyncToken": made["SyncToken"]}
        if is_served(books.post(kind.lower(), body, operation=operation)):
            known.add(operation)
    assert known == set(operations(kind))


def test_all_kinds_but_those_that_are_always_there_are_tried():
    assert set(FIELDS) - set(LEAST) == {"CompanyInfo", "CompanyCurrency", "ExchangeRate"}


@pytest.mark.parametrize("report", [report.name for report in REPORTS.values()])
def test_a_report_is_said_to_know_the_parameters_that_it_does_not_refuse(report, books, description):
    (described,) = (item["get"] for path, item in description["paths"].items() if path.endswith(f"/reports/{report}"))
    said = {parameter["name"] for parameter in described["parameters"]}
    refused = {name for name in KNOWN if "has no parameter" in books.get(f"reports/{report}", **{name: "x"}).text}
    assert said == KNOWN - refused


def test_a_control_is_said_to_have_a_body_if_it_reads_one(books):
    read = set()
    for method, path in (*ACTIONS, *COMPANY_ACTIONS):
        if method == "POST":
            answer = books.session.post(f"{books.sandbox.url}{PREFIX}{path}", data="[]", timeout=5)
            read |= {path} if answer.status_code == 400 else set()
    assert read == set(BODIES)


def takes(kind, name, value):
    try:
        READERS[kind]({name: value}, kind)
    except Refusal:
        return False
    return True


def within(schema):
    """Values on the bounds of a property, and next to each of them one beyond."""
    if "maxLength" in schema and "format" not in schema:
        yield "a" * schema["maxLength"], "a" * (schema["maxLength"] + 1)
    for word in schema.get("enum", []):
        yield word, f"{word}?"
    for bounds in (schema, *schema.get("anyOf", [])):
        if "maximum" in bounds:
            yield from ((bounds["minimum"], bounds["minimum"] - 1), (bounds["maximum"], bounds["maximum"] + 1))
    if schema.get("format") == "date":
        yield "2026-02-28", "2026-02-30"
    if schema.get("type") == "object":
        yield {}, {"nothing": 1}


@pytest.mark.parametrize("kind", FIELDS)
def test_the_bounds_of_each_property_are_those_by_which_it_is_read(kind):
    for name, schema in schema_of(READERS[kind])["properties"].items():
        for good, bad in within(schema):
            assert takes(kind, name, good), (name, good)
            assert not takes(kind, name, bad), (name, bad)
        if "pattern" in schema:
            assert not takes(kind, name, "a:b"), name
