"""Which tax code a line or a document gets from the sync's table, by place and rate."""

from decimal import Decimal

import msgspec
import pytest

from order_sync.errors import SettingsError
from order_sync.orders import Address, Tax
from order_sync.records.build import build
from order_sync.rules.decision import Decision
from tests.generators.companies import a_company, a_sync
from tests.generators.orders import a_line, an_order, shipping

TABLE = """
taxes:
  untaxed: No VAT
  exempt: Exempt
  codes:
    - {country: GB, rate: 20, code: 20.0% S}
    - {country: GB, rate: 5, code: 5.0% R}
    - {country: IE, code: Ireland}
    - {country: US, code: Out of state}
    - {country: US, state: CA, code: California}
    - {country: US, state: CA, city: Los Angeles, code: Los Angeles}
    - {country: US, state: IL, county: Cook, code: Cook County}
"""
LONDON = Address(name="Ada Lockwood", line1="1 Test Row", city="London", country="GB")


def taxed(line, rate, amount, name="VAT"):
    tax = (Tax(name=name, amount=amount, rate=Decimal(rate) if rate else None),)
    return msgspec.structs.replace(line, tax=amount, total=line.net + amount, taxes=tax)


def record_of(order, *, codes_on_lines=False, table=TABLE):
    planned = build(Decision(order=order), a_sync(more=table), a_company(codes_on_lines=codes_on_lines))
    assert not planned.problems
    return planned.records[0]


def codes_of(order):
    return [line.tax_code for line in record_of(order, codes_on_lines=True).lines]


def to(country, region="", city=""):
    return Address(name="Ada Lockwood", line1="1 Test Row", city=city, region=region, country=country)


def test_outside_the_united_states_every_line_has_the_code_of_its_own_rate():
    lines = [taxed(a_line("1"), "0.2", 400), taxed(a_line("2"), "0.05", 100), a_line("3"), taxed(shipping(), "0.2", 100)]
    assert codes_of(an_order(lines=lines, ship_to=LONDON)) == ["20.0% S", "5.0% R", "No VAT", "20.0% S"]


def test_where_the_store_names_no_rate_the_amounts_say_it():
    lines = [taxed(a_line("1", gross=999), None, 200), taxed(shipping(), None, 100)]
    assert codes_of(an_order(lines=lines, ship_to=LONDON)) == ["20.0% S", "20.0% S"]


def test_a_rate_that_the_table_does_not_have_gets_no_code_of_another_one():
    assert codes_of(an_order(lines=[taxed(a_line(), "0.17", 340)], ship_to=LONDON)) == [""]


def test_a_line_without_a_row_gets_no_code_of_the_other_lines_and_the_discount_has_that_of_the_largest():
    lines = [taxed(a_line("1", gross=5_000, discount=500), "0.2", 900), taxed(a_line("2"), "0.17", 340)]
    record = record_of(an_order(lines=lines, ship_to=LONDON), codes_on_lines=True)
    assert [line.tax_code for line in record.lines] == ["20.0% S", ""]
    assert (record.heading.tax_code, record.heading.discount_tax_code) == ("", "20.0% S")


def test_a_row_without_rate_takes_every_rate():
    assert codes_of(an_order(lines=[taxed(a_line(), "0.23", 460)], ship_to=to("IE"))) == ["Ireland"]


def test_the_code_of_a_rule_stays():
    line = msgspec.structs.replace(taxed(a_line(), "0.2", 400), tax_code="Margin scheme")
    assert codes_of(an_order(lines=[line, taxed(shipping(), "0.2", 100)], ship_to=LONDON)) == ["Margin scheme", "20.0% S"]


def test_an_exempt_customer_has_the_exempt_code():
    assert codes_of(an_order(lines=[a_line()], ship_to=LONDON, tax_exempt=True)) == ["Exempt"]


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (to("US", "CA", "Los Angeles"), "Los Angeles"),
        (to("US", "ca", " los  angeles "), "Los Angeles"),
        (to("US", "CA", "Fresno"), "California"),
        (to("US", "NY"), "Out of state"),
        (to("FR"), ""),
    ],
)
def test_in_the_united_states_the_document_has_the_code_of_the_most_exact_row(place, code):
    record = record_of(an_order(ship_to=place))
    assert record.heading.tax_code == code
    assert [line.tax_code for line in record.lines] == ["", ""]  # TAX or NON, by the store's tax


def test_a_county_is_known_by_the_name_of_its_tax():
    line = taxed(a_line(), None, 45, name="Cook County Tax")
    assert record_of(an_order(lines=[line], ship_to=to("US", "IL"))).heading.tax_code == "Cook County"
    assert (
        record_of(an_order(lines=[taxed(a_line(), None, 45, "DuPage County Tax")], ship_to=to("US", "IL"))).heading.tax_code
        == "Out of state"
    )


def test_the_billing_address_counts_where_nothing_is_shipped():
    assert record_of(an_order(ship_to=None, bill_to=to("US", "NY"))).heading.tax_code == "Out of state"


@pytest.mark.parametrize(
    "row",
    [
        "{country: England, code: X}",
        "{code: X}",
        "{country: GB, rate: -1, code: X}",
        "{country: GB, code: ''}",
        "{country: GB, rate: 20, code: Y}",
    ],
)
def test_a_table_that_makes_no_sense_is_refused_as_it_is_read(row):
    with pytest.raises(SettingsError, match="taxes"):
        a_sync(more=f"taxes: {{codes: [{{country: gb, rate: 20, code: X}}, {row}]}}")
