"""Holds the names in rules against the company's lists: a wrong one stops its sync before anything is posted."""

from __future__ import annotations

from collections.abc import Sequence

from order_sync import quickbooks
from order_sync.errors import SettingsError
from order_sync.ledger import fold
from order_sync.quickbooks import Company, Nameable
from order_sync.rules import NameUsed
from order_sync.rules.faults import refuse
from order_sync.rules.values import plain_name as plain
from order_sync.rules.where import Where, nearest
from order_sync.syncs import Sync

_WHY = {
    "receivables account": " that QuickBooks books invoices to by itself",
    "line tax code": " for lines in the company's country",
}


def names_in_settings(sync: Sync) -> list[NameUsed]:
    """The names that the sync's own settings use."""
    where = Where(f"{sync.name}.yaml")
    return [NameUsed("tax code", name, "taxes", where) for name in sync.taxes.names]


def check_names(company: Company, used: Sequence[NameUsed]) -> None:
    """Raises SettingsError with every name that the company does not have, and what it has turned off.

    The lists are read anew before that: what was added a minute ago is seen.
    """
    if _faults(company, used):
        quickbooks.read_settings(company)
        refuse(_faults(company, used))


def _faults(company: Company, used: Sequence[NameUsed]) -> list[SettingsError]:
    lists = quickbooks.nameable(company, {one.kind for one in used})
    known = {kind: {form for name in found.names for form in (fold(name), plain(name))} for kind, found in lists.items()}
    return [_fault(one, lists[one.kind]) for one in used if lists[one.kind].off or _is_missing(one, known[one.kind])]


def _is_missing(used: NameUsed, known: set[str]) -> bool:
    return bool(used.name) and fold(used.name) not in known


def _fault(used: NameUsed, found: Nameable) -> SettingsError:
    if found.off:
        return used.where.fault(
            f"“{used.action}” needs {found.off}, which the company has turned off.",
            f"{found.remedy}, or take the action out.",
        )
    what = used.kind.removeprefix("line ")
    remedy = nearest(used.name, found.names, what, "Write the name as QuickBooks has it.")
    if used.kind in _WHY:
        return used.where.fault(f"the company has no {what} “{used.name}”{_WHY[used.kind]}.", remedy)
    return used.where.fault(f"the company has no {what} “{used.name}”.", f"{remedy} Or add it in QuickBooks first.")
