"""Airflow's connections as ours, and how Airflow's form shows them."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import airflow
import jsonschema
import pytest

from order_sync.airflow_adapter.connections import connect
from order_sync.airflow_adapter.hooks import QuickBooksHook
from order_sync.airflow_adapter.provider import get_provider_info
from order_sync.connections import from_environment
from order_sync.errors import CredentialsError

QUICKBOOKS = {
    "conn_type": "quickbooks",
    "host": "https://quickbooks.example.com",
    "login": "client",
    "password": "secret-of-the-client",
    "extra": {"realm_id": "9130", "refresh_token": "first-refresh-token"},
}


@pytest.fixture
def books(monkeypatch) -> str:
    monkeypatch.setenv("AIRFLOW_CONN_BOOKS", json.dumps(QUICKBOOKS))
    return "books"


def test_a_task_and_the_command_line_see_the_same_connection(books):
    assert connect(books) == from_environment(books)


def test_an_address_without_a_scheme_is_https(monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_SHOP", json.dumps({"conn_type": "shopify", "host": "shop.example.com", "port": 8443}))
    assert connect("shop").host == "https://shop.example.com:8443"


def test_a_missing_connection_is_named_with_what_to_do(monkeypatch):
    monkeypatch.setattr("airflow.sdk.BaseHook.get_connection", _not_found)
    with pytest.raises(CredentialsError, match=r"no connection “nowhere”.*AIRFLOW_CONN_NOWHERE"):
        connect("nowhere")


def _not_found(connection_id: str):
    from airflow.sdk.exceptions import AirflowNotFoundException

    raise AirflowNotFoundException(connection_id)


def test_a_hook_hands_out_the_plain_connection_and_hides_its_secrets(books):
    connection = QuickBooksHook(books).get_conn()
    assert connection.need("realm_id") == "9130"
    assert "secret-of-the-client" not in repr(connection)
    assert "first-refresh-token" not in repr(connection)


def test_airflow_accepts_what_the_provider_says_of_itself():
    info = get_provider_info()
    schema = json.loads((Path(airflow.__file__).parent / "provider_info.schema.json").read_text())
    jsonschema.validate(info, schema)
    assert info["package-name"] == distribution("orders-to-quickbooks").metadata["Name"]


@pytest.mark.parametrize("kind", get_provider_info()["connection-types"], ids=lambda kind: kind["connection-type"])
def test_each_connection_type_has_a_hook_that_agrees_with_it(kind):
    module, _, name = kind["hook-class-name"].rpartition(".")
    hook = getattr(importlib.import_module(module), name)
    assert (hook.conn_type, hook.hook_name) == (kind["connection-type"], kind["hook-name"])


def test_secret_fields_are_hidden_in_the_form():
    quickbooks = next(kind for kind in get_provider_info()["connection-types"] if kind["connection-type"] == "quickbooks")
    assert quickbooks["conn-fields"]["refresh_token"]["schema"]["format"] == "password"


def test_the_provider_can_be_read_while_airflow_is_being_imported():
    look = "import sys, order_sync.airflow_adapter.provider; print('airflow' in sys.modules)"
    looked = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert looked.stdout.strip() == "False"
