"""The worked examples of docs/records.md: read from the page, played through the sandbox, and shown as the page's tables.

A section of the page holds a YAML block that begins with `example:`, and after it, between the two marks, what came of it:
the documents and their double entry. The words that a block may use stand in the page itself, under “How to read them”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timezone
from decimal import Decimal
from typing import Any

import msgspec
import yaml

from order_sync.orders import Event, EventKind, Lifecycle, Line, LineKind, Order, Payment, PaymentKind, PaymentMethod
from tests.generators.companies import SALES_ORDERS_INVOICES_PAYMENTS, a_sync
from tests.generators.lives import Left
from tests.generators.orders import a_payment, an_order

BEGIN, END = "<!-- what comes of it, written by the test -->", "<!-- end -->"
_BLOCK = re.compile(rf"```yaml\n(example:.*?)```\n\n{re.escape(BEGIN)}\n(.*?){re.escape(END)}", re.DOTALL)
_TENDERS = {
    "card": (PaymentMethod.card, "cards"),
    "PayPal": (PaymentMethod.wallet, "paypal"),
    "cash": (PaymentMethod.cash, "cash"),
    "gift card": (PaymentMethod.gift_card, "gift_card"),
    "store credit": (PaymentMethod.store_credit, "store_credit"),
}
_KINDS = {
    "Estimate": "Sales order",
    "Invoice": "Invoice",
    "SalesReceipt": "Sales receipt",
    "CreditMemo": "Credit memo",
    "RefundReceipt": "Refund receipt",
    "Payment": "Payment",
}


@dataclass(frozen=True)
class Example:
    """`shown` is what stands in the page."""

    name: str
    wanted: dict[str, Any]
    shown: str


def examples(page: str) -> Iterator[Example]:
    for block in _BLOCK.finditer(page):
        wanted = yaml.safe_load(block[1])
        yield Example(wanted.pop("example"), wanted, block[2])


def rewritten(page: str, made: dict[str, str]) -> str:
    """The page with what came of each example, by its name."""

    def replaced(block: re.Match[str]) -> str:
        name = yaml.safe_load(block[1])["example"]
        return block[0].replace(f"{BEGIN}\n{block[2]}{END}", f"{BEGIN}\n{made[name]}{END}")

    return _BLOCK.sub(replaced, page)


def play(books: Any, example: Example) -> str:
    """Runs the example's order through the sandbox; the tables of what is there then, in Markdown."""
    settings = dict(example.wanted.get("sync") or {})
    sync = a_sync(settings.pop("records", SALES_ORDERS_INVOICES_PAYMENTS), yaml.safe_dump(settings) if settings else "")
    books.rules = yaml.safe_dump({"rules": example.wanted["rules"]}) if "rules" in example.wanted else ""
    shop = _Shop(example.wanted)
    held: list[str] = []
    for order in shop.seen():
        result = books.run([order], sync)
        assert result.reasons() == [], result.reasons()
        planned = result.planned[0]
        held = [*(one.reason for one in planned.held), *(one.reason for one in planned.problems)]
    return "\n".join(
        [*_documents(books), "", *_entries(books), "", *(f"> {reason}" for reason in held), *([""] if held else [])]
    )


class _Shop:
    """The order as the example tells it, version by version. Amounts in minor units."""

    def __init__(self, wanted: dict[str, Any]) -> None:
        self.wanted = wanted
        self.placed = _moment(wanted["placed"])
        self.left = {line.line_id: line for line in map(_left, wanted["lines"])}
        self.sold = [self.taxed(line.row(f"sold {line.line_id}")) for line in self.left.values()]
        self.events: list[Event] = []
        self.payments: list[Payment] = []
        self.changes: dict[str, Any] = {}

    def seen(self) -> Iterator[Order]:
        """The order at each run of the sync; the last one is after all that happened."""
        for number, step in enumerate(self.wanted.get("then") or (), start=1):
            if step == "the sync runs":
                yield self.order()
            else:
                self.happens(str(number), dict(step))
        yield self.order()

    def order(self) -> Order:
        shipped = self.wanted.get("shipped")
        return an_order(
            number="100",
            lines=self.sold,
            events=self.events,
            payments=self.payments,
            shipped=_moment(shipped) if shipped else None,
            placed_at=self.placed,
            **self.changes,
        )

    def happens(self, number: str, step: dict[str, Any]) -> None:
        at = _moment(step.pop("day"))
        tender = step.pop("by", "card")
        if "paid" in step:
            self.payments.append(_payment(_minor(step.pop("paid")), number, at, tender))
        if "given back" in step:
            amount = -_minor(step.pop("given back"))
            self.payments.append(_payment(amount, number, at, tender, kind=PaymentKind.refund))
        rows = [*self.rows_back(step.pop("taken back", None)), *self.rows_back(off := step.pop("taken off", None))]
        added = [_left(line) for line in step.pop("added", ())]
        self.left |= {line.line_id: line for line in added}
        rows += [line.row(f"added {line.line_id}") for line in added]
        if rows:
            kind = EventKind.edit if off or len(rows) == len(added) else EventKind.return_
            self.events.append(Event(event_id=f"event {number}", kind=kind, at=at, lines=tuple(map(self.taxed, rows))))
        if "cancelled" in step:
            self.changes = {"lifecycle": Lifecycle.cancelled, "cancelled_at": at}
            step.pop("cancelled")
        assert not step, f"unknown: {step}"

    def taxed(self, line: Line) -> Line:
        by_channel = bool(self.wanted.get("tax paid by the channel"))
        taxes = tuple(msgspec.structs.replace(tax, remitted_by_channel=by_channel) for tax in line.taxes)
        return msgspec.structs.replace(line, taxes=taxes)

    def rows_back(self, wanted: dict[str, Any] | None) -> list[Line]:
        rows = []
        for name, value in (wanted or {}).items():
            if name == "an amount alone":
                rows.append(Left(name, LineKind.adjustment, "", 1, _minor(value), 0, 0).row(f"back {len(self.events)}", -1))
                continue
            if name == "kept by the shop":
                rows.append(Left(name, LineKind.fee, "", 1, _minor(value), 0, 0).row(f"kept {len(self.events)}"))
                continue
            line = self.left[name]
            share = line.share(int(value))
            parts = {part: getattr(line, part) - getattr(share, part) for part in ("quantity", "gross", "discount", "tax")}
            self.left[name] = Left(line.line_id, line.kind, line.sku, **parts)
            rows.append(share.row(f"back {name} {len(self.events)}", -1))
        return rows


def _left(line: dict[str, Any]) -> Left:
    gross, discount, tax = (_minor(line.get(name, 0)) for name in ("amount", "discount", "tax"))
    kind = LineKind.shipping if line["item"] == "Shipping" else LineKind.product
    return Left(line["item"], kind, line["item"], int(line.get("quantity", 1)), gross, discount, tax)


def _payment(amount: int, number: str, at: datetime, tender: str, **more: Any) -> Payment:
    method, gateway = _TENDERS[tender]
    label = tender[0].upper() + tender[1:]
    made = a_payment(amount, f"payment {number}", at=at, method=method, gateway=gateway, label=label, **more)
    return msgspec.structs.replace(made, reference=None)


def _moment(day: Any) -> datetime:
    return datetime.combine(day, time(18), timezone.utc)


def _minor(amount: Any) -> int:
    return int((Decimal(str(amount)) * 100).to_integral_value())


# The tables


def _documents(books: Any) -> Iterator[str]:
    yield "| document | day | lines | tax | total | still open | pays |"
    yield "|---|---|---|---:|---:|---:|---|"
    names = _names(books)
    for kind, document in _in_order(books):
        lines = ", ".join(_line(books, line) for line in document.get("Line", ()) if _is_shown(line))
        pays = ", ".join(
            f"{names[link['TxnType'], link['TxnId']]}: {_amount(line['Amount'])}"
            for line in document.get("Line", ())
            for link in line.get("LinkedTxn", ())
        )
        tax = _amount((document.get("TxnTaxDetail") or {}).get("TotalTax") or 0)
        is_open = {"Invoice": "Balance", "CreditMemo": "RemainingCredit", "Payment": "UnappliedAmt"}.get(kind)
        left = _amount(document[is_open]) if is_open else ""
        status = f" ({document['TxnStatus']})" if kind == "Estimate" else ""
        yield (
            f"| {names[kind, document['Id']]}{status} | {document['TxnDate']} | {lines} | {tax if lines else ''} | "
            f"{_amount(document['TotalAmt'])} | {left} | {pays} |"
        )


def _entries(books: Any) -> Iterator[str]:
    yield "| posted by | account | debit | credit |"
    yield "|---|---|---:|---:|"
    company, names = books.sandbox.company, _names(books)
    for kind, document in _in_order(books):
        if kind == "Estimate" or (kind == "Payment" and not document["TotalAmt"]):
            continue  # neither posts anything
        for entry in company.ledger.entries(kind, document["Id"]):
            account = company.documents["Account"][str(entry.account)]["Name"]
            amount = _amount(Decimal(abs(entry.home)) / 100)
            debit, credit = (amount, "") if entry.home > 0 else ("", amount)
            if entry.home:
                yield f"| {names[kind, document['Id']]} | {account} | {debit} | {credit} |"


def _in_order(books: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    found = [(kind, document) for kind in _KINDS for document in books.documents(kind)]
    yield from sorted(found, key=lambda row: (row[1]["TxnDate"], int(row[1]["Id"])))


def _names(books: Any) -> dict[tuple[str, str], str]:
    """What each document is called; payments are counted, since they have no numbers."""
    found = {}
    count = 0
    for kind, document in _in_order(books):
        if kind == "Payment":
            count += 1
        found[kind, document["Id"]] = f"{_KINDS[kind]} {count if kind == 'Payment' else document['DocNumber']}"
    return found


def _is_shown(line: dict[str, Any]) -> bool:
    return line.get("DetailType") in ("SalesItemLineDetail", "DiscountLineDetail")


def _line(books: Any, line: dict[str, Any]) -> str:
    if line["DetailType"] == "DiscountLineDetail":
        return f"Discount −{_amount(line['Amount'])}"
    detail = line["SalesItemLineDetail"]
    item = detail["ItemRef"]
    name = item.get("name") or books.sandbox.company.documents["Item"].get(item["value"], {}).get("Name") or "Shipping"
    units = f"{Decimal(detail['Qty']).normalize():f} × " if detail.get("Qty") else ""
    return f"{units}{name} {_amount(line['Amount'])}"


def _amount(value: Any) -> str:
    return f"{Decimal(str(value)):,.2f}"
