"""Changed rules over past orders: what they would change is shown, and nothing is posted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from local.books import read_books
from order_sync import trial
from order_sync.errors import SettingsError
from order_sync.reports.comparison import OrderChange
from tests.cli.conftest import order_sync
from tests.pipeline.conftest import ALL, Flow

__all__ = ["order_sync"]


def draft(flow: Flow, tmp_path: Path, old: str, new: str) -> str:
    """A copy of the demo's rules with a change in it."""
    text = (flow.outside.include / "rules/demo.yaml").read_text()
    assert old in text
    path = tmp_path / "draft.yaml"
    path.write_text(text.replace(old, new))
    return str(path)


def tried(flow: Flow, file: str, form: dict | None = None, **more: object) -> tuple[list[OrderChange], trial.Trial]:
    of, found = trial.read_rules(flow.outside, "shopify", [file]), trial.Trial()
    orders = trial.orders_to_try(flow.outside, of.sync, ALL if form is None else form, **more)
    return list(trial.changes(flow.outside, of, orders, found)), found


def test_what_a_changed_rule_would_change_is_shown_and_nothing_is_posted(flow: Flow, tmp_path: Path) -> None:
    changes, found = tried(flow, draft(flow, tmp_path, "{map deposit account: Checking}", "{map deposit account: Savings}"))
    assert 0 < found.changed == len(changes) < found.orders == 40
    assert {one.field for change in changes for one in change.changes} == {"deposit account"}
    assert {change.rules for change in changes} == {("Card money lands in the checking account",)}
    moved = {row.account: row.after - row.before for row in found.accounts.totals() if row.after != row.before}
    assert moved.keys() == {"Checking", "Savings"} and sum(moved.values()) == 0
    assert read_books(flow.company.url).documents == 0


def test_what_is_posted_already_is_compared_all_the_same_and_counted(flow: Flow, tmp_path: Path) -> None:
    file = draft(flow, tmp_path, "{map deposit account: Checking}", "{map deposit account: Savings}")
    changes, before = tried(flow, file)
    assert (before.posted, before.changed_and_posted) == (0, 0)
    flow.run()
    documents = read_books(flow.company.url)
    after_run, after = tried(flow, file)
    assert [change.changes for change in after_run] == [change.changes for change in changes]
    assert 0 < after.changed_and_posted <= after.posted
    assert read_books(flow.company.url) == documents


def test_the_orders_of_an_earlier_run_are_tried_without_asking_the_store(flow: Flow, tmp_path: Path) -> None:
    summary = flow.run()
    file = draft(flow, tmp_path, "do: hold invoice", "do: hold order")
    asked = flow.stores.world.calls.summary()["shopify"]["calls"]
    changes, found = tried(flow, file, {}, run=summary.run_id)
    assert changes and found.orders > 30
    assert flow.stores.world.calls.summary()["shopify"]["calls"] == asked
    number = changes[0].order_number
    assert [one.order_number for one in tried(flow, file, {"order_numbers": [number]}, run="run 1")[0]] == [number]
    assert tried(flow, file, {"placed_to": "2001-01-01"}, run="run 1")[1].orders == 0
    assert tried(flow, file, {}, run="run 1", limit=3)[1].orders == 3
    with pytest.raises(SettingsError, match="no files of a run"):
        tried(flow, file, {}, run="nowhere")


def test_rules_that_stay_the_same_change_nothing_and_cost_no_read_of_documents(flow: Flow, tmp_path: Path) -> None:
    changes, found = tried(flow, draft(flow, tmp_path, "The old mug", "The older mug"), {"order_numbers": ["99999"]})
    assert changes == [] and found.orders == 0


def test_a_changed_file_takes_the_place_of_one_of_the_sync_s_own(flow: Flow, tmp_path: Path) -> None:
    extra = flow.outside.include / "rules/extra.yaml"
    extra.write_text("rules: [{name: Extra, when: always, do: {tag: extra}}]\n")
    flow.rewrite("syncs/shopify.yaml", "[demo.yaml]", "[demo.yaml, extra.yaml]")
    mine = tmp_path / "mine.yaml"
    mine.write_text("rules: [{name: Mine, when: always, do: {tag: mine}}]\n")

    def names(*changed: str, add: tuple[str, ...] = ()) -> list[str]:
        return [rule.name for rule in trial.read_rules(flow.outside, "shopify", changed, add).new.rules]

    assert names(f"extra.yaml={mine}")[-1] == "Mine" and "Extra" not in names(f"extra.yaml={mine}")
    assert names(add=(str(mine),))[-2:] == ["Extra", "Mine"]
    assert names("demo.yaml") == names()
    with pytest.raises(SettingsError, match=r"its files are: demo.yaml, extra.yaml"):
        names(str(mine))
    mine.write_text("rules: [{name: Mine, when: {skuu: A}, do: stop}]\n")
    with pytest.raises(SettingsError, match=r"mine.yaml, line 1, rule “Mine”.*Did you mean “sku”"):
        names(f"extra.yaml={mine}")


def test_the_terminal_shows_orders_and_totals_and_machines_get_json(flow: Flow, tmp_path: Path, order_sync) -> None:
    file = draft(flow, tmp_path, "do: hold invoice", "do: do not import")
    shown = order_sync("rules", "try", file, "--sync", "shopify", "--from", "2026-01-01")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    for said in (
        "- sales order",
        "then: Rule “Only invoice fulfilled orders”: do not import.",
        "would be booked otherwise",
        "documents",
    ):
        assert said in shown.stdout
    lines = order_sync("rules", "try", file, "--sync", "shopify", "--from", "2026-01-01", "--json").stdout.splitlines()
    *orders, last = (json.loads(line) for line in lines)
    assert last["totals"]["orders"] == 40 and last["totals"]["changed"] == len(orders) > 0
    wrong = order_sync("rules", "try", "nowhere.yaml", "--sync", "shopify")
    assert wrong.returncode == 1 and "nowhere.yaml" in wrong.stdout and "Traceback" not in wrong.stderr
