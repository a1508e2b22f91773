"""The controls, under /_sandbox/ on either port, without credentials: look at the world, change it, make it fail.

GET  /_sandbox/orders             what there is and what the accounts should hold (?store=, ?fate=)
POST /_sandbox/orders             one more order; what can be said of it: creation.py
POST /_sandbox/orders/{id}/pay    {"gateway"?, "amount"?}
POST /_sandbox/orders/{id}/ship   {"lines"?: [{"line_id", "quantity"}]}: those, or all that is left
POST /_sandbox/orders/{id}/cancel, /touch
POST /_sandbox/orders/{id}/edit   {"lines": [{"line_id", "quantity"} or {"sku", "quantity", "price"?, "title"?}]}
POST /_sandbox/orders/{id}/refund {"lines"?: [{"line_id", "quantity"}], "shipping"?, "amount"?, "reason"?}
POST /_sandbox/step               every order one step along its fate
POST /_sandbox/reset              {"seed"?, "orders"?, "days"?}
POST /_sandbox/faults             {"kind", "count"?, "store"?, "path"?, "retry_after"?, "seconds"?}; DELETE: no more
POST /_sandbox/mutate             {"every": 3}: every third page of orders touches a random order; 0 stops it
GET  /_sandbox/calls              how often each store was called; POST /_sandbox/calls/reset
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.stores import creation
from sandbox.stores.faults import KINDS, Fault
from sandbox.stores.gateways import gateway
from sandbox.stores.orders import LineChange, NotPossible, Order, RefundRequest
from sandbox.stores.seeding import STORES
from sandbox.stores.wire import Answer, Request, json_answer
from sandbox.stores.world import World

ROOT = "/_sandbox/"

_ORDER_PATH = re.compile(r"orders/(\d+)(?:/(\w+))?")

Body = dict[str, Any]


def answer(world: World, request: Request) -> Answer:
    """One control; a wrong request is answered 400 with the reason, an unknown one 404."""
    path = request.path.removeprefix(ROOT).rstrip("/")
    try:
        body = request.json()
        if not isinstance(body, dict):
            raise NotPossible("the body must be a JSON object")
        match = _ORDER_PATH.fullmatch(path)
        if match:
            return _one_order(world, request.method, int(match[1]), match[2], body)
        control = _CONTROLS.get((request.method, path))
        return control(world, request, body) if control else json_answer({"error": "no such control"}, status=404)
    except (NotPossible, KeyError, ValueError, TypeError, InvalidOperation) as error:
        return json_answer({"error": f"{type(error).__name__}: {error}"}, status=400)


def _one_order(world: World, method: str, order_id: int, deed: str | None, body: Body) -> Answer:
    order = world.find(order_id)
    if deed and method == "POST":
        if deed not in _DEEDS:
            raise NotPossible(f"an order cannot be told to “{deed}”; it can {', '.join(_DEEDS)}")
        _DEEDS[deed](world, order, body)
    return json_answer(order.summary())


def _amount(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _pay(world: World, order: Order, body: Body) -> None:
    by = gateway(order.store, str(body["gateway"])) if body.get("gateway") else None
    order.pay(world.now(), by, _amount(body.get("amount")))


def _ship(world: World, order: Order, body: Body) -> None:
    order.ship(world.now(), [(int(row["line_id"]), int(row["quantity"])) for row in body.get("lines", [])])


def _touch(world: World, order: Order, _body: Body) -> None:
    order.touch(world.now())


def _edit(world: World, order: Order, body: Body) -> None:
    changes = [
        LineChange(int(row["quantity"]), line_id=int(row["line_id"]))
        if "line_id" in row
        else LineChange(int(row.get("quantity", 1)), product=creation.product(order.store, row))
        for row in body["lines"]
    ]
    if any(change.quantity < 0 for change in changes):
        raise NotPossible("a quantity cannot be below zero")
    order.edit(world.now(), changes)


def _refund(world: World, order: Order, body: Body) -> None:
    units: Counter[int] = Counter()
    for row in body.get("lines", []):
        units[int(row["line_id"])] += int(row["quantity"])
    request = RefundRequest(
        tuple(units.items()), bool(body.get("shipping")), _amount(body.get("amount")), str(body.get("reason", ""))
    )
    order.refund(world.now(), request)


_DEEDS: dict[str, Callable[[World, Order, Body], None]] = {
    "pay": _pay,
    "ship": _ship,
    "cancel": lambda world, order, _body: order.cancel(world.now()),
    "touch": _touch,
    "edit": _edit,
    "refund": _refund,
}


def _orders(world: World, request: Request, _body: Body) -> Answer:
    store, fate = request.one("store"), request.one("fate")
    found = [
        order.summary()
        for order in world.all_orders()
        if store in (None, order.store) and fate in (None, order.draft.fate.value)
    ]
    return json_answer(found)


def _create(world: World, _request: Request, body: Body) -> Answer:
    count = int(body.get("count", 1))
    made = [creation.create(world, body).summary() for _ in range(count)]
    return json_answer(made if "count" in body else made[0], status=201)


def _step(world: World, _request: Request, _body: Body) -> Answer:
    return json_answer({"moved": world.step()})


def _reset(world: World, _request: Request, body: Body) -> Answer:
    plan = world.plan
    world.reset(
        replace(
            plan,
            seed=int(body.get("seed", plan.seed)),
            orders=int(body.get("orders", plan.orders)),
            days=int(body.get("days", plan.days)),
        )
    )
    return json_answer({"orders": len(world.all_orders())})


def _fault(world: World, _request: Request, body: Body) -> Answer:
    fault = Fault(**body)
    if fault.kind not in KINDS:
        raise NotPossible(f"there is no fault “{fault.kind}”; there are {', '.join(KINDS)}")
    if fault.store not in (None, *STORES):
        raise NotPossible(f"there is no store “{fault.store}”; there are {', '.join(STORES)}")
    world.faults.add(fault)
    return json_answer({"kind": fault.kind, "count": fault.count})


def _no_faults(world: World, _request: Request, _body: Body) -> Answer:
    world.faults.clear()
    return json_answer({})


def _mutate(world: World, _request: Request, body: Body) -> Answer:
    world.mutate_every = int(body["every"])
    return json_answer({"every": world.mutate_every})


def _calls(world: World, _request: Request, _body: Body) -> Answer:
    return json_answer(world.calls.summary())


def _reset_calls(world: World, _request: Request, _body: Body) -> Answer:
    world.calls.reset()
    return json_answer(world.calls.summary())


_CONTROLS: dict[tuple[str, str], Callable[[World, Request, Body], Answer]] = {
    ("GET", "orders"): _orders,
    ("POST", "orders"): _create,
    ("POST", "step"): _step,
    ("POST", "reset"): _reset,
    ("POST", "faults"): _fault,
    ("DELETE", "faults"): _no_faults,
    ("POST", "mutate"): _mutate,
    ("GET", "calls"): _calls,
    ("POST", "calls/reset"): _reset_calls,
}
