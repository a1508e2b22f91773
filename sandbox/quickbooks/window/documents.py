"""The page of one document: its facts, lines, links and ledger entries; a customer's page has his documents."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks import searching
from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.fields import TRANSACTIONS
from sandbox.quickbooks.searching import Test
from sandbox.quickbooks.window.companies import amount_of_minor, sides
from sandbox.quickbooks.window.html import amount_of, facts, link, page, pretty, table, text_of
from sandbox.quickbooks.window.lists import (
    ON_PAGE,
    customer_of,
    label_of,
    link_to,
    links_of,
    open_amount,
    rows_of,
    status_of,
)
from sandbox.quickbooks.window.words import plural, singular
from sandbox.quickbooks.world import World


def one(world: World, kind: str, id: str) -> bytes | None:
    stored = world.company.documents[kind].get(id)
    if stored is None:
        return None
    document = world.company.shown(kind, stored)
    parts = [_facts(world, kind, document)]
    if kind in TRANSACTIONS:
        parts += [_lines(world, document), _ledger(world, kind, id)]
    if kind == "Customer":
        parts += [_documents_of(world, id)]
    json = f"<details{'' if kind in TRANSACTIONS else ' open'}><summary>As the API answers it</summary>"
    parts += [f"{json}<pre>{text_of(pretty(document))}</pre></details>"]
    return page(f"{singular(kind)} {label_of(kind, document)}", "".join(parts), world)


def _facts(world: World, kind: str, document: Document) -> str:
    times = document.get("MetaData", {})
    currency = document.get("CurrencyRef", {}).get("value", "")
    money = [("Total", document.get("TotalAmt")), ("Open", open_amount(document) if "TotalAmt" in document else None)]
    return facts(
        [
            ("Customer", customer_of(world, document)),
            ("Date", text_of(document.get("TxnDate"))),
            ("Due", text_of(document.get("DueDate"))),
            *((name, f"{amount_of(value)} {text_of(currency)}") for name, value in money if value is not None),
            ("Balance", amount_of(document.get("Balance")) if "TotalAmt" not in document else ""),
            ("Status", text_of(status_of(kind, document))),
            ("Links", links_of(world, document)),
            ("Paid into", text_of(document.get("DepositToAccountRef", {}).get("name"))),
            ("Reference", text_of(document.get("PaymentRefNum"))),
            ("Private note", text_of(document.get("PrivateNote"))),
            ("E-mail", text_of(document.get("BillEmail", {}).get("Address"))),
            ("Id", text_of(document.get("Id"))),
            ("SyncToken", text_of(document.get("SyncToken"))),
            ("Created", text_of(times.get("CreateTime"))),
            ("Changed", text_of(times.get("LastUpdatedTime"))),
        ]
    )


def _lines(world: World, document: Document) -> str:
    rows = [_line(world, line) for line in document.get("Line", [])]
    tax = document.get("TxnTaxDetail", {}).get("TotalTax")
    if tax is not None:
        rows.append(["Tax", "", "", "", "", amount_of(tax)])
    headings = ("What", "Description", "Quantity", "Price", "Tax", "Amount")
    return "<h2>Lines</h2>" + table(headings, rows, ("Quantity", "Price", "Amount"))


def _line(world: World, line: dict[str, Any]) -> list[str]:
    detail = line.get(line.get("DetailType", ""), {})
    item = detail.get("ItemRef", {})
    if line.get("LinkedTxn"):
        what = "for " + ", ".join(link_to(world, txn["TxnType"], txn["TxnId"]) for txn in line["LinkedTxn"])
    elif item.get("value") in world.company.documents["Item"]:
        what = link(world, "Item", item["value"], text=item.get("name", item["value"]))
    elif item:
        what = text_of(item["value"].replace("_ITEM_ID", "").capitalize())
    else:
        what = NAMES.get(line.get("DetailType", ""), text_of(line.get("DetailType")))
    account = detail.get("AccountRef") or detail.get("DiscountAccountRef") or {}
    described = [text_of(line.get("Description")), text_of(account.get("name")), text_of(detail.get("PostingType"))]
    code = detail.get("TaxCodeRef", {}).get("value")
    price = detail.get("UnitPrice")
    return [
        what,
        ", ".join(part for part in described if part),
        text_of(detail.get("Qty")),
        amount_of(price) if price is None or price == round(price, 2) else text_of(price),
        text_of(code),
        ("−" if line.get("DetailType") == "DiscountLineDetail" else "") + amount_of(line.get("Amount")),
    ]


NAMES = {
    "SubTotalLineDetail": "Subtotal",
    "DiscountLineDetail": "Discount",
    "DescriptionOnly": "Note",
    "GroupLineDetail": "Bundle",
    "JournalEntryLineDetail": "Entry",
    "DepositLineDetail": "Deposit",
}


def _ledger(world: World, kind: str, id: str) -> str:
    """What the document debits and credits, in the home currency."""
    company = world.company
    entries = company.ledger.entries(kind, id)
    if not entries:
        return '<h2>Ledger entries</h2><p class="quiet">None: it does not post.</p>'
    rows = [[_account(world, company, str(entry.account)), *sides(entry.home)] for entry in entries]
    debits = sum(entry.home for entry in entries if entry.home > 0)
    credits = -sum(entry.home for entry in entries if entry.home < 0)
    total = ["", amount_of_minor(debits), amount_of_minor(credits)]
    shown = table(("Account", "Debit", "Credit"), rows, ("Debit", "Credit"), total=total)
    return f"<h2>Ledger entries ({text_of(company.home_currency)})</h2>{shown}"


def _account(world: World, company: Company, id: str) -> str:
    return link(world, "Account", id, text=company.documents["Account"][id]["FullyQualifiedName"])


def _documents_of(world: World, customer: str) -> str:
    """The newest of each kind that a customer has."""
    of_customer = Test("CustomerRef", lambda value: value == customer, (customer,), (customer,))
    found = {kind: searching.page(world.company, kind, [of_customer], (), 0, ON_PAGE) for kind in TRANSACTIONS}
    return "".join(f"<h2>{plural(kind)}</h2>{rows_of(world, kind, some)}" for kind, some in found.items() if some)
