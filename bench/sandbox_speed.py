"""How fast the QuickBooks sandbox writes and reads: HTTP, the server alone on one core where there are two, limits off.

It must never be the bottleneck of a load test, however many documents it holds: so the last tenth is held against the first.
20,000 invoices unless a number is given; a million take a quarter of an hour: `python -m bench.sandbox_speed 1000000`.
With `--state` it keeps everything in an SQLite file too.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from bench.figures import Figure, say

DOCUMENTS = 20_000
IN_BATCH = 30
PARTS = 10
FIRST_CUSTOMER = 71  # after the sample company's own people
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A sandbox in a process of its own, and one connection to it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.pid = process.pid
        self.ready = json.loads(process.stdout.readline())
        self.base = f"/v3/company/{self.ready['realm']}"
        self._connection = http.client.HTTPConnection(urlsplit(self.ready["url"]).netloc, timeout=600)
        self._headers: dict[str, str] = {}
        client = b64encode(f"{self.ready['client_id']}:{self.ready['client_secret']}".encode()).decode()
        form = urlencode({"grant_type": "refresh_token", "refresh_token": self.ready["refresh_token"]})
        self._headers = {"Authorization": f"Basic {client}"}
        token = json.loads(self.call("POST", "/oauth2/v1/tokens/bearer", form))["access_token"]
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def call(self, method: str, path: str, body: str = "") -> bytes:
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{answer.status} {text[:300]!r}")
        return text

    def write(self, items: list[dict[str, Any]], request_id: str) -> float:
        """Sends one batch of creates; its seconds."""
        rows = [{"bId": str(place), "operation": "create", **item} for place, item in enumerate(items)]
        body = json.dumps({"BatchItemRequest": rows})
        started = time.perf_counter()
        answer = self.call("POST", f"{self.base}/batch?requestid={request_id}", body)
        spent = time.perf_counter() - started
        if b'"Fault"' in answer:
            raise SystemExit(f"an item was refused: {answer[:500]!r}")
        return spent

    def milliseconds(self, path: str, times: int = 3) -> float:
        """The best of so many times: other work on the machine is not the sandbox's."""
        spent = []
        for _ in range(times):
            started = time.perf_counter()
            self.call("GET", path)
            spent.append((time.perf_counter() - started) * 1000)
        return min(spent)

    def query(self, what: str, of: str, times: int = 3) -> float:
        """Of invoices; `of` is what follows the kind in the query."""
        text = " ".join(("select", what, "from Invoice", of))
        return self.milliseconds(f"{self.base}/query?query={quote(text)}", times)

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident(self) -> int:
        """Bytes."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def server(with_state: bool) -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        state = ["--state", f"{folder}/state.db"] if with_state else []
        command = [sys.executable, "-m", "sandbox.quickbooks", *state]
        cores = sorted(os.sched_getaffinity(0))
        with subprocess.Popen(command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True) as process:
            try:
                if len(cores) > 1:  # the client stays off the server's core
                    os.sched_setaffinity(process.pid, {cores[-1]})
                    os.sched_setaffinity(0, set(cores[:-1]))
                yield Server(process)
            finally:
                process.terminate()


def invoice(number: int, customers: int) -> dict[str, Any]:
    """Two lines and a number, prices as they come in a shop."""
    prices = (number * 37 % 9000 + 100, number * 11 % 700 + 25)
    lines = [
        {
            "Amount": cents / 100,
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {"ItemRef": {"value": item}, "Qty": 1, "UnitPrice": cents / 100},
        }
        for cents, item in zip(prices, ("10", "11"), strict=True)
    ]
    customer = FIRST_CUSTOMER + number % customers
    return {"CustomerRef": {"value": str(customer)}, "DocNumber": f"S-{number}", "Line": lines}


def write_all(sandbox: Server, documents: int, customers: int) -> tuple[list[float], list[float], float]:
    """Items a second in each tenth, by the clock and by processor time; processor seconds of the slowest batch."""
    for first in range(0, customers, IN_BATCH):
        names = range(first, min(first + IN_BATCH, customers))
        sandbox.write([{"Customer": {"DisplayName": f"Customer {n}"}} for n in names], f"c{first}")
    batches = max(documents // IN_BATCH // PARTS, 1)
    speeds, processor_speeds, slowest = [], [], 0.0
    for part in range(PARTS):
        spent, processor = 0.0, sandbox.processor_seconds()
        for n in range(part * batches, (part + 1) * batches):
            items = [{"Invoice": invoice(number, customers)} for number in range(n * IN_BATCH, (n + 1) * IN_BATCH)]
            before = sandbox.processor_seconds()
            spent += sandbox.write(items, f"b{n}")
            slowest = max(slowest, sandbox.processor_seconds() - before)
        speeds.append(batches * IN_BATCH / spent)
        processor_speeds.append(batches * IN_BATCH / (sandbox.processor_seconds() - processor))
        print(f"# {part + 1}/{PARTS}: {speeds[-1]:.0f} items/s", file=sys.stderr, flush=True)
    return speeds, processor_speeds, slowest


def read_all(sandbox: Server, documents: int, customers: int) -> dict[str, float]:
    """Milliseconds by what is asked."""
    numbers = ", ".join(f"'S-{n}'" for n in range(IN_BATCH))
    counts = {
        "count(*) of a customer": "CustomerRef = '73'",
        "count(*) of amounts above": "TotalAmt > '50'",
        "count(*) of a date": "TxnDate >= '2020-01-01'",
    }
    found = {
        "look-up by 30 numbers": sandbox.query("*", f"where DocNumber in ({numbers})"),
        "a page of 100 in the middle": sandbox.query("*", f"startposition {documents // 2} maxresults 100"),
    }
    for name, condition in counts.items():
        found[f"{name}, the first"] = sandbox.query("count(*)", f"where {condition}", times=1)
        more = range(documents + IN_BATCH * len(found), documents + IN_BATCH * (len(found) + 1))
        sandbox.write([{"Invoice": invoice(number, customers)} for number in more], f"q{len(found)}")
        found[name] = sandbox.query("count(*)", f"where {condition}")
    found["the window's last page"] = sandbox.milliseconds(
        f"/window/{sandbox.ready['realm']}/Invoice?start={documents - 100}"
    )
    since = json.loads(sandbox.call("POST", "/_sandbox/clock", '{"seconds": 60}'))["now"]
    sandbox.write([{"Invoice": invoice(n + documents * 2, customers)} for n in range(IN_BATCH)], "last")
    found["change data capture"] = sandbox.milliseconds(f"{sandbox.base}/cdc?entities=Invoice&changedSince={quote(since)}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=int, nargs="?", default=DOCUMENTS)
    parser.add_argument("--state", action="store_true", help="with an SQLite file behind it")
    asked = parser.parse_args()
    documents = asked.documents
    customers = min(max(documents // 100, IN_BATCH), 10_000)
    with server(asked.state) as sandbox:
        before = sandbox.resident()
        speeds, processor_speeds, slowest = write_all(sandbox, documents, customers)
        grown = sandbox.resident() - before
        reads = read_all(sandbox, documents, customers)
    size = f"{documents:,} documents{' and a state file' if asked.state else ''}"
    flat = processor_speeds[-1] / processor_speeds[0]
    return say(
        Figure(f"sandbox: batch items a second, the slowest tenth, {size}", round(min(speeds)), "items/s", ">=1000"),
        Figure(
            f"sandbox: batch items a second of processor time, {size}", round(min(processor_speeds)), "items/s", ">=1000"
        ),
        Figure(f"sandbox: last tenth's speed over the first's, {size}", round(flat, 2), "", ">=0.8"),
        Figure(f"sandbox: the slowest batch, processor time, {size}", round(slowest * 1000), "ms", "<=500"),
        Figure(f"sandbox: memory of a document, {size}", round(grown / documents), "bytes", "<=6000"),
        *(
            Figure(f"sandbox: {name}, {size}", round(value, 1), "ms", "<=30000" if name.endswith("first") else "<=250")
            for name, value in reads.items()
        ),
    )


if __name__ == "__main__":
    sys.exit(main())
