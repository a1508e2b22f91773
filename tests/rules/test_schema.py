"""The published schema and the tables in docs/ are those of the engine."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from order_sync.rules.actions import ACTIONS
from order_sync.rules.comparisons import COMPARISONS
from order_sync.rules.fields import FIELDS
from order_sync.rules.schema import schema, schema_text

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs/rules.md").read_text(encoding="utf-8")


def test_the_published_schema_is_current() -> None:
    """To renew it: .venv/bin/python -m order_sync.rules.schema > include/rules/rules.schema.json"""
    assert (ROOT / "include/rules/rules.schema.json").read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.BaseLoader])
def test_the_demo_s_rules_fit_the_schema_however_an_editor_reads_yaml(loader: type[yaml.SafeLoader]) -> None:
    demo = (ROOT / "include/rules/demo.yaml").read_text(encoding="utf-8")
    jsonschema.Draft7Validator(schema()).validate(yaml.load(demo, Loader=loader))


@pytest.mark.parametrize(
    "rule",
    [
        {"name": "A", "when": {"paymnt method": "PayPal"}, "do": "hold invoice"},
        {"name": "A", "when": {"fulfillment status": "fulfiled"}, "do": "hold invoice"},
        {"name": "A", "when": {"sku": {"greater than": 5}}, "do": "hold invoice"},
        {"name": "A", "when": "always", "do": "map sku"},
        {"name": "A", "do": "hold invoice"},
    ],
)
def test_the_schema_marks_a_wrong_rule_in_the_editor(rule: dict[str, object]) -> None:
    assert not jsonschema.Draft7Validator(schema()).is_valid({"rules": [rule]})


@pytest.mark.parametrize("name", [*FIELDS, *COMPARISONS, *ACTIONS])
def test_every_field_comparison_and_action_stands_in_the_docs(name: str) -> None:
    assert f"`{name}`" in DOCS
