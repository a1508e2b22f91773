"""GET /openapi.json: the whole description, for the companies that there are when it is asked for."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.description.accounting import Accounting
from sandbox.quickbooks.description.components import Components
from sandbox.quickbooks.description.controls import control_paths
from sandbox.quickbooks.description.pages import sign_in_paths, window_paths
from sandbox.quickbooks.errors import unsupported_operation
from sandbox.quickbooks.intuit import Intuit
from sandbox.quickbooks.messages import JSON, Answer, Request, json_answer

PATH = "/openapi.json"
ABOUT = (
    "A stand-in for QuickBooks Online's Accounting API on this machine, described from the tables that it works by. "
    "What is said of a value here is what is taken: beyond that an empty string and null count as absent everywhere, "
    "properties marked read-only are taken and forgotten, and names of entities in paths may be in any case."
)


def answer(intuit: Intuit, request: Request) -> Answer:
    if request.method != "GET" or request.path != PATH:
        refused = unsupported_operation(request.path)
        return json_answer({"Fault": refused.fault(), "time": intuit.first.clock.answer_time()}, refused.status, JSON)
    return json_answer(described(list(intuit.worlds)), 200, JSON)


def described(realms: list[str]) -> dict[str, Any]:
    """The description of a sandbox that has the companies with these realms."""
    components = Components()
    paths = {
        **Accounting(realms, components).paths(),
        **sign_in_paths(realms),
        **control_paths(realms),
        **window_paths(realms, PATH),
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "QuickBooks sandbox", "version": "3", "description": ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(components.schemas.items())),
            "securitySchemes": {
                "accessToken": {"type": "http", "scheme": "bearer"},
                "app": {"type": "http", "scheme": "basic", "description": "The app's client id and secret"},
            },
        },
    }
