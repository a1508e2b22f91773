"""`python -m sandbox.quickbooks --port 0 --seed 1`: prints one JSON line when ready; stops at once on SIGTERM or SIGINT."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from sandbox.quickbooks.garbage import Garbage, without_collecting
from sandbox.quickbooks.intuit import Intuit
from sandbox.quickbooks.samples import SAMPLES
from sandbox.quickbooks.server import Running, serving
from sandbox.quickbooks.state import NotOurs, State


def main(arguments: list[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    intuit = Intuit(asked.seed, asked.company or ("us",), asked.one_clock)
    if asked.state:
        try:
            with without_collecting():
                State(asked.state).attach(intuit)
        except NotOurs as error:
            print(error, file=sys.stderr)
            return 2
    intuit.listeners.append(Garbage().note)
    mix = [{"kind": "mix", "rate": asked.fault_rate, "seed": asked.seed}] if asked.fault_rate else []
    intuit.begin_with({"throttles": True} if asked.throttles else {}, [*asked.fault, *mix])
    with serving(intuit, asked.port) as sandbox:
        print(json.dumps(_ready(sandbox)), flush=True)
        stop.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.quickbooks", description="QuickBooks Online companies on this machine."
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--seed", type=int, default=1, help="decides realms, the app's id and secret, and the first tokens")
    parser.add_argument(
        "--company",
        action="append",
        choices=list(SAMPLES),
        help="a sample company to start with; may be given more than once (us)",
    )
    parser.add_argument("--one-clock", action="store_true", help="all companies share one clock")
    parser.add_argument(
        "--state", type=Path, metavar="FILE", help="an SQLite file that keeps everything; else it is in memory"
    )
    parser.add_argument("--throttles", action="store_true", help="keep Intuit's limits")
    parser.add_argument(
        "--fault", type=_fault, action="append", default=[], metavar="JSON", help="""as in '{"kind": "503", "rate": 0.05}'"""
    )
    parser.add_argument("--fault-rate", type=float, default=0.0, help="this share of requests meets some fault, by the seed")
    return parser


def _fault(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def _ready(sandbox: Running) -> dict[str, Any]:
    """The first company's connection; the others' beside it, where there are any."""
    first = {
        "url": sandbox.url,
        "realm": sandbox.realm,
        "client_id": sandbox.client_id,
        "client_secret": sandbox.client_secret,
        "refresh_token": sandbox.refresh_token,
    }
    oauth, worlds = sandbox.intuit.oauth, sandbox.intuit.worlds
    if len(worlds) == 1:
        return first
    tokens = {realm: oauth.first_token_of(oauth.client_id, realm) for realm in worlds}
    companies = [{"realm": realm, "sample": worlds[realm].sample, "refresh_token": tokens[realm]} for realm in worlds]
    return {**first, "companies": companies}


if __name__ == "__main__":
    sys.exit(main())
