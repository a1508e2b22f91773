"""Currencies in use and what they are worth in home currency (reference section 2.6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.errors import business, missing_parameters
from sandbox.quickbooks.fields import read_request
from sandbox.quickbooks.money import cents, exact
from sandbox.quickbooks.references import currency


def rate_on(company: Company, code: str, day: str) -> Decimal:
    """Home units for one unit of `code`: the newest rate on or before the day; 1 where none was ever set."""
    known = [rate for rate in company.documents["ExchangeRate"].values() if rate["SourceCurrencyCode"] == code]
    before = [rate for rate in known if rate["AsOfDate"] <= day]
    newest = max(before, key=lambda rate: str(rate["AsOfDate"]), default=None)
    return Decimal(newest["Rate"]) if newest and code != company.home_currency else Decimal(1)


def read_rate(company: Company, code: str, day: str | None) -> Document:
    """The rate of a currency as of a day (today unless said)."""
    if not code:
        raise missing_parameters("sourcecurrencycode")
    currency(company, code)
    as_of = day or company.clock.today().isoformat()
    known = _stored(company, code, as_of)
    if known:
        return company.shown("ExchangeRate", known)
    return {
        "SyncToken": "0",
        "domain": "QBO",
        "AsOfDate": as_of,
        "SourceCurrencyCode": code,
        "Rate": rate_on(company, code, as_of),
        "TargetCurrencyCode": company.home_currency,
        "MetaData": {"LastUpdatedTime": company.clock.stamp()},
    }


def set_rate(company: Company, body: Any) -> Document:
    """Sets the rate of one currency for one day; documents that exist keep theirs."""
    asked = read_request("ExchangeRate", body)
    absent = [name for name in ("SourceCurrencyCode", "Rate", "AsOfDate") if name not in asked]
    if absent:
        raise missing_parameters(*absent)
    currency(company, asked["SourceCurrencyCode"])
    if asked["Rate"] <= 0 or asked["SourceCurrencyCode"] == company.home_currency:
        raise business("An exchange rate is more than 0, and of another currency than the company's own.")
    values = {
        "AsOfDate": asked["AsOfDate"],
        "SourceCurrencyCode": asked["SourceCurrencyCode"],
        "Rate": asked["Rate"],
        "TargetCurrencyCode": company.home_currency,
    }
    before = _stored(company, values["SourceCurrencyCode"], values["AsOfDate"])
    return company.replace("ExchangeRate", before, values) if before else company.add("ExchangeRate", values)


def _stored(company: Company, code: str, day: str) -> Document | None:
    found = company.documents["ExchangeRate"].values()
    return next((rate for rate in found if (rate["SourceCurrencyCode"], rate["AsOfDate"]) == (code, day)), None)


def fill_currency(company: Company, values: dict[str, Any], owner: Document | None) -> None:
    """CurrencyRef and ExchangeRate of a form: the owner's currency, the rate of the day, unless the form says otherwise."""
    if company.multi_currency and company.switches.currency_ref_needed and "CurrencyRef" not in values:
        raise missing_parameters("CurrencyRef")
    values.setdefault("CurrencyRef", owner["CurrencyRef"] if owner else currency(company, company.home_currency))
    code = values["CurrencyRef"]["value"]
    if owner and owner["CurrencyRef"]["value"] != code:
        raise business("The transaction needs to be in the same currency as the A/R and A/P accounts you use.")
    if not company.multi_currency:
        values.pop("ExchangeRate", None)  # python-quickbooks always sends one
        return
    given = exact(values.get("ExchangeRate", 0)) or Decimal(0)
    if code == company.home_currency or given <= 0:
        values["ExchangeRate"] = rate_on(company, code, values["TxnDate"])


def check_account_currency(company: Company, account_id: str, code: str) -> None:
    """6000 where a document in another currency names a receivables or payables account."""
    if company.documents["Account"][account_id]["CurrencyRef"]["value"] != code:
        raise business("The transaction needs to be in the same currency as the A/R and A/P accounts you use.")


def check_persons_currency(person: Document, code: str) -> None:
    if person.get("CurrencyRef", {}).get("value", code) != code:
        raise business(f"{person['DisplayName']} is not in the currency of the transaction.")


def keep_rate(values: dict[str, Any], before: Document, sent: dict[str, Any]) -> None:
    """A changed form keeps the rate that it was made at, unless the request names another or the currency changes."""
    if "ExchangeRate" in sent:
        return
    values.pop("ExchangeRate", None)
    if "ExchangeRate" in before and before["CurrencyRef"]["value"] == values["CurrencyRef"]["value"]:
        values["ExchangeRate"] = before["ExchangeRate"]


def home_amounts(values: dict[str, Any]) -> dict[str, Decimal]:
    """What a form's amounts are worth at home; nothing in a company with one currency."""
    if "ExchangeRate" not in values:
        return {}
    pairs = (("HomeTotalAmt", "TotalAmt"), ("HomeBalance", "Balance"))
    return {home: cents(values[name] * values["ExchangeRate"]) for home, name in pairs if name in values}
