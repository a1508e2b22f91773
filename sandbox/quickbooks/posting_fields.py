"""The properties of deposits and journal entries (Intuit's entity pages), beside those of sales forms."""

from __future__ import annotations

from sandbox.quickbooks.entity_fields import each
from sandbox.quickbooks.form_fields import TAX_DETAIL, TRANSACTION
from sandbox.quickbooks.readers import (
    Reader,
    amount,
    choice,
    dropped,
    flag,
    items_of,
    linked,
    non_empty,
    number,
    record,
    reference,
    text,
)

LINE: dict[str, Reader] = {
    "Id": text(30),
    "Description": text(4000),
    "Amount": amount,
    "LinkedTxn": items_of(linked),
    **each(dropped, "LineNum", "CustomField", "ProjectRef", "LineEx", "DescriptionLineDetail", "CustomExtensions"),
}
DEPOSIT_DETAIL: dict[str, Reader] = {
    **each(reference, "AccountRef", "PaymentMethodRef", "ClassRef", "TaxCodeRef", "Entity"),
    "CheckNum": text(21),
    "TaxApplicableOn": text(30),
    **each(dropped, "TxnType", "DepositLineDetailEx"),
}
CASH_BACK: dict[str, Reader] = {"AccountRef": reference, "Amount": amount, "Memo": text(4000)}
ENTRY_DETAIL: dict[str, Reader] = {
    "PostingType": text(30),
    **each(reference, "AccountRef", "ClassRef", "DepartmentRef", "TaxCodeRef"),
    "Entity": non_empty(record("EntityTypeRef", {"Type": choice("Customer", "Vendor", "Employee"), "EntityRef": reference})),
    "TaxApplicableOn": text(30),
    "TaxAmount": amount,
    "BillableStatus": choice("Billable", "NotBillable", "HasBeenBilled"),
    **each(dropped, "JournalCodeRef", "TaxInclusiveAmt", "JournalEntryLineDetailEx"),
}
POSTING: dict[str, Reader] = {
    **TRANSACTION,
    "ExchangeRate": number,
    "DepartmentRef": reference,
    "TxnTaxDetail": non_empty(record("TxnTaxDetail", TAX_DETAIL)),
    "GlobalTaxCalculation": choice("TaxExcluded", "TaxInclusive", "NotApplicable"),
    **each(dropped, "TotalAmt", "HomeTotalAmt", "LinkedTxn", "RecurringInfo", "CustomField", "TxnStatus"),
}
POSTING_FIELDS: dict[str, dict[str, Reader]] = {
    "Deposit": {
        **POSTING,
        "DepositToAccountRef": reference,
        "CashBack": non_empty(record("CashBackInfo", CASH_BACK)),
        "Line": items_of(
            record(
                "Line",
                {
                    **LINE,
                    "DetailType": choice("DepositLineDetail"),
                    "DepositLineDetail": non_empty(record("DepositLineDetail", DEPOSIT_DETAIL)),
                },
            )
        ),
        **each(dropped, "DocNumber"),
    },
    "JournalEntry": {
        **POSTING,
        "DocNumber": text(21),
        "Adjustment": flag,
        "Line": items_of(
            record(
                "Line",
                {
                    **LINE,
                    "DetailType": choice("JournalEntryLineDetail", "DescriptionOnly"),
                    "JournalEntryLineDetail": record("JournalEntryLineDetail", ENTRY_DETAIL),
                },
            )
        ),
        **each(dropped, "HomeCurrencyAdjustment", "EnteredAgainst", "JournalCodeRef"),
    },
}
