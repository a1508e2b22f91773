"""The HTTP server: threads over one world and its lock, on loopback only."""

from __future__ import annotations

import socket
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sandbox.quickbooks import api, control, deeds, description, sign_in, window
from sandbox.quickbooks.batch import Cut
from sandbox.quickbooks.bodies import UnreadableBody, read_body
from sandbox.quickbooks.company import Company
from sandbox.quickbooks.errors import server_error, throttled
from sandbox.quickbooks.faults import Fault
from sandbox.quickbooks.intuit import Intuit
from sandbox.quickbooks.messages import JSON, JSON_UTF8, Answer, Request, json_answer
from sandbox.quickbooks.world import World

HOST = "127.0.0.1"
HTML = (
    b"<html><head><title>502 Bad Gateway</title></head><body><h1>The service is temporarily unavailable</h1></body></html>"
)
LARGEST_BODY = 50_000_000
PAGES: dict[str, Callable[[Intuit, Request], Answer]] = {  # what is not part of Intuit's API, by how its paths begin
    control.PREFIX: control.answer,
    description.PATH: description.answer,
    window.PREFIX: window.answer,
}


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

    do_PATCH = do_HEAD = do_OPTIONS = do_TRACE = do_PUT  # refused in the API's words, not with this HTTP server's 501

    def log_message(self, format: str, *arguments: Any) -> None:
        """Silent: the counts of /_sandbox/calls say more."""

    def _serve(self) -> None:
        started = time.monotonic()
        try:
            body = read_body(self.rfile, self.headers, LARGEST_BODY)
        except UnreadableBody:
            self.close_connection = True
            self._send(
                json_answer({"error": "send a body of known length, or in chunks, of at most 50 MB"}, 411, JSON), started
            )
            return
        request = Request.of(self.command, self.path, dict(self.headers.items()), body)
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
        if self.close_connection:  # a client that is not told would send its next request into a closed connection
            self.send_header("Connection", "close")
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
            if self.command != "HEAD":
                self.wfile.write(answer.body)
            self.wfile.flush()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, intuit: Intuit, port: int = 0) -> None:
        self.intuit = intuit
        self._open: set[socket.socket] = set()
        super().__init__((HOST, port), _Handler)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}"

    def answer(self, request: Request) -> Answer:
        """Raises Cut where a fault drops the connection."""
        intuit = self.intuit
        for prefix, page in PAGES.items():
            if request.path.startswith(prefix):
                with intuit.lock:
                    answer = page(intuit, request)
                    intuit.settle()
                return answer
        with intuit.lock:
            world = intuit.world_asked(request)
            fault = intuit.faults.take(request.path, world.realm)
            world.calls.add("faults", int(fault is not None))
        if fault is not None and fault.kind == "slow":
            time.sleep(fault.seconds)
        started = time.perf_counter()
        with intuit.lock:
            answered: Answer | None = None
            try:
                answered = self._struck(world, request, fault)
            finally:
                intuit.settle()
                taken, name = (time.perf_counter() - started) * 1000, fault.kind if fault else ""
                intuit.log.note(world.clock.answer_time(), world.realm, request, answered, taken, name)
        return answered

    def _struck(self, world: World, request: Request, fault: Fault | None) -> Answer:
        """The answer, or what a fault makes of it."""
        if fault is None:
            return self._answer(world, request, None)
        planned = self._instead(world, fault)
        if planned is not None:
            return planned
        deeds.happen(world, fault, request)
        answer = self._answer(world, request, fault)
        if fault.kind == "cut_after_commit":
            raise Cut
        return Answer(504, HTML, "text/html") if fault.kind == "504" else answer

    def _answer(self, world: World, request: Request, fault: Fault | None) -> Answer:
        try:
            if request.path.startswith(api.PREFIX):
                return api.answer(world, request, fault)
            return sign_in.answer(self.intuit, request, self.url)
        except Cut:
            raise
        except Exception:
            traceback.print_exc(file=sys.stderr)
            return api.refused(world, server_error())

    def _instead(self, world: World, fault: Fault) -> Answer | None:
        """The answer of a fault that leaves the request undone."""
        if fault.kind == "cut_before_commit":
            raise Cut
        planned = {
            "429": lambda: api.refused(world, throttled()),
            "500": lambda: api.refused(world, server_error()),
            "503": lambda: api.refused(world, server_error(503)),
            "401": lambda: api.unauthorized(world),
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
        self.intuit.webhooks.close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Running:
    """A sandbox at work, seen from a test."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.intuit = server.intuit

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def world(self) -> World:
        """The first company with all that the API keeps for it."""
        return self.intuit.first

    @property
    def realm(self) -> str:
        return self.world.realm

    @property
    def company(self) -> Company:
        return self.world.company

    @property
    def client_id(self) -> str:
        return self.intuit.oauth.client_id

    @property
    def client_secret(self) -> str:
        return self.intuit.oauth.client_secret

    @property
    def refresh_token(self) -> str:
        """The first one; it is used up by the first refresh."""
        return self.intuit.oauth.first_refresh_token


@contextmanager
def running(seed: int = 1, port: int = 0, samples: Sequence[str] = ("us",)) -> Iterator[Running]:
    """A sandbox in this process, on a free port unless one is named."""
    with serving(Intuit(seed, samples), port) as sandbox:
        yield sandbox


@contextmanager
def serving(intuit: Intuit, port: int = 0) -> Iterator[Running]:
    server = Server(intuit, port)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="quickbooks sandbox", daemon=True
    )
    thread.start()
    try:
        yield Running(server)
    finally:
        server.stop()
        thread.join()
