"""The books that the sandbox starts with: a US company close to Intuit's sample, same ids where clients' tests know them.

Apart from Intuit's invented customer 1 the names are our own inventions.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.lists import ACCOUNT_TYPES
from sandbox.quickbooks.references import CURRENCIES
from sandbox.quickbooks.samples import SAMPLES, Sample
from sandbox.quickbooks.seed_documents import fill_documents
from sandbox.quickbooks.seed_preferences import preferences_of
from sandbox.quickbooks.seed_taxes import add_pseudo_codes, fill_taxes
from sandbox.quickbooks.tax_rates import add_code, add_rate

FIRST_TRANSACTION = 145
ACCOUNTS = (  # id, name, type, subtype
    ("1", "Services", "Income", "ServiceFeeIncome"),
    ("2", "Retained Earnings", "Equity", "RetainedEarnings"),
    ("4", "Undeposited Funds", "Other Current Asset", "UndepositedFunds"),
    ("34", "Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
    ("35", "Checking", "Bank", "Checking"),
    ("36", "Savings", "Bank", "Savings"),
    ("79", "Sales of Product Income", "Income", "SalesOfProductIncome"),
    ("80", "Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs"),
    ("81", "Inventory Asset", "Other Current Asset", "Inventory"),
    ("84", "Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable"),
    ("86", "Discounts given", "Income", "DiscountsRefundsGiven"),
    ("90", "Sales Tax Payable", "Other Current Liability", "SalesTaxPayable"),
    ("91", "PayPal Bank", "Bank", "Checking"),
    ("92", "Gift cards", "Other Current Liability", "OtherCurrentLiabilities"),
    ("93", "Shipping Income", "Income", "OtherPrimaryIncome"),
    ("94", "Merchant fees", "Expense", "BankCharges"),
)
CUSTOMERS = (
    ("1", "Amy's Bird Sanctuary"),
    ("2", "Blue Door Books"),
    ("3", "Copper Kettle Cafe"),
    ("4", "Driftwood Cycles"),
    ("5", "Elmfield Garden Centre"),
)
VENDORS = (("60", "Harbour Paper Supply"), ("61", "Northgate Freight"))
EMPLOYEES = (("70", "Robin Vale"),)
ITEMS = (  # id, name, type, price, taxable
    ("1", "Services", "Service", "0", False),
    ("2", "Hours", "Service", "0", False),
    ("3", "Shipping", "Service", "0", False),
    ("10", "Pest Control", "Service", "35", False),
    ("11", "Garden Lights", "NonInventory", "12.5", True),
)
TERMS = (("1", "Due on receipt", 0), ("2", "Net 15", 15), ("3", "Net 30", 30), ("4", "Net 60", 60))
CUSTOMER_TYPES = (("1", "Consumer"), ("2", "Trade"))
PAYMENT_METHODS = (("1", "Cash", "NON_CREDIT_CARD"), ("2", "Check", "NON_CREDIT_CARD"), ("3", "Credit Card", "CREDIT_CARD"))


def fill(company: Company, sample: str = "us") -> None:
    """Puts the seeded company (one of samples.SAMPLES) in place of whatever is there."""
    plan = SAMPLES[sample]
    home = {"value": plan.currency, "name": CURRENCIES[plan.currency]}
    company.clear()
    company.switches.change(dict(plan.switches))
    company.start_ids("transactions", FIRST_TRANSACTION)
    company.add("CompanyInfo", _company_info(plan), "1")
    company.add("Preferences", preferences_of(plan), "1")
    for id, name, type, subtype in ACCOUNTS:
        _account(company, id, name, type, subtype, home)
    for id, code in plan.receivables:
        of_code = {"value": code, "name": CURRENCIES[code]}
        _account(company, id, f"Accounts Receivable (A/R) - {code}", "Accounts Receivable", "AccountsReceivable", of_code)
    for id, name, currency in _customers(plan):
        more = {"ShipAddr": dict(plan.ship_addresses[name])} if name in plan.ship_addresses else {}
        _person(company, "Customer", id, name, currency, Taxable=True, Job=False, BillWithParent=False, **more)
    for id, name in VENDORS:
        _person(company, "Vendor", id, name, plan.currency)
    for id, name in EMPLOYEES:
        _person(company, "Employee", id, name, plan.currency)
    for id, name, type, price, taxable in ITEMS:
        account = ("1", "Services") if type == "Service" else ("79", "Sales of Product Income")
        income = {"value": account[0], "name": account[1]}
        taxed = taxable if plan.taxable_items is None else plan.taxable_items
        details = {"Type": type, "UnitPrice": Decimal(price), "Taxable": taxed, "TrackQtyOnHand": False, "SubItem": False}
        _named(company, "Item", id, name, IncomeAccountRef=income, **details)
    _fill_small_lists(company)
    _fill_taxes(company, plan)
    _fill_currencies(company, plan)
    if plan.trading:
        fill_documents(company)


def _customers(plan: Sample) -> list[tuple[str, str, str]]:
    if not plan.customers:
        return [(id, name, plan.currency) for id, name in CUSTOMERS]
    return [(str(id), name, currency) for id, (name, currency) in enumerate(plan.customers, start=1)]


def _account(company: Company, id: str, name: str, type: str, subtype: str, currency: dict[str, str]) -> None:
    shown = {"AccountType": type, "AccountSubType": subtype, "Classification": ACCOUNT_TYPES[type][0]}
    _named(company, "Account", id, name, SubAccount=False, CurrencyRef=currency, CurrentBalance=0, **shown)


def _fill_small_lists(company: Company) -> None:
    for id, name, days in TERMS:
        company.add("Term", {"Name": name, "Active": True, "Type": "STANDARD", "DueDays": days, "DiscountDays": 0}, id)
    for id, name, type in PAYMENT_METHODS:
        company.add("PaymentMethod", {"Name": name, "Active": True, "Type": type}, id)
    for id, name in CUSTOMER_TYPES:
        company.add("CustomerType", {"Name": name, "Active": True}, id)
    for name in ("Web", "Retail"):
        _named(company, "Class", None, name, SubClass=False)
        _named(company, "Department", None, name, SubDepartment=False)


def _fill_currencies(company: Company, plan: Sample) -> None:
    """The foreign currencies in use, and what they are worth today."""
    for code, rate in plan.currencies.items():
        company.add("CompanyCurrency", {"Code": code, "Name": CURRENCIES[code], "Active": True})
        worth = {"SourceCurrencyCode": code, "TargetCurrencyCode": plan.currency, "Rate": Decimal(rate)}
        company.add("ExchangeRate", {"AsOfDate": company.clock.today().isoformat(), **worth})


def _fill_taxes(company: Company, plan: Sample) -> None:
    """US companies have TAX and NON; the others, and automated sales tax, have codes with rates of their agency."""
    if plan.country == "US" and not plan.codes:
        fill_taxes(company)
        return
    if plan.country == "US":
        add_pseudo_codes(company)
    if plan.agency:
        company.add(
            "TaxAgency", {"DisplayName": plan.agency, "TaxTrackedOnSales": True, "TaxTrackedOnPurchases": False}, "1"
        )
    rates: dict[str, str] = {}
    for code in plan.codes:
        for name, percent in code.rates.items():
            if name not in rates:
                rates[name] = add_rate(company, name, Decimal(percent), "1")
        add_code(company, code.name, [rates[name] for name in code.rates], [], taxable=code.taxable)


def _named(company: Company, kind: str, id: str | None, name: str, **details: Any) -> None:
    company.add(kind, {"Name": name, "FullyQualifiedName": name, "Active": True, **details}, id)


def _person(company: Company, kind: str, id: str, name: str, currency: str, **details: Any) -> None:
    usual = {
        "FullyQualifiedName": name,
        "PrintOnCheckName": name,
        "Active": True,
        "CurrencyRef": {"value": currency, "name": CURRENCIES[currency]},
        "PreferredDeliveryMethod": "None",
    }
    company.add(kind, {"DisplayName": name, **usual, **details}, id)


def _company_info(plan: Sample) -> dict[str, Any]:
    return {
        "CompanyName": plan.name,
        "LegalName": plan.name,
        "CompanyAddr": dict(plan.address),
        "Email": {"Address": plan.email},
        "Country": plan.country,
        "FiscalYearStartMonth": "January",
        "SupportedLanguages": "en",
        "NameValue": [{"Name": "NeoEnabled", "Value": "true"}, {"Name": "OfferingSku", "Value": "QuickBooks Online Plus"}],
    }
