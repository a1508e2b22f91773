"""The commands as a person calls them, in a process of their own, against a sandbox in this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.pipeline.conftest import Flow, flow

__all__ = ["flow"]

CONNECTIONS = ("shopify_sandbox", "woocommerce_sandbox", "quickbooks_sandbox")
COMMAND = "from order_sync.cli import main; main()"

OrderSync = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def order_sync(flow: Flow) -> OrderSync:
    """Calls `order-sync` with these words."""
    outside = flow.outside
    environment = {
        **os.environ,
        "COLUMNS": "200",
        "ORDER_SYNC_DATABASE_URL": outside.ledger_url,
        "ORDER_SYNC_KEY": outside.ledger_key or "",
        "ORDER_SYNC_DATA_URL": outside.data_url,
        "ORDER_SYNC_INCLUDE": str(outside.include),
    }
    for name in CONNECTIONS:
        connection = outside.connect(name)
        content = {
            "conn_type": connection.kind,
            "host": connection.host,
            "login": connection.login,
            "password": connection.password,
            "extra": dict(connection.extra),
        }
        environment[f"AIRFLOW_CONN_{name.upper()}"] = json.dumps(content)

    def call(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", COMMAND, *words], env=environment, capture_output=True, text=True, check=False
        )

    return call
