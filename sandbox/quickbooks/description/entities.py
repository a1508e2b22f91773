"""What each entity's requests hold and what its answers hold, from the tables by which they are read."""

from __future__ import annotations

from sandbox.quickbooks.company_info import REQUIRED as COMPANY_INFO
from sandbox.quickbooks.description.components import TEXT, Schema, answered, list_of, object_of
from sandbox.quickbooks.documents import ALONE, DELETABLE, NOT_UPDATED, VOIDABLE
from sandbox.quickbooks.fields import READERS
from sandbox.quickbooks.preferences import META
from sandbox.quickbooks.readers import schema_of
from sandbox.quickbooks.sales import REQUIRED as SALES

# The properties without which nothing is made, in any company. One of several is enough where a tuple stands.
REQUIRED: dict[str, tuple[str | tuple[str, ...], ...]] = {
    **{kind: (*names, "Line") for kind, names in SALES.items()},
    "Payment": ("CustomerRef", "TotalAmt"),
    "Deposit": ("DepositToAccountRef", "Line"),
    "JournalEntry": ("Line",),
    "Customer": (("DisplayName", "Title", "GivenName", "MiddleName", "FamilyName", "Suffix"),),
    "Vendor": (("DisplayName", "Title", "GivenName", "MiddleName", "FamilyName", "Suffix"),),
    "Employee": (("DisplayName", "GivenName", "FamilyName"),),
    "Item": ("Name", "Type"),
    "Account": ("Name", ("AccountType", "AccountSubType")),
    "Class": ("Name",),
    "Department": ("Name",),
    "Term": ("Name", ("DueDays", "DayOfMonthDue")),
    "PaymentMethod": ("Name",),
    "CompanyCurrency": ("Code",),
    "TaxAgency": ("DisplayName",),
    "CompanyInfo": ("SyncToken", *COMPANY_INFO),
    "ExchangeRate": ("SourceCurrencyCode", "Rate", "AsOfDate"),
    "Attachable": (("Note", "FileName"),),
    "Preferences": ("SyncToken",),
}
WITHOUT_ID = ("CompanyInfo", "ExchangeRate", "Preferences")  # there is one of it, or one for each day: no Id names it
ANSWERED: dict[str, Schema] = {
    **dict.fromkeys(("Id", "SyncToken", "domain"), TEXT),
    "sparse": {"type": "boolean"},
    "MetaData": object_of({"CreateTime": TEXT, "LastUpdatedTime": TEXT}),
}


def operations(kind: str) -> list[str]:
    """The values of the parameter `operation` that the kind knows."""
    if kind in ALONE:
        return ["create", "update"]
    known = {"create": True, "update": kind not in NOT_UPDATED, "delete": kind in DELETABLE, "void": kind in VOIDABLE}
    return [name for name, is_known in known.items() if is_known]


def create_request(kind: str) -> Schema:
    """The body that makes one; Preferences are sections of settings, and never made."""
    if kind == "Preferences":
        return object_of({name: TEXT if name != "sparse" else {"type": "boolean"} for name in META}, "SyncToken")
    choices = [{"anyOf": [{"required": [name]} for name in names]} for names in REQUIRED[kind] if isinstance(names, tuple)]
    needed = [name for name in REQUIRED[kind] if isinstance(name, str)]
    made = {**schema_of(READERS[kind]), "title": f"{kind}Create", "required": needed}
    return {**made, **choices[0]} if choices else made


def change_request(kind: str) -> Schema:
    """The body that changes, deletes or voids one. Without `sparse` an update replaces all that it does not name."""
    needed = ["Id"] if kind == "Attachable" else ["Id", "SyncToken"]  # an attachment is deleted without its SyncToken
    return {**schema_of(READERS[kind]), "title": f"{kind}Change", "required": needed}


def request(kind: str) -> Schema:
    if kind in WITHOUT_ID or operations(kind) == ["create"]:
        return create_request(kind)
    return {"anyOf": [create_request(kind), change_request(kind)]}


def entity(kind: str) -> Schema:
    """One of the kind as it is answered; of one deleted only Id, status and domain are left."""
    known = {**answered(schema_of(READERS[kind])), "title": kind} if kind in READERS else object_of({}, title=kind)
    return {**known, "properties": {**known["properties"], **ANSWERED}}


def found_entities(kinds: tuple[str, ...]) -> Schema:
    """The QueryResponse: the entities of the kind that was asked for, or their number."""
    counts = {name: {"type": "integer"} for name in ("startPosition", "maxResults", "totalCount")}
    lists = {kind: list_of({"$ref": f"#/components/schemas/{kind}"}) for kind in kinds}
    return object_of({**lists, **counts}, title="QueryResponse")
