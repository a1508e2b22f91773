"""The rules engine: reads rule files, runs them over orders, explains what they did."""

from order_sync.rules.engine import apply
from order_sync.rules.explanation import Explanation, explain
from order_sync.rules.load import load_rules, parse_rules
from order_sync.rules.names_used import NameUsed, names_used
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.write import to_yaml

__all__ = ["Explanation", "NameUsed", "RuleSet", "apply", "explain", "load_rules", "names_used", "parse_rules", "to_yaml"]
