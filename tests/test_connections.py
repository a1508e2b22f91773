"""Credentials come from the same variables that Airflow reads, and never show."""

import json

import pytest

from order_sync.connections import Connection, from_environment
from order_sync.errors import CredentialsError


def test_a_connection_is_read_from_json():
    fields = {
        "conn_type": "shopify",
        "host": "https://shop.example.com",
        "password": "s3cret",
        "extra": {"api_version": "2026-10"},
    }
    connection = from_environment("my_shop", {"AIRFLOW_CONN_MY_SHOP": json.dumps(fields)})
    assert (connection.kind, connection.host, connection.password) == ("shopify", "https://shop.example.com", "s3cret")
    assert connection.need("api_version") == "2026-10"


def test_a_connection_is_read_from_an_address():
    text = "woocommerce://key:secret%2F1@shop.example.com:8443?realm_id=7"
    connection = from_environment("shop", {"AIRFLOW_CONN_SHOP": text})
    assert (connection.host, connection.login, connection.password) == ("https://shop.example.com:8443", "key", "secret/1")
    assert connection.need("realm_id") == "7"


def test_a_missing_connection_says_how_to_add_it():
    with pytest.raises(CredentialsError, match="AIRFLOW_CONN_SHOP"):
        from_environment("shop", {})


def test_a_missing_field_is_named():
    with pytest.raises(CredentialsError, match="realm id"):
        Connection("books", "quickbooks").need("realm_id")


def test_secrets_do_not_show_when_a_connection_is_printed():
    assert "s3cret" not in repr(Connection("shop", "shopify", password="s3cret", extra={"refresh_token": "s3cret"}))
