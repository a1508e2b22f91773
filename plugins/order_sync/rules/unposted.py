"""Actions that rules know and that do not reach QuickBooks yet: rules that run for real may not rely on them."""

from __future__ import annotations

from order_sync.rules.actions import CUSTOM_FIELD
from order_sync.rules.rule import Rule
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.where import Where
from order_sync.syncs import RecordKind

UNPOSTED = frozenset(
    (
        "map class", "map location", "map terms", "map sales rep", "map customer message", "map a/r account",
        "map tax code", "map discount tax code", "map line class", "map line tax code", "map shipping tax code",
        "map customer type", "map transaction type",
    )
)  # fmt: skip


def is_unposted(action: str) -> bool:
    return action in UNPOSTED or action.startswith(CUSTOM_FIELD)


def refuse_unposted(rules: RuleSet) -> None:
    """Raises SettingsError with file, line, rule and remedy for the first rule that takes such an action."""
    for rule in rules.rules:
        for do in rule.do:
            if rule.enabled and (is_unposted(do.action.name) or _is_for_other_records(rule, do.action.name)):
                of = " for these records" if not is_unposted(do.action.name) else ""
                raise Where(rule.file, rule.name, rule.line).fault(
                    f"“{do.action.name}” is not posted to QuickBooks{of} by this version.",
                    "Take the action out, or switch the rule off: enabled: no.",
                )


def _is_for_other_records(rule: Rule, action: str) -> bool:
    """Whether the rule is for records alone that do not carry the action by themselves."""
    return RecordKind.payment in rule.scope.records or (bool(rule.scope.records) and action == "map discount account")
