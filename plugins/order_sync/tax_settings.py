"""How a sync's orders carry tax codes, and what becomes of tax that a marketplace pays to the state itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

import pydantic

from order_sync.settings_file import Settings

Text = Annotated[str, pydantic.StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class TaxCodeRow(Settings):
    """One row of the table: what it names must agree, what it leaves out may be anything; the most exact row wins."""

    country: Annotated[str, pydantic.Field(pattern=r"^[A-Za-z]{2}$")]  # of the shipping address, else of the billing one
    state: Text | None = None  # or province, as the store writes it: CA
    county: Text | None = None  # as the store names its tax: “Los Angeles” for “Los Angeles County Tax”
    city: Text | None = None
    rate: Annotated[Decimal, pydantic.Field(ge=0, le=100, max_digits=8)] | None = None  # percent: 20
    code: Text  # the tax code's name in QuickBooks


class TaxSettings(Settings):
    codes: tuple[TaxCodeRow, ...] = ()
    untaxed: Text | None = None  # outside the United States: the code of lines without tax for which the table has none
    exempt: Text | None = None  # the code of all lines of a customer whom the store has as exempt
    remitted_by_channel: Literal["leave out", "keep"] = "leave out"

    @pydantic.field_validator("codes")
    @classmethod
    def _rows_agree(cls, value: tuple[TaxCodeRow, ...]) -> tuple[TaxCodeRow, ...]:
        seen: dict[tuple[object, ...], str] = {}
        for row in value:
            place = (*(str(part or "").casefold() for part in (row.country, row.state, row.county, row.city)), row.rate)
            if seen.setdefault(place, row.code) != row.code:
                raise ValueError(f"the table gives one place and rate two codes, “{seen[place]}” and “{row.code}”")
        return value

    @property
    def names(self) -> tuple[str, ...]:
        """Every tax code that must be in the company."""
        named = (*(row.code for row in self.codes), self.untaxed, self.exempt)
        return tuple(dict.fromkeys(name for name in named if name))
