"""Who buys: invented people at example.com, and where they live, which decides the sales tax."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

_FIRST = (
    "Ada", "Zoë", "Łucja", "Ngọc", "Mateo", "Priya", "Sven", "Chiara", "Joséphine", "Tomás", "Ines", "Dmytro",
    "Aoife", "Kwame", "Yuki", "Elif", "Noah", "Mila", "Omar", "Freya", "Ruben", "Hana", "Pål", "Teresa", "Idris",
)  # fmt: skip
_LAST = (
    "Ashdown", "Ångström", "Wójcik", "Nguyễn", "O'Farrell", "Brook-Vale", "Iyer", "Lindqvist", "Moretti", "Dubois",
    "García", "Shevchuk", "Byrne", "Mensah", "Tanaka", "Yıldız", "Hartwell", "Novák", "Haddad", "Sørensen", "Quill",
    "Whitlock", "Ferreira", "Oakes", "Thistlewood",
)  # fmt: skip
_COMPANIES = (
    "Larch & Loom LLC", "Blue Kettle Café", "Northgate Gifts Inc.", "Papier & Söhne", "Harbor Supply Co.",
    "Mint Office",
)  # fmt: skip


@dataclass(frozen=True)
class TaxRate:
    """One rate of sales tax; `rate` is a fraction: 0.0825."""

    rate_id: int
    title: str
    rate: Decimal


@dataclass(frozen=True)
class Region:
    """A place with its taxes. `included`: the prices shown hold the tax already."""

    code: str
    country: str
    city: str
    postal_code: str
    taxes: tuple[TaxRate, ...]
    shipping_taxed: bool
    included: bool = False


def _rates(first_id: int, *rows: tuple[str, str]) -> tuple[TaxRate, ...]:
    return tuple(TaxRate(first_id + place, title, Decimal(rate)) for place, (title, rate) in enumerate(rows))


US_REGIONS = (
    Region("NY", "US", "New York", "10001", _rates(11, ("NY State Tax", "0.04"), ("New York City Tax", "0.045"),
                                                   ("Metropolitan Commuter Tax", "0.00375")), True),
    Region("CA", "US", "San Diego", "92101", _rates(21, ("CA State Tax", "0.06"), ("CA County Tax", "0.0025"),
                                                    ("CA District Tax", "0.015")), False),
    Region("TX", "US", "Austin", "73301", _rates(31, ("TX State Tax", "0.0625"), ("Austin City Tax", "0.02")), True),
    Region("WA", "US", "Seattle", "98101", _rates(41, ("WA State Tax", "0.065"), ("Seattle Tax", "0.0385")), True),
    Region("FL", "US", "Tampa", "33601", _rates(51, ("FL State Tax", "0.06"),), False),
    Region("OR", "US", "Portland", "97201", (), False),
)  # fmt: skip
BRITAIN = Region("ENG", "GB", "Leeds", "LS1 1AA", _rates(61, ("VAT", "0.2")), True, included=True)
GERMANY = Region("BE", "DE", "Berlin", "10115", _rates(71, ("MwSt.", "0.19")), True, included=True)


@dataclass(frozen=True)
class Buyer:
    """`number` 0: a guest, without an account."""

    number: int
    first: str
    last: str
    company: str
    email: str
    phone: str
    street: str
    region: Region

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}".strip()


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain.lower() if letter.isalnum())


def draw_buyers(rng: random.Random, count: int, first_number: int) -> tuple[Buyer, ...]:
    """`count` people: about a fifth guests, a sixth with a company, a few in Britain, where prices include the tax."""
    return tuple(_draw_buyer(rng, first_number + place) for place in range(count))


def _draw_buyer(rng: random.Random, number: int) -> Buyer:
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    region = BRITAIN if rng.random() < 0.05 else rng.choice(US_REGIONS)
    return Buyer(
        number=0 if rng.random() < 0.2 else number,
        first=first,
        last=last,
        company=rng.choice(_COMPANIES) if rng.random() < 0.16 else "",
        email=f"{_ascii(first)}.{_ascii(last)}.{number % 10_000}@example.com",
        phone=f"+1 212-555-01{number % 100:02d}",
        street=f"{rng.randint(1, 980)} {rng.choice(['Alder', 'Birch', 'Cedar', 'Juniper'])} Street",
        region=region,
    )
