"""Actions that rules know and that do not reach QuickBooks yet: rules that run for real may not rely on them."""

from __future__ import annotations

from order_sync.rules.actions import CUSTOM_FIELD
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.where import Where

UNPOSTED = frozenset(
    (
        "map class", "map location", "map terms", "map sales rep", "map customer message", "map a/r account",
        "map tax code", "map discount tax code", "map line class", "map line tax code", "map shipping tax code",
        "map customer type",
    )
)  # fmt: skip


def is_unposted(action: str) -> bool:
    return action in UNPOSTED or action.startswith(CUSTOM_FIELD)


def refuse_unposted(rules: RuleSet) -> None:
    """Raises SettingsError with file, line, rule and remedy for the first rule that takes such an action."""
    for rule in rules.rules:
        for do in rule.do:
            if is_unposted(do.action.name) and not rules.leaves_out(rule):
                raise Where(rule.file, rule.name, rule.line).fault(
                    f"“{do.action.name}” is not posted to QuickBooks by this version.",
                    "Take the action out, or switch the rule off: enabled: no.",
                )
