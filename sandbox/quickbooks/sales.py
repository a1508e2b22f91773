"""Creating and changing sales forms: estimates, invoices, sales receipts, credit memos, refund receipts (reference 2.3)."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from sandbox.quickbooks import lines as form_lines
from sandbox.quickbooks.accounts import usual_account
from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.deposited import check_deposit_holds
from sandbox.quickbooks.due_dates import due_date
from sandbox.quickbooks.errors import business, missing_parameters, refusal
from sandbox.quickbooks.exchange_rates import fill_currency, home_amounts, keep_rate
from sandbox.quickbooks.inclusive import net_lines
from sandbox.quickbooks.line_limits import check_lines, check_taxed_lines
from sandbox.quickbooks.lines import Lines
from sandbox.quickbooks.links import estimate_links, link_estimate, unlink_estimate, wanted_estimate
from sandbox.quickbooks.lists import account_of_type
from sandbox.quickbooks.money import ZERO, cents
from sandbox.quickbooks.numbering import set_number
from sandbox.quickbooks.periods import check_open
from sandbox.quickbooks.preferences import custom_field_names
from sandbox.quickbooks.references import lookup, resolve
from sandbox.quickbooks.tax import tax_detail, was_reckoned

REQUIRED = {
    "Estimate": ("CustomerRef",),
    "Invoice": ("CustomerRef",),
    "CreditMemo": ("CustomerRef",),
    "RefundReceipt": ("DepositToAccountRef",),
    "SalesReceipt": (),
}
MAY_LINK = ("Invoice", "SalesReceipt")
MONEY_ARRIVES = ("Bank", "Other Current Asset")
# What a full update that leaves them out keeps (recorded for DocNumber and TxnDate; the rest is not nullable).
KEPT = ("DocNumber", "TxnDate", "CurrencyRef", "TxnStatus", "PrintStatus", "EmailStatus", "LinkedTxn")
COMPUTED = ("TotalAmt", "Balance", "RemainingCredit", "HomeTotalAmt", "HomeBalance")


@dataclass(frozen=True)
class Asked:
    """One write: the clean request and how it was asked."""

    clean: dict[str, Any]
    sparse: bool = False
    duplicates_allowed: bool = False


def create(company: Company, kind: str, asked: Asked) -> Document:
    return _write(company, kind, asked, None)


def update(company: Company, kind: str, before: Document, asked: Asked) -> Document:
    return _write(company, kind, asked, before)


def _write(company: Company, kind: str, asked: Asked, before: Document | None) -> Document:
    values = _merged(company, kind, asked, before)
    _check_required(kind, values)
    _check_features(company, kind, values)
    resolve(company, values, before)
    check_open(company, values["TxnDate"], before)
    check_lines(values["Line"])
    if values.get("GlobalTaxCalculation") == "TaxInclusive":
        values["Line"] = net_lines(company, values["Line"])
    taxed = values.get("GlobalTaxCalculation") != "NotApplicable"
    lines = form_lines.build(company, values["Line"], before, notes_suffice=kind == "Invoice", taxed=taxed)
    _check_stock_dates(company, lines, values["TxnDate"])
    _fill(company, kind, values, lines, before)
    check_deposit_holds(company, before, values)
    set_number(company, kind, values, before, asked.duplicates_allowed)
    estimate_id = _relink(company, kind, values, asked, before)
    document = company.replace(kind, before, values) if before else company.add(kind, values)
    if estimate_id:
        link_estimate(company, estimate_id, kind, document["Id"])
    return document


def _merged(company: Company, kind: str, asked: Asked, before: Document | None) -> dict[str, Any]:
    """The request on top of defaults, or of what the document keeps."""
    values: dict[str, Any] = {
        "TxnDate": company.clock.today().isoformat(),
        "PrintStatus": "NeedToPrint",
        "EmailStatus": "NotSet",
    }
    if before:
        kept = [name for name in before if name not in COMPUTED] if asked.sparse else KEPT
        values.update({name: deepcopy(before[name]) for name in kept if name in before})
        if was_reckoned(before.get("TxnTaxDetail")):
            values.pop("TxnTaxDetail", None)  # it is reckoned again; one that the sender set stays
    values.update({name: value for name, value in asked.clean.items() if name != "LinkedTxn"})
    if before:
        keep_rate(values, before, asked.clean)
    if kind == "Estimate":
        values.setdefault("TxnStatus", "Pending")
    return values


def _check_required(kind: str, values: dict[str, Any]) -> None:
    absent = [name for name in (*REQUIRED[kind], "Line") if not values.get(name)]
    if absent:
        raise missing_parameters(*absent)
    if values["EmailStatus"] == "NeedToSend" and "BillEmail" not in values:
        raise refusal("6420", "Email address needed to send : BillEmail is required", "BillEmail")
    if kind == "RefundReceipt" and values["PrintStatus"] == "PrintComplete" and "PaymentRefNum" not in values:
        raise missing_parameters("PaymentRefNum")


def _check_features(company: Company, kind: str, values: dict[str, Any]) -> None:
    prefs = "SalesFormsPrefs"
    if kind == "Estimate" and not company.preference(prefs, "AllowEstimates"):
        raise refusal("5030", "Feature Not Supported : estimates are turned off in this company")
    wants_deposit = kind == "Invoice" and (values.get("Deposit") or "DepositToAccountRef" in values)
    if wants_deposit and not company.preference(prefs, "AllowDeposit"):
        raise refusal("5030", "Feature Not Supported : deposits on invoices are turned off in this company", "Deposit")
    if company.is_us:
        values.pop("GlobalTaxCalculation", None)  # not applicable to US companies; python-quickbooks always sends it
    elif "GlobalTaxCalculation" not in values:
        raise missing_parameters("GlobalTaxCalculation")


def _fill(company: Company, kind: str, values: dict[str, Any], lines: Lines, before: Document | None) -> None:
    """Everything that QuickBooks computes or defaults."""
    customer = lookup(company, "Customer", values["CustomerRef"]["value"]) if "CustomerRef" in values else None
    _defaults(company, kind, values, customer)
    values["Line"] = lines.all
    liable = customer is None or customer.get("Taxable", True)
    tax = tax_detail(company, _tax_sent(company, values, customer), lines, values, liable)
    if tax is not None:
        values["TxnTaxDetail"] = tax
    if tax and tax["TotalTax"]:
        check_taxed_lines(kind, lines.items)
    total = cents(lines.net + (tax["TotalTax"] if tax else ZERO))
    if total < 0:
        raise business("Transaction amount must be 0 or greater.")
    values["TotalAmt"] = total
    if kind == "Invoice":
        values["Balance"] = total - values.get("Deposit", ZERO) - _applied(before, "Balance")
    elif kind == "CreditMemo":
        values["Balance"] = values["RemainingCredit"] = total - _applied(before, "RemainingCredit")
    elif kind != "Estimate":
        values["Balance"] = ZERO
    if values.get("Balance", ZERO) < 0:
        raise business("The amount would be less than what is already applied to this transaction.")
    values.update(home_amounts(values))
    _same_customer(kind, values, before)


def _tax_sent(company: Company, values: dict[str, Any], customer: Document | None) -> dict[str, Any] | None:
    """The request's tax; without automated sales tax the customer's usual tax code stands where the request names none."""
    sent: dict[str, Any] | None = values.pop("TxnTaxDetail", None)
    usual = customer.get("DefaultTaxCodeRef") if customer else None
    if usual is None or not company.is_us or company.preference("TaxPrefs", "PartnerTaxEnabled"):
        return sent
    return {"TxnTaxCodeRef": usual, **(sent or {})}


def _defaults(company: Company, kind: str, values: dict[str, Any], customer: Document | None) -> None:
    fill_currency(company, values, customer)
    values.setdefault("ApplyTaxAfterDiscount", False)
    values["CustomField"] = _custom_fields(company, values.get("CustomField", []))
    for name in ("BillAddr", "ShipAddr"):
        if customer and name in customer and kind != "RefundReceipt":
            values.setdefault(name, customer[name])
    if kind == "Invoice":
        if customer and "SalesTermRef" in customer:
            values.setdefault("SalesTermRef", customer["SalesTermRef"])
        values.setdefault("DueDate", due_date(company, values))
        for name in ("AllowIPNPayment", "AllowOnlinePayment", "AllowOnlineCreditCardPayment", "AllowOnlineACHPayment"):
            values.setdefault(name, False)
    for name, preference in (("BillEmailCc", "SalesEmailCc"), ("BillEmailBcc", "SalesEmailBcc")):
        usual = company.preference("SalesFormsPrefs", preference)
        if usual:
            values.setdefault(name, usual)
    if kind in ("SalesReceipt", "RefundReceipt") or values.get("Deposit"):
        values.setdefault("DepositToAccountRef", usual_account(company, "UndepositedFunds"))
        account_of_type(company, values["DepositToAccountRef"]["value"], "DepositToAccountRef", MONEY_ARRIVES)
    if kind == "RefundReceipt" and values["PrintStatus"] == "NeedToPrint":
        values["PaymentRefNum"] = "To Print"


def _custom_fields(company: Company, sent: list[dict[str, str]]) -> list[dict[str, str]]:
    """Every field that the company has, without a value where none is sent (recorded); then what else was sent."""
    if any("DefinitionId" not in field for field in sent):
        raise missing_parameters("DefinitionId")
    values = {field["DefinitionId"]: field for field in sent}
    defined = {
        definition: {"DefinitionId": definition, "Name": name, "Type": "StringType"}
        for definition, name in custom_field_names(company).items()
    }
    return [*({**values.pop(id, {}), **field} for id, field in defined.items()), *values.values()]


def _applied(before: Document | None, open_field: str) -> Any:
    """What payments have already taken off a form."""
    if before is None:
        return ZERO
    return before["TotalAmt"] - before.get("Deposit", ZERO) - before[open_field]


def _same_customer(kind: str, values: dict[str, Any], before: Document | None) -> None:
    field = "RemainingCredit" if kind == "CreditMemo" else "Balance"
    if before is None or kind not in ("Invoice", "CreditMemo") or not _applied(before, field):
        return
    if before["CustomerRef"]["value"] != values["CustomerRef"]["value"]:
        raise business("The customer of a transaction with payments cannot be changed.")


def _check_stock_dates(company: Company, lines: Lines, day: str) -> None:
    for line in lines.items:
        item = company.find("Item", line.get("SalesItemLineDetail", {}).get("ItemRef", {}).get("value", ""))
        if item and item["Type"] == "Inventory" and day < item["InvStartDate"]:
            raise refusal("6270", f"Transaction date is prior to start date for inventory item {item['Name']}", "TxnDate")


def _relink(company: Company, kind: str, values: dict[str, Any], asked: Asked, before: Document | None) -> str | None:
    """Sets the form's links from the request; gives the estimate to close, if any.

    Only estimate links are written by the sender; payments and deposits stay as they are. A full update without the link, or
    any update with another, takes the old link away.
    """
    kept = [link for link in (before or {}).get("LinkedTxn", []) if link["TxnType"] != "Estimate"]
    if kind not in MAY_LINK:
        if kind != "Estimate" or kept:
            values["LinkedTxn"] = kept
        return None
    sent = asked.clean.get("LinkedTxn", estimate_links(before) if asked.sparse else [])
    customer_id = values["CustomerRef"]["value"] if "CustomerRef" in values else None
    estimate_id = wanted_estimate(company, sent, kind, customer_id, before["Id"] if before else None)
    if before and [link["TxnId"] for link in estimate_links(before)] != ([estimate_id] if estimate_id else []):
        unlink_estimate(company, before)
    values["LinkedTxn"] = ([{"TxnId": estimate_id, "TxnType": "Estimate"}] if estimate_id else []) + kept
    return estimate_id
