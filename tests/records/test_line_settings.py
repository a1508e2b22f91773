"""How an order's lines stand in its documents: discounts in three ways, bundles in two, and not too many."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_sync.errors import SettingsError
from order_sync.item_settings import ItemSettings
from order_sync.line_settings import LineSettings
from order_sync.orders import Line, LineKind
from order_sync.records.bundles import as_one_line
from order_sync.records.lines import DocumentLines, document_lines
from order_sync.records.prices import amount_of
from order_sync.records.reasons import Unbookable
from tests.generators.companies import a_company, a_sync
from tests.generators.orders import a_line, lines, shipping

MUGS = a_line(quantity=3, gross=3_000, discount=500, tax=120)


def lay_out(*sold: Line, **settings: str) -> DocumentLines:
    return document_lines(sold, ItemSettings(), a_company(), "USD", lambda _: None, LineSettings(**settings))  # type: ignore[arg-type]


def part(line: Line, of: str, **more: object) -> Line:
    return msgspec.structs.replace(line, parent_line_id=of, **more)


def test_a_discount_is_quickbooks_own_below_the_lines_by_default() -> None:
    document = lay_out(MUGS, shipping(700))
    assert ([line.amount for line in document.lines], document.discount, document.total) == ([3_000, 700], 500, 3_320)


def test_by_setting_each_line_stands_at_what_was_paid_for_it() -> None:
    document = lay_out(MUGS, shipping(700), discounts="price")
    assert ([line.amount for line in document.lines], document.discount, document.total) == ([2_500, 700], 0, 3_320)
    assert (str(document.lines[0].quantity), str(document.lines[0].unit_price)) == ("3", "8.333")


def test_by_setting_all_that_was_taken_off_is_one_negative_line() -> None:
    document = lay_out(MUGS, shipping(700), discounts="line", discount_item="Rebate")
    last = document.lines[-1]
    assert ([line.amount for line in document.lines], document.discount, document.total) == ([3_000, 700, -500], 0, 3_320)
    assert (last.item, last.is_discount, last.taxable) == ("Rebate", True, True)


@pytest.mark.parametrize(("way", "amounts", "discount"), [("price", [2_500], 300), ("line", [3_000, -800], 0)])
def test_a_negative_fee_is_part_of_what_was_taken_off(way: str, amounts: list[int], discount: int) -> None:
    fee = a_line("fee", title="Loyalty", sku=None, gross=-300, kind=LineKind.fee)
    document = lay_out(MUGS, fee, discounts=way)
    assert ([line.amount for line in document.lines], document.discount, document.total) == (amounts, discount, 2_320)


def test_a_line_given_away_is_a_line_of_nothing() -> None:
    free = a_line(quantity=2, gross=2_000, discount=2_000)
    (line,) = lay_out(free, discounts="price").lines
    assert (line.amount, str(line.quantity), line.unit_price) == (0, "2", 0)


@given(st.lists(lines(), min_size=1, max_size=4), st.sampled_from(["document", "price", "line"]))
def test_however_discounts_stand_the_document_comes_to_the_store_total(sold: list[Line], way: str) -> None:
    sold = [msgspec.structs.replace(line, line_id=str(number)) for number, line in enumerate(sold)]
    try:
        document = lay_out(*sold, discounts=way)
    except Unbookable:
        assert way != "document" or not any(line.gross > 0 for line in sold)
        return
    assert document.total == sum(line.total for line in sold)
    assert document.tax == sum(line.tax for line in sold)
    assert all(amount_of(line.quantity, line.unit_price, "USD") == line.amount for line in document.lines)  # type: ignore[arg-type]


def many(count: int, tax: int) -> list[Line]:
    return [a_line(str(number), tax=tax) for number in range(count)]


@pytest.mark.parametrize(("most", "tax"), [(750, 1), (10_000, 0)])
def test_a_document_holds_so_many_lines_and_one_more_quarantines_the_order(most: int, tax: int) -> None:
    assert len(lay_out(*many(most, tax)).lines) == most
    with pytest.raises(Unbookable) as stop:
        lay_out(*many(most + 1, tax))
    assert stop.value.problem.code == "too_many_lines" and f"{most:,}" in stop.value.problem.reason


def test_the_discount_counts_as_a_line() -> None:
    with pytest.raises(Unbookable):
        lay_out(*many(749, 1), a_line("last", gross=100, discount=10))


BOX = a_line("box", title="Gift box", sku="BOX", gross=2_000, tax=100)
CUP = part(a_line("cup", title="Cup", sku="CUP", gross=500, discount=100, tax=20), "box")
TEA = part(a_line("tea", title="Tea", sku="TEA", gross=0), "box")


def test_a_bundle_stands_as_the_store_lists_it_by_default() -> None:
    assert [line.item for line in lay_out(BOX, CUP, TEA).lines] == ["BOX", "CUP", "TEA"]


def test_by_setting_a_bundle_is_one_line_of_all_its_money() -> None:
    document = lay_out(BOX, CUP, TEA, shipping(700), bundles="one")
    assert [(line.item, line.amount) for line in document.lines] == [("BOX", 2_500), ("Shipping", 700)]
    assert (document.discount, document.tax, document.total) == (100, 120, 3_220)


def test_a_part_of_a_part_goes_into_the_whole_and_a_part_without_its_bundle_stays() -> None:
    spoon = part(a_line("spoon", sku="SPOON", gross=50), "cup")
    lost = part(a_line("lost", sku="LOST", gross=10), "gone")
    assert [(line.sku, line.gross) for line in as_one_line([BOX, CUP, spoon, lost])] == [("BOX", 2_550), ("LOST", 10)]


def test_lines_that_name_each_other_as_bundle_stay_lines() -> None:
    one, other = part(BOX, "cup"), part(CUP, "box")
    assert as_one_line([one, other]) == [one, other]


@given(st.lists(st.tuples(lines(), st.integers(0, 5) | st.none()), max_size=6))
def test_as_one_line_no_money_is_lost(drawn: list[tuple[Line, int | None]]) -> None:
    sold = [
        msgspec.structs.replace(line, line_id=str(number), parent_line_id=None if of is None else str(of))
        for number, (line, of) in enumerate(drawn)
    ]
    for name in ("gross", "discount", "net", "tax", "total"):
        assert sum(getattr(line, name) for line in as_one_line(sold)) == sum(getattr(line, name) for line in sold)


@pytest.mark.parametrize("wrong", ["{discounts: percent}", "{bundle: one}"])
def test_settings_that_cannot_be_meant_are_refused(wrong: str) -> None:
    with pytest.raises(SettingsError):
        a_sync(more=f"lines: {wrong}\n")
