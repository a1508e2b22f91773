"""The books that the sandbox starts with: a US company close to Intuit's sample, same ids where clients' tests know them.

Apart from Intuit's invented customer 1 the names are our own inventions.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.lists import ACCOUNT_TYPES
from sandbox.quickbooks.seed_taxes import fill_taxes

FIRST_TRANSACTION = 145
USD = {"value": "USD", "name": "United States Dollar"}
ACCOUNTS = (  # id, name, type, subtype
    ("1", "Services", "Income", "ServiceFeeIncome"),
    ("4", "Undeposited Funds", "Other Current Asset", "UndepositedFunds"),
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


def fill(company: Company) -> None:
    """Puts the seeded company in place of whatever is there."""
    company.clear()
    company.start_ids("transactions", FIRST_TRANSACTION)
    company.add("CompanyInfo", COMPANY_INFO, "1")
    company.add("Preferences", _preferences(), "1")
    for id, name, type, subtype in ACCOUNTS:
        shown = {"AccountType": type, "AccountSubType": subtype, "Classification": ACCOUNT_TYPES[type][0]}
        _named(company, "Account", id, name, SubAccount=False, CurrencyRef=USD, CurrentBalance=0, **shown)
    for id, name in CUSTOMERS:
        _person(company, "Customer", id, name, Taxable=True, Job=False, BillWithParent=False)
    for id, name in VENDORS:
        _person(company, "Vendor", id, name)
    for id, name in EMPLOYEES:
        _person(company, "Employee", id, name)
    for id, name, type, price, taxable in ITEMS:
        account = ("1", "Services") if type == "Service" else ("79", "Sales of Product Income")
        income = {"value": account[0], "name": account[1]}
        details = {"Type": type, "UnitPrice": Decimal(price), "Taxable": taxable, "TrackQtyOnHand": False, "SubItem": False}
        _named(company, "Item", id, name, IncomeAccountRef=income, **details)
    _fill_small_lists(company)


def _fill_small_lists(company: Company) -> None:
    for id, name, days in TERMS:
        company.add("Term", {"Name": name, "Active": True, "Type": "STANDARD", "DueDays": days, "DiscountDays": 0}, id)
    for id, name, type in PAYMENT_METHODS:
        company.add("PaymentMethod", {"Name": name, "Active": True, "Type": type}, id)
    fill_taxes(company)
    for id, name in CUSTOMER_TYPES:
        company.add("CustomerType", {"Name": name, "Active": True}, id)
    for name in ("Web", "Retail"):
        _named(company, "Class", None, name, SubClass=False)
        _named(company, "Department", None, name, SubDepartment=False)


def _named(company: Company, kind: str, id: str | None, name: str, **details: Any) -> None:
    company.add(kind, {"Name": name, "FullyQualifiedName": name, "Active": True, **details}, id)


def _person(company: Company, kind: str, id: str, name: str, **details: Any) -> None:
    usual = {
        "FullyQualifiedName": name,
        "PrintOnCheckName": name,
        "Active": True,
        "CurrencyRef": USD,
        "PreferredDeliveryMethod": "None",
    }
    company.add(kind, {"DisplayName": name, **usual, **details}, id)


COMPANY_INFO: dict[str, Any] = {
    "CompanyName": "Sandbox Trading Company",
    "LegalName": "Sandbox Trading Company",
    "CompanyAddr": {
        "Line1": "1 Example Street",
        "City": "Mountain View",
        "CountrySubDivisionCode": "CA",
        "PostalCode": "94043",
    },
    "Email": {"Address": "books@example.com"},
    "Country": "US",
    "FiscalYearStartMonth": "January",
    "SupportedLanguages": "en",
    "NameValue": [{"Name": "NeoEnabled", "Value": "true"}, {"Name": "OfferingSku", "Value": "QuickBooks Online Plus"}],
}


def _preferences() -> dict[str, Any]:
    return {
        "AccountingInfoPrefs": {
            "FirstMonthOfFiscalYear": "January",
            "UseAccountNumbers": False,
            "ClassTrackingPerTxn": False,
            "ClassTrackingPerTxnLine": True,
            "TrackDepartments": True,
            "BookCloseDate": None,
            "CustomerTerminology": "Customers",
        },
        "ProductAndServicesPrefs": {
            "ForSales": True,
            "ForPurchase": True,
            "QuantityWithPriceAndRate": True,
            "QuantityOnHand": True,
        },
        "SalesFormsPrefs": {
            "CustomTxnNumbers": True,
            "AllowEstimates": True,
            "AllowDiscount": True,
            "AllowShipping": True,
            "AllowGratuity": False,
            "AllowDeposit": False,
            "AllowServiceDate": True,
            "AutoApplyCredit": False,
            "UsingProgressInvoicing": False,
            "ETransactionEnabledStatus": "NotApplicable",
            "DefaultTerms": {"value": "3"},
            "DefaultCustomerMessage": "Thank you for your business.",
            "CustomField": [],
        },
        "TaxPrefs": {"UsingSalesTax": True, "PartnerTaxEnabled": True, "TaxGroupCodeRef": {"value": "2"}},
        "CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": "USD"}},
        "ReportPrefs": {"ReportBasis": "Accrual"},
        "OtherPrefs": {"NameValue": [{"Name": "SalesFormsPrefs.DefaultItem", "Value": "1"}]},
    }
