"""Rules from YAML to spreadsheets and back, as a person calls it."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from order_sync.cli.table_commands import add_table_commands
from order_sync.errors import SettingsError
from order_sync.rules import parse_rules, read_rule_file

DEMO = Path(__file__).parents[2] / "include" / "rules" / "demo.yaml"


def call(*words: object) -> str:
    """What `order-sync rules` shows; an error that we know is raised."""
    app = typer.Typer()
    add_table_commands(app)
    done = CliRunner().invoke(app, [str(word) for word in words])
    if isinstance(done.exception, SettingsError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("ending", ["csv", "xlsx", "yaml"])
def test_the_demo_goes_into_a_spreadsheet_and_back(tmp_path: Path, ending: str) -> None:
    table, back = tmp_path / f"rules.{ending}", tmp_path / "back.yaml"
    assert "5 rules" in call("export", DEMO, "--to", table)
    if ending != "yaml":
        call("import", table, "--to", back)
    rules = [parse_rules(read_rule_file(file.parent, file.name), file.name) for file in (DEMO, table, back) if file.exists()]
    assert all(other == rules[0] for other in rules)


def test_without_a_file_to_write_csv_is_shown() -> None:
    header, first, *_ = call("export", DEMO).splitlines()
    assert header == "rule name,action,field to check,comparison,initial value,conjunction,map to,examples"
    assert first.startswith("Leave test orders out,do not import,test order,equals,yes,,yes,")


def test_a_map_goes_from_csv_to_excel_and_back_as_a_map(tmp_path: Path) -> None:
    (tmp_path / "skus.csv").write_text("sku,map item\n00123,=1+1\n-5,Mug\n")
    call("export", tmp_path / "skus.csv", "--to", tmp_path / "skus.xlsx")
    call("export", tmp_path / "skus.xlsx", "--to", tmp_path / "skus.csv", "--force")
    assert (tmp_path / "skus.csv").read_bytes() == b"\xef\xbb\xbfsku,map item\r\n00123,'=1+1\r\n'-5,Mug\r\n"
    with pytest.raises(SettingsError, match="a table, which YAML does not hold"):
        call("import", tmp_path / "skus.xlsx", "--to", tmp_path / "skus.yaml")
    assert not (tmp_path / "skus.yaml").exists()


def test_a_file_that_is_there_is_written_over_only_when_asked(tmp_path: Path) -> None:
    there = tmp_path / "there.csv"
    there.write_text("mine")
    with pytest.raises(SettingsError, match="is there already"):
        call("export", DEMO, "--to", there)
    assert there.read_text() == "mine"
    call("export", DEMO, "--to", there, "--force")
    assert there.read_text(encoding="utf-8-sig").startswith("rule name,")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "nowhere.yaml"), "nowhere.yaml is not in"),
        (("export", DEMO, "--to", "rules.pdf"), "rules.pdf is no rule file"),
        (("export", DEMO, "--to", "no/such/folder/rules.csv"), "cannot be written"),
        (("import", DEMO, "--to", "x.yaml"), "demo.yaml is no spreadsheet"),
    ],
)
def test_what_cannot_be_done_is_said(words: tuple[object, ...], said: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError) as caught:
        call(*words)
    assert said in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_the_commands_are_there_as_order_sync_rules(order_sync) -> None:
    shown = order_sync("rules", "export", str(DEMO))
    assert shown.returncode == 0 and shown.stdout.startswith("rule name,")
