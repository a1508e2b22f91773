"""A person at work in QuickBooks' own pages: the same rules, without token, metering or throttle."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.documents import Options, write
from sandbox.quickbooks.money import ZERO, cents, exact
from sandbox.quickbooks.references import SPECIAL_ITEMS

Wish = dict[str, Any]
EDITS = {"line", "remove_line", "add_line", "customer_id", "tax", "date", "memo", "note"}


def do(company: Company, wish: Wish) -> Document:
    """Does what `wish["do"]` says to the document named by `id` or `doc_number` (and `kind`, Estimate unless said).

    Raises ValueError for a wish that is not understood, Refusal where QuickBooks itself would not allow it.
    """
    action = ACTIONS.get(str(wish.get("do")))
    if action is None:
        raise ValueError(f"a person cannot do {wish.get('do')!r}; but: {', '.join(ACTIONS)}")
    kind = str(wish.get("kind", "Estimate"))
    return action(company, kind, _found(company, kind, wish), wish)


def _found(company: Company, kind: str, wish: Wish) -> Document:
    if kind not in company.documents:
        raise ValueError(f"there is no kind {kind!r}")
    if "id" in wish:
        document = company.documents[kind].get(str(wish["id"]))
    else:
        wanted = str(wish.get("doc_number"))
        found = [document for document in company.documents[kind].values() if document.get("DocNumber") == wanted]
        document = found[0] if found else None
    if document is None:
        raise ValueError(f"there is no {kind} with id {wish.get('id')!r} or doc_number {wish.get('doc_number')!r}")
    return document


def _sparse(company: Company, kind: str, document: Document, **changes: Any) -> Document:
    body = {"Id": document["Id"], "SyncToken": document["SyncToken"], "sparse": True, **changes}
    return write(company, kind, body, Options(operation="update"))


def _edit(company: Company, kind: str, document: Document, wish: Wish) -> Document:
    """Changes lines and more of a document, as the wish says.

    `line` (1 is the first) gets `quantity`, `price` or `description`; `add_line` is {item_id, quantity, price, description};
    `remove_line` is a number; `customer_id`, `tax`, `date`, `memo` and `note` replace the document's own.
    A wish without any of these adds one to the quantity of the first item.
    """
    lines = [line for line in document["Line"] if line["DetailType"] != "SubTotalLineDetail"]
    if not EDITS & wish.keys():
        wish = {**wish, **_one_more(lines)}
    if "line" in wish:
        place = _place(lines, wish["line"])
        lines[place] = _edited_line(lines[place], wish)
    if "remove_line" in wish:
        del lines[_place(lines, wish["remove_line"])]
    if "add_line" in wish:
        lines.append(_new_line(wish["add_line"]))
    changes: dict[str, Any] = {"Line": lines}
    if "customer_id" in wish:
        changes["CustomerRef"] = {"value": str(wish["customer_id"])}
    if "tax" in wish:
        changes["TxnTaxDetail"] = {"TotalTax": wish["tax"]}
    for word, name in (("date", "TxnDate"), ("note", "PrivateNote")):
        if word in wish:
            changes[name] = wish[word]
    if "memo" in wish:
        changes["CustomerMemo"] = {"value": wish["memo"]}
    return _sparse(company, kind, document, **changes)


def _one_more(lines: list[dict[str, Any]]) -> Wish:
    for number, line in enumerate(lines, start=1):
        if line.get("SalesItemLineDetail", {}).get("ItemRef", {}).get("value", "SHIPPING_ITEM_ID") not in SPECIAL_ITEMS:
            return {"line": number, "quantity": line["SalesItemLineDetail"].get("Qty", Decimal(1)) + 1}
    raise ValueError("the document has no line with an item")


def _place(lines: list[dict[str, Any]], number: Any) -> int:
    place = int(number) - 1
    if not 0 <= place < len(lines):
        raise ValueError(f"there is no line {number}; the document has {len(lines)}")
    return place


def _edited_line(line: dict[str, Any], wish: Wish) -> dict[str, Any]:
    detail = dict(line["SalesItemLineDetail"])
    quantity = _number(wish.get("quantity"), detail.get("Qty", Decimal(1)))
    usual_price = detail.get("UnitPrice") or cents(line["Amount"] / detail.get("Qty", Decimal(1)))
    price = _number(wish.get("price"), usual_price)
    detail.update(Qty=quantity, UnitPrice=price)
    changed = {**line, "Amount": cents(quantity * price), "SalesItemLineDetail": detail}
    return changed | ({"Description": wish["description"]} if "description" in wish else {})


def _new_line(wish: Wish) -> dict[str, Any]:
    quantity, price = _number(wish.get("quantity"), Decimal(1)), _number(wish.get("price"), ZERO)
    detail: dict[str, Any] = {"ItemRef": {"value": str(wish["item_id"])}, "Qty": quantity, "UnitPrice": price}
    line = {"Amount": cents(quantity * price), "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    return line | ({"Description": wish["description"]} if "description" in wish else {})


def _number(value: Any, default: Decimal) -> Decimal:
    if value is None:
        return default
    found = exact(value)
    if found is None:
        raise ValueError(f"{value!r} is not a number")
    return found


def _status(status: str) -> Callable[[Company, str, Document, Wish], Document]:
    return lambda company, kind, document, _wish: _sparse(company, kind, document, TxnStatus=status)


def _written(operation: str) -> Callable[[Company, str, Document, Wish], Document]:
    def perform(company: Company, kind: str, document: Document, _wish: Wish) -> Document:
        body = {"Id": document["Id"], "SyncToken": document["SyncToken"]}
        return write(company, kind, body, Options(operation=operation))

    return perform


def _deactivate(company: Company, kind: str, document: Document, _wish: Wish) -> Document:
    return _sparse(company, kind, document, Active=False)


def _rename(company: Company, kind: str, document: Document, wish: Wish) -> Document:
    return _sparse(company, kind, document, **{"DisplayName" if "DisplayName" in document else "Name": wish["name"]})


def _invoice(company: Company, _kind: str, document: Document, wish: Wish) -> Document:
    """Makes an invoice of an estimate by hand."""
    copied = {name: document[name] for name in ("CustomerRef", "Line", "TxnTaxDetail", "CustomerMemo") if name in document}
    number = {"DocNumber": wish["invoice_number"]} if "invoice_number" in wish else {}
    link = [{"TxnId": document["Id"], "TxnType": "Estimate"}]
    return write(company, "Invoice", {**copied, **number, "LinkedTxn": link}, Options(operation="create"))


def _receive_payment(company: Company, kind: str, document: Document, wish: Wish) -> Document:
    """Receives `amount` (all that is open unless said) for an invoice."""
    amount = _number(wish.get("amount"), document.get("Balance", ZERO))
    line = {"Amount": amount, "LinkedTxn": [{"TxnId": document["Id"], "TxnType": kind}]}
    body = {"CustomerRef": document["CustomerRef"], "TotalAmt": amount, "Line": [line]}
    return write(company, "Payment", body, Options(operation="create"))


def _deposit(company: Company, kind: str, document: Document, wish: Wish) -> Document:
    """Deposits a payment or receipt that lies in Undeposited Funds in a bank account (`account`; the first, unless said)."""
    banks = [account["Id"] for account in company.documents["Account"].values() if account["AccountType"] == "Bank"]
    line = {"LinkedTxn": [{"TxnId": document["Id"], "TxnType": kind, "TxnLineId": "0"}]}
    body = {"DepositToAccountRef": {"value": str(wish.get("account", banks[0]))}, "Line": [line]}
    same = {name: document[name] for name in ("CurrencyRef", "ExchangeRate") if name in document}
    return write(company, "Deposit", {**body, **same}, Options(operation="create"))


ACTIONS: dict[str, Callable[[Company, str, Document, Wish], Document]] = {
    "edit": _edit,
    "edit_estimate": _edit,
    "accept": _status("Accepted"),
    "reject": _status("Rejected"),
    "close": _status("Closed"),
    "reopen": _status("Pending"),
    "delete": _written("delete"),
    "void": _written("void"),
    "deactivate": _deactivate,
    "rename": _rename,
    "invoice_estimate": _invoice,
    "receive_payment": _receive_payment,
    "deposit": _deposit,
}
