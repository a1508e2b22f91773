"""Records as QuickBooks' own JSON (reference sections 2.3 to 2.7). Only here is a sales order called an Estimate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from order_sync.errors import RecordRefused
from order_sync.money import to_major
from order_sync.orders import Address, LineKind
from order_sync.quickbooks import categories, delivery, tax_codes
from order_sync.quickbooks.marks import marked_note
from order_sync.quickbooks.preferences import Preferences
from order_sync.quickbooks.reference_ids import Json, References, need, reference
from order_sync.records.record import Buyer, Heading, Record, RecordLine
from order_sync.syncs import RecordKind, Sync

ENTITY: Mapping[RecordKind, str] = {
    RecordKind.sales_order: "Estimate",
    RecordKind.invoice: "Invoice",
    RecordKind.payment: "Payment",
    RecordKind.sales_receipt: "SalesReceipt",
    RecordKind.credit_memo: "CreditMemo",
    RecordKind.refund_receipt: "RefundReceipt",
}

_ITEM_TYPES = {"non_inventory": "NonInventory", "service": "Service", "inventory": "Inventory"}

# What a copied line does not keep: they number and sum the sales order's own lines.
_NOT_COPIED = ("Id", "LineNum", "LinkedTxn")
_NUMBERS = frozenset(
    ("Amount", "Qty", "UnitPrice", "DiscountPercent", "DiscountRate", "DiscountAmt", "TotalTax", "Quantity")
)
_COPIED_FIELDS = ("BillAddr", "ShipAddr", "BillEmail", "ApplyTaxAfterDiscount", "GlobalTaxCalculation")
_READ_ONLY_ADDRESS = ("Id", "Lat", "Long")


def document(record: Record, references: References, *, sales_order_id: str = "", customer_id: str = "") -> Json:
    """Any document but a payment; raises RecordRefused where something that it names is not in the company.

    `sales_order_id`: the sales order that an invoice copies and closes. `customer_id`: of the invoice that it follows.
    """
    body = _copy(record) if record.copied_state is not None else _as_sold(record, references)
    body |= _heading(record, references, customer_id)
    if sales_order_id:
        body["LinkedTxn"] = [{"TxnId": sales_order_id, "TxnType": "Estimate"}]
    if record.kind is RecordKind.invoice:
        body |= delivery.of_invoice(record, body)
    if record.kind is RecordKind.sales_order:
        body["TxnStatus"] = "Accepted"
    if record.kind in (RecordKind.sales_receipt, RecordKind.refund_receipt):
        body |= _taken(record, references)
    return body


def payment(
    record: Record, references: References, *, customer_id: str, applied: Mapping[str, int], credit_id: str = ""
) -> Json:
    """A payment, or one of nothing that applies a credit memo (`credit_id`; reference section 2.7).

    `applied`: what of it goes to which invoice, in minor units by QuickBooks id; the rest stays unapplied.
    """
    body = {
        **_heading(record, references),
        "CustomerRef": {"value": customer_id},
        "TotalAmt": to_major(record.total, record.currency),
        **_taken(record, references),
    }
    lines = [payment_line(invoice_id, amount, record.currency) for invoice_id, amount in applied.items() if amount]
    if lines and credit_id:
        lines.append(payment_line(credit_id, sum(applied.values()), record.currency, kind="CreditMemo"))
    return {**body, "Line": lines} if lines else body


def payment_line(quickbooks_id: str, amount: int, currency: str, *, kind: str = "Invoice") -> Json:
    """How much of a payment goes to an invoice, or of a credit memo comes into it."""
    return {"Amount": to_major(amount, currency), "LinkedTxn": [{"TxnId": quickbooks_id, "TxnType": kind}]}


def customer(buyer: Buyer, currency: str, preferences: Preferences, customer_types: Mapping[str, str]) -> Json:
    """A new customer; only what is known of him. `customer_types`: ids by name in lower case."""
    kind = buyer.customer_type
    known = {
        "DisplayName": buyer.display_name,
        "GivenName": buyer.given_name,
        "FamilyName": buyer.family_name,
        "CompanyName": buyer.company_name,
        "PrimaryEmailAddr": {"Address": buyer.email} if buyer.email else None,
        "PrimaryPhone": {"FreeFormNumber": buyer.phone[:30]} if buyer.phone else None,
        "BillAddr": address(buyer.bill_to),
        "ShipAddr": address(buyer.ship_to),
        "CurrencyRef": {"value": currency} if preferences.multi_currency else None,
        "CustomerTypeRef": reference(customer_types, kind, "customer type") if kind else None,
    }
    return {name: value for name, value in known.items() if value}


def item(line: RecordLine, sync: Sync, accounts: Mapping[str, str], day: date) -> Json:
    """A new item, whose sales go to the sync's income account; a gift card sold is owed, not earned.

    `day`: of the first document that sells it, on which its stock begins where the sync says no other.
    """
    account = sync.items.gift_card_account if line.kind is LineKind.gift_card_sold else sync.items.income_account
    if line.is_discount:
        account = sync.discount_account
    known = {
        "Name": line.item.rpartition(":")[2],
        "Sku": line.sku,
        "Type": _ITEM_TYPES[sync.items.create_as] if line.kind is LineKind.product else "Service",
        "IncomeAccountRef": {"value": need(accounts, account, "account")},
        "Taxable": line.taxable,
        **(_bought(sync, accounts, day) if line.kind is LineKind.product else {}),
    }
    return {name: value for name, value in known.items() if value is not None}


def _bought(sync: Sync, accounts: Mapping[str, str], day: date) -> Json:
    """What a new product needs for its stock, or for being bought."""
    items = sync.items
    if items.create_as != "inventory":
        purchase = items.purchase_account
        return {"ExpenseAccountRef": {"value": need(accounts, purchase, "account")}} if purchase else {}
    return {
        "TrackQtyOnHand": True,
        "QtyOnHand": items.opening_quantity,
        "InvStartDate": (items.opening_date or day).isoformat(),
        "AssetAccountRef": {"value": need(accounts, items.asset_account, "account")},
        "ExpenseAccountRef": {"value": need(accounts, items.cost_account, "account")},
    }


def address(found: Address | None) -> Json | None:
    """Name and company above the street, as they are printed."""
    if found is None:
        return None
    lines = [line[:500] for line in (found.name, found.company, found.line1, found.line2) if line]
    body = {f"Line{number}": line for number, line in enumerate(lines, start=1)}
    body |= {
        "City": found.city[:255],
        "CountrySubDivisionCode": found.region[:255],
        "PostalCode": found.postal_code[:30],
        "Country": found.country[:255],
    }
    return {name: value for name, value in body.items() if value} or None


def _heading(record: Record, references: References, customer_id: str = "") -> Json:
    """What every document carries; a copied one has the customer of its sales order, one that follows an invoice its."""
    copied = record.copied_state
    customer_id = copied.customer_id if copied and copied.customer_id else customer_id
    body: Json = {
        "TxnDate": record.date.isoformat(),
        "PrivateNote": marked_note(categories.note_of(record, references), record.hash),
        **categories.of_document(record, references),
    }
    if record.kind is not RecordKind.payment:
        body["CustomerRef"] = {"value": customer_id or references.customer(record.buyer)}
    if record.document_number and record.kind is not RecordKind.payment:
        body["DocNumber"] = record.document_number
    if references.preferences.multi_currency:
        body["CurrencyRef"] = {"value": record.currency}
    return body


def _as_sold(record: Record, references: References) -> Json:
    """The order's own lines, discount and tax."""
    preferences = references.preferences
    heading = record.lines_heading or record.heading
    lines = [_line(line, heading, record.currency, references) for line in record.lines]
    if record.discount:
        if not preferences.allow_discount:
            raise RecordRefused(
                "The order has a discount, which the company has turned off.",
                remedy="Turn on Discount in QuickBooks (Settings, Account and settings, Sales).",
                code="discount_off",
            )
        lines.append(_discount(record, heading, references))
    body: Json = {"Line": lines}
    buyer = record.buyer
    if buyer.email:
        body["BillEmail"] = {"Address": buyer.email}
    for name, found in (("BillAddr", buyer.bill_to), ("ShipAddr", buyer.ship_to)):
        if shown := address(found):
            body[name] = shown
    return body | tax_codes.of_document(record, heading, references)


def _line(line: RecordLine, heading: Heading, currency: str, references: References) -> Json:
    shipping = _is_in_shipping_field(line, heading, references)
    detail: Json = {"ItemRef": {"value": "SHIPPING_ITEM_ID" if shipping else need(references.items, line.item, "item")}}
    if line.quantity is not None and line.unit_price is not None and not shipping:
        detail |= {"Qty": _plain(line.quantity), "UnitPrice": _plain(line.unit_price)}
    detail |= tax_codes.of_line(line, heading, references) | categories.of_line(line, heading, references)
    body: Json = {
        "Amount": to_major(line.amount, currency),
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": detail,
    }
    if line.description and not shipping:
        body["Description"] = line.description
    return body


def _is_in_shipping_field(line: RecordLine, heading: Heading, references: References) -> bool:
    """Whether the company's own field for shipping takes it; that one knows neither an item nor a class of lines."""
    chosen = line.item_is_chosen or line.class_name or categories.class_of_lines(heading, references)
    return line.kind is LineKind.shipping and references.preferences.allow_shipping and not chosen


def _discount(record: Record, heading: Heading, references: References) -> Json:
    detail: Json = {"PercentBased": False, **tax_codes.of_discount(heading, references)}
    if name := categories.class_of_lines(heading, references):
        detail["ClassRef"] = reference(references.classes, name, "class")
    if record.discount_account:
        detail["DiscountAccountRef"] = {"value": references.account(record.discount_account)}
    return {
        "Amount": to_major(record.discount, record.currency),
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": detail,
    }


def _copy(record: Record) -> Json:
    """The sales order's lines, discount, tax and addresses as they stand in QuickBooks; sums are QuickBooks' own work."""
    assert record.copied_state is not None
    source = record.copied_state.document
    kept = [copied_line(line) for line in source.get("Line") or () if line.get("DetailType") != "SubTotalLineDetail"]
    body: Json = {"Line": kept, **categories.copied_fields(source)}
    for name in _COPIED_FIELDS:
        if source.get(name) is not None:
            value = source[name]
            body[name] = _without(value, _READ_ONLY_ADDRESS) if name.endswith("Addr") else value
    tax = source.get("TxnTaxDetail") or {}
    taken = {name: exact(tax[name], name) for name in ("TxnTaxCodeRef", "TotalTax") if tax.get(name) is not None}
    if taken:
        body["TxnTaxDetail"] = taken
    return body


def copied_line(line: Mapping[str, Any]) -> Json:
    """A line of a sales order without what numbers it there."""
    copy: Json = exact(_without(line, _NOT_COPIED))
    return copy


def exact(value: Any, name: str = "") -> Any:
    """A value read from a file, its amounts numbers again: a file holds a Decimal as text."""
    if isinstance(value, Mapping):
        return {key: exact(part, key) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [exact(part, name) for part in value]
    return Decimal(value) if name in _NUMBERS and isinstance(value, str) and value else value


def _taken(record: Record, references: References) -> Json:
    """How the money came in, and where it went."""
    body: Json = {}
    if record.payment_method:
        body["PaymentMethodRef"] = {"value": need(references.payment_methods, record.payment_method, "payment method")}
    if record.payment_reference:
        body["PaymentRefNum"] = record.payment_reference[:21]
    if record.deposit_account:
        body["DepositToAccountRef"] = {"value": references.account(record.deposit_account)}
    return body


def _without(value: Mapping[str, Any], names: tuple[str, ...]) -> Json:
    return {key: part for key, part in value.items() if key not in names}


def _plain(number: Decimal) -> Decimal:
    """Without an exponent, which a JSON number would otherwise carry on."""
    return Decimal(f"{number:f}")
