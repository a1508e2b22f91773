"""Law 1: what is sent is quantity times unit price to the cent, and adds up to the store's amount."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_sync.records.prices import as_one_piece, priced_parts, unit_price


def as_quickbooks_rounds(quantity: Decimal, price: Decimal) -> int:
    return int((quantity * price * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("quantity", "amount", "price"),
    [
        ("2", 4_000, "20.00"),
        ("3", 1_000, "3.333"),  # 9.999 rounds to 10.00
        ("1.5", 999, "6.66"),
        ("0.333", 1_000, "30.03"),
        ("7", 0, "0.00"),
        ("0", 0, "0"),
    ],
)
def test_the_price_is_the_shortest_that_gives_the_amount(quantity: str, amount: int, price: str) -> None:
    assert unit_price(Decimal(quantity), amount, "USD") == Decimal(price)


def test_half_a_cent_rounds_up_as_quickbooks_does() -> None:
    assert as_quickbooks_rounds(Decimal("14.50"), Decimal("128.350")) == 186_108
    assert priced_parts(Decimal("14.50"), 186_108, "USD")[0].amount == 186_108


def test_a_large_whole_quantity_becomes_two_lines_whose_prices_differ_by_a_cent() -> None:
    first, second = priced_parts(Decimal(30_011), 1_000_003, "USD")
    assert (first.quantity, first.unit_price) == (Decimal(20_371), Decimal("0.33"))
    assert (second.quantity, second.unit_price) == (Decimal(9_640), Decimal("0.34"))
    assert first.amount + second.amount == 1_000_003


def test_a_large_fractional_quantity_has_no_exact_price() -> None:
    assert priced_parts(Decimal("30000.5"), 1_000_003, "USD") == ()


def test_a_quantity_finer_than_quickbooks_holds_has_no_exact_price() -> None:
    assert priced_parts(Decimal("0.000001"), 100, "USD") == ()


def test_a_negative_quantity_is_never_sent() -> None:
    assert priced_parts(Decimal(-1), 100, "USD") == ()


def test_nothing_of_something_has_no_price() -> None:
    assert priced_parts(Decimal(0), 100, "USD") == ()


def test_one_piece_is_the_whole_amount() -> None:
    assert as_one_piece(1_234, "USD") == (Decimal(1), Decimal("12.34"), 1_234)


@pytest.mark.parametrize(("currency", "price"), [("JPY", "1000"), ("KWD", "1.000")])
def test_currencies_without_cents_or_with_tenths_of_cents_are_exact_too(currency: str, price: str) -> None:
    assert unit_price(Decimal(3), 3_000, currency) == Decimal(price)


AMOUNTS = st.integers(min_value=0, max_value=10**13)
WHOLE = st.integers(min_value=1, max_value=10**6).map(Decimal)
FRACTIONS = st.decimals(min_value="0.00001", max_value=10**5, places=5)


@given(st.one_of(WHOLE, FRACTIONS), AMOUNTS)
def test_law_what_is_sent_is_exact_and_adds_up(quantity: Decimal, amount: int) -> None:
    parts = priced_parts(quantity, amount, "USD")
    for part in parts:
        assert as_quickbooks_rounds(part.quantity, part.unit_price) == part.amount
        assert part.unit_price == round(part.unit_price, 5)
    if parts:
        assert sum(part.amount for part in parts) == amount
        assert sum(part.quantity for part in parts) == quantity


@given(WHOLE, AMOUNTS)
def test_law_a_whole_quantity_can_always_be_sent(quantity: Decimal, amount: int) -> None:
    parts = priced_parts(quantity, amount, "USD")
    assert len(parts) in (1, 2)
    if len(parts) == 2:
        assert parts[1].unit_price - parts[0].unit_price == Decimal("0.01")
        assert all(part.quantity == int(part.quantity) > 0 for part in parts)


@given(FRACTIONS, AMOUNTS)
def test_law_a_price_is_found_whenever_one_exists(quantity: Decimal, amount: int) -> None:
    if unit_price(quantity, amount, "USD") is None:
        nearest = (Decimal(amount) / 100 / quantity).quantize(Decimal("0.00001"))
        steps = (nearest - Decimal("0.00001"), nearest, nearest + Decimal("0.00001"))
        assert all(as_quickbooks_rounds(quantity, price) != amount for price in steps)
