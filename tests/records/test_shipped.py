"""Partial shipments: what each took of the order, and that together they are the order, to the cent and the piece."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from order_sync.orders import FulfillmentState, Line, LineKind, Order, Shipment, ShippedLine
from order_sync.records.shipped import Part, parts_shipped
from tests.generators.orders import SHIPPED, a_line, an_order, lines, shipping

MUGS = a_line(quantity=3, gross=1_000, discount=100, tax=75)
TEES = a_line("2", title="Tee", sku="TEE", quantity=2, gross=3_000, tax=225)
GOODS = (LineKind.product, LineKind.gift_card_sold)


def a_shipment(number: int, *what: tuple[str, object]) -> Shipment:
    rows = tuple(ShippedLine(source_line_id=line_id, quantity=Decimal(str(quantity))) for line_id, quantity in what)
    return Shipment(shipment_id=f"s-{number}", at=SHIPPED + timedelta(days=number), lines=rows)


def shipped(*shipments: Shipment, sold: tuple[Line, ...] = (MUGS, TEES, shipping(500)), done: bool = False) -> Order:
    state = FulfillmentState.fulfilled if done else FulfillmentState.partial
    return an_order(lines=sold, shipments=tuple(shipments), fulfillment_state=state)


def parts(order: Order) -> tuple[Part, ...]:
    return parts_shipped(order, order.sale_lines)


def amounts(part: Part) -> list[tuple[str, Decimal, int, int, int]]:
    return [(line.title, line.quantity, line.gross, line.discount, line.tax) for line in part.lines]


def test_each_shipment_has_its_pieces_and_its_share_of_every_cent() -> None:
    first, last = parts(shipped(a_shipment(1, ("1", 2), ("2", 1)), a_shipment(2, ("1", 1), ("2", 1))))
    # 2 of 3 mugs and 1 of 2 tees are 667 + 1,500 of 4,000 cents: so much of the parcel too
    assert amounts(first) == [
        ("Blue mug", 2, 667, 67, 50),
        ("Tee", 1, 1_500, 0, 113),
        ("Parcel", 1, 271, 0, 0),
    ]
    assert amounts(last) == [("Blue mug", 1, 333, 33, 25), ("Tee", 1, 1_500, 0, 112), ("Parcel", 1, 229, 0, 0)]
    assert (first.is_last, last.is_last) == (False, True)


def test_what_has_not_shipped_is_in_no_part() -> None:
    (only,) = parts(shipped(a_shipment(1, ("2", 2))))
    assert (amounts(only), only.is_last) == ([("Tee", 2, 3_000, 0, 225), ("Parcel", 1, 375, 0, 0)], False)


def test_a_shipment_of_which_nothing_is_said_takes_all_that_is_left() -> None:
    first, rest = parts(shipped(a_shipment(1, ("1", 1)), a_shipment(2)))
    assert rest.is_last
    assert first.total + rest.total == shipped().totals.original


def test_the_last_shipment_of_an_order_that_the_store_calls_fulfilled_takes_what_is_never_shipped() -> None:
    engraving = a_line("3", title="Engraving", sku="ENG", gross=700)
    order = shipped(a_shipment(1, ("1", 3)), a_shipment(2, ("2", 2)), sold=(MUGS, TEES, engraving), done=True)
    assert [line.title for line in parts(order)[1].lines] == ["Tee", "Engraving"]


def test_more_pieces_than_were_sold_and_lines_that_are_unknown_change_nothing() -> None:
    order = shipped(a_shipment(1, ("1", 9), ("ghost", 4)), a_shipment(2, ("1", 2)))
    (only,) = parts(order)
    assert amounts(only)[0] == ("Blue mug", 3, 1_000, 100, 75)


def test_an_order_without_shipments_has_no_parts() -> None:
    assert parts(shipped()) == ()


@st.composite
def shipped_orders(draw: st.DrawFn) -> Order:
    """Any order, and any sequence of shipments of it: too few pieces, too many, of lines that it does not have."""
    sold = tuple(draw(lines(str(number))) for number in range(draw(st.integers(1, 5))))
    pieces = st.one_of(st.integers(0, 6).map(Decimal), st.decimals("0.001", 4, places=3))
    rows = st.lists(st.tuples(st.sampled_from([*(line.line_id for line in sold), "ghost"]), pieces), min_size=1, max_size=4)
    shipments = [a_shipment(number, *draw(rows)) for number in range(draw(st.integers(0, 5)))]
    if draw(st.booleans()):
        shipments.append(a_shipment(99))
    return shipped(*shipments, sold=sold, done=draw(st.booleans()))


@settings(deadline=None)
@given(shipped_orders())
def test_the_parts_of_a_shipped_order_are_the_order_to_the_cent_and_the_piece(order: Order) -> None:
    found = parts(order)
    if not (found and found[-1].is_last):
        return
    for line in order.sale_lines:
        pieces = [one for part in found for one in part.lines if one.line_id == line.line_id]
        for name in ("gross", "discount", "net", "tax", "total"):
            assert sum(getattr(one, name) for one in pieces) == getattr(line, name), name
        if line.kind in GOODS:
            assert sum(one.quantity for one in pieces) == line.quantity


@settings(deadline=None)
@given(shipped_orders())
def test_no_share_is_below_zero_and_none_holds_more_discount_than_price(order: Order) -> None:
    for part in parts(order):
        for line in part.lines:
            assert 0 <= line.discount <= line.gross
            assert line.tax >= 0
            assert (line.net, line.total) == (line.gross - line.discount, line.net + line.tax)


@settings(deadline=None)
@given(shipped_orders(), st.integers(0, 6))
def test_what_ships_later_never_changes_an_earlier_part(order: Order, seen: int) -> None:
    """A run sees the first shipments, a later run all of them: what was invoiced then stays right."""
    if order.fulfillment_state is FulfillmentState.fulfilled:
        return
    early = an_order(lines=order.sale_lines, shipments=order.shipments[:seen], fulfillment_state=FulfillmentState.partial)
    assert parts(order)[: len(parts(early))] == parts(early)


def test_charges_of_free_goods_follow_the_pieces() -> None:
    free = a_line(quantity=4, gross=0)
    first, last = parts(shipped(a_shipment(1, ("1", 1)), a_shipment(2, ("1", 3)), sold=(free, shipping(500))))
    assert [part.total for part in (first, last)] == [125, 375]
    assert first.lines[1].kind is LineKind.shipping
