"""The pools that the DAGs need."""

from __future__ import annotations

import json
import sys

from order_sync.airflow_adapter import pools


def test_each_company_has_one(include, write_sync):
    write_sync("one.yaml")
    write_sync("two.yaml")
    write_sync("three.yaml", text="store: {kind: shopify, connection: shop}\ncompany: {connection: other}")
    assert pools.pools_needed(include) == {"quickbooks_books": pools.SLOTS, "quickbooks_other": pools.SLOTS}


def test_a_file_that_cannot_be_read_needs_none(include, write_sync):
    write_sync("broken.yaml", text="store: [")
    assert pools.pools_needed(include) == {}


def test_as_a_program_it_prints_what_airflow_imports(include, write_sync, capsys, monkeypatch):
    write_sync()
    monkeypatch.setattr(sys, "argv", ["pools", str(include)])
    pools.main()
    assert json.loads(capsys.readouterr().out)["quickbooks_books"]["slots"] == pools.SLOTS
