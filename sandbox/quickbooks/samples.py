"""The sample companies: a plain US one, one that has been trading, one on automated sales tax, a British and a Canadian one.

All names are invented. How each differs from the plain US company of seed.py stands here; what is not named is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Address = Mapping[str, str]


@dataclass(frozen=True)
class Rate:
    """A tax code with the rates that it charges on sales: {rate's name: percent}."""

    name: str
    rates: Mapping[str, str] = field(default_factory=dict)
    taxable: bool = True


@dataclass(frozen=True)
class Sample:
    name: str
    country: str = "US"
    address: Address = field(default_factory=dict)
    email: str = "books@example.com"
    currency: str = "USD"
    customers: tuple[tuple[str, str], ...] = ()  # (name, currency); empty: seed.py's own
    ship_addresses: Mapping[str, Address] = field(default_factory=dict)  # by customer's name
    taxable_items: bool | None = None  # None: as seed.py has it
    agency: str = ""
    codes: tuple[Rate, ...] = ()  # besides those of the country; empty: seed.py's own
    preferences: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)  # foreign ones in use: {code: home units for one}
    trading: bool = False  # with a year's documents of every kind
    receivables: tuple[tuple[str, str], ...] = ()  # (account's id, currency) of further receivables accounts
    switches: Mapping[str, Any] = field(default_factory=dict)


SAMPLES: dict[str, Sample] = {
    "us": Sample(
        name="Sandbox Trading Company",
        address={
            "Line1": "1 Example Street",
            "City": "Mountain View",
            "CountrySubDivisionCode": "CA",
            "PostalCode": "94043",
        },
    ),
    "us_trading": Sample(
        name="Sandbox Trading Company",
        address={
            "Line1": "1 Example Street",
            "City": "Mountain View",
            "CountrySubDivisionCode": "CA",
            "PostalCode": "94043",
        },
        preferences={"CurrencyPrefs": {"MultiCurrencyEnabled": True}, "SalesFormsPrefs": {"CustomTxnNumbers": False}},
        currencies={"CAD": "0.73", "EUR": "1.08"},
        trading=True,
    ),
    "us_tax": Sample(
        name="Juniper Row Outfitters",
        address={"Line1": "48 Juniper Row", "City": "Austin", "CountrySubDivisionCode": "TX", "PostalCode": "78701"},
        customers=(
            ("Lonestar Picnic Club", "USD"),
            ("Marigold Print Shop", "USD"),
            ("Riverbend Primary School", "USD"),
            ("Tumbleweed Coffee", "USD"),
        ),
        ship_addresses={
            "Lonestar Picnic Club": {
                "Line1": "7 Ranch Road",
                "City": "Dallas",
                "CountrySubDivisionCode": "TX",
                "PostalCode": "75201",
            },
            "Tumbleweed Coffee": {
                "Line1": "12 Canyon Drive",
                "City": "Tucson",
                "CountrySubDivisionCode": "AZ",
                "PostalCode": "85701",
            },
        },
        taxable_items=True,
        agency="Texas Comptroller",
        codes=(Rate("Austin", {"Texas State": "6.25", "Austin City": "1", "Austin Transit": "1"}),),
        switches={"tax_rate_percent": "8.25"},
    ),
    "uk": Sample(
        name="Bramble & Finch Ltd",
        country="GB",
        address={"Line1": "3 Kiln Lane", "City": "Ludlow", "CountrySubDivisionCode": "Shropshire", "PostalCode": "SY8 1AA"},
        currency="GBP",
        customers=(
            ("Ashdown Stationers", "GBP"),
            ("Copperfield Bakery", "GBP"),
            ("Quayside Gallery", "GBP"),
            ("Thistle & Oak", "GBP"),
        ),
        agency="HM Revenue & Customs",
        codes=(
            Rate("20.0% S", {"20.0% Standard (Sales)": "20"}),
            Rate("5.0% R", {"5.0% Reduced (Sales)": "5"}),
            Rate("0.0% Z", {"0.0% Zero (Sales)": "0"}),
            Rate("Exempt", {"Exempt (Sales)": "0"}),
            Rate("No VAT", {"No VAT (Sales)": "0"}, taxable=False),
        ),
        preferences={"TaxPrefs": {"PartnerTaxEnabled": False}},
    ),
    "ca": Sample(
        name="Tamarack Supply Inc.",
        country="CA",
        address={"Line1": "210 Spruce Street", "City": "Halifax", "CountrySubDivisionCode": "NS", "PostalCode": "B3J 1A1"},
        currency="CAD",
        customers=(
            ("Boreal Book Shop", "CAD"),
            ("Harbourlight Cafe", "CAD"),
            ("Loon Lake Lodge", "CAD"),
            ("Great Plains Outdoor", "USD"),
            ("Atelier Lavande", "EUR"),
        ),
        agency="Canada Revenue Agency",
        codes=(
            Rate("HST NS", {"HST (NS)": "14"}),
            Rate("HST ON", {"HST (ON)": "13"}),
            Rate("GST", {"GST": "5"}),
            Rate("GST/QST QC", {"GST": "5", "QST": "9.975"}),
            Rate("Zero-rated", {"GST/HST (0%)": "0"}),
            Rate("Exempt", {"GST/HST exempt": "0"}, taxable=False),
        ),
        preferences={"TaxPrefs": {"PartnerTaxEnabled": False}, "CurrencyPrefs": {"MultiCurrencyEnabled": True}},
        currencies={"USD": "1.37", "EUR": "1.48"},
        receivables=(("95", "USD"), ("96", "EUR")),
    ),
}
