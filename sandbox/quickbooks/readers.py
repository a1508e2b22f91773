"""Readers of single values in a request: each takes the JSON value and its property's name, and gives it clean or refuses.

Input is tolerant where QuickBooks is (reference section 7.3): "" and null are absent, numbers may be strings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.quickbooks.errors import Refusal, refusal, unknown_property
from sandbox.quickbooks.money import cents, exact, plain

Reader = Callable[[Any, str], Any]
Schema = dict[str, Any]
ABSENT = (None, "")
MOST = Decimal(99999999999)
DAY_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WEBSITE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?[^\s/?#.]+(?:\.[^\s/?#.]+)+(?:[:/?#]\S*)?")
SHORTEST_CARD_NUMBER = 12  # the shortest that is in use


def takes(**schema: Any) -> Callable[[Reader], Reader]:
    """Notes on a reader the JSON Schema of what it takes; of several ways (anyOf) QuickBooks itself answers in the first."""

    def note(reader: Reader) -> Reader:
        reader.schema = schema  # type: ignore[attr-defined]
        return reader

    return note


def schema_of(reader: Reader) -> Schema:
    found: Schema = reader.schema  # type: ignore[attr-defined]
    return found


def _number_between(least: Decimal | int, most: Decimal | int) -> list[Schema]:
    """A number of at most five decimals, or the same as a string."""
    return [
        {"type": "number", "minimum": int(least), "maximum": int(most), "multipleOf": 0.00001},
        {"type": "string", "pattern": rf"^{'-?' if least < 0 else ''}[0-9]{{1,{len(str(most)) - 1}}}(\.[0-9]{{1,5}})?$"},
    ]


@takes(readOnly=True)
def dropped(_value: Any, _name: str) -> None:
    """Known to QuickBooks but read-only, or not kept by this sandbox: accepted and forgotten."""


@takes()
def as_sent(value: Any, _name: str) -> Any:
    return value


def text(limit: int, forbidden: str = "", *, element: str = "", check: Callable[[str, str], None] | None = None) -> Reader:
    """`element` is what a refusal calls the property, where it is not its name; `check` may refuse more."""

    allowed = {"pattern": f"^[^{forbidden}]*$"} if forbidden else {}

    @takes(type="string", maxLength=limit, **allowed)
    def read(value: Any, name: str) -> str:
        if isinstance(value, (dict, list)):
            raise refusal(
                "2010", f"Property Name:Can not deserialize a text out of {name} specified is unsupported or invalid"
            )
        written = str(value)
        if len(written) > limit:
            raise too_long(limit, len(written), element or name)
        if any(character in written for character in forbidden):
            raise refusal("2040", f"{name} contains characters that are not supported: colon, tab, newline or quote", name)
        if check is not None:
            check(written, name)
        return written

    return read


def too_long(most: int, length: int, name: str) -> Refusal:
    """2050, as reported: numbers of four digits have a comma."""
    return refusal(
        "2050",
        f"String length specified does not match the supported length. Min:0 Max:{most:,} supported. "
        f"Supplied length:{length:,}",
        name,
    )


@takes(anyOf=_number_between(-MOST, MOST))
def number(value: Any, name: str) -> Decimal:
    """At most eleven digits before the point and five after it (reference section 2.1: "10.5 format")."""
    found = exact(value)
    if found is None:
        raise refusal("2100", f"{name} should be a valid number. Supplied value:{value}", name)
    if abs(found) > MOST or found != found.quantize(Decimal("0.00001")):
        raise refusal("2110", f"{name} has more digits than supported. Supplied value:{value}", name)
    return plain(found)


@takes(anyOf=_number_between(-MOST, MOST))
def amount(value: Any, name: str) -> Decimal:
    return cents(number(value, name))


@takes(anyOf=_number_between(0, 100))
def percent(value: Any, name: str) -> Decimal:
    found = number(value, name)
    if not 0 <= found <= 100:
        raise refusal("2150", f"{name} should be between 0 and 100. Supplied value:{value}", name)
    return found


def whole(least: int, most: int) -> Reader:
    @takes(type="integer", minimum=least, maximum=most)
    def read(value: Any, name: str) -> int:
        found = exact(value)
        if found is None:
            raise refusal("2080", f"{name} should be a valid number. Supplied value:{value}", name)
        if found != found.to_integral_value():
            raise refusal("2090", f"{name} should be a whole number. Supplied value:{value}", name)
        if not least <= found <= most:
            raise refusal("2240", f"{name} should be between {least} and {most}. Supplied value:{value}", name)
        return int(found)

    read.whole = True  # type: ignore[attr-defined]
    return read


@takes(anyOf=[{"type": "boolean"}, {"type": "string", "enum": ["true", "false"]}])
def flag(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in {"true", "false"}:
        return str(value).lower() == "true"
    raise refusal("2230", f"{name} should be true or false. Supplied value:{value}", name)


@takes(type="string", format="date")
def day(value: Any, name: str) -> str:
    """YYYY-MM-DD; a time behind it is cut off. 2060 for another form, 2070 for a day that no calendar has."""
    written = str(value)[:10]
    if not DAY_FORM.fullmatch(written):
        raise refusal("2060", f"Date {value} supplied in {name} is not formatted as YYYY-MM-DD", name)
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise refusal("2070", f"{name} should be a valid date. Supplied value:{value}", name) from None


def choice(*allowed: str, code: str = "2170") -> Reader:
    @takes(type="string", enum=list(allowed))
    def read(value: Any, name: str) -> str:
        if value not in allowed:
            raise refusal(code, f"{value} is not a value of {name}; values: {', '.join(allowed)}", name)
        return str(value)

    return read


@takes(
    title="ReferenceType",
    type="object",
    properties={name: {"type": "string"} for name in ("value", "name", "type")},
    required=["value"],
    additionalProperties=False,
)
def reference(value: Any, name: str) -> dict[str, str] | None:
    """A reference's `value`; its `name` and `type` are the sender's notes and are not kept."""
    if not isinstance(value, dict):
        raise refusal("2010", f"Property Name:{name} specified is unsupported or invalid")
    for key in value:
        if key not in {"value", "name", "type"}:
            raise unknown_property(key, "ReferenceType", 3)
    return None if value.get("value") in ABSENT else {"value": str(value["value"])}


def record(owner: str, table: Mapping[str, Reader]) -> Reader:
    """An object of known properties; any other is refused with 2010."""

    @takes(
        title=owner,
        type="object",
        properties={name: schema_of(reader) for name, reader in table.items()},
        additionalProperties=False,
    )
    def read(value: Any, name: str) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            raise refusal("2010", f"Property Name:{name} specified is unsupported or invalid")
        clean: dict[str, Any] = {}
        for key, item in value.items():
            reader = table.get(key)
            if reader is None:
                raise unknown_property(key, owner, len(table))
            found = None if item in ABSENT else reader(item, key)
            if found is not None:
                clean[key] = found
        return clean

    return read


def non_empty(reader: Reader) -> Reader:
    """An object without any value in it counts as absent."""

    @takes(**schema_of(reader))
    def read(value: Any, name: str) -> Any:
        return reader(value, name) or None

    return read


def items_of(reader: Reader) -> Reader:
    @takes(type="array", items=schema_of(reader))
    def read(value: Any, name: str) -> list[Any]:
        if not isinstance(value, list):
            raise refusal("2010", f"Property Name:{name} specified is unsupported or invalid")
        return [found for item in value if (found := reader(item, name)) is not None]

    return read


def _address(value: Any, name: str) -> dict[str, Any] | None:
    clean: dict[str, Any] = _parts_of_address(value, name) or {}
    together = sum(len(clean.get(f"Line{index}", "")) for index in range(1, 6))
    if together > 2000:
        raise too_long(2000, together, name)
    return clean or None


@takes(type="string", format="email", maxLength=100)
def _email(value: Any, name: str) -> str:
    written: str = text(100)(value, name)
    person, at, host = written.partition("@")
    if not (person and at and "." in host and " " not in written):
        raise refusal("2210", f"Email Address does not conform to the syntax rules of RFC 822. Supplied value:{value}", name)
    return written


def _lenient_email(value: Any, name: str) -> dict[str, Any] | None:
    """A copy's address: one that is no e-mail address is left out, not refused (reference section 2.1)."""
    try:
        found: dict[str, Any] | None = email(value, name)
    except Refusal as refused:
        if refused.problems[0].code != "2210":
            raise
        return None
    return found


def _check_website(written: str, name: str) -> None:
    if not WEBSITE.fullmatch(written):
        raise refusal("2200", f"Website address does not conform to the format of a URL. Supplied value:{written}", name)


def _check_no_card_number(written: str, name: str) -> None:
    """6530 for a card's number in plain digits: only a token of it, or a masked number, may be sent."""
    digits = re.sub(r"[\s-]", "", written)
    if digits.isdigit() and len(digits) >= SHORTEST_CARD_NUMBER:
        raise refusal("6530", "Found raw credit card number in the request; use a token of it", name)


@takes(type="string", enum=["1", "2", "3"])
def _definition(value: Any, name: str) -> str:
    """A company has three custom fields for sales."""
    if str(value) not in ("1", "2", "3"):
        raise refusal("3000", f"There is no custom field with DefinitionId {value}", name)
    return str(value)


ADDRESS: dict[str, Reader] = {
    **{f"Line{index}": text(500) for index in range(1, 6)},
    **{name: text(255) for name in ("City", "Country", "CountryCode", "CountrySubDivisionCode")},
    "PostalCode": text(30),
    **dict.fromkeys(("Id", "Lat", "Long", "Note", "PostalCodeSuffix", "Tag"), dropped),
}
_parts_of_address = record("PhysicalAddress", ADDRESS)
address: Reader = takes(**schema_of(_parts_of_address))(_address)
email: Reader = non_empty(record("EmailAddress", {"Address": _email, "Default": dropped, "Tag": dropped, "Id": dropped}))
lenient_email: Reader = takes(**schema_of(email))(_lenient_email)
phone: Reader = non_empty(record("TelephoneNumber", {"FreeFormNumber": text(30), "Id": dropped, "Default": dropped}))
website: Reader = non_empty(
    record("WebSiteAddress", {"URI": text(1000, check=_check_website), "Id": dropped, "Default": dropped})
)
memo: Reader = non_empty(record("MemoRef", {"value": text(1000, element="Customer Memo"), "id": dropped}))
linked: Reader = record("LinkedTxn", {"TxnId": text(30), "TxnType": text(50), "TxnLineId": dropped})
custom_field: Reader = record(
    "CustomField",
    {"DefinitionId": _definition, "Name": text(100), "Type": choice("StringType"), "StringValue": text(1000)},
)
CHARGE: dict[str, Reader] = {
    "Number": text(500, check=_check_no_card_number),
    **dict.fromkeys(("Type", "NameOnAcct", "BillAddrStreet", "PostalCode", "CommercialCardCode"), text(500)),
    **dict.fromkeys(("CCTxnMode", "CCTxnType", "PrevCCTransId"), text(500)),
    **dict.fromkeys(("CcExpiryMonth", "CcExpiryYear", "Amount"), number),
    "ProcessPayment": flag,
    "CreditCardChargeInfoEx": dropped,
}
# A card's payment, which QuickBooks keeps as it is sent (the names are those of the schema).
card: Reader = non_empty(
    record("CreditCardPayment", {"CreditChargeInfo": record("CreditChargeInfo", CHARGE), "CreditChargeResponse": as_sent})
)
