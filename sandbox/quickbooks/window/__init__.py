"""A window on the sandbox: plain pages, made on the server, that show companies, documents, calls and counters.

Nothing is loaded from anywhere else, nothing is changed from here, and no page needs a script.
"""

from __future__ import annotations

from sandbox.quickbooks.intuit import Intuit
from sandbox.quickbooks.messages import Answer, Request
from sandbox.quickbooks.window import calls, companies, documents, lists
from sandbox.quickbooks.window.html import HEADERS, HTML, PREFIX, page

__all__ = ["PREFIX", "answer"]


def answer(intuit: Intuit, request: Request) -> Answer:
    parts = [part for part in request.path.removeprefix(PREFIX).split("/") if part]
    start = request.parameters.get("start", "0")
    body = _page(intuit, parts, int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 0)
    if body is None or request.method != "GET":
        return Answer(404, page("Nothing here", "<p>There is no such page.</p>"), HTML, HEADERS)
    return Answer(200, body, HTML, HEADERS)


def _page(intuit: Intuit, parts: list[str], start: int) -> bytes | None:
    if not parts:
        return companies.all_companies(intuit)
    world = intuit.worlds.get(parts[0])
    if world is None or len(parts) > 3:
        return None
    if len(parts) == 1:
        return companies.one_company(world)
    if parts[1] == "calls":
        return calls.all_calls(intuit, world, start) if len(parts) == 2 else calls.one_call(intuit, world, parts[2])
    if parts[1] == "deleted" and len(parts) == 2:
        return lists.deleted(world, start)
    if parts[1] not in world.company.documents:
        return None
    return lists.of_kind(world, parts[1], start) if len(parts) == 2 else documents.one(world, parts[1], parts[2])
