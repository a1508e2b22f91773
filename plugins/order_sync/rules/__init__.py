"""The rules engine: reads rule files, runs them over orders, explains what they did."""

from order_sync.rules.engine import apply
from order_sync.rules.example_runs import ExampleResult, run_examples
from order_sync.rules.explanation import Explanation, explain
from order_sync.rules.load import load_rules, parse_rules
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.unposted import refuse_unposted
from order_sync.rules.write import to_yaml

__all__ = [
    "ExampleResult",
    "Explanation",
    "RuleSet",
    "apply",
    "explain",
    "load_rules",
    "parse_rules",
    "refuse_unposted",
    "run_examples",
    "to_yaml",
]
