"""What rules say of a document beside its amounts: class, location, terms, message, custom fields (reference section 2).

An invoice that copies a sales order takes these as they stand there, since a person may have changed them; what rules say
otherwise for invoices than for sales orders, and what the sales order leaves blank, is as the rules say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from order_sync.errors import RecordRefused
from order_sync.quickbooks.reference_ids import Json, References, reference
from order_sync.records.record import Heading, Record, RecordLine
from order_sync.syncs import RecordKind

SALES_REP = "sales rep"
COPIED = ("CustomerMemo", "ClassRef", "DepartmentRef", "SalesTermRef")
_PARTS = {"ClassRef": "class_name", "DepartmentRef": "location", "CustomerMemo": "customer_message"}
_SETTINGS = "Account and settings, Advanced, Categories"


def of_document(record: Record, references: References) -> Json:
    """What stands on the document itself; raises RecordRefused where the company lacks or has turned off what it needs."""
    heading = _own(record)
    if record.kind is RecordKind.payment:
        account = heading.ar_account
        return {"ARAccountRef": references.receivable(account, record.currency)} if account else {}
    body: Json = {}
    if heading.class_name and _tracks_classes(references) == "documents":
        body["ClassRef"] = reference(references.classes, heading.class_name, "class")
    if heading.location:
        if not references.preferences.locations:
            raise _off("The order has a location, but the company does not track locations.", "Track locations", "location")
        body["DepartmentRef"] = reference(references.locations, heading.location, "location")
    if heading.customer_message:
        body["CustomerMemo"] = {"value": heading.customer_message}
    if fields := _custom_fields(record, heading, references):
        body["CustomField"] = fields
    if record.kind is RecordKind.invoice:
        if heading.terms:
            body["SalesTermRef"] = reference(references.terms, heading.terms, "terms")
        if heading.ar_account:  # an invoice cannot name it: it has to be the right one
            references.receivable(heading.ar_account, record.currency)
    return body


def note_of(record: Record, references: References) -> str:
    """The private note: the memo, and what QuickBooks has no field for."""
    note = record.memo + (f" PO {record.po_number}" if record.po_number else "")
    rep = "" if record.kind is RecordKind.payment else record.heading.sales_rep
    return note + (f" Sales rep {rep}" if rep and references.preferences.custom_field(SALES_REP) is None else "")


def of_line(line: RecordLine, heading: Heading, references: References) -> Json:
    """The class of a line: its own, else the document's, where the company tracks classes by line."""
    if line.class_name and _tracks_classes(references) != "lines":
        raise _off(
            f"Line “{line.description}” has a class of its own, but the company tracks one class for a whole document.",
            "One class for each row",
            "class_of_line",
        )
    name = line.class_name or class_of_lines(heading, references)
    return {"ClassRef": reference(references.classes, name, "class")} if name else {}


def class_of_lines(heading: Heading, references: References) -> str:
    """The document's class, where it stands on its lines; else blank."""
    return heading.class_name if heading.class_name and _tracks_classes(references) == "lines" else ""


def copied_fields(source: Mapping[str, Any]) -> Json:
    """What an invoice takes over of a sales order's heading."""
    body = {name: source[name] for name in COPIED if source.get(name) is not None}
    fields = [field for field in source.get("CustomField") or () if field.get("StringValue")]
    return {**body, "CustomField": fields} if fields else body


def _own(record: Record) -> Heading:
    """The heading, without what a copied sales order says of it already."""
    heading, of_source = record.heading, record.lines_heading
    if record.copied_state is None or of_source is None:
        return heading
    source = record.copied_state.document
    stands = {_folded(field.get("Name")) for field in source.get("CustomField") or () if field.get("StringValue")}
    fields = {
        name: value
        for name, value in heading.custom_fields.items()
        if _folded(name) not in stands or of_source.custom_fields.get(name) != value
    }
    blank = {
        part: "" for name, part in _PARTS.items() if source.get(name) and getattr(heading, part) == getattr(of_source, part)
    }
    if SALES_REP in stands and heading.sales_rep == of_source.sales_rep:
        blank["sales_rep"] = ""
    return msgspec.structs.replace(heading, custom_fields=fields, **blank)


def _custom_fields(record: Record, heading: Heading, references: References) -> list[Json]:
    """The custom fields by their numbers, those of a copied sales order that rules leave alone included."""
    wanted = dict(heading.custom_fields)
    if heading.sales_rep and references.preferences.custom_field(SALES_REP) is not None:
        wanted.setdefault(SALES_REP, heading.sales_rep)
    found: dict[str, Json] = {}
    if record.copied_state is not None and wanted:
        copied = copied_fields(record.copied_state.document).get("CustomField", [])
        found = {str(field["DefinitionId"]): field for field in copied}
    for name, value in wanted.items():
        field = references.preferences.custom_field(name)
        if field is None:
            raise RecordRefused(
                f"The company's sales forms have no custom field “{name}”.",
                remedy="Add the custom field in QuickBooks (Settings, Custom fields), or name another in the rule.",
                code="custom_field_missing",
            )
        found[field[1]] = {"DefinitionId": field[1], "Name": field[0], "Type": "StringType", "StringValue": value}
    return [found[number] for number in sorted(found)]


def _tracks_classes(references: References) -> str:
    """On what classes stand; raises RecordRefused where they stand on nothing. Asked only where there is a class."""
    if references.preferences.class_of_line:
        return "lines"
    if references.preferences.class_of_document:
        return "documents"
    raise _off("The order has a class, but the company does not track classes.", "Track classes", "class")


def _off(reason: str, switch: str, what: str) -> RecordRefused:
    remedy = f"Turn on “{switch}” in QuickBooks ({_SETTINGS}), or take it out of the rule."
    return RecordRefused(reason, remedy=remedy, code=f"{what}_off")


def _folded(name: object) -> str:
    return " ".join(str(name or "").split()).casefold()
