"""How every page of the window looks: its frame, its tables, its links. What comes from the books is escaped here."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import Any
from urllib.parse import quote

from sandbox.quickbooks.money import as_json
from sandbox.quickbooks.window.words import plural
from sandbox.quickbooks.world import World

PREFIX = "/window"
HTML = "text/html;charset=utf-8"
# Whatever gets into a page, nothing in it runs and nothing is fetched.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
ICON = '<link rel="icon" href="data:,">'  # else browsers ask for one, and that call would be counted
MAIN_KINDS = ("Customer", "Estimate", "Invoice", "Payment")
STYLE = (
    ":root{color-scheme:light}*{box-sizing:border-box}"
    "body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:75rem;padding:0 1rem 3rem;color:#1c2733}"
    "h1{font-size:1.5rem;margin:1rem 0 .6rem;overflow-wrap:anywhere}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}"
    "a{color:#1f5a99}nav{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;padding:.7rem 0;border-bottom:2px solid #2b6a3f}"
    ".wide{overflow-x:auto}table{border-collapse:collapse;width:100%}"
    "td,th{padding:.3rem .7rem;border-bottom:1px solid #d8dee4;text-align:left;vertical-align:top}"
    "th{font-size:.85rem;color:#57636f;white-space:nowrap}td{overflow-wrap:anywhere;min-width:4rem}"
    ".n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}.t{white-space:nowrap}"
    "tfoot td{font-weight:600;border-top:2px solid #9aa5b1}"
    "tbody tr:hover{background:#f6f8fa}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem;margin:0}"
    "dt{color:#57636f}dd{margin:0;overflow-wrap:anywhere}.columns{display:flex;flex-wrap:wrap;gap:0 3rem}"
    ".columns section{flex:1 1 20rem;min-width:0}.bad{color:#a3261d;font-weight:600}.quiet{color:#57636f}"
    "pre{background:#f4f6f8;padding:.8rem;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem;line-height:1.4;margin:0}"
    "@media(max-width:40rem){.wide td:not(.n):not(.t){min-width:9rem}}"
    "summary{cursor:pointer;margin:1.2rem 0 .4rem;font-weight:600}"
)


def page(title: str, body: str, world: World | None = None, heading: str | None = None) -> bytes:
    """`title` is plain text, `body` and `heading` are HTML."""
    bar = [f'<a href="{PREFIX}">Companies</a>']
    if world:
        bar += [link(world, text=company_name(world)), *(link(world, kind, text=plural(kind)) for kind in MAIN_KINDS)]
        bar += [link(world, "calls", text="Calls")]
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
    head += f"<title>{escape(title)}</title>{ICON}<style>{STYLE}</style>"
    top = f'<!doctype html><html lang="en"><head>{head}</head><body><nav>{"".join(bar)}</nav>'
    return f"{top}<main><h1>{heading or text_of(title)}</h1>{body}</main></body></html>".encode("utf-8", "replace")


def company_name(world: World) -> str:
    return str(world.company.documents["CompanyInfo"]["1"]["CompanyName"])


def text_of(value: Any) -> str:
    """Any value as text that is safe and keeps its own direction of writing."""
    return f"<bdi>{escape(str(value))}</bdi>" if value not in (None, "") else ""


def amount_of(value: Any) -> str:
    """1234.5 -> 1,234.50; what is no number as it is."""
    return f"{Decimal(value):,.2f}" if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else text_of(value)


def path_to(world: World, *parts: str) -> str:
    return "/".join([PREFIX, world.realm, *(quote(part, safe="") for part in parts)])


def link(world: World, *parts: str, text: str) -> str:
    return f'<a href="{path_to(world, *parts)}">{text_of(text)}</a>'


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    amounts: Container[str] = (),
    narrow: Container[str] = (),
    total: Sequence[str] | None = None,
) -> str:
    """The cells are HTML already; columns of `amounts` stand to the right, those of `narrow` are never broken."""
    marks = [' class="n"' if heading in amounts else ' class="t"' if heading in narrow else "" for heading in headings]

    def row(cells: Sequence[str], tag: str = "td") -> str:
        inner = "".join(f"<{tag}{mark}>{cell}</{tag}>" for cell, mark in zip(cells, marks, strict=True))
        return f"<tr>{inner}</tr>"

    body = "".join(map(row, rows))
    if not body:
        return '<p class="quiet">None.</p>'
    foot = f"<tfoot>{row(total)}</tfoot>" if total else ""
    head = row([escape(heading) for heading in headings], "th")
    return f'<div class="wide"><table><thead>{head}</thead><tbody>{body}</tbody>{foot}</table></div>'


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of names with values, which are HTML; those without a value are left out."""
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in pairs if value) + "</dl>"


def pages(world: World, kind: str, start: int, on_page: int, count: int) -> str:
    """Where one is in a long list, and the way on."""
    if count <= on_page and not start:
        return ""
    path = path_to(world, kind)
    newer = f'<a href="{path}?start={max(start - on_page, 0)}">newer</a>' if start else ""
    older = f'<a href="{path}?start={start + on_page}">older</a>' if start + on_page < count else ""
    oldest = f'<a href="{path}?start={(count - 1) // on_page * on_page}">oldest</a>' if older else ""
    shown = (
        f"{min(start + 1, count):,} to {min(start + on_page, count):,} of {count:,}"
        if start < count
        else f"{count:,} in all"
    )
    return f"<p>{' '.join(part for part in (shown, newer, older, oldest) if part)}</p>"


def pretty(value: Any, indent: str = "") -> str:
    """JSON on many lines, letters as they are."""
    if isinstance(value, dict) and value:
        inner = ",\n".join(f"{indent}  {pretty(name)}: {pretty(item, indent + '  ')}" for name, item in value.items())
        return "{\n" + inner + f"\n{indent}}}"
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"{indent}  {pretty(item, indent + '  ')}" for item in value) + f"\n{indent}]"
    return quoted_readably(value) if isinstance(value, str) else as_json(value)


def quoted_readably(value: str) -> str:
    """As JSON has it, but é instead of \\u00e9; what does not print stays escaped."""
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else as_json(c)[1:-1] for c in value) + '"'


def visible(text: str) -> str:
    """What does not print is spelled out: a character that turns the direction of writing would turn the whole page."""
    return "".join(c if c.isprintable() or c in "\n\t" else as_json(c)[1:-1] for c in text)
