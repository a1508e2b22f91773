"""The words of a rule grid: its columns, and the names that the commercial model has for fields, comparisons and actions.

Facts about the model: the reference's parts N and 2. Where it means something else than our word of the same name, ours has
another name in a grid (`matches pattern`).
"""

from __future__ import annotations

from collections.abc import Sequence

from order_sync.rules.comparisons import COMPARISONS
from order_sync.rules.values import plain_name

# Our names of the columns, in the order in which they are written; those after `map to` only where they are needed.
COLUMNS = ("rule name", "action", "field to check", "comparison", "initial value", "conjunction", "map to")
SETTINGS = ("enabled", "valid from", "valid until", "syncs", "stores", "records", "examples")
_SAME_COLUMN = {
    "rule": "rule name", "name": "rule name", "field": "field to check", "from value": "initial value",
    "and/or": "conjunction", "value to map to": "map to", "example": "examples", "store": "stores", "sync": "syncs",
}  # fmt: skip
VALUE = "value"  # of the condition, or of the action: whichever the other columns leave
_MARKS_OF_A_GRID = ("rule name", "action", "field to check", "comparison", "conjunction")

_FIELDS = {
    "selling channel": "channel", "selling channel name": "channel", "store name": "store",
    "order creation date": "order date", "ship date": "date shipped", "reference number": "payment reference",
    "order currency code": "currency", "total tax": "order tax", "sales terms": "terms", "order class": "class",
    "order tag": "tag", "coupon code": "discount code", "shipping state": "shipping region",
    "billing state": "billing region", "billing full name": "billing name", "shipping full name": "shipping name",
    "product sku": "sku", "product description": "description", "custom field value": "any custom field",
}  # fmt: skip
_ACTIONS = {
    "do not import order": "do not import", "map order transaction type": "map transaction type",
    "add order prefix": "add prefix", "map selling channel": "map channel", "map selling channel name": "map channel",
    "map order class": "map class", "map order department": "map location", "map currency code": "map currency",
    "map order deposit account": "map deposit account", "map invoice payment deposit account": "map deposit account",
    "map sales receipt or sales order deposit account": "map deposit account",
    "map order a/r account": "map a/r account", "map sales tax code": "map tax code",
    "map tax code on order items": "map line tax code", "map order item tax code": "map line tax code",
    "map shipping line tax code": "map shipping tax code", "map shipping method": "map shipping item",
    "map product": "map item", "map product description": "map description",
    "map billing address company": "map customer",
    "map discount": "map discount item", "map discount code": "map discount item",  # its value is an item there
    "exclude orders syncing from quickbooks": "map order status",
    "map custom fields to quickbooks line items": "map line custom field",
}  # fmt: skip

ANY = "*"
ALWAYS = "always"
EXACT, NOT = " exact", "not "
MODEL_MATCHES = "matches"
_COMPARISONS = {"more than": "greater than", "map all": "copy", MODEL_MATCHES: "equals"}
_PATTERNS = {"matches pattern": "matches", "does not match pattern": "does not match"}
_SHOWN = {ours: there for there, ours in _PATTERNS.items()}
GRID_COMPARISONS = (*(_SHOWN.get(name, name) for name in COMPARISONS), *_COMPARISONS, ALWAYS)
JOINERS = {"and": "all", "or": "any"}


def column_name(written: str) -> str:
    name = plain_name(written)
    return _SAME_COLUMN.get(name, name)


def is_grid(header: Sequence[str]) -> bool:
    """Whether a table with these columns is a rule grid; else it is a map."""
    return any(column_name(name) in _MARKS_OF_A_GRID for name in header)


def field_name(written: str) -> str:
    name = plain_name(written)
    return _FIELDS.get(name, name)


def action_name(written: str) -> str:
    name = plain_name(written).removesuffix(" to quickbooks")
    return _ACTIONS.get(name, name)


def comparison_name(written: str) -> str | None:
    """Our name of the comparison; None: there is none."""
    name = plain_name(written)
    found = _PATTERNS.get(name) or _COMPARISONS.get(name)
    return found or (name if name in COMPARISONS and name not in _SHOWN else None)


def grid_comparison(name: str) -> str:
    """What a grid calls our comparison."""
    return _SHOWN.get(name, name)
