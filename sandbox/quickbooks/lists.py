"""Creating and changing list objects: customers, items, accounts, classes, terms and more (reference section 2.2)."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from sandbox.quickbooks.company import PEOPLE, Company, Document, name_of
from sandbox.quickbooks.errors import business, missing_parameters, refusal
from sandbox.quickbooks.list_tree import SUB_FLAG, carry_down, place_in_tree
from sandbox.quickbooks.payers import check_payers
from sandbox.quickbooks.references import currency, lookup, resolve

NAME_PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
DELETED = " (deleted)"
MASK = "XXXXX"
PERSON_IN_USE = "Another customer, vendor or employee is already using this name. Please use a different name."

# AccountType -> (Classification, default AccountSubType)
ACCOUNT_TYPES = {
    "Bank": ("Asset", "CashOnHand"),
    "Accounts Receivable": ("Asset", "AccountsReceivable"),
    "Other Current Asset": ("Asset", "EmployeeCashAdvances"),
    "Fixed Asset": ("Asset", "FurnitureAndFixtures"),
    "Other Asset": ("Asset", "Licenses"),
    "Accounts Payable": ("Liability", "AccountsPayable"),
    "Credit Card": ("Liability", "CreditCard"),
    "Other Current Liability": ("Liability", "OtherCurrentLiabilities"),
    "Long Term Liability": ("Liability", "NotesPayable"),
    "Equity": ("Equity", "OpeningBalanceEquity"),
    "Income": ("Revenue", "SalesOfProductIncome"),
    "Other Income": ("Revenue", "OtherMiscellaneousIncome"),
    "Cost of Goods Sold": ("Expense", "SuppliesMaterialsCogs"),
    "Expense": ("Expense", "OfficeGeneralAdministrativeExpenses"),
    "Other Expense": ("Expense", "OtherMiscellaneousExpense"),
}
TYPE_OF_SUBTYPE = {
    "UndepositedFunds": "Other Current Asset",
    "Inventory": "Other Current Asset",
    "Checking": "Bank",
    "Savings": "Bank",
    "ServiceFeeIncome": "Income",
    "DiscountsRefundsGiven": "Income",
    **{subtype: type for type, (_, subtype) in ACCOUNT_TYPES.items()},
}
KEPT = ("Name", "DisplayName", "Active", "Type", "Code", "TrackQtyOnHand")  # what a full update that leaves them out keeps
INCOME = ("Income", "Other Income")
INCOME_OR_DEBT = (*INCOME, "Other Current Liability")  # a gift card sold or a deposit taken is owed, not earned
STOCK = ("TrackQtyOnHand", "InvStartDate", "AssetAccountRef", "ExpenseAccountRef", "IncomeAccountRef")


def create(company: Company, kind: str, clean: dict[str, Any]) -> Document:
    values = dict(clean) if kind == "TaxAgency" else {"Active": True, **clean}
    _prepare(company, kind, values, None)
    return company.add(kind, values)


def update(company: Company, kind: str, before: Document, clean: dict[str, Any], sparse: bool) -> Document:
    """`clean` replaces the object; with `sparse` only what it names changes."""
    kept = [name for name in before if sparse or name in KEPT]
    values = {**{name: deepcopy(before[name]) for name in kept}, **clean}
    if values["Active"] != before["Active"]:
        _rename_for_activity(company, kind, before, values)
    _prepare(company, kind, values, before)
    changed = company.replace(kind, before, values)
    if kind in SUB_FLAG:
        carry_down(company, kind, changed)
    return changed


def _prepare(company: Company, kind: str, values: dict[str, Any], before: Document | None) -> None:
    own = before["Id"] if before else None
    PREPARE[kind](company, values, before)
    resolve(company, values, before)
    if kind in SUB_FLAG:
        place_in_tree(company, kind, values, own)
    if {mark for mark in company.named(kind, name_of(kind, values)) if mark != (kind, own)}:
        raise refusal("6240", f"The name supplied already exists. : {PERSON_IN_USE if kind in PEOPLE else 'null'}")


def _rename_for_activity(company: Company, kind: str, before: Document, values: dict[str, Any]) -> None:
    """An object made inactive gives its name free (it is shown as deleted); one made active takes it back."""
    field = "DisplayName" if kind in PEOPLE else "Name"
    if values["Active"]:
        values[field] = values[field].removesuffix(DELETED)
        return
    if kind == "Customer" and company.balance_of(before["Id"]):
        raise refusal("6220", "A customer with an open balance cannot be made inactive", "Active")
    if not values[field].endswith(DELETED):
        values[field] += DELETED


def _person(company: Company, values: dict[str, Any], before: Document | None) -> None:
    parts = [values[part] for part in NAME_PARTS if part in values]
    name = values.get("DisplayName", " ".join(parts)).strip()
    if not name:
        raise refusal("6080", "At least one of Title, GivenName, MiddleName, FamilyName, Suffix or DisplayName is required")
    values["DisplayName"] = name
    values.setdefault("FullyQualifiedName", name)
    values.setdefault("PrintOnCheckName", values.get("CompanyName") or name[:110])
    values.setdefault("PreferredDeliveryMethod", "None")
    values.setdefault("CurrencyRef", before["CurrencyRef"] if before else currency(company, company.home_currency))
    if before and before["CurrencyRef"]["value"] != values["CurrencyRef"]["value"]:
        raise business("The currency of a customer cannot be changed.")


def _customer(company: Company, values: dict[str, Any], before: Document | None) -> None:
    _person(company, values, before)
    values.setdefault("Taxable", True)
    values.setdefault("BillWithParent", False)
    if before and any(before.get(name) != values.get(name) for name in ("BillWithParent", "ParentRef")):
        check_payers(company, before["Id"], values)


def _item(company: Company, values: dict[str, Any], before: Document | None) -> None:
    wanted = ["Name", "Type"]
    if before and values.get("Type") != before["Type"] and "Group" in (values.get("Type"), before["Type"]):
        raise business("A bundle stays a bundle, and no other item becomes one.")
    if values.get("Type") == "Group":
        _bundle(values)
    elif values.get("Type") != "Category":
        wanted += STOCK if values.get("Type") == "Inventory" else ("IncomeAccountRef",)
    _require(values, *wanted)
    if values["Type"] == "Inventory" and not values["TrackQtyOnHand"]:
        raise refusal("2600", "An inventory item has TrackQtyOnHand true", "TrackQtyOnHand")
    if values["Type"] == "Inventory" and "QtyOnHand" not in values:
        raise refusal("6520", "A tracked inventory item must have a quantity : QtyOnHand is missing", "QtyOnHand")
    if before and before.get("TrackQtyOnHand") and not values.get("TrackQtyOnHand"):
        raise business("Quantity tracking cannot be turned off once it is on.")
    if values["Type"] == "Category":
        for name in ("UnitPrice", "IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef"):
            values.pop(name, None)
        return
    values.setdefault("Taxable", False)
    values.setdefault("TrackQtyOnHand", False)
    values.setdefault("UnitPrice", 0)
    _account_of_type(company, values, "IncomeAccountRef", INCOME if values.get("Type") == "Inventory" else INCOME_OR_DEBT)
    _account_of_type(company, values, "ExpenseAccountRef", ("Expense", "Cost of Goods Sold", "Other Expense"))
    _account_of_type(company, values, "AssetAccountRef", ("Other Current Asset",))


def _bundle(values: dict[str, Any]) -> None:
    """A bundle has members, and no account or price of its own."""
    members = values.get("ItemGroupDetail", {}).get("ItemGroupLine", [])
    if not members or any("ItemRef" not in member for member in members):
        raise missing_parameters("ItemGroupDetail")
    values.setdefault("PrintGroupedItems", False)
    for name in ("IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef"):
        values.pop(name, None)


def _account_of_type(company: Company, values: dict[str, Any], name: str, types: tuple[str, ...]) -> None:
    if name in values:
        account_of_type(company, values[name]["value"], name, types)


def account_of_type(company: Company, id: str, name: str, types: tuple[str, ...]) -> None:
    """6430 when the account is of none of the types."""
    account = lookup(company, "Account", id)
    if account["AccountType"] not in types:
        raise refusal(
            "6430",
            f"Invalid account type used : {name} must be of type {' or '.join(types)}, not {account['AccountType']}",
            name,
        )


def _account(company: Company, values: dict[str, Any], before: Document | None) -> None:
    _require(values, "Name")
    subtype = values.get("AccountSubType")
    type = values.get("AccountType") or TYPE_OF_SUBTYPE.get(subtype or "")
    if type is None:
        raise refusal("6010", "AccountType or AccountSubType is required", "AccountType")
    if type not in ACCOUNT_TYPES:
        raise refusal("2170", f"{type} is not a value of AccountType", "AccountType")
    _check_alone(company, "Account", "AcctNum", values, before)
    classification, usual = ACCOUNT_TYPES[type]
    values.update(AccountType=type, AccountSubType=subtype or usual, Classification=classification)
    values.setdefault("CurrencyRef", currency(company, company.home_currency))
    values.setdefault("CurrentBalance", 0)


def _check_alone(company: Company, kind: str, name: str, values: dict[str, Any], before: Document | None) -> None:
    """630 where another of the kind has the same value, which is to be unique beside the names."""
    own = before["Id"] if before else None
    for other in company.documents[kind].values() if values.get(name) else ():
        if other.get(name) == values[name] and other["Id"] != own and other.get("Active", True):
            raise refusal("630", f"Duplicate Object : {name} {values[name]} is already used by Id={other['Id']}", name)


def _vendor(company: Company, values: dict[str, Any], before: Document | None) -> None:
    _person(company, values, before)
    values.setdefault("Vendor1099", False)
    values.setdefault("Balance", 0)
    if "TaxIdentifier" in values and not values["TaxIdentifier"].startswith(MASK):
        values["TaxIdentifier"] = MASK + values["TaxIdentifier"][-4:]


def _employee(company: Company, values: dict[str, Any], before: Document | None) -> None:
    """GivenName or FamilyName is required; a social security number comes back masked."""
    if "GivenName" not in values and "FamilyName" not in values and "DisplayName" not in values:
        raise missing_parameters("GivenName", "FamilyName")
    _person(company, values, before)
    values.setdefault("BillableTime", False)
    if "SSN" in values:
        values["SSN"] = "XXX-XX-XXXX"


def _company_currency(company: Company, values: dict[str, Any], before: Document | None) -> None:
    """A currency in use; its name is QuickBooks' own where none is sent."""
    _require(values, "Code")
    if not company.multi_currency:
        raise refusal("5030", "Feature Not Supported : multicurrency is turned off in this company", "Code")
    known = currency(company, values["Code"])
    _check_alone(company, "CompanyCurrency", "Code", values, before)
    if before and before["Code"] != values["Code"]:
        raise business("The code of a currency cannot be changed.")
    values.setdefault("Name", known["name"])


def _tax_agency(_company: Company, values: dict[str, Any], _before: Document | None) -> None:
    _require(values, "DisplayName")
    values.setdefault("TaxTrackedOnSales", True)
    values.setdefault("TaxTrackedOnPurchases", False)
    values["TaxAgencyConfig"] = "USER_DEFINED"


def _named(_company: Company, values: dict[str, Any], _before: Document | None) -> None:
    _require(values, "Name")


def _term(_company: Company, values: dict[str, Any], _before: Document | None) -> None:
    _require(values, "Name")
    if "DueDays" not in values and "DayOfMonthDue" not in values:
        raise missing_parameters("DueDays")
    if "DueDays" in values and "DayOfMonthDue" in values:
        raise refusal("2600", "A term has DueDays or DayOfMonthDue, not both", "DueDays")
    values["Type"] = "STANDARD" if "DueDays" in values else "DATE_DRIVEN"


def _payment_method(_company: Company, values: dict[str, Any], _before: Document | None) -> None:
    _require(values, "Name")
    values.setdefault("Type", "NON_CREDIT_CARD")


def _require(values: dict[str, Any], *names: str) -> None:
    absent = [name for name in names if name not in values]
    if absent:
        raise missing_parameters(*absent)


PREPARE: dict[str, Callable[[Company, dict[str, Any], Document | None], None]] = {
    "Customer": _customer,
    "Vendor": _vendor,
    "Employee": _employee,
    "Item": _item,
    "Account": _account,
    "Class": _named,
    "Department": _named,
    "Term": _term,
    "PaymentMethod": _payment_method,
    "CompanyCurrency": _company_currency,
    "TaxAgency": _tax_agency,
}
