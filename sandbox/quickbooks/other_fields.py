"""The properties of the company's own data, of exchange rates and of attachments (Intuit's entity pages)."""

from __future__ import annotations

from sandbox.quickbooks.entity_fields import ENTITY, each
from sandbox.quickbooks.readers import (
    Reader,
    address,
    as_sent,
    choice,
    day,
    dropped,
    email,
    flag,
    items_of,
    number,
    phone,
    record,
    text,
    website,
)

ATTACHED: dict[str, Reader] = {
    "EntityRef": record("ReferenceType", {"value": text(30), "type": text(50), "name": dropped}),
    "IncludeOnSend": flag,
    "LineInfo": text(100),
    **each(dropped, "NoRefOnly", "CustomField", "Inactive", "AttachableRefEx"),
}
OTHER_FIELDS: dict[str, dict[str, Reader]] = {
    "CompanyInfo": {
        **ENTITY,
        **each(text(1024), "CompanyName", "LegalName"),
        **each(address, "CompanyAddr", "LegalAddr", "CustomerCommunicationAddr"),
        "Email": email,
        "WebAddr": website,
        "PrimaryPhone": phone,
        "FiscalYearStartMonth": text(20),
        "SupportedLanguages": text(100),
        "NameValue": as_sent,
        **each(dropped, "CompanyStartDate", "Country", "CustomField", "EmployerId", "CompanyEmailAddr", "CompanyFileName"),
        **each(
            dropped, "FlavorStratum", "SampleFile", "CompanyUserId", "CompanyUserAdminEmail", "QBVersion", "IndustryType"
        ),
        **each(dropped, "TaxYearStartMonth", "DefaultTimeZone", "MultiByteCharsSupported", "InternationalAddress"),
    },
    "ExchangeRate": {
        **ENTITY,
        "AsOfDate": day,
        **each(text(3), "SourceCurrencyCode", "TargetCurrencyCode"),
        "Rate": number,
        "CustomField": dropped,
    },
    "Attachable": {
        **ENTITY,
        "FileName": text(1000),
        "Note": text(2000),
        "Category": choice("Contact Photo", "Document", "Image", "Receipt", "Signature", "Sound", "Other"),
        **each(text(100), "ContentType", "Lat", "Long"),
        **each(text(2000), "PlaceName", "Tag"),
        "AttachableRef": items_of(record("AttachableRef", ATTACHED)),
        **each(dropped, "FileAccessUri", "TempDownloadUri", "ThumbnailFileAccessUri", "ThumbnailTempDownloadUri", "Size"),
        "CustomField": dropped,
    },
}
