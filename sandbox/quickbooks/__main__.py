"""`python -m sandbox.quickbooks --port 0 --seed 1`: prints one JSON line when ready; stops at once on SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading

from sandbox.quickbooks.server import running


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.quickbooks", description="A local QuickBooks Online company, in memory."
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument(
        "--seed", type=int, default=1, help="decides the realm, the app's id and secret, and the first token"
    )
    asked = parser.parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with running(asked.seed, asked.port) as sandbox:
        ready = {
            "url": sandbox.url,
            "realm": sandbox.realm,
            "client_id": sandbox.client_id,
            "client_secret": sandbox.client_secret,
            "refresh_token": sandbox.refresh_token,
        }
        print(json.dumps(ready), flush=True)
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
