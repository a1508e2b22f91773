"""The company's Preferences: known settings only, each of the kind that it has."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.errors import refusal, stale, unknown_property
from sandbox.quickbooks.readers import ABSENT, Reader, choice, day, flag, items_of, record, reference, text

READ_ONLY = frozenset({"AutoApplyCredit", "UsingProgressInvoicing", "BookCloseDate", "MultiCurrencyEnabled", "HomeCurrency"})
META = ("Id", "SyncToken", "MetaData", "domain", "sparse")
DEFINED: dict[str, Reader] = {
    **dict.fromkeys(("Name", "StringValue"), text(1000)),
    "Type": choice("StringType", "BooleanType"),
    "BooleanValue": flag,
}
# Settings that are more than a word, a number or a yes: by section and name.
STRUCTURED: dict[tuple[str, str], Reader] = {
    ("AccountingInfoPrefs", "BookCloseDate"): day,
    ("CurrencyPrefs", "HomeCurrency"): reference,
    ("OtherPrefs", "NameValue"): items_of(record("NameValue", dict.fromkeys(("Name", "Value"), text(1000)))),
    ("SalesFormsPrefs", "CustomField"): items_of(
        record("CustomFieldDefinition", {"CustomField": items_of(record("CustomField", DEFINED))})
    ),
    ("SalesFormsPrefs", "DefaultTerms"): reference,
    ("TaxPrefs", "TaxGroupCodeRef"): reference,
}


def custom_field_names(company: Company) -> dict[str, str]:
    """The sales forms' custom fields that are in use: name by DefinitionId, which is the number that ends the inner name."""
    found: dict[str, dict[str, Any]] = {"BooleanType": {}, "StringType": {}}
    for part in company.preference("SalesFormsPrefs", "CustomField") or ():
        for field in part.get("CustomField", ()):
            if "Type" in field and "Name" in field:
                found[field["Type"]][field["Name"][-1]] = field.get("BooleanValue", field.get("StringValue"))
    return {id: name for id, name in sorted(found["StringType"].items()) if found["BooleanType"].get(id)}


def update_preferences(company: Company, body: Any) -> Document:
    """Through the API: what is read-only there is ignored."""
    before = company.documents["Preferences"]["1"]
    if not isinstance(body, dict) or str(body.get("SyncToken")) != before["SyncToken"]:
        raise stale()
    return change_preferences(company, {name: value for name, value in body.items() if name not in META}, READ_ONLY)


def change_preferences(company: Company, wanted: dict[str, Any], read_only: frozenset[str] = frozenset()) -> Document:
    """Puts the values of {section: {name: value}} into the Preferences; other sections or names are refused."""
    before = company.documents["Preferences"]["1"]
    changed = dict(before)
    for section, values in wanted.items():
        if section not in before or section in META or not isinstance(values, dict):
            raise unknown_property(section, "Preferences", len(before) - len(META))
        for name in values:
            if name not in before[section]:
                raise unknown_property(name, section, len(before[section]))
        kept = {
            name: _checked(section, name, value, before[section][name])
            for name, value in values.items()
            if name not in read_only
        }
        changed[section] = {**before[section], **kept}
    return company.replace("Preferences", before, changed)


def _checked(section: str, name: str, value: Any, known: Any) -> Any:
    """The value, if it is of the kind that the setting has; an absent one unsets it, but a company has a home currency."""
    if value in ABSENT and name != "HomeCurrency":
        return value
    reader = STRUCTURED.get((section, name))
    clean = reader(value, name) if reader else value
    if clean is None or (reader is None and known not in ABSENT and type(known) is not type(value)):
        raise refusal("2010", f"Property Name:{section}.{name} specified is unsupported or invalid")
    return clean
