"""The lists of one kind of document, newest first, and of what was deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import islice
from typing import Any

from sandbox.quickbooks.company import Document, name_of
from sandbox.quickbooks.fields import TRANSACTIONS
from sandbox.quickbooks.window.html import amount_of, link, page, pages, path_to, table, text_of
from sandbox.quickbooks.window.words import plural, singular
from sandbox.quickbooks.world import World

ON_PAGE = 100
OPEN_FIELDS = ("RemainingCredit", "UnappliedAmt", "Balance")
AMOUNTS = ("Total", "Open", "Balance", "Price", "Rate")
NARROW = ("Date", "Number", "Deleted at", "Status")


def of_kind(world: World, kind: str, start: int) -> bytes:
    company = world.company
    listing = company.listing(kind)
    ids = islice(listing.ids(start, newest_first=True), ON_PAGE)
    body = rows_of(world, kind, (company.documents[kind][id] for id in ids))
    return page(plural(kind), body + pages(world, kind, start, ON_PAGE, len(listing)), world)


def rows_of(world: World, kind: str, documents: Iterable[Document]) -> str:
    """The table of some documents of a kind."""
    columns = FORM_COLUMNS if kind in TRANSACTIONS else {**LIST_COLUMNS, **MORE_COLUMNS.get(kind, {})}
    shown = (world.company.shown(kind, document) for document in documents)
    rows = [[cell(world, kind, document) for cell in columns.values()] for document in shown]
    return table(tuple(columns), rows, AMOUNTS, NARROW)


def deleted(world: World, start: int) -> bytes:
    removed = world.company.removed
    shown = removed[max(len(removed) - start - ON_PAGE, 0) : len(removed) - start] if start < len(removed) else []
    rows = [[text_of(f"{singular(one.kind)} {one.id}"), text_of(one.stamp)] for one in reversed(shown)]
    body = table(("Document", "Deleted at"), rows, (), NARROW)
    return page("Deleted", body + pages(world, "deleted", start, ON_PAGE, len(removed)), world)


def label_of(kind: str, document: Document) -> str:
    """What a person would call it: its number, its name, else its id."""
    if kind in TRANSACTIONS:
        return str(document.get("DocNumber") or f"no. {document['Id']}")
    named = "DisplayName" in document or "Name" in document
    return (
        name_of(kind, document) if named else str(document.get("FileName") or f"{singular(kind)} {document.get('Id', '')}")
    )


def open_amount(document: Document) -> Any:
    return next((document[name] for name in OPEN_FIELDS if name in document), None)


def status_of(kind: str, document: Document) -> str:
    """QuickBooks' own word, or what the amounts say."""
    if document.get("Active") is False:
        return "inactive"
    if document.get("PrivateNote") == "Voided" and not document.get("TotalAmt"):
        return "voided"
    if "TxnStatus" in document:
        return str(document["TxnStatus"])
    left, total = open_amount(document), document.get("TotalAmt", Decimal(0))
    if kind == "Invoice":
        return "open" if left and left == total else "partly paid" if left else "paid" if total else "nothing to pay"
    if kind in ("Payment", "CreditMemo"):
        return "not applied" if left and left == total else "partly applied" if left else "applied"
    return ""


def links_of(world: World, document: Document) -> str:
    """What a document is linked with, its lines' links too."""
    found = [*document.get("LinkedTxn", [])]
    for line in document.get("Line", []):
        found += line.get("LinkedTxn", [])
    return ", ".join(link_to(world, txn["TxnType"], txn["TxnId"]) for txn in found)


def link_to(world: World, kind: str, id: str) -> str:
    """By the number that a person knows."""
    document = world.company.documents.get(kind, {}).get(id)
    if document is None:
        return text_of(f"{singular(kind)} {id} (gone)")
    return link(world, kind, id, text=f"{singular(kind)} {label_of(kind, document)}")


def customer_of(world: World, document: Document) -> str:
    reference = document.get("CustomerRef")
    if not reference:
        return ""
    return link(world, "Customer", reference["value"], text=reference.get("name", reference["value"]))


Cell = Callable[[World, str, Document], str]


def _label(world: World, kind: str, document: Document) -> str:
    id = document.get("Id")
    label = label_of(kind, document)
    return f'<a href="{path_to(world, kind, id)}">{text_of(label)}</a>' if id else text_of(label)


def _text(name: str) -> Cell:
    return lambda _world, _kind, document: text_of(document.get(name))


def _amount(name: str) -> Cell:
    return lambda _world, _kind, document: amount_of(document.get(name))


def _inner(name: str, inner: str) -> Cell:
    return lambda _world, _kind, document: text_of((document.get(name) or {}).get(inner))


FORM_COLUMNS: dict[str, Cell] = {
    "Number": _label,
    "Date": _text("TxnDate"),
    "Customer": lambda world, _kind, document: customer_of(world, document),
    "Total": _amount("TotalAmt"),
    "Open": lambda _world, _kind, document: amount_of(open_amount(document)),
    "Status": lambda _world, kind, document: text_of(status_of(kind, document)),
    "Links": lambda world, _kind, document: links_of(world, document),
}
LIST_COLUMNS: dict[str, Cell] = {
    "Name": _label,
    "Id": _text("Id"),
    "Status": lambda _world, kind, document: text_of(status_of(kind, document)),
}
MORE_COLUMNS: dict[str, dict[str, Cell]] = {
    "Customer": {"E-mail": _inner("PrimaryEmailAddr", "Address"), "Balance": _amount("Balance")},
    "Account": {"Type": _text("AccountType"), "Balance": _amount("CurrentBalance")},
    "Item": {"Type": _text("Type"), "Income account": _inner("IncomeAccountRef", "name"), "Price": _amount("UnitPrice")},
    "TaxRate": {"Rate": _amount("RateValue")},
    "ExchangeRate": {"Currency": _text("SourceCurrencyCode"), "Date": _text("AsOfDate"), "Rate": _text("Rate")},
}
