"""Refusals in QuickBooks' words: each builder below gives one error of Intuit's table (reference section 5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MESSAGES = {
    "500": "Unsupported Operation",
    "610": "Object Not Found",
    "620": "Transaction cannot be linked",
    "700": "Bad parent",
    "800": "Object cannot be deleted: dependencies exist",
    "900": "Parent cannot be child",
    "1040": "Batch size exceeds allowed limit",
    "1050": "Invalid content type",
    "2010": "Request has invalid or unsupported property",
    "2020": "Required param missing, need to supply the required value for the API",
    "2030": "Invalid ID",
    "2040": "Invalid String. Unsupported characters",
    "2050": "String length specified does not match the supported length",
    "2060": "Invalid Date Format",
    "2080": "Invalid Number",
    "2110": "Invalid Decimal Value",
    "2130": "Invalid Request Id Format",
    "2140": "Invalid Amount",
    "2150": "Invalid Percent",
    "2170": "Invalid Enumeration",
    "2180": "Value out of range",
    "2210": "Invalid Email Address",
    "2220": "Invalid Currency",
    "2230": "Invalid Boolean",
    "2250": "Missing lines",
    "2260": "Invalid posting type",
    "2270": "Invalid tax applicable on",
    "2280": "Invalid tax amount",
    "2290": "Negative Amount",
    "2300": "Debits do not equal credits",
    "2500": "Invalid Reference Id",
    "2600": "Conflicting elements",
    "3000": "Invalid custom field",
    "3001": "message=ThrottleExceeded; errorCode=003001; statusCode=429",
    "3100": "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403",
    "4000": "Error parsing query",
    "4001": "Invalid query",
    "5010": "Stale Object Error",
    "5030": "Feature Not Supported Error",
    "6000": "A business validation error has occurred while processing your request",
    "6010": "Account Type or Sub Type Needed",
    "6070": "Amount calculation incorrect in the request",
    "6080": "At least one name part is required",
    "6090": "Discount line incomplete",
    "6100": "Invalid line tax code",
    "6140": "Duplicate Document Number Error",
    "6150": "Parent reference required",
    "6170": "Invalid transaction tax detail",
    "6180": "Nested too deep",
    "6190": "Invalid Company Status",
    "6200": "Account Period Closed Error",
    "6210": "Account Period Closed Error: password needed",
    "6220": "Cannot delete: open balance",
    "6240": "Duplicate Name Exists Error",
    "6250": "Customer missing or inactive",
    "6270": "Transaction date before the item's start date",
    "6420": "Email address needed",
    "6430": "Invalid account type used",
    "6520": "Inventory item needs a quantity",
    "6540": "Transaction is part of a deposit",
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
    """403 / 3100: the token is of another company."""
    problem = Problem("3100", "The application is not authorized for this company")
    return Refusal(problem, type="AUTHORIZATION", status=403)


def server_error(status: int = 500) -> Refusal:
    problem = Problem("10000", "An application error has occurred while processing your request")
    return Refusal(problem, type="SystemFault", status=status)


def unauthorized_body(detail: str, at_milliseconds: int) -> dict[str, Any]:
    """The gateway's 401, with its lower-case keys (recorded)."""
    error = {
        "message": "message=AuthenticationFailed; errorCode=003200; statusCode=401",
        "detail": detail,
        "code": "3200",
        "element": None,
    }
    return {
        "warnings": None,
        "intuitObject": None,
        "fault": {"error": [error], "type": "AUTHENTICATION"},
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
