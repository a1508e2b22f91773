"""The company's Preferences: known settings only, each of the kind that it has."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.errors import refusal, stale, unknown_property
from sandbox.quickbooks.readers import ABSENT

READ_ONLY = frozenset({"AutoApplyCredit", "UsingProgressInvoicing", "BookCloseDate", "MultiCurrencyEnabled", "HomeCurrency"})
META = ("Id", "SyncToken", "MetaData", "domain", "sparse")


def custom_field_names(company: Company) -> dict[str, str]:
    """The sales forms' custom fields that are in use: name by DefinitionId, which is the number that ends the inner name."""
    found: dict[str, dict[str, Any]] = {"BooleanType": {}, "StringType": {}}
    for part in company.preference("SalesFormsPrefs", "CustomField") or ():
        for field in part["CustomField"]:
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
        for name, value in values.items():
            if name not in before[section]:
                raise unknown_property(name, section, len(before[section]))
            known = before[section][name]
            if value not in ABSENT and known is not None and type(known) is not type(value):
                raise refusal("2010", f"Property Name:{section}.{name} specified is unsupported or invalid")
        kept = {name: value for name, value in values.items() if name not in read_only}
        changed[section] = {**before[section], **kept}
    return company.replace("Preferences", before, changed)
