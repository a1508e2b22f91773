"""Which item a line is booked under, and what a sync does where QuickBooks does not have it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import pydantic

from order_sync.settings_file import EACH_ONCE, ONE_MAY_STAND_ALONE, Settings

ItemWay = Literal["sku", "name"]


class ItemSettings(Settings):
    # the item's field that a line's SKU is looked up in, in this order
    match: Annotated[tuple[ItemWay, ...], ONE_MAY_STAND_ALONE, EACH_ONCE] = ("sku", "name")
    when_missing: Literal["create", "hold", "fallback"] = "create"
    when_inactive: Literal["create", "reactivate", "hold"] = "create"
    fallback: str | None = pydantic.Field(default=None, min_length=1, max_length=500)  # the item for all that is missing
    create_as: Literal["non_inventory", "service", "inventory"] = "non_inventory"  # what a new product becomes
    name_new: Literal["sku", "title_and_sku"] = "sku"
    category: str | None = pydantic.Field(default=None, min_length=1, max_length=300)  # new products go there; A:B is B in A
    income_account: str = "Sales of Product Income"
    purchase_account: str | None = None  # of new products without stock; None: they are only sold
    cost_account: str = "Cost of Goods Sold"  # of new products with stock, as is asset_account
    asset_account: str = "Inventory Asset"
    opening_quantity: Decimal = pydantic.Field(default=Decimal(0), ge=0)
    opening_date: date | None = None  # None: the day of the first document that sells it
    shipping: str = "Shipping"
    handling: str = "Handling"
    wrapping: str = "Gift wrapping"
    fee: str = "Fee"
    tip: str = "Tip"
    duty: str = "Duty"
    rounding: str = "Rounding"
    adjustment: str = "Adjustment"
    gift_card_sold: str = "Gift card"
    gift_card_account: str = "Gift cards"  # a liability: a card sold is owed, not earned
    without_sku: str | None = None  # the item for lines without SKU; None: an item named as the line

    @property
    def accounts_of_new(self) -> tuple[str, ...]:
        """The accounts that a new product needs."""
        if self.create_as == "inventory":
            return (self.income_account, self.cost_account, self.asset_account)
        return (self.income_account, *((self.purchase_account,) if self.purchase_account else ()))

    @pydantic.field_validator("category")
    @classmethod
    def _category_is_a_path(cls, value: str | None) -> str | None:
        parts = [part.strip() for part in value.split(":")] if value else []
        if not all(parts) or len(parts) > 4 or any(len(part) > 100 for part in parts):
            raise ValueError("write one to four names of at most 100 characters, with colons between")
        return ":".join(parts) or None

    @pydantic.model_validator(mode="after")
    def _what_is_said_is_used(self) -> ItemSettings:
        if self.when_missing == "fallback" and self.fallback is None:
            raise ValueError("name the item for all that is missing: fallback")
        if self.when_missing != "fallback" and self.fallback is not None:
            raise ValueError("fallback is for when_missing: fallback")
        has_stock = self.create_as == "inventory"
        if not has_stock and (self.opening_date or self.opening_quantity):
            raise ValueError("opening_quantity and opening_date are for create_as: inventory")
        if has_stock and self.purchase_account:
            raise ValueError("a product with stock has a cost_account; purchase_account is for the others")
        return self
