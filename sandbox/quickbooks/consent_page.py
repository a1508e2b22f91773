"""The page on which a person connects an app to one of the companies: plain HTML, a form that goes back to itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem;color:#1c2733}"
    "h1{font-size:1.4rem}label{display:block;padding:.4rem 0}button{font:inherit;padding:.5rem 1.2rem;margin-right:.5rem}"
    ".yes{background:#2b6a3f;color:#fff;border:0;border-radius:4px}"
)


def consent_page(app: str, companies: Iterable[tuple[str, str]], asked: Mapping[str, str]) -> bytes:
    """`companies` are (realm, name); `asked` is the app's request, which the form carries on."""
    choices = "".join(
        f'<label><input type="radio" name="realm" value="{escape(realm)}"{" checked" if place == 0 else ""}> '
        f"{escape(name)} <small>{escape(realm)}</small></label>"
        for place, (realm, name) in enumerate(companies)
    )
    carried = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in asked.items()
    )
    return _page(
        "Connect to QuickBooks",
        f"<h1>{escape(app)} would like to see and change your books</h1><p>Which company should it be connected to?</p>"
        f'<form method="post">{carried}{choices}<p><button class="yes" name="decision" value="connect">Connect</button>'
        '<button name="decision" value="cancel">No, thanks</button></p></form>'
        "<p><small>This is a sandbox on your own machine. Nothing leaves it.</small></p>",
    )


def refusal_page(reason: str) -> bytes:
    """For requests that are not safe to answer by sending the browser back."""
    return _page("Not connected", f"<h1>The app cannot be connected</h1><p>{escape(reason)}</p>")


def _page(title: str, body: str) -> bytes:
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    return f'<!doctype html><html lang="en"><head>{head}<style>{STYLE}</style></head><body>{body}</body></html>'.encode()
