"""The published schema and the tables in docs/ are those of the engine."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml

from order_sync.rules import parse_rules
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
        {"name": "A", "when": "always", "do": {"map class": {"copi": "channel"}}},
        {"name": "A", "when": "always", "do": {"map class": {"copy": "chanel"}}},
        {"name": "A", "when": "always", "do": {"map order date": {"copy": "channel"}}},
        {"name": "A", "when": "always", "do": {"map order date": {"template": "{order date}"}}},
        {"name": "A", "when": "always", "do": {"tag": {"clear": True}}},
        {"name": "A", "when": "always", "do": {"add line": {"item": "Wrap"}}},
        {"name": "A", "when": "always", "do": {"map transaction type": "bill"}},
        {"name": "A", "when": "always", "do": {"add shipping surcharge": "ten%"}},
        {"name": "A", "when": "always", "do": "stop", "records": ["invoise"]},
        {"name": "A", "when": "always", "do": "stop", "examples": [{"given": {"sku": "A"}}]},
        {"name": "A", "when": {"sku": {"equals": "A", "case": "loose"}}, "do": "stop"},
        {"name": "A", "when": {"order total": {"at least": 1, "case": "exact"}}, "do": "stop"},
        {"name": "A", "when": {"order date": {"less than": "soon"}}, "do": "stop"},
        {"name": "A", "when": {"order total": {"matches": "1"}}, "do": "stop"},
    ],
)
def test_the_schema_marks_a_wrong_rule_in_the_editor(rule: dict[str, object]) -> None:
    assert not jsonschema.Draft7Validator(schema()).is_valid({"rules": [rule]})


@pytest.mark.parametrize(
    "rule",
    [
        {"when": {"sku": {"matches": "^A[0-9]+$", "case": "exact"}}, "do": {"map sku": {"copy": "line custom field Code"}}},
        {"when": {"order date": {"less than": "30 days ago"}}, "do": ["stop", {"tag": "old"}]},
        {"when": {"custom field PO": "copy"}, "do": {"map po number": None}},
        {"when": "always", "do": {"map memo": {"template": "{order number}"}, "map terms": {"clear": True}}},
        {"when": "always", "do": {"add line": {"item": "Wrap", "amount": 3.5, "quantity": 2, "description": "Red"}}},
        {"when": "always", "do": {"map custom field Sales Rep": "Ada", "map order date": {"copy": "date paid"}}},
        {"when": "always", "do": {"map transaction type": "sales receipts", "add shipping surcharge": "10%"}},
        {"when": "always", "do": {"map class": "A"}, "syncs": "shop", "stores": ["mugs"], "records": ["invoice"]},
        {"when": "always", "do": "stop", "valid from": "2026-01-01", "valid until": "30 days ago"},
        {"when": "always", "do": "stop", "examples": [{"given": {"tag": ["a", "b"]}, "expect": "nothing"}]},
    ],
)
def test_what_the_schema_takes_the_reader_takes_too(rule: dict[str, object]) -> None:
    rules = {"rules": [{"name": "A"} | rule]}
    jsonschema.Draft7Validator(schema()).validate(rules)
    parse_rules(yaml.safe_dump(rules), "example.yaml", date(2026, 3, 31))


def test_the_schema_is_one_that_editors_read_and_stays_small() -> None:
    jsonschema.Draft7Validator.check_schema(schema())
    assert len(schema_text()) < 100_000


@pytest.mark.parametrize("text", re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL))
def test_the_examples_in_the_docs_are_read_and_fit_the_schema(text: str) -> None:
    rules = parse_rules(text, "rules.md", date(2026, 3, 31))
    assert rules.rules
    jsonschema.Draft7Validator(schema()).validate(yaml.load(text, Loader=yaml.BaseLoader))


def test_every_answer_that_the_docs_name_has_its_test() -> None:
    answers = (ROOT / "tests/rules/test_answers.py").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_question_\d+_)", DOCS))
    assert len(named) == 14
    assert named == set(re.findall(r"def (test_question_\d+_)", answers))


@pytest.mark.parametrize("name", [*FIELDS, *COMPARISONS, *ACTIONS])
def test_every_field_comparison_and_action_stands_in_the_docs(name: str) -> None:
    assert f"`{name}`" in DOCS
