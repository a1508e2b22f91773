"""A WooCommerce site that gives out ready rows: the calls that an extract makes, over real HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Row = dict[str, Any]

_TIMES = {"date": "date_created_gmt", "modified": "date_modified_gmt"}
_BOUNDS = {"": "date_created_gmt", "modified_": "date_modified_gmt"}
_SITE = {"name": "Superstore", "timezone_string": "America/New_York"}


def found(rows: Sequence[Row], asked: dict[str, str]) -> list[Row]:
    """The page of orders that the parameters ask for. Times are ISO texts of one form, so they compare as they stand."""
    kept = list(rows)
    for prefix, column in _BOUNDS.items():
        after, before = asked.get(f"{prefix}after", ""), asked.get(f"{prefix}before", "~")
        kept = [row for row in kept if after < row[column] < before]
    if "include" in asked:
        wanted = {int(one) for one in asked["include"].split(",")}
        kept = [row for row in kept if row["id"] in wanted]
    if "search" in asked:
        kept = [row for row in kept if asked["search"].lower() in row["number"].lower()]
    statuses = asked.get("status", "any").split(",")
    kept = [row for row in kept if "any" in statuses or row["status"] in statuses]
    column = _TIMES.get(asked.get("orderby", "date"), "id")
    kept.sort(key=lambda row: (row[column], row["id"]), reverse=asked.get("order") == "desc")
    size, page = int(asked.get("per_page", "10")), int(asked.get("page", "1"))
    return kept[size * (page - 1) : size * page]


@contextmanager
def running_site(rows: Sequence[Row]) -> Iterator[str]:
    """The site's address."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            asked = dict(parse_qsl(address.query))
            content: Any = {
                "/wp-json/": lambda: _SITE,
                "/wp-json/wc/v3/orders": lambda: found(rows, asked),
                "/wp-json/wc/v3/reports/orders/totals": lambda: [{"slug": "completed", "total": len(rows)}],
            }[address.path]()
            body = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
