"""The paths of the control API, from its tables of actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from sandbox.quickbooks import faults, person
from sandbox.quickbooks.control import ACTIONS, PREFIX
from sandbox.quickbooks.control_companies import COMPANY_ACTIONS
from sandbox.quickbooks.description.components import NUMBER, TEXT, WHOLE, Schema, list_of, object_of, one_of_words
from sandbox.quickbooks.description.operations import ANY, HEADERS, Paths, json_answer, json_body, operation, query
from sandbox.quickbooks.fields import KINDS
from sandbox.quickbooks.samples import SAMPLES
from sandbox.quickbooks.switches import CHOICES, Switches
from sandbox.quickbooks.throttle import LIMITS

TYPES: dict[type, str] = {int: "integer", float: "number", str: "string", bool: "boolean", dict: "object"}
NAME = object_of({"name": TEXT})
COUNT: Schema = {"type": "integer", "minimum": 0}
HUNDRED: Schema = {"type": "number", "minimum": 0, "maximum": 100}
WITHOUT_REALM = ("/companies", "/apps", "/webhooks", "/calls/total")


def _typed(type: type) -> Schema:
    return {"type": TYPES[type]}


def _switches() -> Schema:
    known = {field.name: _typed(type(field.default)) for field in fields(Switches)}
    chosen = {name: one_of_words(words) for name, words in CHOICES.items()}
    return object_of({**known, **chosen}, additionalProperties=False)


BODIES: dict[str, Schema] = {  # what is posted, by path
    "/faults": object_of(
        {"kind": one_of_words(["mix", *faults.KINDS]), **{name: _typed(of) for name, of in faults.READ.items()}},  # type: ignore[arg-type]
        "kind",
        additionalProperties=False,
    ),
    "/person": object_of(
        {
            "do": one_of_words(person.ACTIONS),
            "kind": one_of_words(KINDS),
            **dict.fromkeys(("id", "doc_number", "customer_id", "date", "note", "memo", "description", "name"), TEXT),
            **dict.fromkeys(("line", "remove_line"), WHOLE),
            **dict.fromkeys(("quantity", "price", "tax", "amount"), NUMBER),
            "add_line": object_of({"item_id": TEXT, "quantity": NUMBER, "price": NUMBER}, "item_id"),
            "invoice_number": TEXT,
        },
        "do",
    ),
    "/preferences": {"type": "object", "additionalProperties": {"type": "object"}},
    "/clock": object_of({"seconds": {"type": "number", "minimum": 0}, "now": {"type": "string", "format": "date-time"}}),
    "/switches": _switches(),
    "/throttle": object_of(dict.fromkeys(LIMITS, COUNT), additionalProperties=False),
    "/companies": object_of({"sample": one_of_words(SAMPLES), "clock_of": TEXT}),
    "/snapshot": NAME,
    "/restore": NAME,
    "/apps": object_of({"name": TEXT, "redirect_uris": list_of(TEXT), "client_id": TEXT}),
    "/webhooks": object_of(
        {
            **dict.fromkeys(("url", "verifier_token"), TEXT),
            "kinds": list_of(one_of_words(KINDS)),
            **dict.fromkeys(("gather_seconds", "retries", "retry_seconds"), HUNDRED),
        },
        "url",
        "verifier_token",
    ),
}
PARAMETERS: dict[str, list[dict[str, Any]]] = {
    "/documents": [query("kind", one_of_words(KINDS), required=True), query("doc_number", TEXT), query("id", TEXT)],
    "/ledger": [query("kind", one_of_words(KINDS)), query("id", TEXT)],
}


def control_paths(realms: list[str]) -> Paths:
    found: Paths = {}
    for (method, path), action in {**COMPANY_ACTIONS, **ACTIONS}.items():
        asked = [*PARAMETERS.get(path, [])]
        if path not in WITHOUT_REALM:
            asked.append(query("realm", one_of_words(realms), "The company, else the first"))
        answers = {
            "200": json_answer("Done", ANY, HEADERS),
            "400": json_answer("Not understood", object_of({"error": TEXT, "Fault": {}}, "error"), HEADERS),
        }
        body = json_body(BODIES[path]) if method == "POST" and path in BODIES else None
        id = f"{method.lower()}{path.title().replace('/', '')}"
        found.setdefault(PREFIX + path, {})[method.lower()] = operation(
            id, "Control", _says(action, path), answers, asked, body
        )
    return found


def _says(action: Callable[..., Any], path: str) -> str:
    """The first line of the action's docstring; without one its path says enough."""
    return (action.__doc__ or path.strip("/").replace("/", " ").capitalize()).strip().split("\n")[0]
