"""The form that starts a run by hand."""

from __future__ import annotations

import msgspec
import pytest
from airflow.sdk.exceptions import ParamValidationError

from order_sync.airflow_adapter.form import RECORD_WORDS, STATUS_WORDS, form_params
from order_sync.orders import Status
from order_sync.syncs import BOOKABLE, Form, Sync, parse_form, parse_sync
from tests.airflow.conftest import SYNC


@pytest.fixture
def sync() -> Sync:
    return parse_sync(SYNC, "shop")


def test_left_alone_it_chooses_what_the_sync_says(sync):
    chosen = parse_form({name: param.resolve() for name, param in form_params(sync).items()})
    assert chosen == Form(statuses=sync.statuses, records=(*sync.records, *sync.refund_kinds))


def test_it_asks_for_exactly_what_a_run_understands(sync):
    assert set(form_params(sync)) == {field.name for field in msgspec.structs.fields(Form)}


def test_every_status_and_every_record_kind_has_words(sync):
    assert set(STATUS_WORDS) == set(Status)
    assert set(RECORD_WORDS) == set(BOOKABLE)


def test_every_field_has_a_title_an_explanation_and_a_section(sync):
    for param in form_params(sync).values():
        assert param.schema["title"]
        assert param.schema["section"]
        assert param.schema["description_md"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("statuses", ["paid", "fulfilled"]),
        ("placed_from", "2026-11-01"),
        ("placed_to", None),
        ("order_numbers", ["1001", "1002"]),
        ("order_numbers", None),
        ("records", ["sales_order", "sales_receipt"]),
        ("records", ["invoice", "payment"]),
        ("preview_only", True),
    ],
)
def test_a_right_value_is_taken(sync, name, value):
    assert form_params(sync)[name].resolve(value) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("statuses", ["shipped"]),
        ("statuses", []),
        ("statuses", ["paid", "paid"]),
        ("statuses", "paid"),
        ("placed_from", "tomorrow"),
        ("placed_from", "2026-13-01"),
        ("placed_to", 20261101),
        ("order_numbers", "1001"),
        ("order_numbers", [1001]),
        ("order_numbers", [""]),
        ("records", ["credit_memo"]),
        ("records", ["sales_receipt", "invoice"]),
        ("records", ["sales_receipt", "payment"]),
        ("records", ["sales_order", "payment"]),
        ("preview_only", "yes"),
    ],
)
def test_a_wrong_value_is_refused_while_the_form_is_open(sync, name, value):
    with pytest.raises(ParamValidationError):
        form_params(sync)[name].resolve(value)


def test_records_that_do_not_go_together_are_named_in_the_refusal(sync):
    with pytest.raises(ParamValidationError, match="a sales receipt together with an invoice"):
        form_params(sync)["records"].resolve(["sales_receipt", "invoice"])
