"""The paths of the Accounting API, from its tables of entities, reports and handlers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.quickbooks import pdf
from sandbox.quickbooks.api import HANDLERS, PREFIX
from sandbox.quickbooks.batch import ITEM_PROPERTIES, MOST_ITEMS, OPERATIONS
from sandbox.quickbooks.description.components import TEXT, Components, Schema, answered, list_of, object_of, one_of_words
from sandbox.quickbooks.description.entities import entity, found_entities, operations, request
from sandbox.quickbooks.description.operations import (
    COMPANY_HEADERS,
    FAULT_ANSWER,
    TOKEN,
    UNAUTHORIZED,
    Operation,
    Paths,
    in_path,
    json_answer,
    json_body,
    operation,
    page_answer,
    query,
    refused,
)
from sandbox.quickbooks.description.reports import report_parameters
from sandbox.quickbooks.fields import FIELDS, KINDS
from sandbox.quickbooks.readers import schema_of
from sandbox.quickbooks.replay import LONGEST, LONGEST_IN_BATCH, LONGEST_ITEM_ID
from sandbox.quickbooks.reports.answering import REPORTS
from sandbox.quickbooks.sending import SENDABLE
from sandbox.quickbooks.tax_rates import TAX_SERVICE
from sandbox.quickbooks.uploads import CONTENT, METADATA, MULTIPART

COMPANY = f"{PREFIX}{{realmId}}"
WRITTEN = (*FIELDS, "Preferences")
ID = in_path("id", {"type": "string", "pattern": "^[0-9]{1,18}$"}, "The entity's Id")
MINOR_VERSION = query("minorversion", {"type": "integer", "minimum": 1, "maximum": 75}, "Taken, and of no effect")
REQUEST_ID = query(
    "requestid", {"type": "string", "maxLength": LONGEST}, "A write that comes again under it is not repeated"
)
SENT_TO = query("sendTo", {"type": "string", "format": "email"}, "Instead of the form's BillEmail")


class Accounting:
    """Describes the API of the companies with these realms, and adds the schemas that it needs to `components`."""

    def __init__(self, realms: list[str], components: Components) -> None:
        self.components = components
        self.realm = in_path("realmId", one_of_words(realms), "The company")
        self.refused = refused(components.refer(FAULT_ANSWER), components.refer(UNAUTHORIZED))
        for kind in KINDS:
            components.refer(entity(kind))
        self.found = components.refer(found_entities(KINDS))

    def paths(self) -> Paths:
        found: Paths = {}
        for method, path, described in self._operations():
            found.setdefault(f"{COMPANY}/{path}", {"parameters": [self.realm]})[method] = described
        return found

    def _operations(self) -> Iterator[tuple[str, str, Operation]]:
        """Method, path behind the company, operation."""
        for kind in KINDS:
            yield from self._entity(kind)
        for report in REPORTS.values():
            answers = {
                "200": self._answer(object_of({"Header": {}, "Columns": {}, "Rows": {}}, "Header", "Columns", "Rows"))
            }
            id, path = f"report{report.name}", f"reports/{report.name}"
            yield "get", path, self._call(id, "Reports", f"{report.name} of the company", answers, report_parameters(report))
        body = json_body(self.components.refer(schema_of(TAX_SERVICE) | {"required": ["TaxCode", "TaxRateDetails"]}))
        answers = {"200": self._answer(answered(schema_of(TAX_SERVICE) | {"title": ""}) | {"title": "TaxServiceMade"})}
        service = self._call("makeTaxCode", "Taxes", "Makes a tax code over rates", answers, [REQUEST_ID], body)
        yield "post", "taxservice/taxcode", service
        for method, name in HANDLERS:
            yield method.lower(), name, self._handled(method, name)

    def _entity(self, kind: str) -> Iterator[tuple[str, str, Operation]]:
        path, one = kind.lower(), {"200": self._entity_answer(kind)}
        extra = [query("include", one_of_words(["invoiceLink"]), "The page where it is paid")] if kind == "Invoice" else []
        yield "get", f"{path}/{{id}}", self._call(f"read{kind}", kind, f"Reads one {kind}", one, [ID, *extra, MINOR_VERSION])
        if kind == "Preferences":
            yield "get", path, self._call(f"readThe{kind}", kind, f"Reads the {kind}", one, [MINOR_VERSION])
        if kind == "ExchangeRate":
            asked = [query("sourcecurrencycode", {"type": "string", "pattern": "^[A-Z]{3}$"}, "Of this currency", True)]
            asked.append(query("asofdate", {"type": "string", "format": "date"}, "As of this day, else today"))
            yield "get", path, self._call("readRate", kind, "Reads a currency's rate", one, [*asked, MINOR_VERSION])
        if kind in WRITTEN:
            yield "post", path, self._write(kind)
        if kind in SENDABLE:
            send = self._call(
                f"send{kind}", kind, "Marks it as sent by e-mail", one, [ID, SENT_TO, REQUEST_ID, MINOR_VERSION]
            )
            yield "post", f"{path}/{{id}}/send", send
            page = {"200": page_answer("A plain page", pdf.CONTENT_TYPE)}
            yield "get", f"{path}/{{id}}/pdf", self._call(f"print{kind}", kind, "Prints it", page, [ID, MINOR_VERSION])

    def _write(self, kind: str) -> Operation:
        summary = f"Creates a {kind}, or changes the one whose Id the body names: {', '.join(operations(kind))}"
        asked = [
            query("operation", one_of_words(operations(kind)), "Else create, or update where the body has an Id"),
            query("include", one_of_words(["allowduplicatedocnum", "void"]), "void: with operation=update"),
            REQUEST_ID,
            MINOR_VERSION,
        ]
        body = json_body(self.components.refer(request(kind)))
        answers = {"200": {**self._entity_answer(kind), "links": self._links(kind)}}
        return self._call(f"write{kind}", kind, summary, answers, asked, body)

    def _links(self, kind: str) -> dict[str, Any]:
        """What can be done next with what was made."""
        id, token = f"$response.body#/{kind}/Id", f"$response.body#/{kind}/SyncToken"
        company, named = {"realmId": "$request.path.realmId"}, {"Id": id, "SyncToken": token}
        links: dict[str, Any] = {"read": {"operationId": f"read{kind}", "parameters": {**company, "id": id}}}
        for name in operations(kind)[1:]:
            more = {**company, "operation": name}
            links[name] = {"operationId": f"write{kind}", "parameters": more, "requestBody": named}
        for name in ("send", "print") if kind in SENDABLE else ():
            links[name] = {"operationId": f"{name}{kind}", "parameters": {**company, "id": id}}
        return links

    def _handled(self, method: str, name: str) -> Operation:
        answers = {"200": self._answer(object_of({**ANSWERS[name](self.found), "time": TEXT}, "time"))}
        if name == "query":
            text = {"type": "string", "pattern": f"^[Ss]elect \\* from ({'|'.join(KINDS)})$"}
            if method == "GET":
                return self._call("query", "Queries", "Finds entities", answers, [query("query", text, required=True)])
            body = {"required": True, "content": {"application/text": {"schema": text}, "text/plain": {"schema": text}}}
            return self._call("queryByPost", "Queries", "Finds entities", answers, [MINOR_VERSION], body)
        if name == "cdc":
            asked = [
                query("entities", {"type": "string"}, "Names of entities, with commas between", True),
                query("changedSince", {"type": "string", "format": "date-time"}, "At most 30 days ago", True),
            ]
            return self._call("changes", "Changes", "What was made, changed or deleted since a time", answers, asked)
        if name == "upload":
            return self._call("upload", "Attachable", "Makes attachments of files", answers, [REQUEST_ID], _files())
        asked = [query("requestid", {"type": "string", "maxLength": LONGEST_IN_BATCH})]
        return self._call(
            "batch", "Batches", f"Up to {MOST_ITEMS} items, each on its own", answers, asked, self._batch_body()
        )

    def _batch_body(self) -> dict[str, Any]:
        item = object_of(
            {
                **dict.fromkeys(ITEM_PROPERTIES, TEXT),
                "bId": {"type": "string", "maxLength": LONGEST_ITEM_ID},
                "operation": one_of_words(OPERATIONS),
                **{kind: self.components.refer(request(kind)) for kind in WRITTEN},
            },
            additionalProperties=False,
            title="BatchItemRequest",
        )
        items = list_of(self.components.refer(item), minItems=1, maxItems=MOST_ITEMS)
        return json_body(object_of({"BatchItemRequest": items}, "BatchItemRequest", additionalProperties=False))

    def _entity_answer(self, kind: str) -> dict[str, Any]:
        return self._answer(object_of({kind: {"$ref": f"#/components/schemas/{kind}"}, "time": TEXT}, kind, "time"))

    def _answer(self, schema: Schema) -> dict[str, Any]:
        return json_answer("Done", self.components.refer(schema), COMPANY_HEADERS)

    def _call(
        self, id: str, tag: str, summary: str, answers: dict[str, Any], parameters: list[Any], body: Any = None
    ) -> Operation:
        return operation(id, tag, summary, {**answers, **self.refused}, parameters, body, security=TOKEN)


def _files() -> dict[str, Any]:
    """One file with its metadata; more are numbered on."""
    part = {f"{CONTENT}01": {"type": "string", "format": "binary"}, f"{METADATA}01": {"type": "string", "format": "binary"}}
    return {"required": True, "content": {MULTIPART: {"schema": object_of(part, f"{CONTENT}01")}}}


def _batch_answers(found: Schema) -> dict[str, Schema]:
    entities = {kind: {"$ref": f"#/components/schemas/{kind}"} for kind in KINDS}
    item = object_of({"bId": TEXT, "Fault": {"$ref": "#/components/schemas/Fault"}, "QueryResponse": found, **entities})
    return {"BatchItemResponse": list_of(item)}


ANSWERS = {
    "query": lambda found: {"QueryResponse": found},
    "cdc": lambda _found: {"CDCResponse": list_of(object_of({"QueryResponse": list_of({"type": "object"})}))},
    "batch": _batch_answers,
    "upload": lambda _found: {"AttachableResponse": list_of({"type": "object"})},
}
