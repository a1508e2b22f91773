"""What a new item needs before it can be made: its categories; and items that are woken in place of being made anew."""

from __future__ import annotations

from collections.abc import Iterable

from order_sync.quickbooks import newcomers, references
from order_sync.quickbooks.batches import Answer
from order_sync.quickbooks.claims import Claims
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.list_updates import DELETED, active_again, update_entries
from order_sync.quickbooks.newcomers import CATEGORY, Created, Newcomer
from order_sync.quickbooks.reference_ids import Json


def parent_of(path: str) -> str:
    """`A:B:C` stands in `A:B`; blank: in nothing."""
    return path.rpartition(":")[0]


def place(path: str, categories: Created) -> Json | Answer:
    """The fields that put an item into its category, or why it cannot be made."""
    above = parent_of(path)
    if not above:
        return {}
    row = categories.found.get(("Item", above))
    if row is None:
        return categories.failed[("Item", above)]
    return {"SubItem": True, "ParentRef": {"value": row.quickbooks_id}}


def make_categories(company: Company, paths: Iterable[str], claims: Claims) -> Created:
    """What the items of these full names stand in, made where it is missing, the topmost first."""
    wanted = {path[:at] for path in paths for at, sign in enumerate(path) if sign == ":"}
    made = Created({}, {})
    for level in range(1 + max((path.count(":") for path in wanted), default=-1)):
        names = {path for path in wanted if path.count(":") == level}
        made.found.update({("Item", name): row for name, row in references.known(company, "Item", names).items()})
        missing = []
        for name in sorted(names):
            if ("Item", name) not in made.found:
                placed = place(name, made)
                if isinstance(placed, Answer):
                    made.failed["Item", name] = placed
                else:
                    body = {"Name": name.rpartition(":")[2], "Type": CATEGORY, **placed}
                    missing.append(Newcomer("Item", name, body))
        created = newcomers.create(company, missing, claims)
        made.found.update(created.found)
        made.failed.update(created.failed)
    return made


def wake_items(company: Company, names: Iterable[str], claims: Claims) -> Created:
    """Those of the items that are inactive, made active again."""
    asked = sorted(names)
    rows = company.ledger.references.find(company.realm, "Item", [*asked, *(name + DELETED for name in asked)])
    asleep = {name.removesuffix(DELETED): row for name, row in rows.items() if not row.active}
    changes = {row.quickbooks_id: (row, active_again("Item", row)) for row in asleep.values()}
    answers = update_entries(company, "Item", changes, claims)
    woken = Created({}, {})
    for name, row in asleep.items():
        answer = answers[row.quickbooks_id]
        if answer.confirmed:
            woken.found["Item", name] = row
        else:
            woken.failed["Item", name] = answer
    return woken
