"""What a run is about to do: who started it, the settings that it copied, the slices of orders that it takes."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from order_sync import files, rules, settings_file, syncs
from order_sync.checks.suite_file import read_suite
from order_sync.errors import SettingsError
from order_sync.ledger import Ledger
from order_sync.orders import Order, UnreadableOrder, statuses_of
from order_sync.syncs import Selection, Span, Sync


class RunRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Who started a run, for when, with what in the form."""

    run_id: str
    kind: syncs.RunKind
    run_after: datetime
    interval_start: datetime | None = None
    interval_end: datetime | None = None
    form: dict[str, Any] = {}

    @property
    def interval(self) -> Span | None:
        return Span(self.interval_start, self.interval_end) if self.interval_start and self.interval_end else None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A run's own copy of everything that decides it; later steps read only this."""

    run_id: str
    sync: dict[str, Any]
    rules: tuple[tuple[str, str], ...]
    checks: dict[str, str]
    settings_hash: str
    slices: tuple[Selection, ...]
    preview: bool
    started_at: datetime
    watermark: datetime | None = None  # where this run moves the sync's watermark when all is done

    def settings(self) -> Sync:
        return Sync.model_validate(self.sync)


Settings = tuple[Sync, tuple[tuple[str, str], ...], dict[str, str]]  # the sync, its rule files, its check files


def read_settings(include: Path, sync_name: str, now: datetime) -> Settings:
    """The sync, its rule files and its check files; a wrong one is a SettingsError before anything is read."""
    sync = syncs.load_sync(syncs.sync_file(include / "syncs", sync_name))
    rule_texts = tuple((name, rules.read_rule_file(include / "rules", name)) for name in sync.rules)
    load_rules(sync, rule_texts, now)
    check_texts = {
        name: settings_file.read_text(include / "checks" / name) for name in (sync.checks.orders, sync.checks.records)
    }
    for name, text in check_texts.items():
        read_suite(text, name)
    return sync, rule_texts, check_texts


def load_rules(sync: Sync, rule_texts: Sequence[tuple[str, str]], now: datetime) -> rules.RuleSet:
    """The sync's rules, fit to run by; relative dates count from the day that it is for the sync."""
    return rules.load_rules(rule_texts, sync=sync.name, today=day_of(sync, now))


def day_of(sync: Sync, now: datetime) -> date:
    """The day that it is for the sync."""
    return now.astimezone(ZoneInfo(sync.time_zone)).date()


def settings_hash(sync: Sync, rule_texts: Sequence[tuple[str, str]], check_texts: dict[str, str]) -> str:
    """Changes whenever anything does that decides what a run posts."""
    content = msgspec.json.encode([sync.model_dump(mode="json"), rule_texts, check_texts], order="deterministic")
    return hashlib.sha256(content).hexdigest()[:16]


def plan_resync(settings: Settings, request: RunRequest, now: datetime, store_zone: str, *, preview: bool) -> Plan:
    """A resync of orders chosen by number or by the days placed, whatever their status. All at once is never meant."""
    sync, rule_texts, check_texts = settings
    chosen = syncs.parse_form(request.form)
    if not (chosen.order_numbers or chosen.placed_from or chosen.placed_to):
        raise SettingsError(
            "A resync needs to know which orders it looks at.",
            remedy="Name orders with --order, or the days on which they were placed with --from and --to.",
        )
    selection = Selection(numbers=chosen.order_numbers)
    if not chosen.order_numbers:
        selection = Selection(placed=syncs.days(chosen.placed_from, chosen.placed_to, request.run_after, store_zone))
    return Plan(
        run_id=f"{sync.name}/{request.run_id}",
        sync=sync.model_dump(mode="json"),
        rules=rule_texts,
        checks=check_texts,
        settings_hash=settings_hash(sync, rule_texts, check_texts),
        slices=syncs.slices(selection),
        preview=preview,
        started_at=now,
    )


def waiting_slice(ledger: Ledger, sync: Sync, selection: Selection) -> tuple[Selection, ...]:
    """A further slice for the orders that wait for something outside the store; only in runs that take what is new."""
    if not selection.updated:
        return ()
    approved = ledger.approvals.not_looked_at(sync.name)  # they come first: a person expects them in the next run
    waiting = tuple(dict.fromkeys((*approved, *ledger.orders.waiting(sync.name, files.CHUNK_ORDERS))))[: files.CHUNK_ORDERS]
    return (Selection(order_ids=waiting),) if waiting else ()


def not_in_another_slice(
    slices: Sequence[Selection], number: int, read: Iterable[Order | UnreadableOrder]
) -> Iterator[Order | UnreadableOrder]:
    """An order that waits and was also updated is read twice; it belongs to the slice of its update."""
    others = [selection for selection in slices[:number] if slices[number].order_ids and selection.updated]
    for order in read:
        if isinstance(order, UnreadableOrder) or not any(_takes(selection, order) for selection in others):
            yield order


def without_strangers(
    ledger: Ledger, sync: Sync, selection: Selection, read: Iterable[Order | UnreadableOrder]
) -> Iterator[Order | UnreadableOrder]:
    """Without the orders that only a followed status brings, and that the sync has never seen: they concern nobody."""
    for rows in chunks_of(read):
        only_followed = {
            order.order_id
            for order in rows
            if isinstance(order, Order) and selection.followed and _is_only_followed(order, selection)
        }
        seen = ledger.orders.of(sync.name, only_followed) if only_followed else {}
        yield from (order for order in rows if order.order_id not in only_followed or order.order_id in seen)


def _is_only_followed(order: Order, selection: Selection) -> bool:
    found = statuses_of(order)
    return bool(found & set(selection.followed)) and not found & set(selection.statuses)


def _takes(selection: Selection, order: Order) -> bool:
    span = selection.updated
    in_span = span is not None and span.start <= order.updated_at < span.end
    return in_span and bool(not selection.asked or statuses_of(order) & set(selection.asked))


def chunks_of(read: Iterable[Order | UnreadableOrder]) -> Iterator[list[Order | UnreadableOrder]]:
    """At most a chunk of orders at a time: the bound on a run's memory."""
    iterator = iter(read)
    while rows := list(itertools.islice(iterator, files.CHUNK_ORDERS)):
        yield rows
