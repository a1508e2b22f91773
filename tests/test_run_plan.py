"""What a run copies of its settings before it begins."""

from __future__ import annotations

import shutil
from datetime import datetime, timezone
from pathlib import Path

import msgspec
import pytest

from order_sync.errors import SettingsError
from order_sync.rules import parse_rules, to_xlsx
from order_sync.run_plan import Plan, load_rules, read_settings, settings_hash

INCLUDE = Path(__file__).parents[1] / "include"
NOW = datetime(2026, 3, 31, 12, tzinfo=timezone.utc)
ITEMS = "sku,map item\nMUG,Mug\n"
GRID = "rule name,action,field,comparison,initial value\nHold,hold invoice,sku,equals,POT\n"


@pytest.fixture
def include(tmp_path: Path) -> Path:
    """A sync whose rules stand in YAML, in a CSV map and in an Excel grid."""
    shutil.copytree(INCLUDE, tmp_path / "include")
    folder = tmp_path / "include"
    sync = folder / "syncs" / "shopify.yaml"
    sync.write_text(sync.read_text().replace("rules: [demo.yaml]", "rules: [demo.yaml, skus.csv, grid.xlsx]"))
    (folder / "rules" / "skus.csv").write_text(ITEMS)
    (folder / "rules" / "grid.xlsx").write_bytes(to_xlsx(parse_rules(GRID, "grid.csv")))
    return folder


def test_spreadsheets_are_copied_as_texts_and_their_rules_run_in_the_order_of_the_files(include: Path) -> None:
    sync, texts, checks = read_settings(include, "shopify", NOW)
    assert [name for name, _ in texts] == ["demo.yaml", "skus.csv", "grid.xlsx"]
    assert texts[1][1] == ITEMS
    assert texts[2][1].startswith("rule name,action,field to check,comparison,initial value")
    plan = Plan(
        run_id="r", sync=sync.model_dump(mode="json"), rules=texts, checks=checks, settings_hash="", slices=(), preview=True,
        started_at=NOW,
    )  # fmt: skip
    copied = msgspec.json.decode(msgspec.json.encode(plan), type=Plan)
    shutil.rmtree(include)
    assert [rule.name for rule in load_rules(sync, copied.rules, NOW).rules][-2:] == ["skus", "Hold"]


def test_the_hash_of_the_settings_changes_with_a_row_of_a_map(include: Path) -> None:
    before = settings_hash(*read_settings(include, "shopify", NOW))
    assert settings_hash(*read_settings(include, "shopify", NOW)) == before
    (include / "rules" / "skus.csv").write_text(ITEMS.replace("Mug", "Cup"))
    assert settings_hash(*read_settings(include, "shopify", NOW)) != before


@pytest.mark.parametrize("name", ["../secret.csv", "/etc/passwd", "..", "link.csv", "folder/skus.csv"])
def test_a_sync_names_no_file_outside_the_rules_folder(include: Path, name: str) -> None:
    (include / "secret.csv").write_text("sku,map item\nA,secret\n")
    (include / "rules" / "link.csv").symlink_to(include / "secret.csv")
    sync = include / "syncs" / "shopify.yaml"
    sync.write_text(sync.read_text().replace("skus.csv", f'"{name}"'))
    with pytest.raises(SettingsError) as caught:
        read_settings(include, "shopify", NOW)
    assert "secret\n" not in str(caught.value)


def test_a_map_of_some_tens_of_megabytes_is_read_copied_and_hashed(include: Path) -> None:
    rows = "".join(f"SKU-{number},{'long name ' * 20}{number % 50}\n" for number in range(100_000))
    (include / "rules" / "skus.csv").write_text("sku,map description\n" + rows)
    sync, texts, checks = read_settings(include, "shopify", NOW)
    assert len(texts[1][1]) > 20_000_000
    assert len(settings_hash(sync, texts, checks)) == 16
