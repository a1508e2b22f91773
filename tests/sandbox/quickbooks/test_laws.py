"""What must hold of the books after any work, refused work included: links, numbers, names and balances of a US company.

The money of all documents that post, in every sample company, is in test_laws_of_money.py.
"""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.quickbooks import reports, seed
from sandbox.quickbooks.company import Company
from sandbox.quickbooks.documents import Options, write
from sandbox.quickbooks.errors import Refusal

CUSTOMERS = ("1", "2")
KINDS = ("Estimate", "Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment")
RECEIVABLES = 84
AMOUNTS = ("0", "10.00", "10.01", "25.50")

steps = st.tuples(
    st.sampled_from(("create", "create", "create", "create", "update", "update", "delete", "void", "rename")),
    st.sampled_from(KINDS),
    st.sampled_from(("1", "1", "1", "2")),
    st.sampled_from(AMOUNTS),
    st.integers(0, 5),  # which document to work on, or to link to
)


def company() -> Company:
    made = Company("1")
    made.switches.paid_invoice_delete = "unlinked"
    seed.fill(made)
    return made


def pick(made: Company, kind: str, place: int) -> dict[str, Any] | None:
    documents = list(made.documents[kind].values())
    return documents[place % len(documents)] if documents else None


def body_of(made: Company, kind: str, customer: str, amount: str, place: int) -> dict[str, Any]:
    if kind == "Payment" and place == 5:
        return credit_used(made, customer)
    if kind == "Payment":
        lines = []
        for target, field in (("Invoice", "Balance"), ("CreditMemo", "RemainingCredit")):
            if document := pick(made, target, place):
                taken = min(Decimal(amount), document[field]) if place else Decimal(amount)
                lines.append({"Amount": taken, "LinkedTxn": [{"TxnId": document["Id"], "TxnType": target}]})
        return {"CustomerRef": {"value": customer}, "TotalAmt": amount, "Line": lines[: 1 + place % 2]}
    line = {"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "11"}}}
    links = []
    if kind == "Invoice" and (estimate := pick(made, "Estimate", place)):
        links = [{"TxnId": estimate["Id"], "TxnType": "Estimate"}]
    body = {"CustomerRef": {"value": customer}, "DocNumber": f"{kind[0]}{place}", "Line": [line], "LinkedTxn": links}
    if kind == "RefundReceipt":
        body["DepositToAccountRef"] = {"value": "35"}
    if place % 2:
        body["Line"] = [line, {"DetailType": "DiscountLineDetail", "Amount": min(Decimal(amount), Decimal(3))}]
        body["TxnTaxDetail"] = {"TotalTax": "0.77"}
    return body


def credit_used(made: Company, customer: str) -> dict[str, Any]:
    """A payment of nothing that uses a credit memo up on an invoice; without one of each it is refused."""
    owned = {
        kind: [form for form in made.documents[kind].values() if form["CustomerRef"]["value"] == customer and form[field]]
        for kind, field in (("Invoice", "Balance"), ("CreditMemo", "RemainingCredit"))
    }
    lines = []
    if all(owned.values()):
        amount = min(owned["Invoice"][0]["Balance"], owned["CreditMemo"][0]["RemainingCredit"])
        lines = [
            {"Amount": amount, "LinkedTxn": [{"TxnId": forms[0]["Id"], "TxnType": kind}]} for kind, forms in owned.items()
        ]
    return {"CustomerRef": {"value": customer}, "TotalAmt": "0", "Line": lines}


def work(made: Company, step: tuple[str, str, str, str, int]) -> None:
    operation, kind, customer, amount, place = step
    if operation == "rename":
        write(made, "Customer", {"Id": customer, "SyncToken": "0", "sparse": True, "DisplayName": amount}, Options())
    elif operation == "create":
        write(made, kind, body_of(made, kind, customer, amount, place), Options(operation="create"))
    elif document := pick(made, kind, place):
        named = {"Id": document["Id"], "SyncToken": document["SyncToken"]}
        changes = body_of(made, kind, customer, amount, place + 1) if operation == "update" else {}
        write(made, kind, {**changes, **named}, Options(operation=operation))


def picture(made: Company) -> str:
    """Everything that can be seen, without the order in which it is kept."""
    documents = {kind: sorted(map(repr, found.values())) for kind, found in made.documents.items()}
    balances = {customer: made.balance_of(customer) for customer in CUSTOMERS}
    numbers = {number: made.numbered("Invoice", number) for number in ("I0", "I1", "S0", "C0")}
    names = {name: made.named("Customer", name) for name in AMOUNTS}
    return repr((documents, balances, numbers, names, made.removed, sorted(made.ledger.posted())))


def check(made: Company) -> None:
    applied: dict[tuple[str, str], Decimal] = {}
    for payment in made.documents["Payment"].values():
        used = Decimal(0)
        for line in payment["Line"]:
            (link,) = line["LinkedTxn"]
            target = (link["TxnType"], link["TxnId"])
            applied[target] = applied.get(target, Decimal(0)) + line["Amount"]
            used += line["Amount"] if link["TxnType"] == "Invoice" else -line["Amount"]
        assert payment["UnappliedAmt"] == payment["TotalAmt"] - used >= 0
    for kind, field in (("Invoice", "Balance"), ("CreditMemo", "RemainingCredit")):
        for id, document in made.documents[kind].items():
            assert document[field] == document["TotalAmt"] - applied.get((kind, id), Decimal(0)) >= 0
            payments = {link["TxnId"] for link in document["LinkedTxn"] if link["TxnType"] == "Payment"}
            assert payments == {
                payment["Id"]
                for payment in made.documents["Payment"].values()
                if any(link == {"TxnId": id, "TxnType": kind} for line in payment["Line"] for link in line["LinkedTxn"])
            }
    check_estimates(made)
    check_customers(made)
    check_ledger(made)


def check_estimates(made: Company) -> None:
    named = {}
    for invoice in made.documents["Invoice"].values():
        for link in invoice["LinkedTxn"]:
            if link["TxnType"] == "Estimate":
                assert link["TxnId"] not in named, "an estimate is linked once"
                named[link["TxnId"]] = invoice["Id"]
    for id, estimate in made.documents["Estimate"].items():
        assert [link["TxnId"] for link in estimate.get("LinkedTxn", [])] == ([named[id]] if id in named else [])


def check_customers(made: Company) -> None:
    for customer in CUSTOMERS:
        fields = (("Invoice", "Balance", 1), ("CreditMemo", "RemainingCredit", -1), ("Payment", "UnappliedAmt", -1))
        assert made.balance_of(customer) == sum(
            sign * document[field]
            for kind, field, sign in fields
            for document in made.documents[kind].values()
            if document["CustomerRef"]["value"] == customer
        )


def check_ledger(made: Company) -> None:
    assert made.ledger.drift() == []
    for kind, id, _day, entries in made.ledger.posted():
        assert sum(entry.home for entry in entries) == 0, f"{kind} {id}"
    assert made.ledger.balance(RECEIVABLES) == 100 * sum(made.balance_of(customer) for customer in CUSTOMERS)
    assert sum(made.ledger.balance(account) for account in made.ledger.accounts()) == 0


def check_reports(made: Company) -> None:
    *_, total = summaries(made, "TrialBalance")
    assert total[1] == total[2]
    sheet = {title: amount for title, amount, *_ in summaries(made, "BalanceSheet")}
    assert sheet["TOTAL ASSETS"] == sheet["TOTAL LIABILITIES AND EQUITY"]
    (earned,) = (amount for title, amount, *_ in summaries(made, "ProfitAndLoss") if title == "Net Income")
    assert Decimal(sheet.get("Net Income", 0)) == Decimal(earned or 0)
    receivable = made.ledger.balance(RECEIVABLES)
    for name in ("CustomerBalance", "AgedReceivables"):
        totals = [row[-1] for row in summaries(made, name) if row[0] == "TOTAL"]
        assert 100 * Decimal(totals[0] if totals else 0) == receivable


def summaries(made: Company, report: str) -> list[list[str]]:
    """The values of all rows of a report, those of a section after its own rows."""

    def below(rows: list[dict[str, Any]]) -> list[list[str]]:
        found = []
        for row in rows:
            found += below(row.get("Rows", {}).get("Row", []))
            cells = row.get("ColData") or row.get("Summary", {}).get("ColData", [])
            found.append([cell["value"] for cell in cells])
        return found

    rows = reports.answer(made, report, {}).get("Rows", {}).get("Row", [])
    return below(rows) or [["", "", ""]]


@settings(max_examples=80, deadline=None)
@given(st.lists(steps, max_size=25))
def test_balances_links_and_numbers_agree_and_refused_work_leaves_no_trace(work_list):
    made = company()
    for step in work_list:
        before = picture(made)
        try:
            work(made, step)
        except Refusal:
            assert picture(made) == before
        check(made)
    check_reports(made)
