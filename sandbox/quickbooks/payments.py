"""Payments: money applied to invoices and journal entries, and credits used up (reference section 2.7)."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

from sandbox.quickbooks.accounts import usual_account
from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.deposited import check_deposit_holds
from sandbox.quickbooks.errors import business, missing_parameters, refusal
from sandbox.quickbooks.exchange_rates import check_account_currency, fill_currency, home_amounts, keep_rate
from sandbox.quickbooks.line_limits import check_lines
from sandbox.quickbooks.lists import account_of_type
from sandbox.quickbooks.money import ZERO
from sandbox.quickbooks.open_amounts import PAYABLE, open_amount, owner_of, takes_money, with_open_changed
from sandbox.quickbooks.periods import check_open
from sandbox.quickbooks.references import lookup, resolve
from sandbox.quickbooks.sales import MONEY_ARRIVES, Asked

KEPT = ("TxnDate", "CurrencyRef", "Line", "LinkedTxn")
Applied = dict[tuple[str, str], Decimal]  # (kind, id) -> amount


def create(company: Company, asked: Asked) -> Document:
    return _write(company, asked, None)


def update(company: Company, before: Document, asked: Asked) -> Document:
    """Lines are changed all or none: a request without Line leaves them."""
    return _write(company, asked, before)


def _write(company: Company, asked: Asked, before: Document | None) -> Document:
    values: dict[str, Any] = {"TxnDate": company.clock.today().isoformat(), "Line": []}
    if before:
        kept = list(before) if asked.sparse else KEPT
        values.update({name: deepcopy(before[name]) for name in kept if name in before})
    values.update(asked.clean)
    if before:
        keep_rate(values, before, asked.clean)
    absent = [name for name in ("CustomerRef", "TotalAmt") if name not in values]
    if absent:
        raise missing_parameters(*absent)
    if values["TotalAmt"] < 0:
        raise refusal("2140", "Amount must be 0 or greater", "TotalAmt")
    resolve(company, values, before)
    check_open(company, values["TxnDate"], before)
    check_lines(values["Line"])
    _defaults(company, values)
    check_deposit_holds(company, before, values)
    wanted = _applied(values["Line"])
    _check_lines(company, values, wanted)
    payer = values["CustomerRef"]["value"]
    values["UnappliedAmt"] = values["TotalAmt"] - _money_used(company, payer, wanted)
    if values["UnappliedAmt"] < 0:
        raise business("The amount applied is more than the amount of the payment.")
    _check_room(company, payer, wanted, before)
    values["Line"] = [_noted(company, payer, line, before) for line in values["Line"]]
    values.update(home_amounts(values))
    if before:
        _apply(company, before, {}, _applied(before["Line"]))
    document = company.replace("Payment", before, values) if before else company.add("Payment", values)
    _apply(company, document, wanted, {})
    return document


def release(company: Company, payment: Document) -> None:
    """Gives back what a payment took off its invoices and credit memos."""
    _apply(company, payment, {}, _applied(payment["Line"]))


def release_form(company: Company, kind: str, form: Document) -> None:
    """Takes a voided or deleted form out of the payments that name it; their unapplied amount rises."""
    for link in form.get("LinkedTxn", []):
        payment = company.documents["Payment"].get(link["TxnId"]) if link["TxnType"] == "Payment" else None
        if payment:
            kept = [line for line in payment["Line"] if (kind, form["Id"]) not in _applied([line])]
            unapplied = payment["TotalAmt"] - _money_used(company, payment["CustomerRef"]["value"], _applied(kept))
            if unapplied < 0:  # a credit that paid for other forms is gone: they are open again
                _apply(company, payment, {}, _applied(kept))
                kept, unapplied = [], payment["TotalAmt"]
            company.replace("Payment", payment, {**payment, "Line": kept, "UnappliedAmt": unapplied}, bump=False)


def _defaults(company: Company, values: dict[str, Any]) -> None:
    fill_currency(company, values, lookup(company, "Customer", values["CustomerRef"]["value"]))
    values.setdefault("DepositToAccountRef", usual_account(company, "UndepositedFunds"))
    account_of_type(company, values["DepositToAccountRef"]["value"], "DepositToAccountRef", MONEY_ARRIVES)
    if "ARAccountRef" in values:
        account_of_type(company, values["ARAccountRef"]["value"], "ARAccountRef", ("Accounts Receivable",))
        check_account_currency(company, values["ARAccountRef"]["value"], values["CurrencyRef"]["value"])
    values.setdefault("ProcessPayment", False)
    values.setdefault("LinkedTxn", [])


def _applied(lines: list[dict[str, Any]]) -> Applied:
    found: Applied = {}
    for line in lines:
        for link in line.get("LinkedTxn", []):
            target = (link.get("TxnType", ""), link.get("TxnId", ""))
            found[target] = found.get(target, ZERO) + line.get("Amount", ZERO)
    return found


def _money_used(company: Company, payer: str, applied: Applied) -> Decimal:
    used = ZERO
    for (kind, id), amount in applied.items():
        form = company.documents[kind][id]
        used += amount if takes_money(company, kind, form, owner_of(company, kind, form, payer) or payer) else -amount
    return used


def _check_lines(company: Company, values: dict[str, Any], wanted: Applied) -> None:
    for line in values["Line"]:
        absent = [name for name in ("Amount", "LinkedTxn") if not line.get(name) and line.get(name) != ZERO]
        if absent or not line["LinkedTxn"]:
            raise missing_parameters(*(absent or ["LinkedTxn"]))
        if line["Amount"] < 0:
            raise refusal("2290", "A payment line cannot be negative", "Amount")
    for kind, id in wanted:
        if kind not in PAYABLE:
            raise refusal(
                "620", f"Txn ID cannot be linked : a payment cannot be applied to TxnType {kind or 'null'}", "LinkedTxn"
            )
        target = lookup(company, kind, id)
        if owner_of(company, kind, target, values["CustomerRef"]["value"]) is None:
            raise business(f"The {kind} with TxnId={id} is of another customer than the payment.")
        if target["CurrencyRef"]["value"] != values["CurrencyRef"]["value"]:
            raise business(f"The {kind} with TxnId={id} is in another currency than the payment.")


def _check_room(company: Company, payer: str, wanted: Applied, before: Document | None) -> None:
    """6000 when a line takes more than is open (the real text is unknown, 6)."""
    for (kind, id), amount in wanted.items():
        left = _room(company, payer, kind, id, before)
        if amount > left:
            raise business(
                f"The amount {amount} applied to the {kind} with TxnId={id} is more than its open balance {left}."
            )


def _room(company: Company, payer: str, kind: str, id: str, before: Document | None) -> Decimal:
    """What is open of a form, before this payment took anything."""
    already = _applied(before["Line"]) if before else {}
    form = company.documents[kind][id]
    open = open_amount(company, kind, form, owner_of(company, kind, form, payer) or payer)
    return open + already.get((kind, id), ZERO)


def _apply(company: Company, payment: Document, wanted: Applied, already: Applied) -> None:
    """Moves what is open of the forms, and their links: from what the payment took already to what it is to take."""
    link = {"TxnId": payment["Id"], "TxnType": "Payment"}
    for kind, id in {**already, **wanted}:
        form = company.documents[kind].get(id)
        owner = owner_of(company, kind, form, payment["CustomerRef"]["value"]) if form else None
        if form is None or owner is None:
            continue
        change = already.get((kind, id), ZERO) - wanted.get((kind, id), ZERO)
        links = [other for other in form.get("LinkedTxn", []) if other != link]
        if (kind, id) in wanted:
            links.append(link)
        changed = {**with_open_changed(kind, form, change), "LinkedTxn": links}
        company.replace(kind, form, changed, bump=False)


def _noted(company: Company, payer: str, line: dict[str, Any], before: Document | None) -> dict[str, Any]:
    """A line with its LineEx: id, open balance before this payment, and number of what it pays."""
    link = line["LinkedTxn"][0]
    form = company.documents[link["TxnType"]][link["TxnId"]]
    notes = {
        "txnId": link["TxnId"],
        "txnOpenBalance": f"{_room(company, payer, link['TxnType'], link['TxnId'], before):.2f}",
        "txnReferenceNumber": form.get("DocNumber", ""),
    }
    name = "{http://schema.intuit.com/finance/v3}NameValue"
    shown = [{"name": name, "value": {"Name": key, "Value": value}} for key, value in notes.items()]
    return {"Amount": line["Amount"], "LinkedTxn": line["LinkedTxn"], "LineEx": {"any": shown}}
