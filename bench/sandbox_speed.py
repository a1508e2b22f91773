"""How fast the QuickBooks sandbox writes: batches of thirty over HTTP, the server alone on one core, limits off.

It must never be the bottleneck of a load test, however many documents it holds: so the last tenth is held against the first.
20,000 documents unless a number is given; a million takes a quarter of an hour: `python -m bench.sandbox_speed 1000000`.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from bench.figures import Figure, say

DOCUMENTS = 20_000
IN_BATCH = 30
PARTS = 10


def call(connection: http.client.HTTPConnection, method: str, path: str, body: str, headers: dict[str, str]) -> dict:
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{answer.status} {text[:300]!r}")
    return json.loads(text)


def sign_in(connection: http.client.HTTPConnection, ready: dict[str, str]) -> dict[str, str]:
    client = b64encode(f"{ready['client_id']}:{ready['client_secret']}".encode()).decode()
    form = urlencode({"grant_type": "refresh_token", "refresh_token": ready["refresh_token"]})
    tokens = call(connection, "POST", "/oauth2/v1/tokens/bearer", form, {"Authorization": f"Basic {client}"})
    return {"Authorization": f"Bearer {tokens['access_token']}", "Content-Type": "application/json"}


def invoice(number: int) -> dict:
    """Two lines and a number, for one of five customers."""
    lines = [
        {
            "Amount": amount,
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {"ItemRef": {"value": item}, "Qty": 1, "UnitPrice": amount},
        }
        for amount, item in ((35.0, "10"), (12.5, "11"))
    ]
    return {"CustomerRef": {"value": str(number % 5 + 1)}, "DocNumber": f"S-{number}", "Line": lines}


def batch(first: int) -> str:
    items = [{"bId": str(n), "operation": "create", "Invoice": invoice(first + n)} for n in range(IN_BATCH)]
    return json.dumps({"BatchItemRequest": items})


def measure(ready: dict[str, str], documents: int) -> tuple[list[float], float, float]:
    """Items a second in each tenth; seconds for a look-up by thirty numbers and for change data capture at the end."""
    connection = http.client.HTTPConnection(urlsplit(ready["url"]).netloc, timeout=300)
    headers, base = sign_in(connection, ready), f"/v3/company/{ready['realm']}"
    batches = max(documents // IN_BATCH // PARTS, 1)
    speeds = []
    for part in range(PARTS):
        spent = 0.0
        for n in range(part * batches, (part + 1) * batches):
            body, path = batch(n * IN_BATCH), f"{base}/batch?requestid=b{n}"
            started = time.perf_counter()
            answer = call(connection, "POST", path, body, headers)
            spent += time.perf_counter() - started
            if any("Invoice" not in item for item in answer["BatchItemResponse"]):
                raise SystemExit(f"an item was refused: {answer}")
        speeds.append(batches * IN_BATCH / spent)
    numbers = ", ".join(f"'S-{n}'" for n in range(IN_BATCH))
    wanted = quote("select * from Invoice where DocNumber in (NUMBERS)".replace("NUMBERS", numbers))
    started = time.perf_counter()
    call(
        connection,
        "GET",
        f"{base}/query?query={wanted}",
        "",
        headers,
    )
    looked_up = time.perf_counter() - started
    since = call(connection, "POST", "/_sandbox/clock", '{"seconds": 60}', {})["now"]
    call(connection, "POST", f"{base}/batch", batch(documents * 2), headers)
    started = time.perf_counter()
    call(connection, "GET", f"{base}/cdc?entities=Invoice&changedSince={quote(since)}", "", headers)
    return speeds, looked_up, time.perf_counter() - started


def main() -> int:
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    cores = sorted(os.sched_getaffinity(0))
    command = [sys.executable, "-m", "sandbox.quickbooks"]
    with subprocess.Popen(command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True) as server:
        try:
            if len(cores) > 1:  # the client stays off the server's core
                os.sched_setaffinity(server.pid, {cores[-1]})
                os.sched_setaffinity(0, set(cores[:-1]))
            speeds, looked_up, changes = measure(json.loads(server.stdout.readline()), documents)
        finally:
            server.terminate()
    size = f"{documents:,} documents"
    return say(
        Figure(f"sandbox: batch items a second up to {size}", round(min(speeds)), "items/s", ">=1000"),
        Figure(f"sandbox: speed of the last tenth against the first, {size}", round(speeds[-1] / speeds[0], 2), "", ">=0.8"),
        Figure(f"sandbox: look-up by 30 numbers among {size}", round(looked_up * 1000, 1), "ms", "<=50"),
        Figure(f"sandbox: change data capture among {size}", round(changes * 1000, 1), "ms", "<=50"),
    )


if __name__ == "__main__":
    sys.exit(main())
