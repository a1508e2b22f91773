"""Reviews a whole rule set as it loads: rules that can never match, or that another rule leaves without effect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from order_sync.errors import SettingsError
from order_sync.rules.conditions import comparisons_in
from order_sync.rules.contradictions import why_never
from order_sync.rules.faults import refuse
from order_sync.rules.map_conflicts import Conflict, map_conflicts_in
from order_sync.rules.map_table import MapTable
from order_sync.rules.overrides import Override, overrides_in
from order_sync.rules.rule import Rule
from order_sync.rules.where import Where


def review(rules: Sequence[Rule], faults: Sequence[SettingsError] = ()) -> None:
    """Raises SettingsError for all rules that can do nothing, and for the faults found before, together.

    How rules stand to each other is looked at only where all could be read.
    """
    found = [_dead(rule, why) for rule, why in dead_rules(rules)]
    if not faults:
        found += [_overridden(override) for override in overrides_in(rules)]
        found += [_in_vain(conflict) for conflict in map_conflicts_in(rules)]
    refuse([*faults, *found])


def dead_rules(rules: Iterable[Rule]) -> list[tuple[Rule, str]]:
    """The rules that can never match, each with the reason; those that are switched off do no harm."""
    return [(rule, why) for rule in rules if rule.enabled and (why := why_never(rule.when))]


def _where(rule: Rule) -> Where:
    return Where(rule.file, rule.name, rule.line)


def _dead(rule: Rule, why: str) -> SettingsError:
    return _where(rule).fault(f"it can never match: {why}.", "Correct its conditions, or take the rule out.")


def _overridden(override: Override) -> SettingsError:
    rule, by = override.rule, override.by
    other = f"“{by.name}” ({by.file}, line {by.line})" if by.file else f"“{by.name}”"
    if override.key:
        return _where(rule).fault(f"“{override.key}” is mapped twice, also by {other}.", "Keep one of the two rules.")
    return _where(rule).fault(
        f"it has no effect: the later rule {other} always replaces what it does.",
        "Take one of the two out, or move this rule below the other.",
    )


def _in_vain(conflict: Conflict) -> SettingsError:
    rule, by, key = _row(conflict.rule, conflict.key), _row(conflict.by, conflict.key), conflict.key
    other = f"“{by.rule}” ({by.file}, {by.place})" if by.file else f"“{by.rule}”"
    if conflict.is_whole:
        return rule.fault(
            f"it has no effect: the later map {other} always replaces what it does.", "Take the rule out, or the map's row."
        )
    more = f", with {conflict.keys - 1:,} more of its keys" if conflict.keys > 1 else ""
    return rule.fault(f"“{key}” is given another “{conflict.do.action.name}” by {other}{more}.", "Keep one of the two.")


def _row(rule: Rule, key: str) -> Where:
    """Where the key stands: in a map its row."""
    where = _where(rule)
    for compare in comparisons_in(rule.when):
        for table in compare.wanted:
            row = table.row(key) if isinstance(table, MapTable) else None
            if isinstance(table, MapTable) and row is not None and table.lines:
                return where.on(table.lines[row])
    return where
