"""Tax codes and their rates: what a code charges, and how the TaxService endpoint makes new ones (reference section 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.errors import business, missing_parameters, refusal
from sandbox.quickbooks.money import exact, plain
from sandbox.quickbooks.readers import ABSENT, choice, dropped, items_of, record, text
from sandbox.quickbooks.references import lookup

TAX_ACCOUNTS = ("SalesTaxPayable", "GlobalTaxPayable")
ON_AMOUNT = "TaxOnAmount"
LONGEST_RATE_NAME = 100  # the page of TaxService says 10, that of TaxRate 100; a client's live test sends more than 10


@dataclass(frozen=True)
class TaxPart:
    """One rate of a tax code: `percent` of the net amount, though the rate may be on other tax (`shown_percent`)."""

    rate_id: str | None
    percent: Decimal
    shown_percent: Decimal


def parts_of(company: Company, code_id: str) -> list[TaxPart]:
    """The sales rates of a tax code in their order; none for TAX, NON and codes without rates."""
    details = lookup(company, "TaxCode", code_id).get("SalesTaxRateList", {}).get("TaxRateDetail", [])
    parts: list[TaxPart] = []
    for detail in sorted(details, key=lambda detail: int(detail.get("TaxOrder", 0))):
        rate_id = detail["TaxRateRef"]["value"]
        percent = Decimal(lookup(company, "TaxRate", rate_id)["RateValue"])
        before = sum((part.percent for part in parts), Decimal(0))
        base = {"TaxOnAmountPlusTax": 100 + before, "TaxOnTax": before}.get(detail["TaxTypeApplicable"], Decimal(100))
        parts.append(TaxPart(rate_id, percent * base / 100, percent))
    return parts


def check_sales_rates(company: Company, code_id: str) -> None:
    """6470 for a tax code of purchases on a sale: it has no rate for it."""
    code = lookup(company, "TaxCode", code_id)
    bought = code.get("PurchaseTaxRateList", {}).get("TaxRateDetail", [])
    if bought and not code.get("SalesTaxRateList", {}).get("TaxRateDetail", []):
        raise refusal("6470", f"TaxRate Error : the tax code {code['Name']} has no rate for sales", "TaxCodeRef")


def check_no_tax_account(company: Company, account_id: str) -> None:
    """6470 for tax on the account that holds the tax itself."""
    account = lookup(company, "Account", account_id)
    if account["AccountSubType"] in TAX_ACCOUNTS:
        text = f"TaxLiabilityAccount Error : no tax can be selected on the account {account['Name']}"
        raise refusal("6470", text, "TaxCodeRef")


def percent_of(company: Company, code_id: str) -> Decimal:
    return sum((part.percent for part in parts_of(company, code_id)), Decimal(0))


def add_rate(company: Company, name: str, percent: Decimal, agency_id: str, id: str | None = None) -> str:
    """A new tax rate; gives its id."""
    since = {"RateValue": plain(percent), "EffectiveDate": f"{company.clock.today().isoformat()}T00:00:00-07:00"}
    values = {
        "Name": name,
        "Description": name,
        "Active": True,
        "RateValue": plain(percent),
        "AgencyRef": {"value": agency_id},
        "SpecialTaxType": "NONE",
        "EffectiveTaxRate": [since],
        "DisplayType": "ReadOnly",
    }
    return str(company.add("TaxRate", values, id)["Id"])


def add_code(
    company: Company, name: str, sales: list[str], purchase: list[str], id: str | None = None, *, taxable: bool = True
) -> str:
    """A new tax code over the rates with these ids; gives its id."""

    def listed(ids: list[str]) -> dict[str, Any]:
        rates = [(company.documents["TaxRate"][rate]["Name"], rate) for rate in ids]
        return {
            "TaxRateDetail": [
                {"TaxRateRef": {"value": rate, "name": name}, "TaxTypeApplicable": ON_AMOUNT, "TaxOrder": order}
                for order, (name, rate) in enumerate(rates)
            ]
        }

    values = {
        "Name": name,
        "Description": name,
        "Active": True,
        "Hidden": False,
        "Taxable": taxable,
        "TaxGroup": True,
        "SalesTaxRateList": listed(sales),
        "PurchaseTaxRateList": listed(purchase),
        "TaxCodeConfigType": "USER_DEFINED",
    }
    return str(company.add("TaxCode", values, id)["Id"])


RATE = {
    **dict.fromkeys(("TaxRateId", "TaxAgencyId", "RateValue"), text(30)),
    "TaxRateName": text(LONGEST_RATE_NAME),
    "TaxApplicableOn": choice("Sales", "Purchase"),
}
SERVICE = {
    "TaxCode": text(100),
    "TaxRateDetails": items_of(record("TaxRateDetails", RATE)),
    **dict.fromkeys(("TaxCodeId", "Id", "domain", "sparse", "SyncToken"), dropped),
}
TAX_SERVICE = record("TaxService", SERVICE)


def make_tax_code(company: Company, body: Any) -> dict[str, Any]:
    """TaxService: one tax code over known rates (by id) and new ones; the answer is bare, without an entity's name."""
    asked = TAX_SERVICE(body, "TaxService")
    absent = [name for name in ("TaxCode", "TaxRateDetails") if asked.get(name) in (*ABSENT, [])]
    if absent:
        raise missing_parameters(*absent)
    if company.named("TaxCode", asked["TaxCode"]):
        raise refusal("6240", f"The name supplied already exists. : {asked['TaxCode']}")
    with company.atomic():
        made = [_rate(company, detail) for detail in asked["TaxRateDetails"]]
        sides = {
            side: [detail["TaxRateId"] for detail in made if detail["TaxApplicableOn"] == side]
            for side in ("Sales", "Purchase")
        }
        code_id = add_code(company, asked["TaxCode"], sides["Sales"], sides["Purchase"])
    return {"TaxCode": asked["TaxCode"], "TaxCodeId": code_id, "TaxRateDetails": made}


def _rate(company: Company, detail: dict[str, str]) -> dict[str, Any]:
    side = detail.get("TaxApplicableOn", "Sales")
    if "TaxRateId" in detail:
        known = lookup(company, "TaxRate", detail["TaxRateId"])
        name, percent, agency = known["Name"], known["RateValue"], known["AgencyRef"]["value"]
        return _rate_shown(name, detail["TaxRateId"], percent, agency, side)
    absent = [name for name in ("TaxRateName", "RateValue", "TaxAgencyId") if name not in detail]
    if absent:
        raise missing_parameters(*absent)
    percent = exact(detail["RateValue"])
    if percent is None or not 0 <= percent <= 100:
        raise refusal("2150", f"RateValue should be between 0 and 100. Supplied value:{detail['RateValue']}", "RateValue")
    lookup(company, "TaxAgency", detail["TaxAgencyId"])
    if company.named("TaxRate", detail["TaxRateName"]):
        raise business(f"The tax rate {detail['TaxRateName']} is already used.")
    rate_id = add_rate(company, detail["TaxRateName"], percent, detail["TaxAgencyId"])
    return _rate_shown(detail["TaxRateName"], rate_id, plain(percent), detail["TaxAgencyId"], side)


def _rate_shown(name: str, id: str, percent: Any, agency_id: str, side: str) -> dict[str, Any]:
    return {"TaxRateName": name, "TaxRateId": id, "RateValue": percent, "TaxAgencyId": agency_id, "TaxApplicableOn": side}
