"""Journal entries: debits and credits by hand, which may also put a customer in debt (Intuit's entity page, section 5.2)."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.errors import business, missing_parameters, refusal
from sandbox.quickbooks.exchange_rates import (
    check_account_currency,
    check_persons_currency,
    fill_currency,
    home_amounts,
    keep_rate,
)
from sandbox.quickbooks.journal_debts import SIGN, debts_of, settled_of
from sandbox.quickbooks.line_limits import check_lines
from sandbox.quickbooks.lines import number_lines
from sandbox.quickbooks.money import ZERO
from sandbox.quickbooks.numbering import check_journal_number
from sandbox.quickbooks.people import PEOPLES, person_named
from sandbox.quickbooks.periods import check_open
from sandbox.quickbooks.references import lookup, resolve
from sandbox.quickbooks.sales import Asked
from sandbox.quickbooks.tax_rates import check_no_tax_account

KEPT = ("DocNumber", "TxnDate", "CurrencyRef")
Line = dict[str, Any]


def create(company: Company, asked: Asked) -> Document:
    return _write(company, asked, None)


def update(company: Company, before: Document, asked: Asked) -> Document:
    return _write(company, asked, before)


def _write(company: Company, asked: Asked, before: Document | None) -> Document:
    values: dict[str, Any] = {"TxnDate": company.clock.today().isoformat(), "Adjustment": False}
    if before:
        kept = list(before) if asked.sparse else KEPT
        values.update({name: deepcopy(before[name]) for name in kept if name in before})
    values.update(asked.clean)
    if before:
        keep_rate(values, before, asked.clean)
    if not values.get("Line"):
        raise missing_parameters("Line")
    resolve(company, values, before)
    check_open(company, values["TxnDate"], before)
    check_lines(values["Line"])
    fill_currency(company, values, None)
    check_journal_number(company, values, before, asked.duplicates_allowed)
    lines = [_checked(company, line, values["CurrencyRef"]["value"]) for line in values["Line"]]
    values["Line"] = lines
    values["TotalAmt"] = _balanced(lines)
    number_lines(lines, before)
    values.update(home_amounts(values))
    _check_settled(company, values, before)
    values["LinkedTxn"] = before.get("LinkedTxn", []) if before else []
    return company.replace("JournalEntry", before, values) if before else company.add("JournalEntry", values)


def _checked(company: Company, line: Line, code: str) -> Line:
    type = line.get("DetailType")
    if type == "DescriptionOnly":
        return {name: line[name] for name in ("Id", "Description", "DetailType") if name in line}
    detail = line.get("JournalEntryLineDetail", {})
    absent = [name for name in ("DetailType", "Amount") if name not in line]
    absent += [name for name in ("AccountRef",) if name not in detail]
    if absent:
        raise missing_parameters(*absent)
    if detail.get("PostingType") not in SIGN:
        given = detail.get("PostingType", "")
        raise refusal("2260", f"PostingType should be Debit or Credit. Supplied value:{given}", "PostingType")
    if line["Amount"] < 0:
        raise refusal("2290", "Negative amounts are not supported on journal entry lines", "Amount")
    if "TaxCodeRef" in detail:
        _check_taxed(company, detail)
    return {**line, "JournalEntryLineDetail": {**detail, **_entity(company, detail, code)}}


def _check_taxed(company: Company, detail: dict[str, Any]) -> None:
    """A line with a tax code says what the tax is on and how much it is, and is not on the account of the tax itself."""
    if detail.get("TaxApplicableOn") not in ("Sales", "Purchase"):
        raise refusal("2270", "TaxApplicableOn should be Sales or Purchase where TaxCodeRef is given", "TaxApplicableOn")
    if "TaxAmount" not in detail:
        raise refusal("2280", "TaxAmount is required where TaxCodeRef is given", "TaxAmount")
    check_no_tax_account(company, detail["AccountRef"]["value"])


def _entity(company: Company, detail: dict[str, Any], code: str) -> dict[str, Any]:
    account = lookup(company, "Account", detail["AccountRef"]["value"])
    kind, words = PEOPLES.get(account["AccountType"], (None, ""))
    sent = detail.get("Entity", {})
    if kind and ("EntityRef" not in sent or sent.get("Type", kind) != kind):
        raise business(f"When you use {account['AccountType']}, you must choose {words} in the Name field.")
    if "EntityRef" not in sent:
        return {}
    found, person = person_named(company, sent["EntityRef"]["value"], sent.get("Type") or kind)
    if kind:
        check_account_currency(company, account["Id"], code)
        check_persons_currency(person, code)
    return {"Entity": {"Type": found, "EntityRef": {"value": person["Id"], "name": person["DisplayName"]}}}


def _balanced(lines: list[Line]) -> Decimal:
    """The sum of the debits, which is that of the credits; 2250 unless both sides are there, 2300 unless they agree."""
    details = [(line["JournalEntryLineDetail"]["PostingType"], line["Amount"]) for line in lines if "Amount" in line]
    debits = sum((amount for side, amount in details if side == "Debit"), ZERO)
    credits = sum((amount for side, amount in details if side == "Credit"), ZERO)
    if {side for side, _ in details} != set(SIGN):
        raise refusal("2250", "A journal entry needs at least one debit line and one credit line", "Line")
    if debits != credits:
        raise refusal("2300", f"Debits {debits} do not equal credits {credits}", "Line")
    return debits


def _check_settled(company: Company, values: dict[str, Any], before: Document | None) -> None:
    """6000 where a customer's part would be less than what payments settled of it, or a debt become a credit."""
    if before is None:
        return
    now = debts_of(company, values)
    for customer, amount in debts_of(company, before).items():
        settled, left = settled_of(company, before, customer), now.get(customer, ZERO)
        if settled and (left * amount < 0 or abs(left) < settled):
            raise business("The amount would be less than what is already applied to this transaction.")
