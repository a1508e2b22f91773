"""The properties of sales forms and payments and how each is read (reference sections 2.3 and 2.4)."""

from __future__ import annotations

from sandbox.quickbooks.entity_fields import ENTITY, each
from sandbox.quickbooks.readers import (
    Reader,
    address,
    amount,
    card,
    choice,
    custom_field,
    day,
    dropped,
    email,
    flag,
    items_of,
    lenient_email,
    linked,
    memo,
    non_empty,
    number,
    percent,
    record,
    reference,
    text,
)

ITEM_DETAIL: dict[str, Reader] = {
    **each(reference, "ItemRef", "ClassRef", "TaxCodeRef"),
    **each(number, "UnitPrice", "Qty", "DiscountAmt"),
    "DiscountRate": percent,
    "TaxInclusiveAmt": amount,
    "ServiceDate": day,
    **each(
        dropped,
        *[
            "MarkupInfo",
            "ItemAccountRef",
            "PriceLevelRef",
            "RatePercent",
            "UOMRef",
            "InventorySiteRef",
            "TaxClassificationRef",
            "DeferredRevenue",
            "SalesItemLineDetailEx",
            "LotNumber",
            "SerialNumber",
        ],
    ),
}
DISCOUNT_DETAIL: dict[str, Reader] = {
    "PercentBased": flag,
    "DiscountPercent": percent,
    **each(reference, "DiscountAccountRef", "ClassRef", "TaxCodeRef"),
    **each(dropped, "Discount", "DiscountRef", "ServiceDate", "DiscountLineDetailEx"),
}
PLAIN_LINE: dict[str, Reader] = {
    "Id": text(30),
    "LineNum": dropped,
    "Description": text(4000),
    "Amount": amount,
    "DetailType": choice(
        "SalesItemLineDetail", "SubTotalLineDetail", "DiscountLineDetail", "DescriptionOnly", "GroupLineDetail"
    ),
    "SalesItemLineDetail": record("SalesItemLineDetail", ITEM_DETAIL),
    "DiscountLineDetail": record("DiscountLineDetail", DISCOUNT_DETAIL),
    "DescriptionLineDetail": record("DescriptionLineDetail", {"ServiceDate": day, "TaxCodeRef": reference}),
    "LinkedTxn": items_of(linked),
    **each(dropped, "SubTotalLineDetail", "CustomField", "LineEx", "Received", "CustomExtensions", "ProjectRef"),
}
GROUP_DETAIL: dict[str, Reader] = {
    "GroupItemRef": reference,
    "Quantity": number,
    "Line": items_of(record("Line", {**PLAIN_LINE, "GroupLineDetail": dropped})),
    **each(dropped, "UOMRef", "ServiceDate", "GroupLineDetailEx"),
}
LINE: dict[str, Reader] = {**PLAIN_LINE, "GroupLineDetail": record("GroupLineDetail", GROUP_DETAIL)}
TAX_LINE_DETAIL: dict[str, Reader] = {
    "TaxRateRef": reference,
    "PercentBased": flag,
    **each(number, "TaxPercent"),
    **each(amount, "NetAmountTaxable"),
    **each(dropped, "TaxInclusiveAmount", "OverrideDeltaAmount", "ServiceDate", "TaxLineDetailEx"),
}
TAX_LINE: dict[str, Reader] = {
    "Amount": amount,
    "DetailType": choice("TaxLineDetail"),
    "TaxLineDetail": record("TaxLineDetail", TAX_LINE_DETAIL),
    **each(dropped, "Id", "LineNum", "Description", "LinkedTxn", "CustomField", "LineEx"),
}
TAX_DETAIL: dict[str, Reader] = {
    "TxnTaxCodeRef": reference,
    "TotalTax": amount,
    "TaxLine": items_of(record("Line", TAX_LINE)),
    **each(dropped, "DefaultTaxCodeRef", "UseAutomatedSalesTax"),
}
TRANSACTION: dict[str, Reader] = {
    **ENTITY,
    "TxnDate": day,
    "PrivateNote": text(4000),
    **each(reference, "CustomerRef", "CurrencyRef"),
    **each(
        dropped,
        "TxnSource",
        "TaxFormType",
        "TaxFormNum",
        "TransactionLocationType",
        "Tag",
        "TxnApprovalInfo",
        "RecurDataRef",
    ),
}
SALES_FORM: dict[str, Reader] = {
    **TRANSACTION,
    "ExchangeRate": number,
    "DocNumber": text(21),
    "Line": items_of(record("Line", LINE)),
    "LinkedTxn": items_of(linked),
    "TxnTaxDetail": non_empty(record("TxnTaxDetail", TAX_DETAIL)),
    "CustomerMemo": memo,
    "CustomField": items_of(custom_field),
    **each(address, "BillAddr", "ShipAddr", "ShipFromAddr"),
    "BillEmail": email,
    **each(lenient_email, "BillEmailCc", "BillEmailBcc"),
    **each(
        reference, "ClassRef", "DepartmentRef", "SalesTermRef", "ShipMethodRef", "PaymentMethodRef", "DepositToAccountRef"
    ),
    "ShipDate": day,
    "TrackingNum": text(31),
    "PrintStatus": choice("NotSet", "NeedToPrint", "PrintComplete"),
    "EmailStatus": choice("NotSet", "NeedToSend", "EmailSent"),
    "ApplyTaxAfterDiscount": flag,
    "GlobalTaxCalculation": choice("TaxExcluded", "TaxInclusive", "NotApplicable"),
    **each(
        dropped,
        *[
            "TotalAmt",
            "HomeTotalAmt",
            "Balance",
            "HomeBalance",
            "FreeFormAddress",
            "FOB",
            "PONumber",
            "SalesRepRef",
            "TemplateRef",
            "RemitToRef",
            "AutoDocNumber",
            "ARAccountRef",
            "FinanceCharge",
            "DeliveryInfo",
            "DiscountRate",
            "DiscountAmt",
            "GovtTxnRefIdentifier",
            "TaxExemptionRef",
            "ProjectRef",
            "RecurringInfo",
            "CostEnabled",
        ],
    ),
}
CHECK: dict[str, Reader] = {
    **each(text(21), "CheckNum", "Status", "AcctNum"),
    **each(text(100), "NameOnAcct", "BankName"),
    "CheckPaymentEx": dropped,
}
# How the money came or went: a card's or a check's details, which QuickBooks keeps as they are sent.
MONEY: dict[str, Reader] = {
    "PaymentType": choice("Cash", "Check", "CreditCard", "Other"),
    "CheckPayment": non_empty(record("CheckPayment", CHECK)),
    "CreditCardPayment": card,
}
NO_MONEY: dict[str, Reader] = each(dropped, *MONEY)
FORM_FIELDS: dict[str, dict[str, Reader]] = {
    "Estimate": {
        **SALES_FORM,
        **NO_MONEY,
        "TxnStatus": choice("Accepted", "Closed", "Pending", "Rejected", "Converted"),
        **each(day, "ExpirationDate", "AcceptedDate", "DueDate"),
        "AcceptedBy": text(100),
    },
    "Invoice": {
        **SALES_FORM,
        **NO_MONEY,
        "DueDate": day,
        "Deposit": amount,
        **each(flag, "AllowOnlineCreditCardPayment", "AllowOnlineACHPayment"),
        **each(
            dropped,
            *[
                "TxnStatus",
                "AllowIPNPayment",
                "AllowOnlinePayment",
                "EInvoiceStatus",
                "ECloudStatusTimeStamp",
                "InvoiceLink",
                "InvoiceEx",
                "invoiceStatus",
                "callToAction",
                "invoiceStatusLog",
                "LessCIS",
            ],
        ),
    },
    "SalesReceipt": {**SALES_FORM, **MONEY, "PaymentRefNum": text(21), **each(dropped, "TxnStatus", "DueDate")},
    "CreditMemo": {
        **SALES_FORM,
        **NO_MONEY,
        "PaymentRefNum": text(21),
        **each(dropped, "RemainingCredit", "InvoiceRef", "TxnStatus", "DueDate"),
    },
    "RefundReceipt": {**SALES_FORM, **MONEY, "PaymentRefNum": text(100), **each(dropped, "TxnStatus", "DueDate")},
    "Payment": {
        **TRANSACTION,
        "TotalAmt": amount,
        **each(reference, "PaymentMethodRef", "DepositToAccountRef", "ARAccountRef"),
        # The limit for a payment is unknown; 21 is that of the other sales forms (reference section 2.3).
        "PaymentRefNum": text(21),
        "ExchangeRate": number,
        "CreditCardPayment": card,
        "Line": items_of(
            record(
                "Line",
                {
                    "Id": dropped,
                    "LineNum": dropped,
                    "Amount": amount,
                    "LinkedTxn": items_of(linked),
                    "LineEx": dropped,
                    "Description": dropped,
                },
            )
        ),
        **each(
            dropped,
            *[
                "UnappliedAmt",
                "ProcessPayment",
                "CheckPayment",
                "PaymentType",
                "TxnStatus",
                "TaxExemptionRef",
                "HomeTotalAmt",
                "LinkedTxn",
                "DocNumber",
                "DeliveryInfo",
                "RemitToRef",
                "DepartmentRef",
            ],
        ),
    },
}
