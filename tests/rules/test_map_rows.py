"""One row more in a map from SKU to item."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_sync.errors import SettingsError
from order_sync.rules import map_rows, parse_rules

_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


def mapped(text: str) -> dict[str, object]:
    (rule,) = parse_rules(text, "items.csv").rules
    table = rule.do[0].value.table  # type: ignore[union-attr]
    return {table.written[row].strip(): table.columns[0][row] for row in range(len(table))}


def test_a_new_row_stands_below_the_others_which_stay_as_they_are() -> None:
    found = map_rows.with_row("items.csv", "sku;map item\nMUG-1;Mug", "TEE-1", "Tee; red")
    assert found == ('sku;map item\nMUG-1;Mug\r\nTEE-1;"Tee; red"\r\n', "")
    assert mapped(found.text) == {"MUG-1": "Mug", "TEE-1": "Tee; red"}


def test_a_row_that_is_there_is_changed_and_its_other_cells_stay() -> None:
    found = map_rows.with_row("items.csv", "sku,map line class,map item\nMUG-1,Web,Mug\n", "mug-1 ", "Cup")
    assert found.before == "Mug"
    assert found.text == "sku,map line class,map item\r\nMUG-1,Web,Cup\r\n"


@pytest.mark.parametrize(
    ("text", "is_map"),
    [
        ("sku,map item\n", True),
        ("SKU,Map line class,Map item\nA,B,C\n", True),
        ("sku,map sku\n", False),
        ("product name,map item\n", False),
        ("rule,sku,map item\n", False),
    ],
)
def test_only_a_map_from_sku_to_item_takes_the_row(text: str, is_map: bool) -> None:
    assert map_rows.maps_items("items.csv", text) is is_map


@pytest.mark.parametrize(("sku", "item"), [("", "Mug"), (" ", "Mug"), ("MUG", " ")])
def test_a_row_without_sku_or_item_is_refused(sku: str, item: str) -> None:
    with pytest.raises(SettingsError):
        map_rows.with_row("items.csv", map_rows.NEW_MAP, sku, item)


@given(st.lists(st.tuples(_TEXTS, _TEXTS).filter(lambda row: row[0].strip() and row[1].strip()), min_size=1, max_size=6))
def test_what_was_written_last_is_what_the_rules_read(rows: list[tuple[str, str]]) -> None:
    text = map_rows.NEW_MAP
    for sku, item in rows:
        text = map_rows.with_row("items.csv", text, sku, item).text
    wanted = {sku.strip().casefold(): item.strip() for sku, item in rows}
    try:
        found = mapped(text)
    except SettingsError:
        return  # a name that no rule may hold, such as one with braces: the command writes nothing then
    assert {sku.casefold(): item for sku, item in found.items()} == wanted
