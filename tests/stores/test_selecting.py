"""The test that every order passes before it is delivered."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import msgspec
import pytest

from order_sync.orders import FulfillmentState, Lifecycle, PaymentState, Status
from order_sync.stores.selecting import is_selected
from order_sync.stores.shopify.normal_order import normal_order
from order_sync.syncs import Selection, Span
from tests.stores.shopify_json import order_json

PAID = normal_order(order_json(), store="main_shop", time_zone="America/New_York")
SECOND = timedelta(seconds=1)


def changed(**changes):
    return msgspec.structs.replace(PAID, **changes)


@pytest.mark.parametrize(("field", "moment"), [("updated", PAID.updated_at), ("placed", PAID.placed_at)])
def test_a_span_takes_its_start_and_leaves_its_end(field, moment):
    assert is_selected(PAID, Selection(**{field: Span(moment, moment + SECOND)}))
    assert not is_selected(PAID, Selection(**{field: Span(moment - SECOND, moment)}))


def test_one_of_the_statuses_is_enough():
    assert is_selected(PAID, Selection(statuses=(Status.fulfilled, Status.unfulfilled)))
    assert not is_selected(PAID, Selection(statuses=(Status.fulfilled, Status.pending)))


def test_an_order_number_is_found_however_people_write_it():
    assert is_selected(PAID, Selection(numbers=(" #1001 ",)))
    assert is_selected(PAID, Selection(numbers=("1001", "5")))
    assert not is_selected(PAID, Selection(numbers=("100",)))


def test_an_order_with_an_unknown_status_is_delivered_so_that_it_can_be_explained():
    assert is_selected(changed(fulfillment_state=FulfillmentState.unknown), Selection(statuses=(Status.pending,)))


def test_a_draft_is_only_taken_by_its_own_word():
    draft = changed(lifecycle=Lifecycle.draft)
    assert not is_selected(draft, Selection(statuses=(Status.paid,)))
    assert is_selected(draft, Selection(statuses=(Status.draft,)))


@pytest.mark.parametrize(
    ("changes", "is_taken"),
    [
        ({}, True),
        ({"lifecycle": Lifecycle.draft}, False),
        ({"payment_state": PaymentState.failed}, False),
        ({"lifecycle": Lifecycle.cancelled}, True),
        ({"lifecycle": Lifecycle.cancelled, "payments": ()}, False),
        ({"lifecycle": Lifecycle.cancelled, "payments": (), "fulfillment_state": FulfillmentState.partial}, True),
        ({"payment_state": PaymentState.pending, "payments": ()}, True),
    ],
)
def test_history_leaves_out_what_never_became_a_sale(changes, is_taken):
    everything = Span(datetime(2020, 1, 1, tzinfo=timezone.utc), datetime(2030, 1, 1, tzinfo=timezone.utc))
    assert is_selected(changed(**changes), Selection(placed=everything, history=True)) is is_taken
