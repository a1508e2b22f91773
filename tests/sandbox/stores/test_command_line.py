import json
import signal
import subprocess
import sys
import time

import pytest
import requests

from sandbox.stores.__main__ import settings


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_listens_soon_and_stops_at_once(stop):
    command = [sys.executable, "-m", "sandbox.stores", "--orders", "5", "--seed", "2"]
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        urls = json.loads(process.stdout.readline())
        started = time.monotonic() - start
        orders = [requests.get(f"{urls[store]}/_sandbox/orders", timeout=5).json() for store in ("shopify", "woocommerce")]
        process.send_signal(stop)
        assert process.wait(timeout=5) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert len(orders[0]) == 10
    assert orders[0] == orders[1]
    assert started < 10  # under 2 s where nothing else runs


def test_the_arguments_reach_the_world():
    chosen = settings(
        ["--orders", "9", "--days", "365", "--now", "2026-11-01T00:00:00Z", "--touched-within", "30",
         "--shopify-zone", "Europe/Berlin"]
    )  # fmt: skip
    assert chosen.plan.orders == 9
    assert chosen.plan.days == 365
    assert chosen.plan.now.isoformat() == "2026-11-01T00:00:00+00:00"
    assert chosen.plan.touched_within.total_seconds() == 1800
    assert chosen.shop.time_zone == "Europe/Berlin"
