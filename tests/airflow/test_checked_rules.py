"""A rule file that cannot be used stops its own sync, and is read again only when it has changed."""

from __future__ import annotations

import os
import time

import pytest
from airflow.sdk import DAG

from order_sync import rules
from order_sync.airflow_adapter.checked_rules import FOLDER, KEPT_SECONDS
from order_sync.airflow_adapter.dags import build_dags
from order_sync.errors import SettingsError
from order_sync.rules.workbook import workbook_of

GOOD = "rules:\n  - {name: Hold, when: {sku: A}, do: hold invoice}\n"
WRONG = "rules:\n  - {name: Hold, when: {skuu: A}, do: hold invoice}\n  - {name: Odd, when: always, do: dance}\n"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def checks(monkeypatch) -> list[str]:
    """The syncs whose rules were really checked."""
    made: list[str] = []
    load_rules = rules.load_rules
    monkeypatch.setattr(rules, "load_rules", lambda *a, **more: made.append(more["sync"]) or load_rules(*a, **more))
    return made


def built(include, only=None) -> dict[str, DAG]:
    return {dag.dag_id: dag for dag in build_dags(include, only)}


def test_a_rule_file_that_cannot_be_loaded_makes_a_dag_that_says_why_and_fails_with_it(include, write_sync, write_rules):
    write_sync("bad.yaml", more="rules: [wrong.yaml]")
    write_sync("good.yaml", more="rules: [good.yaml]")
    write_rules("wrong.yaml", WRONG)
    write_rules("good.yaml", GOOD)
    for _ in range(2):  # checked, then remembered
        dags = built(include)
        assert list(dags) == ["bad", "good", "good_history"]
        assert "wrong.yaml, line 2, rule “Hold”" in dags["bad"].doc_md
        assert "wrong.yaml, line 3, rule “Odd”" in dags["bad"].doc_md
        with pytest.raises(SettingsError, match="Did you mean “sku”"):
            dags["bad"].task_dict["plan"].python_callable()


def test_a_rule_file_that_is_missing_is_a_fault_of_its_sync_alone(include, write_sync):
    write_sync("bad.yaml", more="rules: [nowhere.yaml]")
    write_sync("good.yaml")
    dags = built(include)
    assert list(dags) == ["bad", "good", "good_history"]
    assert "nowhere.yaml" in dags["bad"].doc_md


def test_rules_are_checked_once_and_again_when_they_change(include, write_sync, write_rules, checks):
    write_sync(more="rules: [main.yaml]")
    write_rules("main.yaml", GOOD)
    assert list(built(include)) == list(built(include)) == ["shop", "shop_history"]
    assert checks == ["shop"]
    write_rules("main.yaml", WRONG)
    assert list(built(include)) == list(built(include)) == ["shop"]
    assert checks == ["shop", "shop"]
    write_rules("main.yaml", GOOD)
    assert list(built(include)) == ["shop", "shop_history"]


def test_a_folder_that_cannot_be_used_only_means_to_check_again(include, write_sync, write_rules, checks, home):
    home.mkdir()
    (home / FOLDER).write_text("no folder")
    write_sync(more="rules: [main.yaml]")
    write_rules("main.yaml", WRONG)
    assert list(built(include)) == list(built(include)) == ["shop"]
    assert checks == ["shop", "shop"]


def test_what_was_not_used_for_a_month_is_forgotten_when_something_new_is_checked(
    include, write_sync, write_rules, checks, home
):
    write_sync(more="rules: [main.yaml]")
    write_rules("main.yaml", GOOD)
    built(include)
    (used,) = (home / FOLDER).iterdir()
    unused, left_behind = home / FOLDER / "unused", home / FOLDER / "tmp-of-a-killed-process"
    for path in (unused, left_behind):
        path.write_text("")
    for path in (used, unused, left_behind):
        os.utime(path, (0, time.time() - KEPT_SECONDS - 60))
    built(include)  # used: that is written down
    write_rules("main.yaml", WRONG)
    built(include)
    assert used in list((home / FOLDER).iterdir()) and len(list((home / FOLDER).iterdir())) == 2
    write_rules("main.yaml", GOOD)
    built(include)
    assert checks == ["shop", "shop"]


def test_the_process_of_a_task_checks_no_rules_and_keeps_the_whole_flow(include, write_sync, write_rules, checks):
    write_sync(more="rules: [main.yaml]")
    write_rules("main.yaml", WRONG)
    assert "plan" in built(include)["shop"].task_dict
    checks.clear()
    for only in ("shop", "shop_history"):
        assert {"plan", "extract", "report"} <= set(built(include, only=only)[only].task_ids)
    assert checks == []


@pytest.mark.parametrize("name", ["skus.csv", "skus.xlsx"])
def test_a_spreadsheet_is_checked_once_and_again_when_it_changes(include, write_sync, write_rules, checks, name):
    def write(header: str) -> None:
        text = f"{header}\nA,Apple\n"
        path = write_rules(name, text)
        if name.endswith(".xlsx"):
            path.write_bytes(workbook_of([line.split(",") for line in text.splitlines()]))

    write_sync(more=f"rules: [{name}]")
    write("sku,map item")
    assert list(built(include)) == list(built(include)) == ["shop", "shop_history"]
    assert checks == ["shop"]
    write("skuu,map item")
    for _ in range(2):
        assert (
            f"{name}, {'row' if 'xlsx' in name else 'line'} 1, rule “skus”: there is no field"
            in built(include)["shop"].doc_md
        )
    assert checks == ["shop", "shop"]
