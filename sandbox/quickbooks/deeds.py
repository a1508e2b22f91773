"""Faults that change a company just before a request is worked on; the request then goes on as if nothing had happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.quickbooks import person
from sandbox.quickbooks.documents import Options, write
from sandbox.quickbooks.errors import Refusal
from sandbox.quickbooks.faults import Fault
from sandbox.quickbooks.fields import KIND_OF_PATH, KINDS
from sandbox.quickbooks.messages import Request
from sandbox.quickbooks.preferences import change_preferences
from sandbox.quickbooks.world import World


def happen(world: World, fault: Fault, request: Request) -> None:
    """Does the fault's deed, if it has one. What QuickBooks would not allow a person is left undone."""
    deed = DEEDS.get(fault.kind)
    if deed:
        try:
            deed(world, fault, request)
        except (Refusal, ValueError):
            return


def _expired(world: World, _fault: Fault, _request: Request) -> None:
    world.oauth.expire_access(world.realm)


def _disconnected(world: World, _fault: Fault, _request: Request) -> None:
    world.oauth.disconnect(world.realm)


def _closed(world: World, fault: Fault, _request: Request) -> None:
    day = fault.date or world.clock.today().isoformat()
    with world.company.atomic():
        change_preferences(world.company, {"AccountingInfoPrefs": {"BookCloseDate": day}})


def _subscription_ends(world: World, _fault: Fault, _request: Request) -> None:
    world.company.switches.change({"subscription_ended": True})


def _edits(world: World, fault: Fault, request: Request) -> None:
    """The document's SyncToken rises; nothing else of it changes."""
    _written(world, fault, request, "update", sparse=True)


def _deletes(world: World, fault: Fault, request: Request) -> None:
    _written(world, fault, request, "delete")


def _person(world: World, fault: Fault, _request: Request) -> None:
    person.do(world.company, fault.wish)


def _written(world: World, fault: Fault, request: Request, operation: str, **more: Any) -> None:
    found = list(_named(world, request))
    place = fault.item or 0
    if place < len(found):
        kind, id = found[place]
        document = world.company.documents[kind][id]
        body = {"Id": id, "SyncToken": document["SyncToken"], **more}
        write(world.company, kind, body, Options(operation=operation))


def _named(world: World, request: Request) -> Iterator[tuple[str, str]]:
    """(kind, id) of the documents that a request, or each item of a batch, is about; else of those that it links to."""
    for kind, body in _bodies(request):
        if not isinstance(body, dict):
            continue
        links = body.get("LinkedTxn") if isinstance(body.get("LinkedTxn"), list) else []
        wanted = [(kind, body.get("Id"))] if body.get("Id") else [(link.get("TxnType"), link.get("TxnId")) for link in links]
        for name, id in wanted:
            if name in world.company.documents and str(id) in world.company.documents[name]:
                yield name, str(id)


def _bodies(request: Request) -> Iterator[tuple[str, Any]]:
    resource = request.path.rstrip("/").rpartition("/")[2].lower()
    body = request.json()
    if resource in KIND_OF_PATH:
        yield KIND_OF_PATH[resource], body
    items = body.get("BatchItemRequest") if isinstance(body, dict) else None
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            yield from ((name, value) for name, value in item.items() if name in KINDS)


DEEDS: dict[str, Callable[[World, Fault, Request], None]] = {
    "expired_token": _expired,
    "disconnected": _disconnected,
    "closed_period": _closed,
    "subscription_ends": _subscription_ends,
    "person_edits": _edits,
    "person_deletes": _deletes,
    "person": _person,
}
