"""The control API under /_sandbox: counts, faults, documents, a person's work, preferences, clock, switches, reset."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sandbox.quickbooks import person
from sandbox.quickbooks.clock import MOST_SECONDS
from sandbox.quickbooks.control_companies import COMPANY_ACTIONS
from sandbox.quickbooks.errors import Refusal
from sandbox.quickbooks.intuit import Intuit
from sandbox.quickbooks.messages import JSON, Answer, Request, json_answer
from sandbox.quickbooks.money import decimal_of
from sandbox.quickbooks.preferences import change_preferences
from sandbox.quickbooks.values import moment
from sandbox.quickbooks.world import World

PREFIX = "/_sandbox"


def answer(intuit: Intuit, request: Request) -> Answer:
    """A parameter `realm` names the company that is meant, else the first.

    400 with `error` for what is not understood, or what QuickBooks refuses a person (then with its Fault too).
    """
    asked = (request.method, request.path.removeprefix(PREFIX).rstrip("/"))
    if asked not in ACTIONS and asked not in COMPANY_ACTIONS:
        known = [f"{method} {PREFIX}{path}" for method, path in (*COMPANY_ACTIONS, *ACTIONS)]
        return json_answer({"error": f"no such control; there are: {', '.join(known)}"}, 404, JSON)
    try:
        if asked in COMPANY_ACTIONS:
            return json_answer(COMPANY_ACTIONS[asked](intuit, request))
        return json_answer(ACTIONS[asked](intuit.world(request.parameters.get("realm")), request))
    except Refusal as error:
        return json_answer({"error": str(error), "Fault": error.fault()}, 400, JSON)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return json_answer({"error": f"{type(error).__name__}: {error}"}, 400, JSON)


def _connection(world: World, _request: Request) -> Any:
    oauth = world.oauth
    return {
        "realm": world.realm,
        "client_id": oauth.client_id,
        "client_secret": oauth.client_secret,
        "refresh_token": oauth.first_token_of(oauth.client_id, world.realm),
    }


def _calls(world: World, _request: Request) -> Any:
    return world.calls.shown()


def _reset_calls(world: World, _request: Request) -> Any:
    world.calls.reset()
    return world.calls.shown()


def _faults(world: World, _request: Request) -> Any:
    return world.faults.shown()


def _add_fault(world: World, request: Request) -> Any:
    world.faults.add(request.json())
    return world.faults.shown()


def _clear_faults(world: World, _request: Request) -> Any:
    world.faults.clear()
    return world.faults.shown()


def _documents(world: World, request: Request) -> Any:
    """The documents of a `kind`, by id; `doc_number` and `id` narrow."""
    kind = request.parameters.get("kind", "")
    if kind not in world.company.documents:
        raise ValueError(f"there is no kind {kind!r}; there are: {', '.join(world.company.documents)}")
    wanted = {"DocNumber": request.parameters.get("doc_number"), "Id": request.parameters.get("id")}
    return [
        world.company.shown(kind, document)
        for document in world.company.documents[kind].values()
        if all(value is None or document.get(name) == value for name, value in wanted.items())
    ]


def _person(world: World, request: Request) -> Any:
    return person.do(world.company, request.json())


def _disconnect(world: World, _request: Request) -> Any:
    world.oauth.disconnect(world.realm)
    return {"disconnected": True}


def _preferences(world: World, _request: Request) -> Any:
    return world.company.documents["Preferences"]["1"]


def _change_preferences(world: World, request: Request) -> Any:
    with world.company.atomic():
        return change_preferences(world.company, request.json())


def _clock(world: World, _request: Request) -> Any:
    return {"now": world.clock.answer_time(), "ahead": world.clock.ahead}


def _advance(world: World, request: Request) -> Any:
    """Moves the clock forward by `seconds` (or `advance`), or to the time `now` (ISO 8601)."""
    asked = request.json()
    if "now" in asked:
        world.clock.set(moment(asked["now"]))
        return _clock(world, request)
    seconds = float(asked.get("seconds", asked.get("advance", 0)))
    if not 0 <= seconds <= MOST_SECONDS - world.clock.ahead:
        raise ValueError("time does not run backwards, nor more than a century ahead")
    world.clock.advance(seconds)
    return _clock(world, request)


def _switches(world: World, _request: Request) -> Any:
    return world.company.switches.shown()


def _change_switches(world: World, request: Request) -> Any:
    wanted = request.json()
    plain = {name: float(value) if isinstance(value, Decimal) else value for name, value in wanted.items()}
    world.company.switches.change(plain)
    return _switches(world, request)


def _throttle(world: World, _request: Request) -> Any:
    shown = world.throttle.shown(world.realm, world.clock.seconds())
    return {"on": world.company.switches.throttles, "limits": shown}


def _change_throttle(world: World, request: Request) -> Any:
    """{limit: most requests, 0 for none}; they hold for every company. The switch `throttles` turns all of them on."""
    world.throttle.change(request.json())
    return _throttle(world, request)


def _ledger(world: World, request: Request) -> Any:
    """The entries of the document `kind` and `id`, debits positive; without them, what is wrong with the whole ledger."""
    ledger, accounts = world.company.ledger, world.company.documents["Account"]
    asked = request.parameters
    if "id" not in asked:
        return {"drift": ledger.drift()}
    return [
        {
            "account": {"value": str(entry.account), "name": accounts[str(entry.account)]["FullyQualifiedName"]},
            "home": decimal_of(entry.home),
            "foreign": decimal_of(entry.foreign),
            "entity": str(entry.entity) if entry.entity else None,
            "line": entry.line,
        }
        for entry in ledger.entries(asked.get("kind", ""), asked["id"])
    ]


ACTIONS: dict[tuple[str, str], Callable[[World, Request], Any]] = {
    ("GET", "/connection"): _connection,
    ("GET", "/calls"): _calls,
    ("POST", "/calls/reset"): _reset_calls,
    ("GET", "/faults"): _faults,
    ("POST", "/faults"): _add_fault,
    ("DELETE", "/faults"): _clear_faults,
    ("GET", "/documents"): _documents,
    ("POST", "/person"): _person,
    ("POST", "/disconnect"): _disconnect,
    ("GET", "/ledger"): _ledger,
    ("GET", "/preferences"): _preferences,
    ("POST", "/preferences"): _change_preferences,
    ("GET", "/clock"): _clock,
    ("POST", "/clock"): _advance,
    ("GET", "/switches"): _switches,
    ("POST", "/switches"): _change_switches,
    ("GET", "/throttle"): _throttle,
    ("POST", "/throttle"): _change_throttle,
}
