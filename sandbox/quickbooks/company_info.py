"""The company's own data: it is read and changed, never made (reference section 2.2)."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.errors import missing_parameters, refusal, stale
from sandbox.quickbooks.fields import read_request

REQUIRED = ("CompanyName", "CompanyAddr")
FIXED = ("Country", "CompanyStartDate", "FiscalYearStartMonth", "SupportedLanguages", "NameValue")
IDENTITY = ("Id", "SyncToken", "sparse")


def update_company_info(company: Company, body: Any) -> Document:
    before = company.documents["CompanyInfo"]["1"]
    asked = read_request("CompanyInfo", body)
    if "SyncToken" not in asked:
        raise refusal("2020", "Required parameter SyncToken is missing in the request", "SyncToken")
    if asked["SyncToken"] != before["SyncToken"]:
        raise stale()
    changes = {name: value for name, value in asked.items() if name not in IDENTITY}
    kept = before if asked.get("sparse") else {name: before[name] for name in FIXED if name in before}
    values = {**kept, **changes}
    absent = [name for name in REQUIRED if name not in values]
    if absent:
        raise missing_parameters(*absent)
    return company.replace("CompanyInfo", before, values)
