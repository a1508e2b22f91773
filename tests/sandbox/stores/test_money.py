from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.stores.money import half_up, minor, split


def test_ten_dollars_over_three_equal_lines_are_334_333_333_cents():
    assert split(1000, (5, 5, 5)) == (334, 333, 333)


def test_left_over_cents_go_one_by_one_to_the_first_lines_that_have_a_weight():
    assert split(2, (0, 1, 1, 1)) == (0, 1, 1, 0)


def test_an_amount_for_nobody_is_refused():
    with pytest.raises(ValueError, match="nobody"):
        split(1, (0, 0))


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_shares_add_up_and_none_is_a_cent_away_from_its_part(total, weights):
    shares = split(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - total * weight) <= sum(weights)


def test_halves_are_rounded_away_from_zero():
    assert half_up(Decimal("0.005")) == Decimal("0.01")
    assert half_up(Decimal("-0.005")) == Decimal("-0.01")
    assert minor(Decimal("1.125")) == 113
