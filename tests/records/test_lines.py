"""An order's lines in QuickBooks' layout: amounts before discount, one discount, one tax."""

from __future__ import annotations

import msgspec
import pytest

from order_sync.item_settings import ItemSettings
from order_sync.orders import Line, LineKind
from order_sync.records.build import build
from order_sync.records.lines import DocumentLines, document_lines
from order_sync.records.reasons import Unbookable
from order_sync.records.record import PlannedOrder
from order_sync.rules.decision import Decision
from tests.generators.companies import a_company, a_sync, after
from tests.generators.orders import SHIPPED, a_line, an_order, shipping


def lay_out(
    *lines: Line, notes: list[str] | None = None, items: dict[str, str] | None = None, **settings: str
) -> DocumentLines:
    state = a_company(items=items or {}, stock_items=frozenset({"STOCKED"}))
    return document_lines(lines, ItemSettings(**settings), state, "USD", ([] if notes is None else notes).append)


def test_lines_stand_before_discount_and_the_whole_discount_is_one_sum() -> None:
    document = lay_out(a_line(gross=2_000, discount=500, tax=120), shipping(700, discount=700))
    assert [line.amount for line in document.lines] == [2_000, 700]
    assert (document.discount, document.tax, document.total) == (1_200, 120, 1_620)


def test_a_negative_fee_is_part_of_the_discount_and_noted() -> None:
    notes: list[str] = []
    fee = a_line("fee", title="Loyalty", sku=None, gross=-300, kind=LineKind.fee)
    document = lay_out(a_line(gross=2_000), fee, notes=notes)
    assert (len(document.lines), document.discount, document.total) == (1, 300, 1_700)
    assert notes == ["“Loyalty” of -3.00 USD is part of the discount."]


def test_a_line_reduced_below_nothing_is_part_of_the_discount() -> None:
    assert lay_out(a_line(gross=2_000), a_line("2", gross=100, discount=300)).total == 1_800


def test_a_surcharge_is_part_of_the_price() -> None:
    document = lay_out(a_line(gross=2_000, discount=-100))
    assert ([line.amount for line in document.lines], document.discount, document.total) == ([2_100], 0, 2_100)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "no_lines"),
        ([a_line(gross=-100)], "no_lines"),
        ([a_line(gross=100), a_line("2", gross=-200)], "negative_total"),
        ([a_line(gross=100, tax=-5)], "negative_total"),
    ],
)
def test_what_quickbooks_cannot_hold_is_quarantined(lines: list[Line], code: str) -> None:
    with pytest.raises(Unbookable) as stop:
        lay_out(*lines)
    assert stop.value.problem.code == code


def test_only_a_line_with_tax_is_taxable() -> None:
    assert [line.taxable for line in lay_out(a_line(tax=10), shipping()).lines] == [True, False]


def test_a_line_without_an_exact_price_is_split_in_two() -> None:
    document = lay_out(a_line(quantity=30_011, gross=1_000_003))
    assert [(line.line_id, str(line.unit_price)) for line in document.lines] == [("1", "0.33"), ("1-2", "0.34")]
    assert document.total == 1_000_003


def test_a_fractional_quantity_without_an_exact_price_stands_in_the_description() -> None:
    notes: list[str] = []
    (line,) = lay_out(a_line(title="Ribbon", quantity="30000.50", gross=1_000_003), notes=notes).lines
    assert (str(line.quantity), line.amount, line.description) == ("1", 1_000_003, "Ribbon (quantity 30000.5)")
    assert len(notes) == 1


def test_with_tracked_stock_the_quantity_must_stay_so_the_order_is_quarantined() -> None:
    with pytest.raises(Unbookable) as stop:
        lay_out(a_line(sku="STOCKED", quantity="30000.5", gross=1_000_003))
    assert stop.value.problem.code == "amount_not_exact"
    assert "tracked stock" in stop.value.problem.reason


def test_an_item_is_named_by_its_sku_or_as_the_company_knows_it() -> None:
    line = a_line(sku="MUG-BLUE")
    assert lay_out(line).lines[0].item == "MUG-BLUE"
    assert lay_out(line, items={"mug-blue": "Mugs:Blue mug"}).lines[0].item == "Mugs:Blue mug"


def test_a_line_without_sku_is_named_by_the_sync_or_by_its_title() -> None:
    line = a_line(sku=" ", title="Blue mug")
    assert lay_out(line).lines[0].item == "Blue mug"
    assert lay_out(line, without_sku="Sundries").lines[0].item == "Sundries"


@pytest.mark.parametrize("kind", [kind for kind in LineKind if kind is not LineKind.product])
def test_every_other_kind_of_line_has_its_item_in_the_settings(kind: LineKind) -> None:
    settings = {kind.value: "My item"}
    assert lay_out(a_line(kind=kind), **settings).lines[0].item == "My item"


def test_an_items_name_without_what_quickbooks_cannot_hold() -> None:
    notes: list[str] = []
    line = lay_out(a_line(sku="TEE:\tRED" + "X" * 120), notes=notes).lines[0]
    assert line.item.startswith("TEE- RED") and len(line.item) == 100 and line.sku and len(line.sku) == 100
    assert [note.partition(" in QuickBooks")[0][:21] for note in notes] == [
        "The name of an item c",
        "The name of an item w",
        "A SKU was cut to 100 ",
    ]


def test_a_description_is_at_most_4000_characters() -> None:
    notes: list[str] = []
    assert len(lay_out(a_line(title="x" * 5_000), notes=notes).lines[0].description) == 4_000
    assert notes


def holding(items: dict[str, str], shipped: bool = False) -> PlannedOrder:
    sync = a_sync(more="items: {when_missing: hold}\n")
    order = an_order(shipped=SHIPPED if shipped else None)
    return build(Decision(order=order), sync, a_company(items=items))


def test_an_order_waits_for_its_item_where_the_sync_creates_none() -> None:
    planned = holding({})
    assert planned.records == ()
    assert [(one.code, one.waits) for one in planned.held] == [("item_missing", True)]
    assert "MUG-BLUE" in planned.held[0].reason
    assert holding({"mug-blue": "Blue mug"}).records


def test_lines_copied_from_a_sales_order_need_no_item_of_the_store() -> None:
    state = after(
        a_company(items={"mug-blue": "Blue mug"}), build(Decision(order=an_order()), a_sync(["sales_order"]), a_company())
    )
    state = msgspec.structs.replace(state, items={})
    sync = a_sync(more="items: {when_missing: hold}\n")
    planned = build(Decision(order=an_order(shipped=SHIPPED)), sync, state)
    assert [record.kind.value for record in planned.records] == ["invoice"]
