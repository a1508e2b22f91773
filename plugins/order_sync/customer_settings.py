"""How a sync finds an order's customer in QuickBooks, and what it does where he is not there."""

from __future__ import annotations

from typing import Annotated, Literal

import pydantic

from order_sync.orders import Word
from order_sync.settings_file import EACH_ONCE, ONE_MAY_STAND_ALONE, Settings


class NameSource(Word):
    """What of an order may name its customer."""

    first_last = "first_last"  # of billing, else the customer's own name: Ada Lockwood
    last_first = "last_first"  # Lockwood, Ada
    billing_company = "billing_company"  # else the customer's own company
    shipping_first_last = "shipping_first_last"
    shipping_last_first = "shipping_last_first"
    shipping_company = "shipping_company"
    email = "email"
    channel = "channel"  # where the order was sold
    store_currency = "store_currency"  # the store's name and the order's currency: mugs EUR
    order_number = "order_number"
    single = "single"  # one customer for all: `single`


Way = Literal["email", "name"]
Contact = Literal["phone", "email", "billing_address", "shipping_address"]
_PARENTS = (
    NameSource.channel,
    NameSource.store_currency,
    NameSource.billing_company,
    NameSource.shipping_company,
    NameSource.single,
)


class CustomerSettings(Settings):
    match: Annotated[tuple[Way, ...], ONE_MAY_STAND_ALONE, EACH_ONCE] = (
        "email",
        "name",
    )  # what finds an existing customer, in this order
    name: Annotated[tuple[NameSource, ...], EACH_ONCE] = (  # the first that the order has
        NameSource.first_last,
        NameSource.billing_company,
    )
    same_name: Literal["tell_apart", "merge"] = "tell_apart"  # two people of one name whose e-mail addresses differ
    name_taken: Literal["suffix", "quarantine"] = "suffix"  # by a vendor or an employee
    suffix: str = pydantic.Field(default="(customer)", min_length=1, max_length=50)
    when_missing: Literal["create", "quarantine", "single"] = "create"
    when_inactive: Literal["create", "reactivate", "quarantine"] = "create"
    single: str | None = pydantic.Field(default=None, min_length=1, max_length=500)
    when_unnamed: str | None = pydantic.Field(
        default=None, min_length=1, max_length=500
    )  # book under this customer; None: quarantine
    parent: NameSource | None = None  # new customers become sub-customers of the one that this names
    update: tuple[Contact, ...] = ()  # what an existing customer gets from each order

    @pydantic.field_validator("suffix")
    @classmethod
    def _suffix_can_stand_in_a_name(cls, value: str) -> str:
        if set(value) & set(":\t\n") or not value.strip():
            raise ValueError("QuickBooks allows no colon, tab or line break in a name")
        return value.strip()

    @pydantic.field_validator("parent")
    @classmethod
    def _parent_stands_for_many(cls, value: NameSource | None) -> NameSource | None:
        if value is not None and value not in _PARENTS:
            raise ValueError(f"a parent is one of {', '.join(_PARENTS)}")
        return value

    @pydantic.model_validator(mode="after")
    def _single_customer_is_named(self) -> CustomerSettings:
        if self.single is None and (NameSource.single in (*self.name, self.parent) or self.when_missing == "single"):
            raise ValueError("name the single customer: single")
        if NameSource.single in self.name[:-1]:
            raise ValueError("what comes after single in name is never asked: put it last")
        return self
