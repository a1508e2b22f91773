"""The control API for what spans companies: listing, making, resetting, pictures of them, apps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.quickbooks.calls import total
from sandbox.quickbooks.intuit import DEFAULT_SAMPLE, Intuit
from sandbox.quickbooks.messages import Request
from sandbox.quickbooks.world import World


def shown(intuit: Intuit, world: World) -> dict[str, Any]:
    """A company as the list of companies has it."""
    info = world.company.documents["CompanyInfo"]["1"]
    sharing = [other.realm for other in intuit.worlds.values() if other is not world and other.clock is world.clock]
    return {
        "realm": world.realm,
        "sample": world.sample,
        "name": info["CompanyName"],
        "country": info["Country"],
        "currency": world.company.home_currency,
        "now": world.clock.answer_time(),
        "clock_shared_with": sharing,
        "documents": {kind: len(found) for kind, found in world.company.documents.items() if found},
        "snapshots": [name for realm, name in intuit.snapshots if realm == world.realm],
        "refresh_token": intuit.oauth.first_token_of(intuit.oauth.client_id, world.realm),
    }


def _companies(intuit: Intuit, _request: Request) -> Any:
    return [shown(intuit, world) for world in intuit.worlds.values()]


def _create(intuit: Intuit, request: Request) -> Any:
    """`sample` (us) says what fills it; `clock_of` is the realm whose clock it shares."""
    asked = request.json()
    return shown(intuit, intuit.create(str(asked.get("sample", DEFAULT_SAMPLE)), asked.get("clock_of")))


def _reset(intuit: Intuit, request: Request) -> Any:
    """All of it, or with a parameter `realm` one company's books, clock, switches and counts."""
    if "realm" in request.parameters:
        world = intuit.world(request.parameters["realm"])
        world.reset()
    else:
        intuit.reset()
        world = intuit.first
    oauth = intuit.oauth
    return {
        "realm": world.realm,
        "client_id": oauth.client_id,
        "client_secret": oauth.client_secret,
        "refresh_token": oauth.first_token_of(oauth.client_id, world.realm),
    }


def _snapshot(intuit: Intuit, request: Request) -> Any:
    name = _name(request)
    picture = intuit.snapshot(request.parameters.get("realm"), name)
    return {"snapshot": name, "taken": picture.taken, "documents": picture.count}


def _restore(intuit: Intuit, request: Request) -> Any:
    intuit.restore(request.parameters.get("realm"), _name(request))
    return shown(intuit, intuit.world(request.parameters.get("realm")))


def _name(request: Request) -> str:
    return str(request.json().get("name", "default"))


def _apps(intuit: Intuit, _request: Request) -> Any:
    return intuit.oauth.shown()


def _register(intuit: Intuit, request: Request) -> Any:
    """Another app (`name`, `redirect_uris`), or with `client_id` new addresses for one that there is."""
    asked = request.json()
    uris = [str(uri) for uri in asked.get("redirect_uris", [])]
    client_id = asked.get("client_id")
    if client_id is None:
        intuit.oauth.register(str(asked.get("name", "Another app")), uris)
    elif client_id in intuit.oauth.apps:
        intuit.oauth.apps[client_id].redirect_uris[:] = uris
    else:
        raise ValueError(f"there is no app {client_id!r}")
    return intuit.oauth.shown()


def _webhooks(intuit: Intuit, _request: Request) -> Any:
    return intuit.webhooks.shown()


def _point_webhooks(intuit: Intuit, request: Request) -> Any:
    intuit.webhooks.point(request.json())
    return intuit.webhooks.shown()


def _stop_webhooks(intuit: Intuit, _request: Request) -> Any:
    intuit.webhooks.stop()
    return intuit.webhooks.shown()


def _totals(intuit: Intuit, _request: Request) -> Any:
    return total(world.calls.shown() for world in intuit.worlds.values())


COMPANY_ACTIONS: dict[tuple[str, str], Callable[[Intuit, Request], Any]] = {
    ("GET", "/companies"): _companies,
    ("POST", "/companies"): _create,
    ("POST", "/reset"): _reset,
    ("POST", "/snapshot"): _snapshot,
    ("POST", "/restore"): _restore,
    ("GET", "/apps"): _apps,
    ("POST", "/apps"): _register,
    ("GET", "/webhooks"): _webhooks,
    ("POST", "/webhooks"): _point_webhooks,
    ("DELETE", "/webhooks"): _stop_webhooks,
    ("GET", "/calls/total"): _totals,
}
