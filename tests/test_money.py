"""Money is integer minor units, from the store's own strings, to the cent."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_sync.errors import OrderProblem
from order_sync.money import minor_digits, round_minor, show, spread, to_major, to_minor


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("12.50", "USD", 1250), ("43.0", "USD", 4300), ("-0.01", "USD", -1), ("100", "JPY", 100), ("1.234", "KWD", 1234)],
)
def test_a_stores_string_becomes_whole_minor_units(text, currency, minor):
    assert to_minor(text, currency) == minor


@pytest.mark.parametrize("text", ["12.505", "abc", "", "NaN", "Infinity", "1e30"])
def test_what_is_not_an_amount_of_the_currency_is_refused(text):
    with pytest.raises(OrderProblem):
        to_minor(text, "USD")


def test_a_float_is_refused_because_it_has_lost_the_cent_already():
    with pytest.raises(TypeError):
        to_minor(0.1, "USD")


def test_rounding_is_half_up_as_in_quickbooks():
    assert round_minor(Decimal("128.350") * Decimal("14.50"), "USD") == 186108


def test_money_is_shown_with_its_decimals_and_currency():
    assert show(1234567, "USD") == "12,345.67 USD"
    assert show(1234567, "JPY") == "1,234,567 JPY"


@given(minor=st.integers(-(10**14), 10**14), currency=st.sampled_from(["USD", "JPY", "KWD"]))
def test_major_and_back_is_the_same_amount(minor, currency):
    assert to_minor(str(to_major(minor, currency)), currency) == minor


def test_three_taxes_of_the_stores_own_example_add_up_to_its_total():
    taxes = [Decimal("1.125"), Decimal("0.225"), Decimal("0.900")]
    assert spread(taxes, 225, "USD") == (113, 22, 90)


@given(
    exact=st.lists(st.decimals("-9999", "9999", places=6), min_size=1, max_size=30),
    currency=st.sampled_from(["USD", "JPY", "KWD"]),
)
def test_spread_amounts_always_add_up_and_none_moves_by_more_than_a_unit(exact, currency):
    scale = minor_digits(currency)
    total = int(sum(exact).scaleb(scale).quantize(Decimal(1), ROUND_HALF_UP))
    shares = spread(exact, total, currency)
    assert sum(shares) == total
    assert all(abs(Decimal(share) - value.scaleb(scale)) <= 1 for share, value in zip(shares, exact, strict=True))


def test_lines_that_are_further_from_the_total_than_a_cent_each_are_refused():
    with pytest.raises(OrderProblem, match="add up to"):
        spread([Decimal("1.00"), Decimal("2.00")], 400, "USD")
