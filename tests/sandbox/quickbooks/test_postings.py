"""Which entries each kind of document makes."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.quickbooks import seed
from sandbox.quickbooks.company import Company
from sandbox.quickbooks.documents import Options, write
from sandbox.quickbooks.postings import Unbalanced

SERVICES, UNDEPOSITED, OPENING, CHECKING, PRODUCTS, COST, STOCK = 1, 4, 34, 35, 79, 80, 81
RECEIVABLE, DISCOUNT, TAX, GIFT_CARDS, SHIPPING, FEES = 84, 86, 90, 92, 93, 94
EUR = {"value": "EUR", "name": "Euro"}


@pytest.fixture
def company() -> Company:
    return seeded()


def seeded() -> Company:
    made = Company("1")
    seed.fill(made)
    for kind in ("Deposit", "JournalEntry"):
        made.documents.setdefault(kind, {})
    return made


def make(company: Company, kind: str, **body: Any) -> dict[str, Any]:
    return write(company, kind, body, Options(operation="create"))


def put(company: Company, kind: str, **values: Any) -> dict[str, Any]:
    """A document put into the books directly."""
    with company.atomic():
        return company.add(kind, {"TxnDate": "2026-03-01", **values})


def item_line(amount: str, item: str = "10", **detail: Any) -> dict[str, Any]:
    return {
        "Amount": amount,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": item}, **detail},
    }


def sale(**more: Any) -> dict[str, Any]:
    """35.00 service, 12.50 goods, 7.00 shipping, 3.00 off, 1.10 tax: 52.60."""
    lines = [
        item_line("35.00"),
        item_line("12.50", "11"),
        {"Amount": "3.00", "DetailType": "DiscountLineDetail", "DiscountLineDetail": {}},
        item_line("7.00", "SHIPPING_ITEM_ID"),
    ]
    return {"CustomerRef": {"value": "1"}, "Line": lines, "TxnTaxDetail": {"TotalTax": "1.10"}, **more}


def sums(company: Company, kind: str, document: dict[str, Any]) -> dict[int, int]:
    """Account -> minor units in the home currency; asserts that the document is balanced."""
    found: dict[int, int] = {}
    for entry in company.ledger.entries(kind, document["Id"]):
        found[entry.account] = found.get(entry.account, 0) + entry.home
    assert sum(found.values()) == 0
    return found


def line_of(amount: str, form: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"Amount": amount, "LinkedTxn": [{"TxnId": form["Id"], "TxnType": kind}]}


EARNED = {SERVICES: -3500, PRODUCTS: -1250, DISCOUNT: 300, SHIPPING: -700, TAX: -110}
TAKEN_BACK = {account: -amount for account, amount in EARNED.items()}


@pytest.mark.parametrize(
    ("kind", "more", "money"),
    [
        ("Invoice", {}, {**EARNED, RECEIVABLE: 5260}),
        ("SalesReceipt", {}, {**EARNED, UNDEPOSITED: 5260}),
        ("SalesReceipt", {"DepositToAccountRef": {"value": "35"}}, {**EARNED, CHECKING: 5260}),
        ("CreditMemo", {}, {**TAKEN_BACK, RECEIVABLE: -5260}),
        ("RefundReceipt", {"DepositToAccountRef": {"value": "35"}}, {**TAKEN_BACK, CHECKING: -5260}),
    ],
)
def test_a_form_posts_income_discount_shipping_and_tax_against_its_money(company, kind, more, money):
    assert sums(company, kind, make(company, kind, **sale(**more))) == money


def test_an_estimate_does_not_post(company):
    estimate = make(company, "Estimate", **sale())
    assert company.ledger.entries("Estimate", estimate["Id"]) == []


def test_money_taken_on_an_invoice_is_not_owed(company):
    company.documents["Preferences"]["1"]["SalesFormsPrefs"]["AllowDeposit"] = True
    invoice = make(company, "Invoice", **sale(Deposit="20.00", DepositToAccountRef={"value": "35"}))
    assert sums(company, "Invoice", invoice) == {**EARNED, CHECKING: 2000, RECEIVABLE: 3260}
    assert company.balance_of("1") == invoice["Balance"] == Decimal("32.60")


def test_an_item_that_sells_gift_cards_earns_nothing(company):
    card = make(company, "Item", Name="Gift card", Type="Service", IncomeAccountRef={"value": "92"})
    receipt = make(company, "SalesReceipt", Line=[item_line("50.00", card["Id"])])
    assert sums(company, "SalesReceipt", receipt) == {UNDEPOSITED: 5000, GIFT_CARDS: -5000}


def test_a_payment_leaves_what_it_does_not_apply_as_the_customers_credit(company):
    invoice = make(company, "Invoice", **sale())
    line = line_of("20.00", invoice, "Invoice")
    payment = make(company, "Payment", CustomerRef={"value": "1"}, TotalAmt="30.00", Line=[line])
    assert sums(company, "Payment", payment) == {UNDEPOSITED: 3000, RECEIVABLE: -3000}
    assert company.balance_of("1") == Decimal("22.60")


def test_a_parents_payment_settles_the_jobs_invoice(company):
    job = make(company, "Customer", DisplayName="Job", Job=True, ParentRef={"value": "1"})
    invoice = make(company, "Invoice", CustomerRef={"value": job["Id"]}, Line=[item_line("40.00")])
    line = line_of("40.00", invoice, "Invoice")
    make(company, "Payment", CustomerRef={"value": "1"}, TotalAmt="50.00", Line=[line])
    assert (company.balance_of(job["Id"]), company.balance_of("1")) == (0, -10)


def test_a_credit_memo_used_up_by_a_payment_of_nothing_moves_nothing(company):
    invoice, memo = make(company, "Invoice", **sale()), make(company, "CreditMemo", **sale())
    lines = [line_of("52.60", invoice, "Invoice"), line_of("52.60", memo, "CreditMemo")]
    payment = make(company, "Payment", CustomerRef={"value": "1"}, TotalAmt="0", Line=lines)
    assert set(sums(company, "Payment", payment).values()) == {0}
    assert company.balance_of("1") == 0


def test_stock_leaves_at_its_purchase_cost_and_comes_back_so(company):
    stocked = make(
        company,
        "Item",
        Name="Spade",
        Type="Inventory",
        TrackQtyOnHand=True,
        QtyOnHand=10,
        InvStartDate="2026-01-01",
        PurchaseCost="4.335",
        IncomeAccountRef={"value": "79"},
        ExpenseAccountRef={"value": "80"},
        AssetAccountRef={"value": "81"},
    )
    assert sums(company, "Item", stocked) == {STOCK: 4335, OPENING: -4335}
    line = item_line("27.00", stocked["Id"], Qty=3, UnitPrice=9)
    receipt = make(company, "SalesReceipt", Line=[line], TxnDate="2026-02-01")
    assert sums(company, "SalesReceipt", receipt) == {UNDEPOSITED: 2700, PRODUCTS: -2700, COST: 1301, STOCK: -1301}
    memo = make(company, "CreditMemo", CustomerRef={"value": "1"}, Line=[line], TxnDate="2026-02-02")
    assert sums(company, "CreditMemo", memo) == {RECEIVABLE: -2700, PRODUCTS: 2700, COST: -1301, STOCK: 1301}
    assert company.ledger.drift() == []


def test_amounts_that_hold_their_tax_are_earned_without_it(company):
    line = item_line(Decimal("120.00"), "11")
    receipt = put(
        company,
        "SalesReceipt",
        Line=[line],
        TotalAmt=Decimal(120),
        TxnTaxDetail={"TotalTax": Decimal(20)},
        GlobalTaxCalculation="TaxInclusive",
    )
    assert sums(company, "SalesReceipt", receipt) == {UNDEPOSITED: 12000, PRODUCTS: -10000, TAX: -2000}


def test_the_lines_of_a_bundle_post(company):
    bundle = {"Amount": Decimal(47), "DetailType": "GroupLineDetail"}
    bundle["GroupLineDetail"] = {"Line": [item_line(Decimal(35)), item_line(Decimal(12), "11")]}
    receipt = put(company, "SalesReceipt", Line=[bundle], TotalAmt=Decimal(47))
    assert sums(company, "SalesReceipt", receipt) == {UNDEPOSITED: 4700, SERVICES: -3500, PRODUCTS: -1200}


def test_a_deposit_brings_what_was_received_and_other_money_to_the_bank(company):
    payment = make(company, "Payment", CustomerRef={"value": "1"}, TotalAmt="30.00")
    fee = {
        "Amount": Decimal("-1.20"),
        "DetailType": "DepositLineDetail",
        "DepositLineDetail": {"AccountRef": {"value": str(FEES)}},
    }
    deposit = put(
        company,
        "Deposit",
        DepositToAccountRef={"value": "35"},
        TotalAmt=Decimal("28.80"),
        Line=[line_of(Decimal(30), payment, "Payment"), fee],
        CashBack={"AccountRef": {"value": "36"}, "Amount": Decimal(5)},
    )
    assert sums(company, "Deposit", deposit) == {CHECKING: 2380, 36: 500, UNDEPOSITED: -3000, FEES: 120}
    assert company.ledger.balance(UNDEPOSITED) == 0


def journal_line(amount: str, side: str, account: int, customer: str | None = None) -> dict[str, Any]:
    detail: dict[str, Any] = {"PostingType": side, "AccountRef": {"value": str(account)}}
    if customer:
        detail["Entity"] = {"Type": "Customer", "EntityRef": {"value": customer}}
    return {"Amount": Decimal(amount), "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail}


def test_a_journal_entry_posts_its_lines_and_a_customers_receivable_is_the_customers(company):
    lines = [journal_line("15.00", "Debit", RECEIVABLE, "2"), journal_line("15.00", "Credit", SERVICES)]
    entry = put(company, "JournalEntry", Line=lines)
    assert sums(company, "JournalEntry", entry) == {RECEIVABLE: 1500, SERVICES: -1500}
    assert company.balance_of("2") == 15


def test_a_document_that_is_not_balanced_is_not_written(company):
    with pytest.raises(Unbalanced, match="1500"):
        put(company, "JournalEntry", Line=[journal_line("15.00", "Debit", RECEIVABLE, "2")])
    with pytest.raises(Unbalanced, match="do not add up"):
        put(company, "SalesReceipt", Line=[item_line(Decimal(10))], TotalAmt=Decimal(11))
    assert company.documents["JournalEntry"] == company.documents["SalesReceipt"] == {}
    assert company.ledger.drift() == []


def abroad() -> Company:
    made = seeded()
    made.documents["Preferences"]["1"]["CurrencyPrefs"]["MultiCurrencyEnabled"] = True
    made.add("Customer", {"DisplayName": "Übersee", "FullyQualifiedName": "Übersee", "CurrencyRef": EUR}, "500")
    return made


def pay(company: Company, total: Decimal, rate: str, invoice: dict[str, Any]) -> dict[str, Any]:
    """A payment in euros, with the links that the API would make."""
    payment = put(
        company,
        "Payment",
        CustomerRef={"value": "500"},
        CurrencyRef=EUR,
        ExchangeRate=Decimal(rate),
        TotalAmt=total,
        Line=[line_of(total, invoice, "Invoice")],
    )
    current = company.documents["Invoice"][invoice["Id"]]
    links = [*current["LinkedTxn"], {"TxnId": payment["Id"], "TxnType": "Payment"}]
    company.replace("Invoice", current, {**current, "LinkedTxn": links}, bump=False)
    return payment


def foreign_invoice(company: Company, rate: str, *amounts: Decimal) -> dict[str, Any]:
    lines = [item_line(amount) for amount in amounts]
    customer = {"value": "500"}
    return make(company, "Invoice", CustomerRef=customer, CurrencyRef=EUR, ExchangeRate=rate, Line=lines)


def test_a_payment_at_another_rate_makes_an_exchange_gain():
    company = abroad()
    invoice = foreign_invoice(company, "1.10", Decimal(100))
    payment = pay(company, Decimal(100), "1.25", invoice)
    receivable, gain = company.ledger.chart.receivable("EUR"), company.ledger.chart.part("exchange")
    assert company.documents["Account"][str(receivable)]["Name"] == "Accounts Receivable (A/R) - EUR"
    assert sums(company, "Invoice", invoice) == {receivable: 11000, SERVICES: -11000}
    assert sums(company, "Payment", payment) == {UNDEPOSITED: 12500, receivable: -11000, gain: -1500}
    assert company.balance_of("500") == company.ledger.balance(receivable) == 0


cents = st.integers(1, 5000).map(lambda amount: Decimal(amount).scaleb(-2))
rates = st.integers(10_000, 300_000).map(lambda rate: str(Decimal(rate).scaleb(-5)))


@settings(max_examples=100, deadline=None)
@given(st.lists(cents, min_size=1, max_size=6), rates, st.lists(rates, min_size=6, max_size=6))
def test_an_invoice_paid_in_parts_at_any_rates_leaves_no_cent_in_any_currency(parts, rate, later_rates):
    company = abroad()
    invoice = foreign_invoice(company, rate, *parts)
    for part, later in zip(parts, later_rates, strict=False):
        sums(company, "Payment", pay(company, part, later, invoice))
    assert company.balance_of("500") == company.ledger.balance(company.ledger.chart.receivable("EUR")) == 0
    assert company.ledger.drift() == []
