"""The worked examples of docs/records-order-to-invoice.md, each run against the sandbox: the page says what happens."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from order_sync.orders import Event, FulfillmentState, Lifecycle, Line, LineKind, Order, Payment, Shipment, ShippedLine
from tests.generators.companies import a_sync
from tests.generators.orders import a_line, a_payment, an_edit, an_order

PAGE = Path(__file__).parents[2] / "docs" / "records-order-to-invoice.md"
NAMES = {"Estimate": "sales order", "Invoice": "invoice", "Payment": "payment"}


def examples() -> list[dict[str, Any]]:
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return [yaml.safe_load(block) for block in blocks if block.startswith("example:")]


def cents(text: object) -> int:
    return int(Decimal(str(text)) * 100)


def at(day: str) -> datetime:
    """Noon in the store's zone, Chicago."""
    return datetime.combine(date.fromisoformat(day), time(18), timezone.utc)


@dataclass
class Story:
    """An order on its way, told in the words of the page."""

    books: Any
    sync: Any
    lines: list[Line]
    events: list[Event] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    shipments: list[Shipment] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)

    def line(self, title: str) -> Line:
        return next(line for line in self.lines if line.title == title)

    def order(self) -> Order:
        done = any(not shipment.lines for shipment in self.shipments)
        states = (
            (FulfillmentState.partial, FulfillmentState.fulfilled) if self.shipments else (FulfillmentState.unfulfilled,) * 2
        )
        fields: dict[str, Any] = {"fulfillment_state": states[done], **self.changes}
        return an_order(
            lines=self.lines, events=self.events, payments=self.payments, shipments=tuple(self.shipments), **fields
        )

    def paid(self, amount: str, day: str) -> None:
        self.payments.append(a_payment(cents(amount), f"pay-{len(self.payments) + 1}", at=at(day)))

    def shipped(self, day: str, pieces: str = "", title: str = "") -> None:
        rows = (ShippedLine(source_line_id=self.line(title).line_id, quantity=Decimal(pieces)),) if title else ()
        self.shipments.append(Shipment(shipment_id=f"s-{len(self.shipments) + 1}", at=at(day), lines=rows))

    def taken_off(self, pieces: str, title: str, amount: str, tax: str, day: str) -> None:
        edit_id = f"edit-{len(self.events) + 1}"
        line = self.line(title)
        self.events.append(an_edit(line, -int(pieces), gross=-cents(amount), tax=-cents(tax), event_id=edit_id, at=at(day)))

    def cancelled(self) -> None:
        self.changes["lifecycle"] = Lifecycle.cancelled

    def close_books(self, day: str) -> None:
        self.books.sandbox.company.documents["Preferences"]["1"]["AccountingInfoPrefs"]["BookCloseDate"] = day

    def by_hand(self, number: str) -> None:
        self.books.person("invoice_estimate", doc_number=number)
        (made,) = self.books.documents("Invoice")
        self.books.person("edit", kind="Invoice", id=made["Id"], date="2026-03-06")

    def run(self, rule: str = "") -> None:
        result = self.books.run([self.order()], self.sync, **({"invoice_held_by": rule} if rule else {}))
        self.held = {str(one.kind): one.code for one in result.planned[0].held}
        assert result.differences == []


VERBS: list[tuple[str, Callable[..., None]]] = [
    (r"paid ([\d.]+) on (\S+)", Story.paid),
    (r"the rest shipped on (\S+)", Story.shipped),
    (r"(?P<pieces>\d+) (?P<title>.+) shipped on (?P<day>\S+)", Story.shipped),
    (r"(\d+) (.+) taken off, ([\d.]+) and ([\d.]+) tax, on (\S+)", Story.taken_off),
    (r"cancelled", Story.cancelled),
    (r"the books are closed up to (\S+)", Story.close_books),
    (r"a person makes the invoice of sales order (\S+) on 2026-03-06", Story.by_hand),
    (r"a run", Story.run),
    (r"a run while rule “(.+)” holds the invoice", Story.run),
]


def tell(story: Story, step: str) -> None:
    for pattern, verb in VERBS:
        if found := re.fullmatch(pattern, step):
            verb(story, **found.groupdict()) if found.groupdict() else verb(story, *found.groups())
            return
    raise AssertionError(f"the page says “{step}”, which is not a step")


def a_sold_line(number: int, row: dict[str, Any]) -> Line:
    is_shipping = row["item"] == "Shipping"
    return a_line(
        str(number),
        title=row["item"],
        sku=None if is_shipping else row["item"],
        quantity=row.get("quantity", 1),
        gross=cents(row["amount"]),
        tax=cents(row.get("tax", 0)),
        kind=LineKind.shipping if is_shipping else LineKind.product,
        source=f"li-{number}",
    )


def in_words(document: dict[str, Any], kind: str) -> str:
    number = f" {document['DocNumber']}" if "DocNumber" in document else ""
    said = f"{NAMES[kind]}{number}, {document['TxnDate']}, {document['TotalAmt']:.2f}"
    if kind == "Estimate":
        return f"{said}, {document['TxnStatus'].lower()}"
    name = "Balance" if kind == "Invoice" else "UnappliedAmt"
    return f"{said}, {'open' if kind == 'Invoice' else 'unapplied'} {document[name]:.2f}"


def entries(books: Any, kind: str, document: dict[str, Any]) -> str:
    """`debit A 1.00, credit B 1.00`, each account once, as QuickBooks posts the document."""
    company = books.sandbox.company
    sums: dict[str, int] = {}
    for entry in company.ledger.entries(kind, document["Id"]):
        name = company.documents["Account"][str(entry.account)]["Name"]
        sums[name] = sums.get(name, 0) + entry.home
    parts = [f"{'debit' if sum_ > 0 else 'credit'} {name} {abs(sum_) / 100:.2f}" for name, sum_ in sums.items() if sum_]
    return ", ".join(sorted(parts, key=lambda part: not part.startswith("debit")))


def posted(books: Any) -> list[dict[str, str]]:
    """What QuickBooks holds, as the page writes it."""
    found = []
    for kind in NAMES:
        for document in sorted(books.documents(kind), key=lambda one: (one["TxnDate"], one.get("DocNumber", ""))):
            posts = entries(books, kind, document)
            found.append({in_words(document, kind): posts or "posts nothing"})
    return found


@pytest.mark.parametrize("example", examples(), ids=lambda example: example["example"])
def test_quickbooks_holds_what_the_page_says(books: Any, example: dict[str, Any]) -> None:
    more = yaml.safe_dump(example["sync"]) if "sync" in example else ""
    story = Story(books, a_sync(more=more), [a_sold_line(n, row) for n, row in enumerate(example["order"], start=1)])
    for step in example["story"]:
        tell(story, step)
    assert posted(books) == example["quickbooks"]
    assert story.held == example.get("waits", {})


def test_every_setting_that_the_page_names_is_shown_by_an_example() -> None:
    shown = {key for example in examples() for key in example.get("sync", {})}
    assert shown >= {"invoices", "payments", "closed_period"}
