"""Shopify's one endpoint: POST /admin/api/{version}/graphql.json."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    execute_sync,
    parse,
    validate,
    value_from_ast_untyped,
)

from sandbox.stores.shopify.order import ShopifyOrder
from sandbox.stores.shopify.schema import Context, ShopSettings, executable_schema
from sandbox.stores.shopify.throttle import LARGEST_COST, Bucket, QueryCost
from sandbox.stores.wire import Answer, Request, json_answer
from sandbox.stores.world import World

TOKEN = "sandbox-shopify-token"
# Supported in November 2026, the oldest first (reference section 1.1).
VERSIONS = ("2026-01", "2026-04", "2026-07", "2026-10", "2027-01", "unstable")

_PATH = re.compile(r"/admin/api/(?P<version>\d{4}-\d{2}|unstable)/graphql\.json")
_UNKNOWN_FIELD = re.compile(r"Cannot query field '(?P<field>\w+)' on type '(?P<type>\w+)'")
_OPERATION = re.compile(r"\b(?:query|mutation)\s+(\w+)")
_THROTTLED = {
    "message": "Throttled",
    "extensions": {"code": "THROTTLED", "documentation": "https://shopify.dev/api/usage/rate-limits"},
}


@dataclass(frozen=True)
class _Call:
    document: DocumentNode
    operation: OperationDefinitionNode
    variables: dict[str, Any]
    cost: QueryCost


class ShopifyApi:
    """Answers requests out of the world's Shopify orders."""

    store = "shopify"

    def __init__(self, world: World, shop: ShopSettings, bucket: Bucket | None = None) -> None:
        self._world = world
        self._shop = shop
        self.bucket = bucket or Bucket()

    def operation_of(self, request: Request) -> str:
        """What the request is counted as: the query's name."""
        match = _OPERATION.search(request.body.decode("utf-8", "replace"))
        return match[1] if match else "query"

    def throttled(self, retry_after: float | None = None) -> Answer:  # noqa: ARG002 (Shopify's throttle names no time)
        """The answer to a query that the bucket cannot pay: HTTP 200, no data."""
        return json_answer({"errors": [_THROTTLED], "extensions": {"cost": self.bucket.cost(self.bucket.size, None)}})

    def answer(self, request: Request) -> Answer:
        match = _PATH.fullmatch(request.path)
        if match is None or request.method != "POST":
            return json_answer({"errors": "Not Found"}, status=404)
        if request.headers.get("x-shopify-access-token") != TOKEN:
            refusal = "[API] Invalid API key or access token (unrecognized login or wrong password)"
            return json_answer({"errors": refusal}, status=401)
        version = match["version"] if match["version"] in VERSIONS else VERSIONS[0]
        return self._graphql(request).with_header("X-Shopify-Api-Version", version)

    def _graphql(self, request: Request) -> Answer:
        try:
            call = self._call(request.json())
        except (ValueError, TypeError, KeyError):
            return json_answer({"errors": {"query": "Required parameter missing or invalid"}}, status=400)
        except GraphQLError as error:
            return json_answer({"errors": [_error(error)]})
        if isinstance(call, list):
            return json_answer({"errors": [_error(error) for error in call]})
        return json_answer(self._run(call))

    def _call(self, body: Any) -> _Call | list[GraphQLError]:
        """The query, or what is wrong with it; ValueError, TypeError or KeyError where the body is no call at all."""
        document, errors = _checked(str(body["query"]))
        if errors:
            return errors
        operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        name = body.get("operationName")
        chosen = [each for each in operations if name is None or (each.name and each.name.value == name)]
        if len(chosen) != 1:
            raise GraphQLError("An operation name is required", extensions={"code": "BAD_REQUEST"})
        variables = {**_defaults(chosen[0]), **(body.get("variables") or {})}
        fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
        return _Call(document, chosen[0], variables, QueryCost(fragments, variables))

    def _run(self, call: _Call) -> dict[str, Any]:
        requested = call.cost.of(call.operation.selection_set)
        if requested > LARGEST_COST:
            return {"errors": [_too_costly(requested)]}
        if not self.bucket.take(requested):
            return {"errors": [_THROTTLED], "extensions": {"cost": self.bucket.cost(requested, None)}}
        context = Context(self._shop, self._orders(), self._world.now())
        result = self._execute(call, context)
        actual = min(requested, call.cost.of(call.operation.selection_set, result.data or {}))
        self.bucket.give_back(requested - actual)
        if context.pages:
            self._world.page_given(self.store)
        return self._body(result, context, self.bucket.cost(requested, actual))

    def _orders(self) -> list[ShopifyOrder]:
        return [order for order in self._world.orders_of(self.store) if isinstance(order, ShopifyOrder)]

    def _execute(self, call: _Call, context: Context) -> ExecutionResult:
        return execute_sync(
            executable_schema(),
            call.document,
            context_value=context,
            variable_values=call.variables,
            operation_name=call.operation.name.value if call.operation.name else None,
        )

    def _body(self, result: ExecutionResult, context: Context, cost: dict[str, Any]) -> dict[str, Any]:
        body: dict[str, Any] = {"data": result.data, "extensions": {"cost": cost}}
        if result.errors:
            body["errors"] = [_error(error) for error in result.errors]
        if context.searches:
            body["extensions"]["search"] = context.searches
        return body


def _defaults(operation: OperationDefinitionNode) -> dict[str, Any]:
    """What the operation's variables are where the caller does not say."""
    return {
        each.variable.name.value: value_from_ast_untyped(each.default_value)
        for each in operation.variable_definitions or ()
        if each.default_value is not None
    }


@lru_cache(maxsize=64)
def _checked(text: str) -> tuple[DocumentNode, list[GraphQLError]]:
    """The parsed query and what the schema says against it; raises GraphQLError where it cannot be parsed."""
    document = parse(text)
    return document, validate(executable_schema(), document)


def _error(error: GraphQLError) -> dict[str, Any]:
    """The error in Shopify's form; the spelling of an unknown field's code is not verified (reference section 11)."""
    body: dict[str, Any] = {**error.formatted}
    match = _UNKNOWN_FIELD.match(error.message)
    if match:
        body["message"] = f"Field '{match['field']}' doesn't exist on type '{match['type']}'"
        body["extensions"] = {"code": "undefinedField", "typeName": match["type"], "fieldName": match["field"]}
    body.setdefault("extensions", {"code": "BAD_REQUEST"})
    return body


def _too_costly(requested: int) -> dict[str, Any]:
    return {
        "message": f"Query cost is {requested}, which exceeds the single query max cost limit ({LARGEST_COST}).",
        "extensions": {
            "code": "MAX_COST_EXCEEDED",
            "cost": requested,
            "maxCost": LARGEST_COST,
            "documentation": "https://shopify.dev/api/usage/rate-limits",
        },
    }
