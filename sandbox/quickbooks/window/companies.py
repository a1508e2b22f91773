"""The pages of all companies, and of one: what is in it, what was asked of it, what its limits are."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.intuit import Intuit
from sandbox.quickbooks.money import decimal_of
from sandbox.quickbooks.window.html import amount_of, company_name, link, page, table, text_of
from sandbox.quickbooks.window.words import plural
from sandbox.quickbooks.world import World

COUNTERS = {
    "calls": "requests to the API in all",
    "batches": "requests with up to thirty items",
    "items": "items in them",
    "batch_queries": "of these, queries",
    "singles": "other requests that write",
    "reads": "gets, queries, reports and change data capture",
    "metered": "reads that Intuit would charge for",
    "writes": "documents written",
    "refused": "writes and items refused",
    "replayed": "writes answered from their request id",
    "throttled": "answers 429",
    "unauthorized": "answers 401",
    "refreshes": "token refreshes",
    "faults": "faults that struck",
}


def all_companies(intuit: Intuit) -> bytes:
    rows = [
        [
            link(world, text=company_name(world)),
            text_of(realm),
            text_of(world.sample),
            text_of(world.clock.stamp()),
            *(f"{world.company.count(kind):,}" for kind in ("Estimate", "Invoice", "Payment")),
        ]
        for realm, world in intuit.worlds.items()
    ]
    amounts = ("Sales orders", "Invoices", "Payments")
    headings = ("Company", "Realm", "Sample", "Its time", *amounts)
    return page("Companies", table(headings, rows, amounts, ("Realm", "Its time")))


def one_company(world: World) -> bytes:
    sections = [
        ("Books", _books(world)),
        ("Calls", _counters(world)),
        (f"Limits ({'on' if world.company.switches.throttles else 'off'})", _limits(world)),
        ("General ledger", _ledger(world)),
    ]
    body = "".join(f"<section><h2>{title}</h2>{inner}</section>" for title, inner in sections)
    return page(company_name(world), f'<div class="columns">{body}</div>', world)


def _books(world: World) -> str:
    """Kinds without any stand below, on one line."""
    company = world.company
    counts = {kind: company.count(kind) for kind in company.documents}
    rows = [[link(world, kind, text=plural(kind)), f"{count:,}"] for kind, count in counts.items() if count]
    rows.append([link(world, "deleted", text="Deleted"), f"{len(company.removed):,}"])
    empty = ", ".join(link(world, kind, text=plural(kind)) for kind, count in counts.items() if not count)
    return table(("What", "Number"), rows, ("Number",)) + (f'<p class="quiet">None: {empty}</p>' if empty else "")


def _counters(world: World) -> str:
    counts = world.calls.shown()
    rows = [
        [text_of(name), f"{counts[name]:,}", f'<span class="quiet">{text_of(COUNTERS.get(name, ""))}</span>']
        for name in (*COUNTERS, *(name for name in counts if name not in COUNTERS))
    ]
    return table(("Counter", "Number", ""), rows, ("Number",), ("Counter",))


def _limits(world: World) -> str:
    limits = world.throttle.shown(world.realm, world.clock.seconds())
    rows = [[text_of(name.replace("_", " ")), f"{limit['most']:,}", _used(limit["used"])] for name, limit in limits.items()]
    return table(("Limit", "Most", "Used"), rows, ("Most", "Used"))


def _used(used: Any) -> str:
    """One number, or one for each app."""
    if not isinstance(used, dict):
        return f"{used:,}"
    return "<br>".join(f"{text_of(app)}: {number:,}" for app, number in used.items()) or "0"


def _ledger(world: World) -> str:
    """Every account that something was posted on, with its balance; the two columns are equal."""
    ledger, accounts = world.company.ledger, world.company.documents["Account"]
    balances = {id: ledger.balance(int(id)) for id in accounts}
    rows = [
        [link(world, "Account", id, text=accounts[id]["FullyQualifiedName"]), *sides(balance)]
        for id, balance in balances.items()
        if balance
    ]
    debits = sum(balance for balance in balances.values() if balance > 0)
    credits = -sum(balance for balance in balances.values() if balance < 0)
    total = ["", amount_of_minor(debits), amount_of_minor(credits)]
    return table(("Account", "Debit", "Credit"), rows, ("Debit", "Credit"), total=total)


def sides(minor_units: int) -> tuple[str, str]:
    """An amount in its debit or its credit column."""
    shown = amount_of_minor(abs(minor_units))
    return (shown, "") if minor_units >= 0 else ("", shown)


def amount_of_minor(minor_units: int) -> str:
    return amount_of(decimal_of(minor_units))
