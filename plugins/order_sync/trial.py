"""Tries changed rules over past orders: what they would make of them, against what the present rules make. Posts nothing.

Both sides are built by the code of a run, as if nothing of the orders was posted yet: what is posted stays as it is, and
would show no difference.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from order_sync import files, quickbooks, rules, stores, syncs
from order_sync.errors import SettingsError
from order_sync.ledger import State
from order_sync.orders import Order, UnreadableOrder
from order_sync.outside import Outside
from order_sync.quickbooks import Company
from order_sync.records.build import build
from order_sync.reports.accounts import Accounts
from order_sync.reports.comparison import OrderChange, compare
from order_sync.run_plan import chunks_of, load_rules, read_settings
from order_sync.stores.selecting import is_selected
from order_sync.syncs import Selection, Sync

Texts = Sequence[tuple[str, str]]  # rule files: name, text


@dataclass(frozen=True)
class Rules:
    """A sync with its present rules, and the new ones."""

    sync: Sync
    present: rules.RuleSet
    new: rules.RuleSet
    read_at: datetime


@dataclass
class Trial:
    """What came of it so far; it grows while the changes are gone through."""

    orders: int = 0
    unreadable: int = 0
    changed: int = 0
    posted: int = 0  # of the orders: some of it is in QuickBooks
    changed_and_posted: int = 0
    accounts: Accounts = field(default_factory=Accounts)


def read_rules(outside: Outside, sync_name: str, changed: Sequence[str], added: Sequence[str] = ()) -> Rules:
    """The sync's rules as they are, and as they would be with these files; raises SettingsError for files that are wrong."""
    now = outside.clock()
    sync, texts, _ = read_settings(outside.include, sync_name, now)
    new_texts = [*_put_in_place(texts, changed, outside.include), *(_read(name, outside.include) for name in added)]
    return Rules(sync, load_rules(sync, texts, now), load_rules(sync, new_texts, now), now)


def _put_in_place(texts: Texts, changed: Sequence[str], include: Path) -> Texts:
    """The sync's files with the changed ones in place of those of the same name, or of the one that OLD=NEW names."""
    found = {name: (name, text) for name, text in texts}
    for name in changed:
        old, _, path = name.rpartition("=")
        if path and not old and len(texts) == len(changed) == 1:
            old = texts[0][0]  # the sync's only file: whatever the changed one is called
        old = old or Path(path).name
        if old not in found:
            known = ", ".join(found) or "none"
            raise SettingsError(
                f"The sync has no rule file “{old}” in whose place {Path(path).name} could stand; its files are: {known}.",
                remedy=f"Write OLD={path} with one of them, or --add {path} to add it after them.",
            )
        found[old] = _read(path, include)
    return list(found.values())


def _read(name: str, include: Path) -> tuple[str, str]:
    path = Path(name)
    path = path if path.is_file() else include / "rules" / name
    return path.name, rules.read_rule_file(path.parent, path.name)


def orders_to_try(
    outside: Outside, sync: Sync, form: dict[str, Any], run: str | None = None, limit: int | None = None
) -> Iterator[Order | UnreadableOrder]:
    """The orders that a form chooses, as it does for a run: from the store, or from the files of an earlier run."""
    chosen = syncs.parse_form(form)
    if run is not None:
        return itertools.islice(_orders_of_run(_folder_of(outside, sync, run), chosen), limit)
    store = stores.open_store(sync.store, sync.shop, outside.connect(sync.store.connection))
    selection = syncs.resolve_window(
        kind="manual",
        sync=sync,
        form=chosen,
        interval=None,
        run_after=outside.clock(),
        watermark=None,
        store_zone=store.time_zone(),
    )
    return itertools.islice((order for part in syncs.slices(selection) for order in store.orders(part)), limit)


def _orders_of_run(folder: str, chosen: syncs.Form) -> Iterator[Order]:
    selection = Selection(statuses=chosen.statuses, numbers=chosen.order_numbers)
    first, last = chosen.placed_from or date.min, chosen.placed_to or date.max
    for address in files.list_files(f"{folder}/orders"):
        for order in files.read_rows(address, Order):
            if is_selected(order, selection) and first <= order.business_date <= last:
                yield order


def _folder_of(outside: Outside, sync: Sync, run: str) -> str:
    folder = files.run_folder(outside.data_url, sync.name, run.removeprefix(f"{sync.name}/"))
    if not files.exists(f"{folder}/plan.json"):
        raise SettingsError(f"There are no files of a run “{run}” of {sync.name}.", remedy="Its id stands in its report.")
    return folder


def changes(outside: Outside, of: Rules, orders: Iterable[Order | UnreadableOrder], trial: Trial) -> Iterator[OrderChange]:
    """Every order of which the new rules make something else, at most a chunk of orders in memory at a time."""
    with outside.ledger() as ledger:
        connection = outside.connect(of.sync.company.connection)
        company = quickbooks.open_company(connection, ledger, run_id=f"{of.sync.name}/try")
        quickbooks.refresh_references(company, not_before=of.read_at)
        for rows in chunks_of(orders):
            readable = [row for row in rows if isinstance(row, Order)]
            trial.orders += len(rows)
            trial.unreadable += len(rows) - len(readable)
            yield from _compared(company, of, readable, trial)


def _compared(company: Company, of: Rules, orders: Sequence[Order], trial: Trial) -> Iterator[OrderChange]:
    present = list(rules.apply_all(of.present, orders))
    new = list(rules.apply_all(of.new, orders))
    # both sides see the same company: the items that either may need
    state = quickbooks.read_state_before_posting(company, of.sync, [one.order for one in (*present, *new)])
    posted = _posted(company, orders)
    trial.posted += len(posted)
    for one, other in zip(present, new, strict=True):
        before, after = build(one, of.sync, state), build(other, of.sync, state)
        trial.accounts.add(before, after)
        change = compare(before, after, before.order_id in posted)
        if change is not None:
            trial.changed += 1
            trial.changed_and_posted += change.is_posted
            yield change


def _posted(company: Company, orders: Sequence[Order]) -> set[str]:
    """Those of the orders of which something is in QuickBooks."""
    found: set[str] = set()
    for store in {order.store for order in orders}:
        ids = [order.order_id for order in orders if order.store == store]
        records = company.ledger.records.of_orders(company.realm, store, ids)
        found |= {order_id for order_id, rows in records.items() if any(row.state is State.confirmed for row in rows)}
    return found
