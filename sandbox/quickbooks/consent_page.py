"""The page on which a person connects an app to one of the companies: plain HTML, a form that goes back to itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from urllib.parse import urlsplit

# Nothing in it runs, nothing is fetched, and no other page can show it in a frame to steal a click. Where the form may lead
# is left open: it is answered by sending the browser back to the app.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
STYLE = (
    "*{box-sizing:border-box}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:0 auto;padding:2rem 1rem;color:#1c2733;"
    "overflow-wrap:anywhere}h1{font-size:1.4rem}button{font:inherit;padding:.6rem 1.2rem;margin:0 .6rem .6rem 0;"
    "border:1px solid #57636f;border-radius:4px;background:#fff;color:#1c2733;cursor:pointer}"
    "button.yes{background:#2b6a3f;border-color:#2b6a3f;color:#fff}"
    "fieldset{border:0;margin:0 0 1.2rem;padding:0}legend{padding:0;margin-bottom:.5rem}"
    "label{display:flex;gap:.7rem;padding:.6rem .8rem;border:1px solid #d8dee4;border-radius:4px;margin-bottom:.4rem;"
    "cursor:pointer}label:has(:checked){border-color:#2b6a3f;background:#f1f7f3}"
    "label span{min-width:0}small{color:#57636f;display:block}"
)


def consent_page(app: str, companies: Iterable[tuple[str, str]], asked: Mapping[str, str]) -> bytes:
    """`companies` are (realm, name); `asked` is the app's request, which the form carries on."""
    choices = "".join(
        f'<label><input type="radio" name="realm" value="{escape(realm)}"{" checked" if place == 0 else ""}> '
        f"<span><bdi>{escape(name)}</bdi><small>{escape(realm)}</small></span></label>"
        for place, (realm, name) in enumerate(companies)
    )
    carried = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in asked.items()
    )
    back = urlsplit(asked.get("redirect_uri", "")).netloc
    return _page(
        "Connect to QuickBooks",
        f"<h1><bdi>{escape(app)}</bdi> would like to see and change your books</h1>"
        f'<form method="post">{carried}<fieldset><legend>Which company should it be connected to?</legend>{choices}'
        '</fieldset><button class="yes" name="decision" value="connect">Connect</button>'
        '<button name="decision" value="cancel">No, thanks</button></form>'
        f"<p><small>Either way you are sent back to the app, at <bdi>{escape(back)}</bdi>.</small>"
        "<small>This is a sandbox on your own machine. Nothing leaves it.</small></p>",
    )


def refusal_page(reason: str) -> bytes:
    """For requests that are not safe to answer by sending the browser back."""
    told = (
        "<p>Nothing was connected. The app sent you here with a request that is not right; its developer can mend that.</p>"
    )
    return _page("Not connected", f"<h1>The app cannot be connected</h1><p>{escape(reason)}</p>{told}")


def _page(title: str, body: str) -> bytes:
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
    head += f'<link rel="icon" href="data:,"><title>{title}</title><style>{STYLE}</style>'
    page = f'<!doctype html><html lang="en"><head>{head}</head><body><main>{body}</main></body></html>'
    return page.encode("utf-8", "replace")
