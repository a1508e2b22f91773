"""The Preferences that a company starts with: every setting of Intuit's page and schema; None is one without a value.

A setting without a value is known, so it may be set, and is not shown until it is.
"""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.samples import Sample

THANKS = "Thank you for your business."


def preferences_of(plan: Sample) -> dict[str, Any]:
    usual = {**_usual(), "CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": plan.currency}}}
    return {section: {**values, **plan.preferences.get(section, {})} for section, values in usual.items()}


def _usual() -> dict[str, dict[str, Any]]:
    return {
        "AccountingInfoPrefs": {
            "FirstMonthOfFiscalYear": "January",
            "UseAccountNumbers": False,
            "TaxYearMonth": "January",
            "ClassTrackingPerTxn": False,
            "ClassTrackingPerTxnLine": True,
            "TrackDepartments": True,
            "DepartmentTerminology": "Location",
            "BookCloseDate": None,
            "CustomerTerminology": "Customers",
            "TaxForm": None,
        },
        "ProductAndServicesPrefs": {
            "ForSales": True,
            "ForPurchase": True,
            "QuantityWithPriceAndRate": True,
            "QuantityOnHand": True,
            "RevenueRecognition": None,
            "RevenueRecognitionEnabled": None,
            "RevenueRecognitionFrequency": None,
        },
        "SalesFormsPrefs": {
            "CustomTxnNumbers": True,
            "AllowEstimates": True,
            "AllowDiscount": True,
            "AllowShipping": True,
            "AllowGratuity": False,
            "AllowDeposit": False,
            "AllowServiceDate": True,
            "AutoApplyCredit": False,
            "AutoApplyPayments": None,
            "UsingProgressInvoicing": False,
            "UsingPriceLevels": False,
            "ETransactionEnabledStatus": "NotApplicable",
            "ETransactionAttachPDF": False,
            "ETransactionPaymentEnabled": False,
            "IPNSupportEnabled": False,
            "EmailCopyToCompany": False,
            "DefaultTerms": {"value": "3"},
            "DefaultCustomerMessage": THANKS,
            "DefaultDiscountAccount": None,
            "DefaultShippingAccount": None,
            "EstimateMessage": None,
            "SalesEmailCc": None,
            "SalesEmailBcc": None,
            "CustomField": [],
        },
        "EmailMessagesPrefs": {
            f"{form}Message": {
                "Subject": f"{name} from {{CompanyName}}",
                "Message": f"Please find your {name.lower()} attached.",
            }
            for form, name in (
                ("Invoice", "Invoice"),
                ("Estimate", "Estimate"),
                ("SalesReceipt", "Sales receipt"),
                ("Statement", "Statement"),
            )
        },
        "VendorAndPurchasesPrefs": {
            "TrackingByCustomer": True,
            "BillableExpenseTracking": True,
            "DefaultTerms": None,
            "DefaultMarkup": None,
            "DefaultMarkupAccount": None,
            "MsgToVendors": None,
            "POCustomField": [],
            "TPAREnabled": None,
        },
        "TimeTrackingPrefs": {
            "UseServices": True,
            "BillCustomers": True,
            "ShowBillRateToAll": False,
            "WorkWeekStartDate": "Monday",
            "MarkTimeEntriesBillable": True,
        },
        "TaxPrefs": {"UsingSalesTax": True, "PartnerTaxEnabled": True, "TaxGroupCodeRef": {"value": "2"}},
        "CurrencyPrefs": {},
        "ReportPrefs": {"ReportBasis": "Accrual", "CalcAgingReportFromTxnDate": False},
        "OtherPrefs": {
            "NameValue": [
                {"Name": "SalesFormsPrefs.DefaultCustomerMessage", "Value": THANKS},
                {"Name": "SalesFormsPrefs.DefaultItem", "Value": "1"},
            ]
        },
    }
