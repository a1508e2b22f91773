"""Which item a line is booked under."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_sync.errors import SettingsError
from order_sync.item_settings import ItemSettings
from order_sync.orders import Line, LineKind
from order_sync.records.build import build
from order_sync.records.items import item_of
from order_sync.records.reasons import Unbookable
from order_sync.records.record import CompanyState, PlannedOrder
from order_sync.rules.decision import Decision
from tests.generators.companies import a_company, a_sync
from tests.generators.orders import a_line, an_order, shipping

MUG = a_line(sku="MUG-BLUE", title="Blue mug")


def item(line: Line = MUG, state: CompanyState | None = None, notes: list[str] | None = None, **settings: object) -> str:
    found = ItemSettings.model_validate(settings)
    return item_of(line, found, state or a_company(), ([] if notes is None else notes).append)


def planned(settings: str, line: Line = MUG, **state: object) -> PlannedOrder:
    order = an_order(lines=(line, shipping()))
    return build(Decision(order=order), a_sync(["invoice"], more=f"items: {{{settings}}}\n"), a_company(**state))


def with_item(name: str, **more: object) -> Line:
    return Line(**{**{field: getattr(MUG, field) for field in MUG.__struct_fields__}, "item": name, **more})  # type: ignore[arg-type]


def test_a_new_product_is_named_by_its_sku_or_by_title_and_sku() -> None:
    assert item() == "MUG-BLUE"
    assert item(name_new="title_and_sku") == "Blue mug (MUG-BLUE)"
    assert item(a_line(sku="S" * 90, title="Blue mug"), name_new="title_and_sku") == f"Blue mu ({'S' * 90})"
    assert item(a_line(sku="S" * 99, title="Blue mug"), name_new="title_and_sku") == "S" * 99


def test_new_products_go_into_the_category_that_the_sync_names() -> None:
    assert item(category="Web: Mugs") == "Web:Mugs:MUG-BLUE"
    assert item(state=a_company(items={"mug-blue": "Mug"}), category="Web") == "Mug"
    assert item(shipping(), category="Web") == "Shipping"


def test_a_rule_names_an_item_with_its_categories() -> None:
    assert item(with_item("Kitchen:Mug")) == "Kitchen:Mug"
    assert (
        item(with_item("Mug"), a_company(items={"mug": "Of this SKU"}, named_items={"mug": "Kitchen:Mug"})) == "Kitchen:Mug"
    )


def test_what_is_missing_goes_under_the_fallback_item_and_is_said() -> None:
    notes: list[str] = []
    assert item(notes=notes, when_missing="fallback", fallback="Unknown") == "Unknown"
    assert notes == ["“Blue mug” (MUG-BLUE) has no item in QuickBooks; it is booked under “Unknown”."]
    assert item(state=a_company(items={"mug-blue": "Mug"}), when_missing="fallback", fallback="Unknown") == "Mug"
    assert item(with_item("By rule"), when_missing="fallback", fallback="Unknown") == "By rule"
    assert item(shipping(), when_missing="fallback", fallback="Unknown") == "Shipping"


def test_an_inactive_item_is_made_anew_woken_or_waited_for_as_the_sync_says() -> None:
    asleep = {"inactive_items": {"mug-blue": "Blue mug of old"}}
    assert item(state=a_company(**asleep)) == "MUG-BLUE"
    assert item(state=a_company(**asleep), when_inactive="reactivate") == "Blue mug of old"
    waits = planned("when_inactive: hold", inactive_items={"mug-blue": "MUG-BLUE"})
    assert [(one.code, one.waits) for one in waits.held] == [("item_inactive", True)]


def test_a_name_that_items_of_several_categories_bear_waits_for_a_person() -> None:
    waits = planned("when_missing: create", ambiguous_items=frozenset({"mug-blue"}))
    assert waits.records == () and waits.held[0].code == "item_ambiguous"
    assert "order-sync map-item MUG-BLUE" in waits.held[0].remedy


def test_a_bundle_of_quickbooks_is_quarantined() -> None:
    with pytest.raises(Unbookable) as stop:
        item(state=a_company(items={"mug-blue": "Gift box"}, bundles=frozenset({"Gift box"})))
    assert stop.value.problem.code == "item_is_bundle"


@pytest.mark.parametrize(
    "wrong",
    [
        "{match: []}",
        "{match: [sku, sku]}",
        "{when_missing: fallback}",
        "{fallback: Unknown}",
        "{category: 'A::B'}",
        "{category: 'A:B:C:D:E'}",
        "{opening_quantity: 5}",
        "{create_as: inventory, purchase_account: Cost of Goods Sold}",
        "{create_as: inventory, opening_quantity: -1}",
    ],
)
def test_settings_that_cannot_be_meant_are_refused(wrong: str) -> None:
    with pytest.raises(SettingsError):
        a_sync(more=f"items: {wrong}\n")


_SKUS = st.builds(lambda start, end: "A" * start + end, st.integers(0, 200), st.sampled_from(["", "X", "Y", "XY"]))


@given(st.sets(_SKUS.filter(bool), min_size=2, max_size=6), st.sampled_from(["sku", "title_and_sku"]))
def test_different_skus_stay_different_items(skus: set[str], name_new: str) -> None:
    names = [item(a_line(sku=sku, title="Mug"), name_new=name_new) for sku in skus]
    assert len(set(names)) == len(skus)
    assert all(0 < len(name) <= 100 for name in names)


def test_every_kind_of_line_has_an_item() -> None:
    assert all(item(a_line(kind=kind)) for kind in LineKind)


def test_a_new_product_with_stock_keeps_its_quantity_or_the_order_is_quarantined() -> None:
    line = a_line(quantity="30000.5", gross=1_000_003)
    assert planned("create_as: inventory", line).problems[0].code == "amount_not_exact"
    assert planned("create_as: non_inventory", line).problems == ()


_ANY = st.text(max_size=300)


@given(_ANY, _ANY, _ANY, st.sampled_from(["sku", "title_and_sku"]))
def test_whatever_a_store_writes_an_item_has_a_name_that_quickbooks_can_hold(
    sku: str, title: str, rule: str, name_new: str
) -> None:
    for line in (a_line(sku=sku, title=title), msgspec.structs.replace(a_line(sku=sku, title=title), item=rule)):
        for part in item(line, name_new=name_new).split(":"):
            assert 0 < len(part) <= 100 and part == part.strip() and not set(part) & set("\t\n")
