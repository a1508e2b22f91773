"""A window on the sandbox: plain pages, made on the server, that show companies, documents, calls and counters.

Nothing is loaded from anywhere else and nothing is changed from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import quote

from sandbox.quickbooks.company import Company, Document, name_of
from sandbox.quickbooks.fields import TRANSACTIONS
from sandbox.quickbooks.intuit import Intuit
from sandbox.quickbooks.messages import Answer, Request
from sandbox.quickbooks.money import as_json, decimal_of
from sandbox.quickbooks.world import World

PREFIX = "/window"
HTML = "text/html;charset=utf-8"
ON_PAGE = 100
TITLES = {"Estimate": "Sales orders"}
STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:1.5rem auto;max-width:72rem;padding:0 1rem;color:#1c2733}"
    "table{border-collapse:collapse;width:100%}td,th{padding:.25rem .6rem;border-bottom:1px solid #d8dee4;text-align:left}"
    "pre{background:#f4f6f8;padding:.8rem;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}nav a{margin-right:1rem}"
)


def ledger_entries(company: Company, kind: str, id: str) -> Iterable[tuple[str, str, str]]:
    """Account, debit and credit of each entry that the document makes, in the home currency."""
    accounts = company.documents["Account"]
    for entry in company.ledger.entries(kind, id):
        amount = f"{abs(decimal_of(entry.home)):,.2f}"
        debit, credit = (amount, "") if entry.home >= 0 else ("", amount)
        yield accounts[str(entry.account)]["FullyQualifiedName"], debit, credit


def answer(intuit: Intuit, request: Request) -> Answer:
    parts = [part for part in request.path.removeprefix(PREFIX).split("/") if part]
    start = request.parameters.get("start", "0")
    page = _page(intuit, parts, int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 0)
    if page is None or request.method != "GET":
        return Answer(404, _html("Nothing here", "<p>There is no such page.</p>"), HTML)
    return Answer(200, page, HTML)


def _page(intuit: Intuit, parts: list[str], start: int) -> bytes | None:
    if not parts:
        return _companies(intuit)
    world = intuit.worlds.get(parts[0])
    if world is None or len(parts) > 3:
        return None
    if len(parts) == 1:
        return _company(world)
    if parts[1] == "calls":
        return _calls(intuit, world, start) if len(parts) == 2 else _call(intuit, world, parts[2])
    if parts[1] not in world.company.documents:
        return None
    return _documents(world, parts[1], start) if len(parts) == 2 else _document(world, parts[1], parts[2])


def _companies(intuit: Intuit) -> bytes:
    rows = [
        [_link(world, text=_name(world)), escape(realm), escape(world.sample), escape(world.clock.stamp())]
        for realm, world in intuit.worlds.items()
    ]
    return _html("Companies", _table(("Company", "Realm", "Sample", "Its time"), rows))


def _company(world: World) -> bytes:
    kinds = [[_link(world, kind, text=_title(kind)), str(len(found))] for kind, found in world.company.documents.items()]
    counts = [[escape(name), str(count)] for name, count in world.calls.shown().items()]
    limits = [
        [escape(name), str(limit["most"]), escape(as_json(limit["used"]))]
        for name, limit in world.throttle.shown(world.realm, world.clock.seconds()).items()
    ]
    state = "on" if world.company.switches.throttles else "off"
    body = _table(("Documents", "Number"), kinds) + "<h2>Counters</h2>" + _table(("Calls", "Number"), counts)
    return _html(_name(world), f"{body}<h2>Limits ({state})</h2>{_table(('Limit', 'Most', 'Used'), limits)}", world)


def _documents(world: World, kind: str, start: int) -> bytes:
    """Newest first."""
    found = list(reversed(world.company.documents[kind].values()))
    rows = [_row(world, kind, world.company.shown(kind, document)) for document in found[start : start + ON_PAGE]]
    headings = ("Document", "Date", "Customer", "Total", "Open", "Status", "Links")
    return _html(_title(kind), _table(headings, rows) + _more(world, kind, start, len(found)), world)


def _row(world: World, kind: str, document: Document) -> list[str]:
    customer = document.get("CustomerRef", {})
    is_form = kind in TRANSACTIONS
    label = document.get("DocNumber") or f"{kind} {document['Id']}" if is_form else _label(kind, document)
    open_amount = next((document[name] for name in ("RemainingCredit", "UnappliedAmt", "Balance") if name in document), "")
    return [
        _link(world, kind, document["Id"], text=str(label)),
        escape(str(document.get("TxnDate", ""))),
        _link(world, "Customer", customer["value"], text=customer.get("name", customer["value"])) if customer else "",
        escape(str(document.get("TotalAmt", ""))),
        escape(str(open_amount)),
        escape(str(document.get("TxnStatus", "inactive" if document.get("Active") is False else ""))),
        _links(world, document),
    ]


def _document(world: World, kind: str, id: str) -> bytes | None:
    document = world.company.documents[kind].get(id)
    if document is None:
        return None
    shown = world.company.shown(kind, document)
    entries = [[escape(str(cell)) for cell in row] for row in ledger_entries(world.company, kind, id)]
    ledger = "<h2>Ledger</h2>" + _table(("Account", "Debit", "Credit"), entries) if entries else ""
    body = f"<p>Links: {_links(world, shown) or 'none'}</p>{ledger}<pre>{escape(_pretty(shown))}</pre>"
    return _html(f"{_title(kind)}: {shown.get('DocNumber') or id}", body, world)


def _links(world: World, document: Document) -> str:
    """What a document is linked with, its lines' links too."""
    found = [*document.get("LinkedTxn", [])]
    for line in document.get("Line", []):
        found += line.get("LinkedTxn", [])
    return ", ".join(
        _link(world, link["TxnType"], link["TxnId"], text=f"{link['TxnType']} {link['TxnId']}") for link in found
    )


def _calls(intuit: Intuit, world: World, start: int) -> bytes:
    calls = intuit.log.newest(world.realm, start, ON_PAGE)
    rows = [
        [
            _link(world, "calls", str(call.number), text=str(call.number)),
            escape(call.at),
            escape(f"{call.method} {call.target[:160]}"),
            str(call.status or "dropped"),
            f"{call.milliseconds}",
            escape(call.fault),
        ]
        for call in calls
    ]
    return _html("Calls", _table(("No.", "At", "Call", "Status", "ms", "Fault"), rows), world)


def _call(intuit: Intuit, world: World, number: str) -> bytes | None:
    call = intuit.log.find(int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
    if call is None or call.realm != world.realm:
        return None
    body = f"<p>{escape(call.at)}, status {call.status or 'dropped'}</p><h2>Sent</h2><pre>{escape(call.sent)}</pre>"
    return _html(f"{call.method} {call.target}", f"{body}<h2>Answered</h2><pre>{escape(call.answered)}</pre>", world)


def _more(world: World, kind: str, start: int, count: int) -> str:
    if start + ON_PAGE >= count:
        return ""
    return f'<p><a href="{_path(world, kind)}?start={start + ON_PAGE}">older</a></p>'


def _label(kind: str, document: Document) -> str:
    return name_of(kind, document) if "DisplayName" in document or "Name" in document else f"{kind} {document['Id']}"


def _title(kind: str) -> str:
    return TITLES.get(kind, kind)


def _name(world: World) -> str:
    return str(world.company.documents["CompanyInfo"]["1"]["CompanyName"])


def _pretty(value: Any, indent: str = "") -> str:
    if isinstance(value, dict) and value:
        inner = ",\n".join(f"{indent}  {as_json(name)}: {_pretty(item, indent + '  ')}" for name, item in value.items())
        return "{\n" + inner + f"\n{indent}}}"
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"{indent}  {_pretty(item, indent + '  ')}" for item in value) + f"\n{indent}]"
    return as_json(value)


def _path(world: World, *parts: str) -> str:
    return "/".join([PREFIX, world.realm, *(quote(part, safe="") for part in parts)])


def _link(world: World, *parts: str, text: str) -> str:
    return f'<a href="{_path(world, *parts)}">{escape(text)}</a>'


def _table(headings: Iterable[str], rows: Iterable[list[str]]) -> str:
    """The cells are HTML already."""
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    return f"<table><tr>{head}</tr>" + "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in rows) + "</table>"


def _html(title: str, body: str, world: World | None = None) -> bytes:
    kinds = ("Customer", "Estimate", "Invoice", "Payment")
    own = [_link(world, text=_name(world)), *(_link(world, kind, text=_title(kind)) for kind in kinds)] if world else []
    calls = [_link(world, "calls", text="Calls")] if world else []
    bar = " ".join([f'<a href="{PREFIX}">Companies</a>', *own, *calls])
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    top = f'<!doctype html><html lang="en"><head>{head}<style>{STYLE}</style></head><body><nav>{bar}</nav>'
    return f"{top}<h1>{escape(title)}</h1>{body}</body></html>".encode()
