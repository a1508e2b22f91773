"""The HTTP server: threads over one world and its lock, on loopback only."""

from __future__ import annotations

import socket
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sandbox.quickbooks import api, control, sign_in
from sandbox.quickbooks.batch import Cut
from sandbox.quickbooks.company import Company
from sandbox.quickbooks.errors import server_error, throttled
from sandbox.quickbooks.faults import Fault
from sandbox.quickbooks.messages import JSON, JSON_UTF8, Answer, Request, json_answer
from sandbox.quickbooks.world import World

HOST = "127.0.0.1"
HTML = (
    b"<html><head><title>502 Bad Gateway</title></head><body><h1>The service is temporarily unavailable</h1></body></html>"
)
LARGEST_BODY = 50_000_000


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave in one piece
    timeout = 130  # a little more than Intuit's 120 seconds; idle connections are closed
    server: Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Silent: the counts of /_sandbox/calls say more."""

    def _serve(self) -> None:
        started = time.monotonic()
        length = int(self.headers.get("Content-Length") or 0)
        if "chunked" in self.headers.get("Transfer-Encoding", "") or length > LARGEST_BODY:
            self.close_connection = True
            self._send(json_answer({"error": "send a Content-Length of at most 50 MB"}, 411, JSON), started)
            return
        request = Request.of(self.command, self.path, dict(self.headers.items()), self.rfile.read(length))
        try:
            answer = self.server.answer(request)
        except Cut:
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._send(answer, started)

    def _send(self, answer: Answer, started: float) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("intuit_tid", f"1-{uuid.uuid4().hex}")
        self.send_header("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate, private")
        self.send_header("Expires", "0")
        if answer.content_type == JSON_UTF8:
            self.send_header("Qbo-Version", "2000.sandbox")
            self.send_header("Service-Time", f"total={int((time.monotonic() - started) * 1000)}, db=0")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(answer.body)
            self.wfile.flush()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, world: World, port: int = 0) -> None:
        self.world = world
        self._open: set[socket.socket] = set()
        super().__init__((HOST, port), _Handler)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}"

    def answer(self, request: Request) -> Answer:
        """Raises Cut where a fault drops the connection."""
        if request.path.startswith(control.PREFIX):
            with self.world.lock:
                return control.answer(self.world, request)
        with self.world.lock:
            fault = self.world.faults.take(request.path)
            self.world.calls.add("faults", int(fault is not None))
        if fault is not None and fault.kind == "slow":
            time.sleep(fault.seconds)
        with self.world.lock:
            planned = self._instead(fault)
            if planned is not None:
                return planned
            answer = self._answer(request, fault)
        if fault is not None and fault.kind == "cut_after_commit":
            raise Cut
        return Answer(504, HTML, "text/html") if fault is not None and fault.kind == "504" else answer

    def _answer(self, request: Request, fault: Fault | None) -> Answer:
        try:
            if request.path.startswith(api.PREFIX):
                return api.answer(self.world, request, fault)
            return sign_in.answer(self.world, request, self.url)
        except Cut:
            raise
        except Exception:
            traceback.print_exc(file=sys.stderr)
            return api.refused(self.world, server_error())

    def _instead(self, fault: Fault | None) -> Answer | None:
        """The answer of a fault that leaves the request undone."""
        if fault is None:
            return None
        if fault.kind == "cut_before_commit":
            raise Cut
        planned = {
            "429": lambda: api.refused(self.world, throttled()),
            "500": lambda: api.refused(self.world, server_error()),
            "503": lambda: api.refused(self.world, server_error(503)),
            "401": lambda: api.unauthorized(self.world),
            "html": lambda: Answer(fault.status, HTML, "text/html"),
        }.get(fault.kind)
        return planned() if planned else None

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news; anything else is shown."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """Stops listening and drops every connection."""
        self.shutdown()
        self.server_close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Running:
    """A sandbox at work, seen from a test."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.world = server.world

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def realm(self) -> str:
        return self.world.company.realm

    @property
    def company(self) -> Company:
        return self.world.company

    @property
    def client_id(self) -> str:
        return self.world.oauth.client_id

    @property
    def client_secret(self) -> str:
        return self.world.oauth.client_secret

    @property
    def refresh_token(self) -> str:
        """The first one; it is used up by the first refresh."""
        return self.world.oauth.first_refresh_token


@contextmanager
def running(seed: int = 1, port: int = 0) -> Iterator[Running]:
    """A sandbox in this process, on a free port unless one is named."""
    server = Server(World(seed), port)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="quickbooks sandbox", daemon=True
    )
    thread.start()
    try:
        yield Running(server)
    finally:
        server.stop()
        thread.join()
