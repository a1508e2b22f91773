"""What must hold of the money after any work on all documents that post, in each sample company, refused work included."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.quickbooks import seed
from sandbox.quickbooks.company import Company
from sandbox.quickbooks.deposited import in_deposit
from sandbox.quickbooks.documents import Options, write
from sandbox.quickbooks.entries import minor
from sandbox.quickbooks.errors import Refusal
from sandbox.quickbooks.intuit import Intuit
from sandbox.quickbooks.journal_debts import debts_of, settled_of
from sandbox.quickbooks.open_amounts import open_amount, owner_of, takes_money
from tests.sandbox.quickbooks.test_laws import summaries

CHECKING, SAVINGS, SERVICES, UNDEPOSITED, FEES = "35", "36", "1", "4", "94"
CLAIMS = ("Invoice", "CreditMemo", "JournalEntry")
MONEY = ("Payment", "SalesReceipt", "RefundReceipt")
KINDS = (
    "Invoice",
    "Invoice",
    "SalesReceipt",
    "Payment",
    "Payment",
    "CreditMemo",
    "RefundReceipt",
    "Deposit",
    "JournalEntry",
)
AMOUNTS = ("0.01", "10.00", "33.33", "99.99", "0")
RATES = (None, None, "1.36543", "0.73211", "1.4")
Body = dict[str, Any]

steps = st.tuples(
    st.sampled_from(("create", "create", "create", "create", "update", "update", "delete", "void", "rate")),
    st.sampled_from(KINDS),
    st.integers(0, 5),  # which customer, or which document to work on or to link to
    st.sampled_from(AMOUNTS),
    st.integers(0, 2**10 - 1),  # which of the further traits the document has
)


class Trader:
    """Does steps in one company."""

    def __init__(self, sample: str) -> None:
        company = Company("1")
        seed.fill(company, sample)
        self.start(company)

    def start(self, company: Company) -> None:
        """Adds a sub-customer and a bundle to a seeded company."""
        self.company = company
        self.company.switches.paid_invoice_delete = "unlinked"
        self.foreign = self.company.multi_currency
        self.customers = list(self.company.documents["Customer"].values())
        parent = self.customers[0]
        branch = {"DisplayName": "Branch", "Job": True, "ParentRef": {"value": parent["Id"]}}
        branch["CurrencyRef"] = {"value": parent["CurrencyRef"]["value"]}
        self.customers.insert(1, self.write("Customer", branch, "create"))
        members = [{"ItemRef": {"value": "10"}, "Qty": 3}, {"ItemRef": {"value": "11"}, "Qty": "0.5"}]
        self.bundle = self.write("Item", {"Name": "Set", "Type": "Group", "ItemGroupDetail": {"ItemGroupLine": members}})
        codes = self.company.documents["TaxCode"].values()
        self.codes = [code["Id"] for code in codes if code["TaxGroup"]] if not self.company.is_us else ["TAX", "NON"]

    def write(self, kind: str, body: Body, operation: str = "create") -> Body:
        return write(self.company, kind, body, Options(operation=operation))

    def pick(self, kind: str, place: int) -> Body | None:
        documents = list(self.company.documents[kind].values())
        return documents[place % len(documents)] if documents else None

    def work(self, step: tuple[str, str, int, str, int]) -> None:
        operation, kind, place, amount, traits = step
        if operation == "rate" and self.foreign:
            code, rate = ("USD", "EUR")[place % 2], RATES[2 + place % 3]
            day = f"2026-0{1 + place % 3}-01"
            self.write("ExchangeRate", {"SourceCurrencyCode": code, "Rate": rate, "AsOfDate": day})
        elif operation == "create":
            self.write(kind, self.body(kind, place, amount, traits))
        elif operation != "rate" and (document := self.pick(kind, place)):
            named = {"Id": document["Id"], "SyncToken": document["SyncToken"]}
            changes = {}
            if operation == "update":
                changes = self.body(kind, place + 1, amount, traits)
                changes["sparse"] = bool(traits & 512)
            self.write(kind, {**changes, **named}, operation)

    def body(self, kind: str, place: int, amount: str, traits: int) -> Body:
        customer = self.customers[place % len(self.customers)]
        common: Body = {"TxnDate": f"2026-0{1 + traits % 3}-10"}
        if self.foreign:
            common["CurrencyRef"] = {"value": customer["CurrencyRef"]["value"]}
            if rate := RATES[traits % 5]:
                common["ExchangeRate"] = rate
        return {**common, **BODIES.get(kind, form)(self, kind, customer, Decimal(amount), traits)}


def form(trader: Trader, kind: str, customer: Body, amount: Decimal, traits: int) -> Body:
    detail: Body = {"ItemRef": {"value": "11" if traits & 1 else "10"}}
    inclusive = bool(traits & 4)
    if not trader.company.is_us or traits & 2:
        detail["TaxCodeRef"] = {"value": trader.codes[traits % len(trader.codes)]}
    if inclusive and traits & 8 and not trader.company.is_us:
        detail["TaxInclusiveAmt"] = amount
    lines: list[Body] = [{"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}]
    if traits & 16 and trader.company.is_us:
        group = {"GroupItemRef": {"value": trader.bundle["Id"]}, "Quantity": 1 + traits % 2}
        lines.append({"DetailType": "GroupLineDetail", "GroupLineDetail": group})
    if traits & 32:
        lines.append({"DetailType": "DiscountLineDetail", "Amount": min(amount, Decimal(3)), "DiscountLineDetail": {}})
    if traits & 64:
        percent = {"PercentBased": True, "DiscountPercent": "7.5"}
        lines.append({"DetailType": "DiscountLineDetail", "DiscountLineDetail": percent})
    body: Body = {"CustomerRef": {"value": customer["Id"]}, "Line": lines}
    if not trader.company.is_us:
        body["GlobalTaxCalculation"] = "TaxInclusive" if inclusive else ("TaxExcluded", "NotApplicable")[traits & 1]
    elif traits & 128:
        body["TxnTaxDetail"] = {"TotalTax": "0.77"}
    elif traits & 256:
        body["TxnTaxDetail"] = {"TxnTaxCodeRef": {"value": "2" if trader.company.documents["TaxCode"].get("2") else "1"}}
    if kind == "RefundReceipt":
        body["DepositToAccountRef"] = {"value": UNDEPOSITED if traits & 8 else CHECKING}
    return body


def payment(trader: Trader, _kind: str, customer: Body, amount: Decimal, traits: int) -> Body:
    """Of some of what is open of the customer's, seldom of others' too or too much; sometimes a credit alone pays."""
    lines, money = [], Decimal(0)
    for place, kind in enumerate(CLAIMS):
        owned = [form for form in trader.company.documents[kind].values() if _payable(trader, kind, form, customer, traits)]
        if traits & (1 << place) and owned:
            target = owned[(traits >> 3) % len(owned)]
            owner = owner_of(trader.company, kind, target, customer["Id"]) or customer["Id"]
            taken = _taken(trader, kind, target, owner, amount, traits)
            lines.append({"Amount": taken, "LinkedTxn": [_link(target, kind)]})
            money += taken if takes_money(trader.company, kind, target, owner) else -taken
    total = max(money, Decimal(0)) + (amount if traits & 64 else 0)
    return {"CustomerRef": {"value": customer["Id"]}, "TotalAmt": total, "Line": lines}


def _payable(trader: Trader, kind: str, form: Body, customer: Body, traits: int) -> bool:
    if traits & 896 == 896:
        return kind != "JournalEntry"
    owner = owner_of(trader.company, kind, form, customer["Id"])
    same = form["CurrencyRef"]["value"] == customer["CurrencyRef"]["value"]
    return same and owner is not None and open_amount(trader.company, kind, form, owner) > 0


def _taken(trader: Trader, kind: str, target: Body, owner: str, amount: Decimal, traits: int) -> Decimal:
    most = open_amount(trader.company, kind, target, owner)
    if traits & 128:
        return most
    return min(most, amount or Decimal(1)) if traits & 256 else min(amount, most * 2)


def _link(document: Body, kind: str) -> Body:
    return {"TxnId": document["Id"], "TxnType": kind}


def deposit(trader: Trader, _kind: str, customer: Body, amount: Decimal, traits: int) -> Body:
    lines: list[Body] = []
    for place, kind in enumerate(MONEY):
        waiting = [form for form in trader.company.documents[kind].values() if _waits(form, customer)]
        if traits & (1 << place) and (target := waiting[0] if waiting else trader.pick(kind, traits >> 3)):
            lines.append({"LinkedTxn": [{**_link(target, kind), "TxnLineId": "0"}]})
    account = str(trader.company.ledger.chart.receivable(customer["CurrencyRef"]["value"])) if traits & 8 else FEES
    other: Body = {"AccountRef": {"value": account}}
    if traits & 8:
        other["Entity"] = {"value": customer["Id"]}
    if traits & 16 or not lines:
        lines.append({"Amount": amount, "DetailType": "DepositLineDetail", "DepositLineDetail": other})
    back = {"CashBack": {"AccountRef": {"value": SAVINGS}, "Amount": "0.01"}} if traits & 32 else {}
    return {"DepositToAccountRef": {"value": CHECKING}, "Line": lines, **back}


def _waits(form: Body, customer: Body) -> bool:
    same = form["CurrencyRef"]["value"] == customer["CurrencyRef"]["value"]
    return same and form["DepositToAccountRef"]["value"] == UNDEPOSITED and not in_deposit(form)


def journal_entry(trader: Trader, _kind: str, customer: Body, amount: Decimal, traits: int) -> Body:
    """Two customers' debts or credits against income, in one entry, their amounts unequal."""

    def line(side: str, account: str, amount: Decimal, owner: Body | None = None) -> Body:
        detail: Body = {"PostingType": side, "AccountRef": {"value": account}}
        if owner:
            detail["Entity"] = {"Type": "Customer", "EntityRef": {"value": owner["Id"]}}
        return {"Amount": amount, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail}

    receivable = str(trader.company.ledger.chart.receivable(customer["CurrencyRef"]["value"]))
    side, other = ("Debit", "Credit") if traits & 1 else ("Credit", "Debit")
    second = trader.customers[traits % len(trader.customers)]
    lines = [line(side, receivable, amount, customer), line(other, SERVICES, amount)]
    if traits & 2:
        lines += [line(side, receivable, Decimal("0.05"), second), line(other, CHECKING, Decimal("0.05"))]
    return {"Line": lines}


BODIES = {"Payment": payment, "Deposit": deposit, "JournalEntry": journal_entry}


def check_open_amounts(company: Company) -> None:
    """What is open of a form is its total less what was applied, and a payment's rest what it did not apply."""
    applied: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for found in company.documents["Payment"].values():
        used = Decimal(0)
        for line in found["Line"]:
            (link,) = line["LinkedTxn"]
            kind, id = link["TxnType"], link["TxnId"]
            applied[kind, id] += line["Amount"]
            owner = None
            if kind == "JournalEntry":
                debts = debts_of(company, company.documents[kind][id])
                payer = found["CustomerRef"]["value"]
                owner = next(owner for owner in debts if owner == payer or parent_of(company, owner) == payer)
                used += line["Amount"] if debts[owner] > 0 else -line["Amount"]
            else:
                used += line["Amount"] if kind == "Invoice" else -line["Amount"]
        assert found["UnappliedAmt"] == found["TotalAmt"] - used >= 0
    for kind, field in (("Invoice", "Balance"), ("CreditMemo", "RemainingCredit")):
        for id, found in company.documents[kind].items():
            assert found[field] == found["TotalAmt"] - found.get("Deposit", 0) - applied[kind, id] >= 0
    for id, found in company.documents["JournalEntry"].items():
        assert applied["JournalEntry", id] == sum(settled_of(company, found, owner) for owner in debts_of(company, found))


def parent_of(company: Company, customer: str) -> str | None:
    parent: str | None = company.documents["Customer"][customer].get("ParentRef", {}).get("value")
    return parent


def check_customers(company: Company) -> None:
    """A customer's balance is the sum of what is open of his documents, in his currency."""
    open: defaultdict[str, Decimal] = defaultdict(Decimal)
    for kind, field, sign in (
        ("Invoice", "Balance", 1),
        ("CreditMemo", "RemainingCredit", -1),
        ("Payment", "UnappliedAmt", -1),
    ):
        for document in company.documents[kind].values():
            open[document["CustomerRef"]["value"]] += sign * document[field]
    for entry in company.documents["JournalEntry"].values():
        for owner, debt in debts_of(company, entry).items():
            left = abs(debt) - settled_of(company, entry, owner)
            assert left >= 0
            open[owner] += left if debt > 0 else -left
    for found in company.documents["Deposit"].values():
        for line in found["Line"]:
            detail = line.get("DepositLineDetail", {})
            if detail and company.ledger.chart.is_receivable(int(detail["AccountRef"]["value"])):
                open[detail["Entity"]["value"]] -= line["Amount"]
    for id in company.documents["Customer"]:
        assert company.balance_of(id) == open[id], id


def check_receivables(company: Company) -> None:
    """In its own currency a receivables account is the sum of its customers; at home nothing stays where all is settled."""
    foreign: defaultdict[int, int] = defaultdict(int)
    home: defaultdict[int, int] = defaultdict(int)
    for _kind, _id, _day, entries in company.ledger.posted():
        for entry in entries:
            if company.ledger.chart.is_receivable(entry.account):
                foreign[entry.account] += entry.foreign
                home[entry.account] += entry.home
    owed: defaultdict[str, Decimal] = defaultdict(Decimal)
    for id, customer in company.documents["Customer"].items():
        owed[customer["CurrencyRef"]["value"]] += company.balance_of(id)
    for account, amount in foreign.items():
        code = company.documents["Account"][str(account)]["CurrencyRef"]["value"]
        assert amount == minor(owed[code]), code
        assert home[account] == company.ledger.balance(account)
        if code == company.home_currency:
            assert home[account] == amount
        elif not any(open_at_home(company, code)):
            assert home[account] == 0, code
        else:
            worth, documents = sum(open_at_home(company, code)), len(list(open_at_home(company, code)))
            assert abs(home[account] - worth) <= documents, "each open document is worth what is open of it at its own rate"


def open_at_home(company: Company, code: str) -> list[int]:
    """What is open of every document in the currency, at the document's own rate; minor units."""
    found = []

    def add(document: Body, open: Decimal, sign: int) -> None:
        if document["CurrencyRef"]["value"] == code and open:
            found.append(sign * minor(open * document["ExchangeRate"]))

    for kind, field, sign in (
        ("Invoice", "Balance", 1),
        ("CreditMemo", "RemainingCredit", -1),
        ("Payment", "UnappliedAmt", -1),
    ):
        for document in company.documents[kind].values():
            add(document, document[field], sign)
    for entry in company.documents["JournalEntry"].values():
        for owner, debt in debts_of(company, entry).items():
            add(entry, abs(debt) - settled_of(company, entry, owner), 1 if debt > 0 else -1)
    for document in company.documents["Deposit"].values():
        for line in document["Line"]:
            detail = line.get("DepositLineDetail", {})
            if detail and company.ledger.chart.is_receivable(int(detail["AccountRef"]["value"])):
                add(document, line["Amount"], -1)
    return found


def check_deposits(company: Company) -> None:
    """What lies in a deposit is in one only, and Undeposited Funds holds what lies in none."""
    taken: dict[tuple[str, str], str] = {}
    for id, found in company.documents["Deposit"].items():
        for line in found["Line"]:
            for link in line.get("LinkedTxn", []):
                assert (link["TxnType"], link["TxnId"]) not in taken
                taken[link["TxnType"], link["TxnId"]] = id
    waiting = 0
    for kind in MONEY:
        for id, document in company.documents[kind].items():
            links = [link["TxnId"] for link in document.get("LinkedTxn", []) if link["TxnType"] == "Deposit"]
            assert links == ([taken[kind, id]] if (kind, id) in taken else [])
            if not links and document["DepositToAccountRef"]["value"] == UNDEPOSITED:
                sign = -1 if kind == "RefundReceipt" else 1
                waiting += sign * minor(minor(document["TotalAmt"]) * document.get("ExchangeRate", 1) / 100)
    assert company.ledger.balance(int(UNDEPOSITED)) == waiting


def check_books(company: Company) -> None:
    assert company.ledger.drift() == []
    assert sum(company.ledger.balance(account) for account in company.ledger.accounts()) == 0
    for kind, id, _day, entries in company.ledger.posted():
        assert sum(entry.home for entry in entries) == 0, f"{kind} {id}"


def check_reports(company: Company) -> None:
    *_, total = summaries(company, "TrialBalance")
    assert total[1] == total[2]
    sheet = {title: amount for title, amount, *_ in summaries(company, "BalanceSheet")}
    assert sheet.get("TOTAL ASSETS") == sheet.get("TOTAL LIABILITIES AND EQUITY")


@pytest.mark.parametrize("sample", ["us", "us_tax", "uk", "ca"])
@settings(max_examples=40, deadline=None)
@given(work=st.lists(steps, min_size=12, max_size=40), fixed=st.booleans())
def test_the_money_agrees_after_any_work(sample, work, fixed):
    trader = Trader(sample)
    company = trader.company
    company.switches.deposited_is_fixed = fixed
    for step in work:
        entries = sorted(company.ledger.all_kept().items())
        try:
            trader.work(step)
        except Refusal:
            assert sorted(company.ledger.all_kept().items()) == entries
        check_books(company)
        check_open_amounts(company)
        check_customers(company)
        check_receivables(company)
        if fixed:
            check_deposits(company)
    check_reports(company)


cents = st.integers(1, 5000).map(lambda amount: Decimal(amount).scaleb(-2))
rates = st.integers(10_000, 300_000).map(lambda rate: str(Decimal(rate).scaleb(-5)))


@settings(max_examples=60, deadline=None)
@given(amounts=st.lists(cents, min_size=2, max_size=5), rate=rates, later=rates, side=st.sampled_from(("Debit", "Credit")))
def test_an_entry_on_several_customers_settled_in_full_leaves_no_cent_in_any_currency(amounts, rate, later, side):
    trader = Trader("ca")
    eur, other = {"value": "EUR"}, {"Debit": "Credit", "Credit": "Debit"}[side]
    account = trader.company.ledger.chart.receivable("EUR")
    owners = [trader.write("Customer", {"DisplayName": f"Owner {n}", "CurrencyRef": eur}) for n in range(len(amounts))]

    def line(way: str, place: str, amount: Decimal, owner: Body | None = None) -> Body:
        detail: Body = {"PostingType": way, "AccountRef": {"value": place}}
        entity = {"Entity": {"Type": "Customer", "EntityRef": {"value": owner["Id"]}}} if owner else {}
        return {"Amount": amount, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": {**detail, **entity}}

    lines = [line(side, str(account), amount, owner) for amount, owner in zip(amounts, owners, strict=True)]
    lines.append(line(other, SERVICES, sum(amounts, Decimal(0))))
    common: Body = {"CurrencyRef": eur, "ExchangeRate": rate}
    entry = trader.write("JournalEntry", {"Line": lines, **common})
    for amount, owner in zip(amounts, owners, strict=True):
        form_line = {"Amount": amount, "LinkedTxn": [_link(entry, "JournalEntry")]}
        paid: Body = {"CustomerRef": {"value": owner["Id"]}, "CurrencyRef": eur, "ExchangeRate": later}
        if side == "Debit":
            trader.write("Payment", {**paid, "TotalAmt": amount, "Line": [form_line]})
            continue
        sold = {"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "10"}}}
        body = {"CustomerRef": paid["CustomerRef"], **common, "GlobalTaxCalculation": "NotApplicable", "Line": [sold]}
        invoice = trader.write("Invoice", body)
        used = {"Amount": amount, "LinkedTxn": [_link(invoice, "Invoice")]}
        trader.write("Payment", {**paid, "TotalAmt": 0, "Line": [form_line, used]})
    assert [trader.company.balance_of(owner["Id"]) for owner in owners] == [0] * len(owners)
    assert trader.company.ledger.balance(account) == 0
    check_books(trader.company)


@settings(max_examples=15, deadline=None)
@given(before=st.lists(steps, max_size=12), after=st.lists(steps, min_size=1, max_size=12))
def test_a_restored_company_is_as_it_was_and_works_on(before, after):
    intuit = Intuit(1, ("ca",))
    world, trader = intuit.first, Trader.__new__(Trader)
    trader.start(world.company)

    def work(steps: list[tuple[str, str, int, str, int]]) -> None:
        for step in steps:
            with suppress(Refusal):
                trader.work(step)

    def seen() -> Any:
        documents = {kind: dict(found) for kind, found in world.company.documents.items()}
        balances = {id: world.company.balance_of(id) for id in documents["Customer"]}
        return documents, balances, sorted(world.company.ledger.all_kept().items()), world.company.last_ids()

    work(before)
    intuit.snapshot(None, "mine")
    kept = seen()
    work(after)
    intuit.restore(None, "mine")
    assert seen() == kept
    check_books(world.company)
    work(after)
    for check in (check_books, check_open_amounts, check_customers, check_receivables):
        check(world.company)
