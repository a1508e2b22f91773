"""Every code of Intuit's table (reference section 5.2): provoked over HTTP, or listed with the reason why it cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from sandbox.quickbooks.errors import MESSAGES
from tests.sandbox.quickbooks.conftest import Bodies, Books, line

Provoke = Callable[[Books], requests.Response]
form, payment, link = Bodies.form, Bodies.payment, Bodies.link


@dataclass(frozen=True)
class Case:
    """How an error is provoked, and what is answered: HTTP status, fault type, detail (a pattern) and element."""

    code: str
    provoke: Provoke
    detail: str
    element: str | None = ""  # None: the key is not there, or (gateway) it is null
    status: int = 400
    type: str = "ValidationFault"
    gateway: bool = False  # in the gateway's lower-case shape


def posted(kind: str, body: Any, **parameters: str) -> Provoke:
    return lambda books: books.post(kind, body, **parameters)


def asked(path: str, **parameters: str) -> Provoke:
    return lambda books: books.get(path, **parameters)


def struck(kind: str, provoke: Provoke) -> Provoke:
    """With a fault switched on."""

    def perform(books: Books) -> requests.Response:
        books.control("faults", kind=kind)
        return provoke(books)

    return perform


def switched(provoke: Provoke, **switches: Any) -> Provoke:
    def perform(books: Books) -> requests.Response:
        books.control("switches", **switches)
        return provoke(books)

    return perform


def preferring(provoke: Provoke, **section: dict[str, Any]) -> Provoke:
    def perform(books: Books) -> requests.Response:
        books.control("preferences", **section)
        return provoke(books)

    return perform


def in_company(sample: str, provoke: Provoke) -> Provoke:
    return lambda books: provoke(books.company(sample))


def with_header(value: str) -> Provoke:
    def perform(books: Books) -> requests.Response:
        books.session.headers["Authorization"] = value
        return books.get("preferences")

    return perform


def of_another_company(books: Books) -> requests.Response:
    other = books.company("uk")
    return books.session.get(f"{other.base}/preferences", timeout=5)


def as_text(books: Books) -> requests.Response:
    return books.session.post(f"{books.base}/invoice", data="x", headers={"Content-Type": "text/plain"}, timeout=5)


def twice(kind: str, first: dict[str, Any], second: dict[str, Any], **parameters: str) -> Provoke:
    def perform(books: Books) -> requests.Response:
        assert books.post(kind, first, **parameters).status_code == 200
        return books.post(kind, second, **parameters)

    return perform


def changed(kind: str, id: str, **changes: Any) -> Provoke:
    return posted(kind, {"Id": id, "SyncToken": "0", "sparse": True, **changes})


def second_link(books: Books) -> requests.Response:
    estimate = books.make("Estimate", form())
    linked = form(LinkedTxn=[link(estimate, "Estimate")])
    books.make("Invoice", linked)
    return books.post("invoice", linked)


def paid_deletion(books: Books) -> requests.Response:
    invoice = books.make("Invoice", form())
    books.make("Payment", payment("35", ("35", invoice, "Invoice")))
    return books.post("invoice", {"Id": invoice["Id"], "SyncToken": "0"}, operation="delete")


def owing_customer(books: Books) -> requests.Response:
    books.make("Invoice", form())
    return books.post("customer", {"Id": "1", "SyncToken": "0", "sparse": True, "Active": False})


def paid_by_parent(books: Books) -> requests.Response:
    child = books.make("Customer", {"DisplayName": "Branch", "Job": True, "ParentRef": {"value": "1"}})
    invoice = books.make("Invoice", form(customer=child["Id"]))
    books.make("Payment", payment("35", ("35", invoice, "Invoice")))
    moved = {"Id": child["Id"], "SyncToken": "0", "sparse": True, "ParentRef": {"value": "2"}}
    return books.post("customer", moved)


def sixth_level(books: Books) -> requests.Response:
    above: dict[str, Any] = {}
    for number in range(6):
        answer = books.post("class", {"Name": f"Level {number}", **above})
        above = {"SubClass": True, "ParentRef": {"value": answer.json().get("Class", {}).get("Id")}}
    return answer


def own_grandchild(books: Books) -> requests.Response:
    child = books.make("Customer", {"DisplayName": "Branch", "Job": True, "ParentRef": {"value": "1"}})
    below = {"Id": "1", "SyncToken": "0", "sparse": True, "Job": True, "ParentRef": {"value": child["Id"]}}
    return books.post("customer", below)


def purchases_code(books: Books) -> requests.Response:
    rate = {"TaxRateName": "Bought", "RateValue": 20, "TaxAgencyId": 1, "TaxApplicableOn": "Purchase"}
    code = books.post("taxservice/taxcode", {"TaxCode": "Bought only", "TaxRateDetails": [rate]}).json()["TaxCodeId"]
    sold = line(5, TaxCodeRef={"value": code})
    return books.post("invoice", form(Line=[sold], GlobalTaxCalculation="TaxExcluded"))


def made_before_it_was_stocked(books: Books) -> requests.Response:
    item = books.make("Item", {**STOCKED, "QtyOnHand": 5})
    return books.post("invoice", form(Line=[line(5, item=item["Id"])], TxnDate="2025-12-31"))


def deposited_void(books: Books) -> requests.Response:
    receipt = books.make("SalesReceipt", form())
    taken = {"Amount": 35, "LinkedTxn": [{**link(receipt, "SalesReceipt"), "TxnLineId": "0"}]}
    books.make("Deposit", {"DepositToAccountRef": {"value": "35"}, "Line": [taken]})
    return books.post("salesreceipt", {"Id": receipt["Id"], "SyncToken": "0"}, operation="void")


def throttled(books: Books) -> requests.Response:
    books.control("switches", throttles=True)
    books.control("throttle", requests_a_second_of_an_app=1)
    answers = [books.get("preferences") for _ in range(3)]
    return next(answer for answer in answers if answer.status_code != 200)


def updated_custom_tax(books: Books) -> requests.Response:
    made = books.make("Invoice", form())
    return books.post("invoice", {**form(TxnTaxDetail=CUSTOM_TAX), "Id": made["Id"], "SyncToken": "0"})


def entry(**changes: Any) -> dict[str, Any]:
    detail = {"PostingType": "Debit", "AccountRef": {"value": "35"}}
    other = {"PostingType": "Credit", "AccountRef": {"value": "1"}}
    detail.update(changes.pop("detail", {}))
    first = {"Amount": 5, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail, **changes}
    second = {"Amount": 5, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": other}
    return {"Line": [first, second]}


def discount(**values: Any) -> dict[str, Any]:
    return {"DetailType": "DiscountLineDetail", "DiscountLineDetail": {}, **values}


def batch(number: int, **more: Any) -> dict[str, Any]:
    return {"BatchItemRequest": [{"bId": str(place), "Query": "select * from Term"} for place in range(number)], **more}


def bundle_of_none(books: Books) -> requests.Response:
    members = {"ItemGroupLine": [{"ItemRef": {"value": "10"}, "Qty": 2}]}
    bundle = books.make("Item", {"Name": "Set", "Type": "Group", "ItemGroupDetail": members})
    detail = {"GroupItemRef": {"value": bundle["Id"]}, "Quantity": -1}
    return books.post("invoice", form(Line=[{"DetailType": "GroupLineDetail", "GroupLineDetail": detail}]))


STOCKED = {
    "Name": "Widget",
    "Type": "Inventory",
    "TrackQtyOnHand": True,
    "InvStartDate": "2026-01-01",
    "AssetAccountRef": {"value": "81"},
    "ExpenseAccountRef": {"value": "80"},
    "IncomeAccountRef": {"value": "79"},
}
CUSTOM_TAX = {"TxnTaxCodeRef": {"value": "CustomSalesTax"}}
CARD = {"CreditChargeInfo": {"Number": "4111 1111 1111 1111", "CcExpiryMonth": 1}}
MISSING = {"value": "999"}
NUMBER = r"should be a valid number\. Supplied value:"
LENGTH = r"String length specified does not match the supported length\. "

CASES = [
    Case("500", asked("customer/1/5"), r"Operation Could not find resource for relative : /v3/company/\d+/customer/1/5 .*"),
    Case("500", posted("estimate", {"Id": "1", "SyncToken": "0"}, operation="void"), r".* is not supported\.", ""),
    Case(
        "600",
        switched(twice("invoice", form(1), form(2), requestid="r1"), request_id_reused="refused"),
        r"Duplicate Request ID : r1 .*",
    ),
    Case("610", asked("invoice/999"), r"Object Not Found : Something you're trying to use has been made inactive\. .*"),
    Case("620", second_link, r"Txn ID cannot be linked : .*", "LinkedTxn"),
    Case(
        "630",
        twice(
            "account",
            {"Name": "A", "AccountType": "Bank", "AcctNum": "7"},
            {"Name": "B", "AccountType": "Bank", "AcctNum": "7"},
        ),
        r"Duplicate Object : AcctNum 7 .*",
        "AcctNum",
    ),
    Case("700", posted("class", {"Name": "x", "SubClass": True, "ParentRef": MISSING}), r"Parent Reference .*", "ParentRef"),
    Case("800", paid_deletion, r"The Invoice has payments applied to it: .*"),
    Case("900", own_grandchild, r"Customer 1 cannot be its own parent or child", "ParentRef"),
    Case("1040", posted("batch", batch(31)), r"Batch size exceeds allowed limit : 31 items, at most 30 are allowed"),
    Case("1050", as_text, r"Invalid content type : text/plain; .*"),
    Case(
        "2000",
        asked("cdc", entities="Teapot", changedSince="2026-01-01"),
        r"Object Name: Teapot specified is unsupported or invalid",
        "entities",
    ),
    Case(
        "2010",
        posted("invoice", form(BadJson=1)),
        r'Property Name:Unrecognized field "BadJson" \(class com\.intuit\.schema\.finance\.v3\.Invoice\), '
        r"not marked as ignorable \(\d+ known properties.*\)\n specified is unsupported or invalid",
        None,
    ),
    Case(
        "2020", posted("payment", {"CustomerRef": {"value": "1"}}), r"Required parameter TotalAmt is missing .*", "TotalAmt"
    ),
    Case("2030", asked("customer/1.5"), r"Id should be a valid number\. Supplied value:1\.5", "Id"),
    Case("2040", posted("customer", {"DisplayName": "a:b"}), r"DisplayName contains .*", "DisplayName"),
    Case(
        "2050",
        posted("invoice", form(DocNumber="x" * 22)),
        LENGTH + r"Min:0 Max:21 supported\. Supplied length:22",
        "DocNumber",
    ),
    Case(
        "2050",
        posted("invoice", form(CustomerMemo={"value": "x" * 1016})),
        LENGTH + r"Min:0 Max:1,000 supported\. Supplied length:1,016",
        "Customer Memo",
    ),
    Case("2060", posted("invoice", form(TxnDate="31.01.2026")), r"Date 31\.01\.2026 supplied in TxnDate .*", "TxnDate"),
    Case("2070", posted("invoice", form(TxnDate="2026-02-30")), r"TxnDate .* Supplied value:2026-02-30", "TxnDate"),
    Case("2080", posted("term", {"Name": "x", "DueDays": "soon"}), rf"DueDays {NUMBER}soon", "DueDays"),
    Case("2090", posted("term", {"Name": "x", "DueDays": 1.5}), r"DueDays .* Supplied value:1\.5", "DueDays"),
    Case("2100", posted("invoice", form(Line=[line("much")])), rf"Amount {NUMBER}much", "Amount"),
    Case("2110", posted("invoice", form(Line=[line("1.123456")])), r"Amount has more digits .*", "Amount"),
    Case("2120", posted("item", {"Name": "x", "Type": "Toy"}), r"Toy is not a value of Type; .*", "Type"),
    Case("2130", posted("invoice", form(), requestid="x" * 51), r"You cannot enter more than 50 characters .*"),
    Case("2140", posted("payment", payment("-1")), r"Amount must be 0 or greater", "TotalAmt"),
    Case(
        "2150",
        posted("invoice", form(Line=[line(5), discount(DiscountLineDetail={"PercentBased": True, "DiscountPercent": 101})])),
        r"DiscountPercent .* Supplied value:101",
        "DiscountPercent",
    ),
    Case("2160", bundle_of_none, r"Quantity of a bundle .* Supplied value:-1", "Quantity"),
    Case("2170", posted("invoice", form(PrintStatus="Soon")), r"Soon is not a value of PrintStatus; .*", "PrintStatus"),
    Case(
        "2190", asked("reports/TrialBalance", start_date="2026-02-01", end_date="2026-01-01"), r"start_date .*", "start_date"
    ),
    Case("2200", posted("customer", {"DisplayName": "x", "WebAddr": {"URI": "no address"}}), r"Website address .*", "URI"),
    Case(
        "2210",
        posted("invoice", form(BillEmail={"Address": "nobody"})),
        r"Email Address does not conform to the syntax rules of RFC 822\. Supplied value:nobody",
        "Address",
    ),
    Case("2220", posted("invoice", form(CurrencyRef={"value": "XXX"})), r"Currency XXX is not supported", "CurrencyRef"),
    Case(
        "2230", posted("customer", {"DisplayName": "x", "Taxable": "maybe"}), r"Taxable .* Supplied value:maybe", "Taxable"
    ),
    Case("2240", posted("term", {"Name": "x", "DueDays": 1000}), r"DueDays .* Supplied value:1000", "DueDays"),
    Case(
        "2250",
        posted("journalentry", {"Line": entry()["Line"][:1]}),
        r"A journal entry needs at least one debit line and one credit line",
        "Line",
    ),
    Case("2260", posted("journalentry", entry(detail={"PostingType": ""})), r"PostingType .*", "PostingType"),
    Case(
        "2270",
        posted("journalentry", entry(detail={"TaxCodeRef": {"value": "TAX"}})),
        r"TaxApplicableOn .*",
        "TaxApplicableOn",
    ),
    Case(
        "2280",
        posted("journalentry", entry(detail={"TaxCodeRef": {"value": "TAX"}, "TaxApplicableOn": "Sales"})),
        r"TaxAmount is required .*",
        "TaxAmount",
    ),
    Case("2290", posted("journalentry", entry(Amount=-5)), r"Negative amounts .*", "Amount"),
    Case("2300", posted("journalentry", entry(Amount=6)), r"Debits 6\.00 do not equal credits 5\.00", "Line"),
    Case("2500", posted("invoice", form(customer="999")), r"Invalid Reference Id : Names element id 999 not found"),
    Case("2600", posted("term", {"Name": "x", "DueDays": 1, "DayOfMonthDue": 1}), r"A term has .*", "DueDays"),
    Case(
        "3000",
        posted("invoice", form(CustomField=[{"DefinitionId": "4", "Type": "StringType", "StringValue": "x"}])),
        r"There is no custom field with DefinitionId 4",
        "DefinitionId",
    ),
    Case("3001", throttled, r"The request limit was reached\.  Try again later", status=429, type="SERVICE"),
    Case("3001", struck("429", asked("preferences")), r"The request .*", status=429, type="SERVICE"),
    Case(
        "3001",
        switched(struck("429", asked("preferences")), throttle_body="fault"),
        r"The request limit was reached\.  Try again later",
        element=None,
        status=429,
        type="SERVICE",
        gateway=True,
    ),
    Case("3100", of_another_company, "", None, 403, "SERVICE", gateway=True),
    Case("3200", with_header("Bearer stale"), r"Token expired: .*", None, 401, "AUTHENTICATION", gateway=True),
    Case("3202", with_header("Bearer "), r".*oauth_token.*", None, 401, "AUTHENTICATION", gateway=True),
    Case("4000", asked("query", query="select"), r"QueryParserError: Encountered .*"),
    Case(
        "4001",
        asked("query", query="select * from Customer startposition 0"),
        r"QueryValidationError: value 0 is too small\. Min allowed value is 1",
    ),
    Case("5010", changed("customer", "1", SyncToken="7"), r"Stale Object Error : You and .* so your work was not saved\."),
    Case(
        "5030",
        preferring(posted("estimate", form()), SalesFormsPrefs={"AllowEstimates": False}),
        r"Feature Not Supported : estimates .*",
    ),
    Case(
        "6000",
        posted("invoice", form(Line=[line(5), discount(Amount=6)])),
        r"Business Validation Error: Transaction amount must be 0 or greater\.",
    ),
    Case("6010", posted("account", {"Name": "x"}), r"AccountType or AccountSubType is required", "AccountType"),
    Case(
        "6070",
        posted("invoice", form(Line=[line("1861.07", Qty=128.35, UnitPrice=14.5)])),
        r"Amount is not equal to UnitPrice \* Qty\. Supplied value:1,861\.07",
        "Line.Amount",
    ),
    Case("6080", posted("customer", {"Notes": "x"}), r"At least one of Title, .*"),
    Case("6090", posted("invoice", form(Line=[line(5), discount()])), r"A discount line needs .*", "DiscountLineDetail"),
    Case("6100", posted("invoice", form(Line=[line(5, TaxCodeRef={"value": "2"})])), r"Invalid tax code 2 .*", "TaxCodeRef"),
    Case("6130", paid_by_parent, r"You can't change who this customer bills with: .*", "ParentRef"),
    Case(
        "6140",
        twice("invoice", form(DocNumber="W-1"), form(DocNumber="W-1")),
        r"Duplicate Document Number Error : You must specify a different number\. This number has already been used\. "
        r"DocNumber=W-1 is assigned to TxnType=Invoice with TxnId=\d+",
    ),
    Case(
        "6150", posted("class", {"Name": "x", "SubClass": True}), r"ParentRef is required when SubClass is true", "ParentRef"
    ),
    Case(
        "6160", posted("invoice", form(TxnTaxDetail=CUSTOM_TAX)), r"Invalid TaxCodeRef : CustomSalesTax .*", "TxnTaxCodeRef"
    ),
    Case(
        "6170",
        in_company("uk", posted("invoice", form(GlobalTaxCalculation="NotApplicable", TxnTaxDetail={"TotalTax": 1}))),
        r"TxnTaxDetail cannot be given .*",
        "TxnTaxDetail",
    ),
    Case("6180", sixth_level, r"At most 5 levels are supported", "ParentRef"),
    Case("6190", switched(posted("invoice", form()), subscription_ended=True), r"Invalid Company Status : Subscription .*"),
    Case(
        "6190",
        switched(posted("invoice", form()), subscription_ended=True, subscription_ended_status="403"),
        r"Invalid Company Status : .*",
        status=403,
    ),
    Case(
        "6200",
        preferring(posted("invoice", form(TxnDate="2026-01-31")), AccountingInfoPrefs={"BookCloseDate": "2026-01-31"}),
        r"The account period has closed and the account books cannot be updated .*",
    ),
    Case(
        "6210",
        switched(struck("closed_period", posted("invoice", form())), closing_password=True),
        r"The account period has closed .*",
    ),
    Case("6220", owing_customer, r"A customer with an open balance .*", "Active"),
    Case("6230", updated_custom_tax, r"Invalid TaxCodeRef : CustomSalesTax .*", "TxnTaxCodeRef"),
    Case(
        "6240",
        posted("vendor", {"DisplayName": "Blue Door Books"}),
        r"The name supplied already exists\. : Another customer, vendor or employee is already using this name\. .*",
        None,
    ),
    Case("6240", posted("class", {"Name": "Web"}), r"The name supplied already exists\. : null", None),
    Case(
        "6250",
        switched(posted("invoice", form(customer="999")), customer_unknown="6250"),
        r"Invalid customer : the customer 999 .*",
        "CustomerRef",
    ),
    Case(
        "6270", made_before_it_was_stocked, r"Transaction date is prior to start date for inventory item Widget", "TxnDate"
    ),
    Case("6420", posted("invoice", form(EmailStatus="NeedToSend")), r"Email address .*", "BillEmail"),
    Case(
        "6430",
        posted("item", {"Name": "x", "Type": "Service", "IncomeAccountRef": {"value": "35"}}),
        r"Invalid account type used : .*",
        "IncomeAccountRef",
    ),
    Case("6470", in_company("uk", purchases_code), r"TaxRate Error : .*", "TaxCodeRef"),
    Case(
        "6470",
        posted(
            "journalentry",
            entry(
                detail={
                    "AccountRef": {"value": "90"},
                    "TaxCodeRef": {"value": "TAX"},
                    "TaxApplicableOn": "Sales",
                    "TaxAmount": 1,
                }
            ),
        ),
        r"TaxLiabilityAccount Error : .*",
        "TaxCodeRef",
    ),
    Case("6520", posted("item", STOCKED), r"A tracked inventory item must have a quantity : .*", "QtyOnHand"),
    *(
        Case("6530", posted(kind, body), r"Found raw credit card number .*", "Number")
        for kind, body in (
            ("salesreceipt", form(CreditCardPayment=CARD)),
            ("payment", payment("5", CreditCardPayment=CARD)),
        )
    ),
    Case("6540", deposited_void, r"The transaction is part of a deposit; .*"),
    Case("10000", struck("500", asked("preferences")), r"An application error .*", status=500, type="SystemFault"),
    Case("10000", struck("503", asked("preferences")), r"An application error .*", status=503, type="SystemFault"),
]

ONLY_IN_BATCHES = {"10100"}  # test_batch_rules.py
# Codes of Intuit's table that these calls cannot raise here.
NOT_RAISED = {
    "100": "the gateway answers 3200 or 3100 where a token is not accepted",
    "110": "as 100; it is OAuth 1's",
    "120": "no persons with rights of their own: an app is disconnected as a whole",
    "130": "Intuit's own clusters; no HTTP status is known",
    "140": "Intuit's own operation; no HTTP status is known",
    "150": "Intuit's own operation; no HTTP status is known",
    "1000": "the codes of the single reasons say more",
    "1010": "as 1000",
    "1020": "as 1000",
    "2180": "no property of these entities is a range of texts",
    "4002": "no query that is understood fails here",
    "5000": "no property of these entities is known to be deprecated: old ones are accepted and forgotten",
    "5020": "no persons with rights of their own",
    "6110": "no card is charged through the merchant service",
    "6120": "as 6110",
    "6280": "no billable expenses among these entities",
    "6290-6390": "time activities are not among these entities",
    "6400": "purchases are not among these entities",
    "6440": "a sales line without an item is documentation (section 2.4); a line without an account is 2020 (recorded)",
    "6450": "no card payment is settled through the merchant service",
    "6460": "as 6110",
    "6480": "no bank feed to match with",
    "6490-6510": "budgets are not among these entities",
    "10200": "a company that is reset by /_sandbox/reset is a fresh one, with fresh tokens",
}


def faults_of(answer: requests.Response, gateway: bool) -> tuple[str, dict[str, Any]]:
    """(fault type, the one error); the gateway's keys as the API spells them."""
    body = answer.json()
    if not gateway:
        (error,) = body["Fault"]["Error"]
        return body["Fault"]["type"], error
    assert body["queryResponse"] is None and body["batchItemResponse"] == [] and type(body["time"]) is int
    (error,) = body["fault"]["error"]
    named = {"Message": error["message"], "Detail": error["detail"] or "", "code": error["code"]}
    return body["fault"]["type"], named | ({} if error["element"] is None else {"element": error["element"]})


@pytest.mark.parametrize("case", CASES, ids=[f"{case.code}-{place}" for place, case in enumerate(CASES)])
def test_every_error_has_its_status_type_code_message_detail_and_element(books, case):
    answer = case.provoke(books)
    assert answer.status_code == case.status, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    type, error = faults_of(answer, case.gateway)
    assert (type, error["code"], error["Message"]) == (case.type, case.code, MESSAGES[case.code]), error
    assert re.fullmatch(case.detail, error["Detail"], re.DOTALL), error["Detail"]
    assert error.get("element") == case.element


def test_the_table_of_cases_is_that_of_the_sandbox():
    provoked = {case.code for case in CASES} | ONLY_IN_BATCHES
    assert provoked == MESSAGES.keys()
    assert not provoked & NOT_RAISED.keys()
    assert all(NOT_RAISED.values())


def test_the_challenge_of_a_401_names_the_reason(books):
    answer = with_header("Bearer stale")(books)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Intuit", error="invalid_token"'


def test_a_batch_item_has_the_same_error_as_a_single_call(books):
    bad = {"bId": "1", "operation": "create", "Invoice": form(Line=[line("1861.07", Qty=128.35, UnitPrice=14.5)])}
    fault = books.batch(bad)["1"]["Fault"]
    single = books.post("invoice", bad["Invoice"]).json()["Fault"]
    assert fault == single


def test_what_is_missing_comes_one_error_each(books):
    errors = books.post("payment", {}).json()["Fault"]["Error"]
    assert [(error["code"], error["element"]) for error in errors] == [("2020", "CustomerRef"), ("2020", "TotalAmt")]
