"""The pages of the calls made: what was asked and answered, item by item for a batch, with the bodies."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from sandbox.quickbooks.call_log import MOST_BYTES, Call
from sandbox.quickbooks.fields import KINDS
from sandbox.quickbooks.intuit import Intuit
from sandbox.quickbooks.window.html import facts, link, page, pages, pretty, table, text_of, visible
from sandbox.quickbooks.window.lists import ON_PAGE, link_to
from sandbox.quickbooks.window.words import singular
from sandbox.quickbooks.world import World

LONGEST = 160  # characters of what was asked, in the list


def all_calls(intuit: Intuit, world: World, start: int) -> bytes:
    calls = intuit.log.newest(world.realm)
    rows = [_row(world, call) for call in calls[start : start + ON_PAGE]]
    body = table(("No.", "At", "Call", "Asked", "Status", "ms", "Fault"), rows, ("ms",), ("No.", "At", "Call", "Status"))
    return page("Calls", body + pages(world, "calls", start, ON_PAGE, len(calls)), world)


def _row(world: World, call: Call) -> list[str]:
    day, _, time = call.at.partition("T")
    return [
        link(world, "calls", str(call.number), text=str(call.number)),
        text_of(f"{day} {time[:12]}"),
        text_of(f"{call.method} {_resource(world, call)}"),
        text_of(_asked(world, call)[:LONGEST]),
        _status(call),
        f"{call.milliseconds:,.1f}",
        text_of(call.fault),
    ]


def _status(call: Call) -> str:
    """With how many items of a batch were refused."""
    refused = sum("Fault" in item for item in _answers(call))
    status = text_of(call.status or "dropped")
    if refused:
        status += f", {refused} refused"
    return f'<span class="bad">{status}</span>' if refused or not 200 <= call.status < 400 else status


def _resource(world: World, call: Call) -> str:
    """The path without what all have in common."""
    return call.target.partition("?")[0].removeprefix(f"/v3/company/{world.realm}/")


def _asked(world: World, call: Call) -> str:
    """In few words: the items of a batch by what they do, a query's text, else the parameters."""
    items = Counter(_deed(item) for item in _items(call))
    if items:
        return ", ".join(deed if deed.upper().startswith("SELECT") else f"{count} × {deed}" for deed, count in items.items())
    parameters = [part for part in call.target.partition("?")[2].split("&") if part.partition("=")[0] != "minorversion"]
    if _resource(world, call) == "query" and call.sent:
        return call.sent
    return " ".join(parameters).removeprefix("query=")


def one_call(intuit: Intuit, world: World, number: str) -> bytes | None:
    call = intuit.log.find(int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
    if call is None or call.realm != world.realm:
        return None
    told = facts(
        [
            ("Address", text_of(f"{call.method} {call.target}")),
            ("At", text_of(call.at)),
            ("Status", _status(call)),
            ("Took", text_of(f"{call.milliseconds:,.1f} ms")),
            ("Fault", text_of(call.fault)),
        ]
    )
    rows = [_item_row(world, sent, answered) for sent, answered in _pairs(call)]
    items = f"<h2>Items</h2>{table(('bId', 'Asked', 'Answered'), rows, (), ('bId',))}" if rows else ""
    bodies = _body("Sent", call.sent, call.sent_whole) + _body("Answered", call.answered, call.answered_whole)
    return page(f"Call {call.number}: {call.method} {_resource(world, call)}", told + items + bodies, world)


def _item_row(world: World, sent: dict[str, Any], answered: dict[str, Any]) -> list[str]:
    return [text_of(sent.get("bId") or answered.get("bId")), text_of(_deed(sent) or "?"), _outcome(world, answered)]


def _outcome(world: World, answered: dict[str, Any]) -> str:
    """The document that came of it, why it was refused, or how much a query found."""
    errors = answered.get("Fault", {}).get("Error", [])
    if errors:
        told = "; ".join(f"{error.get('code')} {error.get('Detail') or error.get('Message')}" for error in errors)
        return f'<span class="bad">{text_of(told)}</span>'
    found = answered.get("QueryResponse")
    if found is not None:
        kinds = [f"{len(rows)} × {singular(kind)}" for kind, rows in found.items() if isinstance(rows, list)]
        counted = [f"count {found['totalCount']}"] if "totalCount" in found else []
        return text_of(", ".join(kinds + counted) or "nothing found")
    kind = next((name for name in answered if name in KINDS), None)
    if kind is None:
        return '<span class="quiet">see the body</span>'
    document = answered[kind]
    if document.get("status") == "Deleted":
        return text_of(f"{singular(kind)} {document.get('Id')} deleted")
    return link_to(world, kind, str(document.get("Id")))


def _deed(item: dict[str, Any]) -> str:
    if "Query" in item:
        return str(item["Query"])
    kind = next((name for name in item if name in KINDS), "")
    return f"{item.get('operation', '')} {kind}".strip()


def _pairs(call: Call) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Every item that was sent with its answer, by bId where it has one, else by place."""
    sent, answers = _items(call), _answers(call)
    by_id = {str(answer.get("bId")): answer for answer in answers if answer.get("bId")}
    if len(by_id) == len(answers):
        return [(item, by_id.get(str(item.get("bId")), {})) for item in sent]
    return [(item or {}, answer or {}) for item, answer in zip_longest(sent, answers)]


def _items(call: Call) -> list[dict[str, Any]]:
    return _rows(call.sent, "BatchItemRequest") if call.sent_whole and "BatchItemRequest" in call.sent[:200] else []


def _answers(call: Call) -> list[dict[str, Any]]:
    is_batch = call.answered_whole and "BatchItemResponse" in call.answered[:200]
    return _rows(call.answered, "BatchItemResponse") if is_batch else []


def _rows(text: str, name: str) -> list[dict[str, Any]]:
    found = _parsed(text)
    rows = found.get(name) if isinstance(found, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def _body(title: str, text: str, whole: bool) -> str:
    """JSON on many lines; what is none, or was cut off, as it came."""
    if not text:
        return f'<h2>{title}</h2><p class="quiet">Nothing.</p>'
    parsed = _parsed(text) if whole else None
    shown = pretty(parsed) if isinstance(parsed, (dict, list)) else visible(text)
    cut = "" if whole else f'<p class="quiet">Only the first {MOST_BYTES:,} bytes are kept.</p>'
    return f"<details open><summary>{title}</summary>{cut}<pre>{text_of(shown)}</pre></details>"
