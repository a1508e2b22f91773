"""Refusals in QuickBooks' words: each builder below gives one error of Intuit's table (reference section 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Code -> Message. Where no answer is recorded, it is the name that Intuit's page of error codes gives it.
MESSAGES = {
    "500": "Unsupported Operation",
    "600": "Duplicate Request ID",
    "610": "Object Not Found",
    "620": "Txn ID Cannot Be Linked",
    "630": "Duplicate Object",
    "700": "Parent Reference Invalid",
    "800": "Cannot delete object",
    "900": "Parent cannot be child",
    "1040": "Batch size exceeds allowed limit",
    "1050": "Invalid Content Type",
    "2000": "Invalid or unsupported object name",
    "2010": "Request has invalid or unsupported property",
    "2020": "Required param missing, need to supply the required value for the API",
    "2030": "Invalid ID",
    "2040": "Invalid String",
    "2050": "String length is either shorter or longer than supported by specification",
    "2060": "Invalid Date Format",
    "2070": "Invalid Date",
    "2080": "Invalid Number Format",
    "2090": "Invalid Number",
    "2100": "Invalid Decimal Format",
    "2110": "Invalid Decimal",
    "2120": "Invalid Type",
    "2130": "Invalid Request Id Format",
    "2140": "Invalid Amount",
    "2150": "Invalid Percent",
    "2160": "Invalid Quantity",
    "2170": "Invalid Enumeration",
    "2190": "Invalid Date Range",
    "2200": "Malformed Website Address Format",
    "2210": "Invalid Email Address Format",
    "2220": "Invalid Currency Type",
    "2230": "Invalid Boolean",
    "2240": "Invalid Number Range",
    "2250": "Missing lines",
    "2260": "Missing posting type",
    "2270": "Missing TaxApplicableOn",
    "2280": "Missing tax amount",
    "2290": "Negative Amount",
    "2300": "Amount on debits not equal to credits",
    "2500": "Invalid Reference Id",
    "2600": "Invalid Request: conflicting elements in the request",
    "3000": "Invalid Custom Field",
    "3001": "message=ThrottleExceeded; errorCode=003001; statusCode=429",
    "3100": "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403",
    "3200": "message=AuthenticationFailed; errorCode=003200; statusCode=401",
    "3202": "message=EmptyField; errorCode=003202; statusCode=401",
    "4000": "Error parsing query",
    "4001": "Invalid query",
    "5010": "Stale Object Error",
    "5030": "Feature Not Supported Error",
    "6000": "A business validation error has occurred while processing your request",
    "6010": "Invalid Account Type and Sub Type",
    "6070": "Amount calculation incorrect in the request",
    "6080": "No Name Provided",
    "6090": "Discount Line missing required info",
    "6100": "Invalid Line TaxCode in the request",
    "6130": "Cannot change who customer bills with",
    "6140": "Duplicate Document Number Error",
    "6150": "ParentRef Required Validation Error",
    "6160": "Invalid TaxCodeRef Error",
    "6170": "Invalid TxnTaxDetail Error",
    "6180": "Sub Level Limit",
    "6190": "Invalid Company Status Error",
    "6200": "Account Period Closed, Cannot Update Through Services API",
    "6210": "Account Period Closed, Cannot Update Through Services API",
    "6220": "Delete Entity Has Balance Error",
    "6230": "Invalid TaxCodeRef Error",
    "6240": "Duplicate Name Exists Error",
    "6250": "Invalid Sales Customer",
    "6270": "Inventory transaction dated before item start date",
    "6420": "Email address is required",
    "6430": "Invalid account type used",
    "6470": "TaxLiabilityAccount or TaxRate Error",
    "6520": "Missing Tracked Inventory Item Quantity",
    "6530": "Found raw Credit Card Numbering request",
    "6540": "Deposited Transaction cannot be changed",
    "10100": "Result Set Big",
    "10000": "An application error has occurred while processing your request",
}
NO_ELEMENT = frozenset({"2010", "6240"})  # recorded without the key; the others carry it, often empty
INACTIVE = (
    "Object Not Found : Something you're trying to use has been made inactive. "
    "Check the fields with accounts, customers, items, vendors or employees."
)


@dataclass(frozen=True)
class Problem:
    """One entry of a Fault's Error list."""

    code: str
    detail: str
    element: str = ""

    def body(self) -> dict[str, str]:
        shown = {"Message": MESSAGES[self.code], "Detail": self.detail, "code": self.code}
        if self.code not in NO_ELEMENT:
            shown["element"] = self.element
        return shown


class Refusal(Exception):
    """The request, or the batch item, is refused: nothing of it was written."""

    def __init__(self, *problems: Problem, type: str = "ValidationFault", status: int = 400) -> None:
        super().__init__("; ".join(f"{problem.code} {problem.detail}" for problem in problems))
        self.problems = problems
        self.type = type
        self.status = status

    def fault(self) -> dict[str, Any]:
        return {"Error": [problem.body() for problem in self.problems], "type": self.type}


def refusal(code: str, detail: str, element: str = "") -> Refusal:
    return Refusal(Problem(code, detail, element))


def missing_parameters(*names: str) -> Refusal:
    """2020, one error for each missing parameter."""
    details = (Problem("2020", f"Required parameter {name} is missing in the request", name) for name in names)
    return Refusal(*details)


def business(text: str) -> Refusal:
    """6000, QuickBooks' catch-all: the text is free."""
    return refusal("6000", f"Business Validation Error: {text}")


def not_found() -> Refusal:
    """610: the object does not exist, or was made inactive; the text is the same (recorded)."""
    return refusal("610", INACTIVE)


def stale() -> Refusal:
    return refusal(
        "5010",
        "Stale Object Error : You and another user were working on this at the same time. "
        "The other user finished before you did, so your work was not saved.",
    )


def unknown_property(name: str, owner: str, known: int) -> Refusal:
    """2010, with the text of the JSON reader behind the API (recorded)."""
    return refusal(
        "2010",
        f'Property Name:Unrecognized field "{name}" (class com.intuit.schema.finance.v3.{owner}), not marked as ignorable '
        f"({known} known properties)\n specified is unsupported or invalid",
    )


def unsupported_operation(path: str) -> Refusal:
    """500: an unknown resource path answers 400, not 404 (recorded)."""
    return refusal("500", f"Operation Could not find resource for relative : {path} is not supported.")


def throttled() -> Refusal:
    """429 / 3001, as recorded."""
    problem = Problem("3001", "The request limit was reached.  Try again later")
    return Refusal(problem, type="SERVICE", status=429)


def wrong_company() -> Refusal:
    """403 / 3100: the token is of another company. Reported in the gateway's shape, without a detail."""
    return Refusal(Problem("3100", ""), type="SERVICE", status=403)


def unauthenticated(empty: bool = False) -> Refusal:
    """401 / 3200, or 3202 where the token is an empty text."""
    problem = (
        Problem("3202", "The oauth_token is empty")
        if empty
        else Problem("3200", "Token expired: the access token is invalid or has expired")
    )
    return Refusal(problem, type="AUTHENTICATION", status=401)


def server_error(status: int = 500) -> Refusal:
    problem = Problem("10000", "An application error has occurred while processing your request")
    return Refusal(problem, type="SystemFault", status=status)


def gateway_body(error: Refusal, at_milliseconds: int) -> dict[str, Any]:
    """What the gateway in front of the API answers itself, with its lower-case keys (recorded for 401)."""
    errors = [
        {"message": MESSAGES[problem.code], "detail": problem.detail or None, "code": problem.code, "element": None}
        for problem in error.problems
    ]
    return {
        "warnings": None,
        "intuitObject": None,
        "fault": {"error": errors, "type": error.type},
        "report": None,
        "queryResponse": None,
        "batchItemResponse": [],
        "attachableResponse": [],
        "syncErrorResponse": None,
        "requestId": None,
        "time": at_milliseconds,
        "status": None,
        "cdcresponse": [],
    }
