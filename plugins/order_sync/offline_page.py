"""A page that opens without a network: everything from outside is escaped, nothing is fetched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from html import escape

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
body { color: #1c2330; background: #fff }
h1 { font-size: 1.5rem; margin-bottom: .2rem } h2 { font-size: 1.1rem; margin-top: 2rem }
p.sub, p.none { color: #5c6675; margin-top: 0 }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid #e3e7ee; vertical-align: top }
th { background: #f4f6fa; font-weight: 600 }
td.n, th.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
td.ok { color: #17703a } td.bad { color: #b3261e; font-weight: 600 } td.warn { color: #8a5a00; font-weight: 600 }
"""


def document(title: str, subtitle: str, parts: Iterable[str]) -> str:
    """The whole page; `parts` are HTML already."""
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return "\n".join([head, f"<h1>{escape(title)}</h1>", f"<p class=sub>{escape(subtitle)}</p>", *parts, "</html>\n"])


def heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def note(text: str) -> str:
    return f"<p class=sub>{escape(text)}</p>"


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Collection[int] = (), marks: Sequence[str] = ()
) -> str:
    """A table, or “None.” without rows. `numbers`: columns set to the right; `marks`: the class of each row's first cell."""
    body = [_row(row, numbers, marks[place] if marks else "") for place, row in enumerate(rows)]
    if not body:
        return "<p class=none>None.</p>"
    return f"<table><tr>{_cells('th', heads, numbers)}</tr>{''.join(body)}</table>"


def _row(values: Sequence[str], numbers: Collection[int], mark: str) -> str:
    return f"<tr>{_cells('td', values, numbers, mark)}</tr>"


def _cells(tag: str, values: Sequence[str], numbers: Collection[int], mark: str = "") -> str:
    classes = [mark if not place and mark else "n" if place in numbers else "" for place in range(len(values))]
    return "".join(
        f"<{tag}{f' class={name}' if name else ''}>{escape(value)}</{tag}>"
        for name, value in zip(classes, values, strict=True)
    )
