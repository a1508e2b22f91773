"""The Accounting API: which path does what, who may call, how refusals are answered (reference sections 3 to 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.quickbooks import changes, pdf, query, reports
from sandbox.quickbooks.batch import Batch
from sandbox.quickbooks.documents import Options, check_subscribed, read, write
from sandbox.quickbooks.errors import (
    Refusal,
    gateway_body,
    refusal,
    throttled,
    unauthenticated,
    unsupported_operation,
    wrong_company,
)
from sandbox.quickbooks.exchange_rates import read_rate
from sandbox.quickbooks.faults import Fault
from sandbox.quickbooks.fields import FIELDS, KIND_OF_PATH
from sandbox.quickbooks.messages import JSON, Answer, Request, json_answer
from sandbox.quickbooks.replay import checked_request_id, digest
from sandbox.quickbooks.sending import send, with_invoice_link
from sandbox.quickbooks.tax_rates import make_tax_code
from sandbox.quickbooks.uploads import upload
from sandbox.quickbooks.world import World

PREFIX = "/v3/company/"


def answer(world: World, request: Request, fault: Fault | None = None) -> Answer:
    """One API call. Raises batch.Cut where a fault drops the connection."""
    rest = request.path.removeprefix(PREFIX).strip("/").split("/")
    realm, resource = rest[0], [part.lower() for part in rest[1:]]
    _count(world, request, resource)
    authorization = request.headers.get("authorization", "")
    token = world.oauth.accepts(authorization)
    if token is None:
        return unauthorized(world, empty=authorization.strip().lower() == "bearer")
    try:
        if realm != world.realm or token.realm != realm:
            raise wrong_company()
        metered = _is_metered(request, resource)
        if not world.admits(token.client_id, resource == ["batch"], metered):
            raise throttled()
        if request.method == "GET" and resource[2:] == ["pdf"]:
            return _pdf(world, request, resource)
        body = _perform(world, request, resource, fault)
        world.calls.add("metered", int(metered))
        if resource[:1] == ["reports"]:
            return json_answer(body)  # a report tells its time in its header
        return json_answer({**body, "time": body.get("time", world.clock.answer_time())})
    except Refusal as error:
        return refused(world, error)


def refused(world: World, error: Refusal) -> Answer:
    switches, time = world.company.switches, world.clock.answer_time()
    if error.problems[0].code == "3100" and switches.forbidden_body == "fault":
        return json_answer(gateway_body(error, _milliseconds(world)), 403, JSON)
    if error.status != 429:
        return json_answer({"Fault": error.fault(), "time": time}, error.status, JSON)
    world.calls.add("throttled")
    headers = {"Retry_After": "60"} if switches.retry_after else {}
    if switches.throttle_body == "fault":
        return json_answer(gateway_body(error, _milliseconds(world)), 429, JSON, **headers)
    return json_answer({"Fault": error.fault(), "time": time}, 429, JSON, **headers)


def unauthorized(world: World, empty: bool = False) -> Answer:
    world.calls.add("unauthorized")
    body = gateway_body(unauthenticated(empty), _milliseconds(world))
    return json_answer(body, 401, JSON, WWW_Authenticate='Bearer realm="Intuit", error="invalid_token"')


def _milliseconds(world: World) -> int:
    return int(world.clock.seconds() * 1000)


def _count(world: World, request: Request, resource: list[str]) -> None:
    if resource == ["batch"]:
        world.calls.add("batches")
    elif _is_metered(request, resource):
        world.calls.add("reads")
    else:
        world.calls.add("singles")


def _is_metered(request: Request, resource: list[str]) -> bool:
    """Reads, queries, reports and change data capture are metered (CorePlus), writes are not (reference section 3.4)."""
    return request.method == "GET" or resource[:1] == ["query"]


def _perform(world: World, request: Request, resource: list[str], fault: Fault | None) -> dict[str, Any]:
    handler = HANDLERS.get((request.method, resource[0] if resource else ""))
    if handler is not None and len(resource) == 1:
        return handler(world, request, fault)
    if request.method == "GET" and resource[:1] == ["reports"] and len(resource) == 2:
        return reports.answer(world.company, resource[1], request.parameters)
    if (request.method, resource) == ("POST", ["taxservice", "taxcode"]):
        return _once(world, request, lambda: make_tax_code(world.company, request.json()))
    kind = KIND_OF_PATH.get(resource[0]) if resource else None
    if kind is not None and request.method == "POST" and resource[2:] == ["send"]:
        return _once(
            world, request, lambda: {kind: send(world.company, kind, resource[1], request.parameters.get("sendTo", ""))}
        )
    if kind is None or len(resource) > 2:
        raise unsupported_operation(request.path)
    if request.method == "GET":
        return _read(world, request, kind, resource[1:])
    if request.method == "POST" and len(resource) == 1 and kind in (*FIELDS, "Preferences"):
        return _write(world, request, kind)
    raise unsupported_operation(request.path)


def _pdf(world: World, request: Request, resource: list[str]) -> Answer:
    kind = KIND_OF_PATH.get(resource[0])
    if kind is None:
        raise unsupported_operation(request.path)
    return Answer(200, pdf.page_of(world.company, kind, resource[1]), pdf.CONTENT_TYPE)


def _read(world: World, request: Request, kind: str, rest: list[str]) -> dict[str, Any]:
    if kind == "ExchangeRate" and not rest:
        asked = {name.lower(): value for name, value in request.parameters.items()}
        return {kind: read_rate(world.company, asked.get("sourcecurrencycode", "").upper(), asked.get("asofdate"))}
    if kind == "Preferences" and not rest:
        return {kind: read(world.company, kind, "1")}
    if not rest:
        raise unsupported_operation(kind)
    if kind == "CompanyInfo":
        return {kind: read(world.company, kind, "1" if rest[0] in ("1", world.company.realm) else "0")}
    if kind == "TaxCode" and (pseudo := {id.lower(): id for id in world.company.documents[kind]}.get(rest[0])):
        return {kind: world.company.documents[kind][pseudo]}
    found = read(world.company, kind, rest[0])
    if kind == "Invoice" and "invoiceLink" in _included(request.parameters):
        found = with_invoice_link(found)
    return {kind: found}


def _write(world: World, request: Request, kind: str) -> dict[str, Any]:
    if not request.headers.get("content-type", "").startswith(JSON):
        raise refusal("1050", f"Invalid content type : {request.headers.get('content-type')}; use {JSON}")
    options = _options(request.parameters)
    return _once(world, request, lambda: {kind: write(world.company, kind, request.json(), options)})


def _once(world: World, request: Request, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Does a write, or answers it as the first time where its request id was seen before."""
    request_id = checked_request_id(request.parameters.get("requestid"))
    body = digest(request.path.encode(), request.body)
    replayed = world.replay.find(request_id, body)
    if replayed is not None:
        world.calls.add("replayed")
        if isinstance(replayed, Refusal):
            raise replayed
        return dict(replayed)
    try:
        check_subscribed(world.company)
        answer = work()
    except Refusal as error:
        world.calls.add("refused")
        world.replay.keep(request_id, body, error, refused=True)
        raise
    world.calls.add("writes")
    answer = {**answer, "time": world.clock.answer_time()}
    world.replay.keep(request_id, body, answer)
    return answer


def _options(parameters: dict[str, str]) -> Options:
    included = _included(parameters)
    operation = parameters.get("operation")
    void = operation == "void" or (operation == "update" and "void" in included)
    return Options(operation=None if void else operation, duplicates_allowed="allowduplicatedocnum" in included, void=void)


def _included(parameters: dict[str, str]) -> set[str]:
    return {option.strip() for option in parameters.get("include", "").split(",")}


def _query(world: World, request: Request, _fault: Fault | None) -> dict[str, Any]:
    text = request.parameters.get("query") or request.body.decode("utf-8", "replace")
    return {"QueryResponse": query.answer(world.company, text)}


def _changes(world: World, request: Request, _fault: Fault | None) -> dict[str, Any]:
    asked = request.parameters
    return {"CDCResponse": changes.answer(world.company, asked.get("entities", ""), asked.get("changedSince", ""))}


def _batch(world: World, request: Request, fault: Fault | None) -> dict[str, Any]:
    batch = Batch(world.company, world.calls, world.replay, fault)
    return {"BatchItemResponse": batch.answer(request.json(), request.parameters.get("requestid"))}


def _upload(world: World, request: Request, _fault: Fault | None) -> dict[str, Any]:
    return _once(world, request, lambda: {"AttachableResponse": upload(world.company, request)})


HANDLERS: dict[tuple[str, str], Callable[[World, Request, Fault | None], dict[str, Any]]] = {
    ("GET", "query"): _query,
    ("POST", "query"): _query,
    ("GET", "cdc"): _changes,
    ("POST", "batch"): _batch,
    ("POST", "upload"): _upload,
}
