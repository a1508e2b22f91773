"""The parts of which every described operation is put together: parameters, bodies, answers."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.description.components import TEXT, Schema, list_of, object_of
from sandbox.quickbooks.messages import JSON

Operation = dict[str, Any]
Paths = dict[str, dict[str, Operation]]
TOKEN = [{"accessToken": []}]
FAULT: Schema = object_of(
    {
        "Error": list_of(
            object_of({"Message": TEXT, "Detail": TEXT, "code": TEXT, "element": TEXT}, "Message", "code"), minItems=1
        ),
        "type": TEXT,
    },
    "Error",
    "type",
    title="Fault",
)
FAULT_ANSWER = object_of({"Fault": FAULT, "time": TEXT}, "Fault", "time", title="FaultAnswer")
UNAUTHORIZED: Schema = object_of(
    {
        "fault": object_of(
            {
                "error": list_of(
                    object_of({"message": TEXT, "detail": {"type": ["string", "null"]}, "code": TEXT}, "message", "code")
                ),
                "type": TEXT,
            },
            "error",
            "type",
        ),
        "time": {"type": "integer"},
    },
    "fault",
    "time",
    title="GatewayFault",
    description="The gateway's own answer, with its lower-case keys",
)
ANY: Schema = {}
HEADERS = {
    "intuit_tid": {"description": "The id of this answer", "required": True, "schema": TEXT},
}
COMPANY_HEADERS = {
    **HEADERS,
    "Qbo-Version": {"required": True, "schema": TEXT},
    "Service-Time": {"required": True, "schema": TEXT},
}


def operation(
    id: str,
    tag: str,
    summary: str,
    answers: dict[str, Any],
    parameters: list[Any] | None = None,
    body: Any = None,
    **more: Any,
) -> Operation:
    made: Operation = {"operationId": id, "tags": [tag], "summary": summary, "responses": answers, **more}
    if parameters:
        made["parameters"] = parameters
    if body is not None:
        made["requestBody"] = body
    return made


def query(name: str, schema: Schema, description: str = "", required: bool = False) -> dict[str, Any]:
    words = {"description": description} if description else {}
    return {"name": name, "in": "query", "required": required, "schema": schema, **words}


def in_path(name: str, schema: Schema, description: str = "") -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema, "description": description}


def json_body(schema: Schema, required: bool = True) -> dict[str, Any]:
    return {"required": required, "content": {JSON: {"schema": schema}}}


def json_answer(description: str, schema: Schema, headers: dict[str, Any] = HEADERS, **more: Any) -> dict[str, Any]:
    return {"description": description, "headers": headers, "content": {JSON: {"schema": schema}}, **more}


def page_answer(description: str, content_type: str = "text/html") -> dict[str, Any]:
    return {"description": description, "content": {content_type: {"schema": TEXT}}}


def refused(schema: Schema, gateways: Schema) -> dict[str, Any]:
    """The answers that every call of the Accounting API may get instead of its own, some as the gateway's by a switch."""
    either: Schema = {"anyOf": [gateways, schema]}
    return {
        "400": json_answer("Refused: each error with its code, message, detail and element", schema),
        "401": json_answer("No valid access token", gateways),
        "403": json_answer("The token is another company's (3100)", either),
        "429": json_answer("A limit is reached, where limits are switched on (3001)", either),
        "5XX": {"description": "A fault that was switched on struck: a Fault, or a gateway's page"},
    }
