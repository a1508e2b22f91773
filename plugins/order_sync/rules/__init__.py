"""The rules engine: reads rule files, runs them over orders, explains what they did."""

from order_sync.rules import map_rows
from order_sync.rules.engine import apply, apply_all
from order_sync.rules.example_runs import ExampleResult, run_examples
from order_sync.rules.explanation import Explanation, explain
from order_sync.rules.load import load_rules, parse_rules
from order_sync.rules.names_used import NameUsed, names_used
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.rule_text import read_rule_file
from order_sync.rules.write import to_yaml
from order_sync.rules.write_table import to_csv, to_xlsx

__all__ = [
    "ExampleResult", "Explanation", "NameUsed", "RuleSet", "apply", "apply_all", "explain", "load_rules", "map_rows",
    "names_used",
    "parse_rules", "read_rule_file", "run_examples", "to_csv", "to_xlsx", "to_yaml",
]  # fmt: skip
