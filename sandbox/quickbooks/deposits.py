"""Bank deposits: money that lay in Undeposited Funds, or came from elsewhere, arrives in a bank account."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.deposited import in_deposit, link_to_deposit
from sandbox.quickbooks.errors import business, missing_parameters, refusal
from sandbox.quickbooks.exchange_rates import (
    check_account_currency,
    check_persons_currency,
    fill_currency,
    home_amounts,
    keep_rate,
)
from sandbox.quickbooks.line_limits import check_lines
from sandbox.quickbooks.lines import number_lines
from sandbox.quickbooks.lists import account_of_type
from sandbox.quickbooks.money import ZERO
from sandbox.quickbooks.people import PEOPLES, person_named
from sandbox.quickbooks.periods import check_open
from sandbox.quickbooks.references import lookup, resolve
from sandbox.quickbooks.sales import MONEY_ARRIVES, Asked
from sandbox.quickbooks.tax_rates import check_no_tax_account

# What may lie in a deposit, and whether it brings money (1) or takes it (-1).
DEPOSITABLE = {"Payment": 1, "SalesReceipt": 1, "RefundReceipt": -1}
KEPT = ("TxnDate", "CurrencyRef", "DepositToAccountRef", "Line")
Line = dict[str, Any]


def create(company: Company, asked: Asked) -> Document:
    return _write(company, asked, None)


def update(company: Company, before: Document, asked: Asked) -> Document:
    return _write(company, asked, before)


def release(company: Company, deposit: Document) -> None:
    """Takes a deposit that goes out of the forms that lay in it."""
    for kind, id in _linked(deposit["Line"]):
        link_to_deposit(company, kind, id, deposit["Id"], linked=False)


def _write(company: Company, asked: Asked, before: Document | None) -> Document:
    values: dict[str, Any] = {"TxnDate": company.clock.today().isoformat()}
    if before:
        kept = list(before) if asked.sparse else KEPT
        values.update({name: deepcopy(before[name]) for name in kept if name in before})
    values.update(asked.clean)
    if before:
        keep_rate(values, before, asked.clean)
    absent = [name for name in ("DepositToAccountRef", "Line") if not values.get(name)]
    if absent:
        raise missing_parameters(*absent)
    resolve(company, values, before)
    check_open(company, values["TxnDate"], before)
    check_lines(values["Line"])
    account_of_type(company, values["DepositToAccountRef"]["value"], "DepositToAccountRef", MONEY_ARRIVES)
    fill_currency(company, values, None)
    code = values["CurrencyRef"]["value"]
    values["Line"] = [_checked(company, line, code, before) for line in values["Line"]]
    wanted = _linked(values["Line"])
    if len(set(wanted)) < len(wanted):
        raise business("A transaction can be deposited only once.")
    number_lines(values["Line"], before)
    values["TotalAmt"] = sum((line["Amount"] for line in values["Line"]), ZERO) - _cash_back(company, values)
    if values["TotalAmt"] < 0:
        raise business("The amount of a deposit must be 0 or greater.")
    values.update(home_amounts(values))
    document = company.replace("Deposit", before, values) if before else company.add("Deposit", values)
    for kind, id in set(_linked(before["Line"]) if before else []) - set(wanted):
        link_to_deposit(company, kind, id, document["Id"], linked=False)
    for kind, id in wanted:
        link_to_deposit(company, kind, id, document["Id"], linked=True)
    return document


def _linked(lines: list[Line]) -> list[tuple[str, str]]:
    return [(link["TxnType"], link["TxnId"]) for line in lines for link in line.get("LinkedTxn", [])]


def _checked(company: Company, line: Line, code: str, before: Document | None) -> Line:
    links = line.get("LinkedTxn", [])
    if links:
        return _taken(company, line, links, code, before)
    absent = [name for name in ("Amount", "DepositLineDetail") if name not in line]
    if absent or "AccountRef" not in line["DepositLineDetail"]:
        raise missing_parameters(*(absent or ["AccountRef"]))
    detail = line["DepositLineDetail"]
    account = lookup(company, "Account", detail["AccountRef"]["value"])
    if account["AccountType"] in PEOPLES and "Entity" not in detail:
        raise business(f"When you use {account['AccountType']}, you must choose {PEOPLES[account['AccountType']][1]}.")
    if "Entity" in detail:
        kind, person = person_named(company, detail["Entity"]["value"], None)
        if account["AccountType"] in PEOPLES:
            wanted, words = PEOPLES[account["AccountType"]]
            if kind != wanted:
                raise business(f"When you use {account['AccountType']}, you must choose {words}.")
            check_account_currency(company, account["Id"], code)
            check_persons_currency(person, code)
        detail["Entity"] = {"value": person["Id"], "name": person["DisplayName"], "type": kind.upper()}
    if "TaxCodeRef" in detail and detail.get("TaxApplicableOn") not in ("Sales", "Purchase"):
        raise refusal("2270", "TaxApplicableOn should be Sales or Purchase where TaxCodeRef is given", "TaxApplicableOn")
    if "TaxCodeRef" in detail:
        check_no_tax_account(company, detail["AccountRef"]["value"])
    return {**line, "DetailType": "DepositLineDetail"}


def _taken(company: Company, line: Line, links: list[dict[str, str]], code: str, before: Document | None) -> Line:
    """A line for a form that lies in Undeposited Funds: all of it, and once (QuickBooks' own texts are not known)."""
    kind, id = links[0].get("TxnType", ""), links[0].get("TxnId", "")
    if len(links) > 1 or kind not in DEPOSITABLE:
        raise refusal("620", f"Txn ID cannot be linked : a deposit cannot take TxnType {kind or 'null'}", "LinkedTxn")
    form = lookup(company, kind, id)
    ours = {"TxnId": before["Id"], "TxnType": "Deposit"} if before else None
    if in_deposit(form) and ours not in form["LinkedTxn"]:
        raise refusal("620", f"Txn ID cannot be linked : {kind} {id} is already in a deposit", "LinkedTxn")
    if form["CurrencyRef"]["value"] != code:
        raise business(f"The {kind} with TxnId={id} is in another currency than the deposit.")
    account = lookup(company, "Account", form["DepositToAccountRef"]["value"])
    if account["AccountSubType"] != "UndepositedFunds":
        raise business(f"The {kind} with TxnId={id} is not in Undeposited Funds.")
    amount = Decimal(form["TotalAmt"]) * DEPOSITABLE[kind]
    if line.get("Amount", amount) != amount:
        raise business(f"The {kind} with TxnId={id} is deposited whole: its amount is {amount}.")
    link = {"TxnId": id, "TxnType": kind, "TxnLineId": links[0].get("TxnLineId", "0")}
    return {**({"Id": line["Id"]} if "Id" in line else {}), "Amount": amount, "LinkedTxn": [link]}


def _cash_back(company: Company, values: dict[str, Any]) -> Decimal:
    back = values.get("CashBack")
    if not back:
        return ZERO
    absent = [name for name in ("AccountRef", "Amount") if name not in back]
    if absent:
        raise missing_parameters(*absent)
    account = lookup(company, "Account", back["AccountRef"]["value"])
    if account["AccountType"] in PEOPLES:
        raise business(f"Cash back cannot go to an account of type {account['AccountType']}.")
    return Decimal(back["Amount"])
