"""`order-sync rules` as a person calls it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from order_sync.cli.commands import app
from order_sync.errors import SettingsError

INCLUDE = Path(__file__).parents[2] / "include"
RULES = """
rules:
  - name: Old mug
    when: {sku: MUG-OLD}
    do: {map sku: MUG-2026}
    examples:
      - {given: {sku: MUG-OLD}, expect: {map sku: MUG-2026}}
      - {given: {sku: MUG-NEW}, expect: {map sku: MUG-2026}}
  - name: Off
    when: always
    do: stop
    enabled: no
    examples: [{given: {}, expect: stop}]
"""


def run(*words: str):
    return CliRunner().invoke(app, ["rules", *words])


def test_the_examples_of_all_rules_of_this_project_hold(monkeypatch):
    monkeypatch.setenv("ORDER_SYNC_INCLUDE", str(INCLUDE))
    shown = run("test")
    assert shown.exit_code == 0, shown.output
    assert "examples hold." in shown.output


@pytest.mark.parametrize("sync", ["shopify", "woocommerce"])
def test_the_examples_hold_in_the_order_of_each_sync(monkeypatch, sync):
    monkeypatch.setenv("ORDER_SYNC_INCLUDE", str(INCLUDE))
    assert run("test", "--sync", sync).exit_code == 0


def test_an_example_that_fails_says_where_what_and_why_and_ends_in_code_1(tmp_path):
    (tmp_path / "mine.yaml").write_text(RULES)
    shown = run("test", str(tmp_path / "mine.yaml"))
    assert shown.exit_code == 1
    for said in (
        "mine.yaml, line 8, rule “Old mug”: an example does not hold.",
        "expected  map sku: MUG-2026",
        "happened  nothing: the rule did not match",
        "sku equals MUG-OLD: line 1 MUG-NEW has “MUG-NEW”, no",
        "not run: switched off",
        "1 of 2 examples hold.",
    ):
        assert said in shown.output


def test_files_that_cannot_be_tested_are_refused_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("ORDER_SYNC_INCLUDE", str(tmp_path))
    for words, said in [
        (("test",), "no rule files"),
        (("test", "nowhere.yaml"), "nowhere.yaml"),
        (("test", "a.yaml", "--sync", "shopify"), "Name files, or the sync"),
    ]:
        shown = run(*words)
        assert isinstance(shown.exception, SettingsError) and said in str(shown.exception)
