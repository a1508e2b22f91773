"""Relay connections with keyset cursors: base64 of {"last_id", "last_value"} (reference section 1.2).

A cursor names the last row by its sort value and id, so a row that moves while a client pages is seen later or twice, never
lost.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from graphql import GraphQLError

LARGEST_PAGE = 250

Row = TypeVar("Row")


class Key(NamedTuple):
    """The place of a row: its sort value (a number or text), then its id."""

    value: Any
    id: int


def keyset_page(
    rows: Sequence[Row], key: Callable[[Row], Key], first: int | None, after: str | None, reverse: bool = False
) -> tuple[list[Row], bool]:
    """At most `first` rows behind the cursor, and whether there are more; raises GraphQLError on a bad page or cursor."""
    size = _checked(first)
    ordered = sorted(rows, key=key, reverse=reverse)
    if after is not None:
        last = _decoded(after)
        ordered = [row for row in ordered if (key(row) < last if reverse else key(row) > last)]
    return ordered[:size], len(ordered) > size


def connection(
    rows: Sequence[Row],
    key: Callable[[Row], Key],
    node: Callable[[Row], Any],
    first: int | None,
    after: str | None,
    reverse: bool = False,
) -> dict[str, Any]:
    """The page as a connection: nodes, edges, pageInfo."""
    page, more = keyset_page(rows, key, first, after, reverse)
    nodes = [node(row) for row in page]
    cursors = [_encoded(key(row)) for row in page]
    return {
        "nodes": nodes,
        "edges": [{"cursor": cursor, "node": each} for cursor, each in zip(cursors, nodes, strict=True)],
        "pageInfo": {
            "hasNextPage": more,
            "hasPreviousPage": after is not None,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        },
    }


def field_connection(nodes: Sequence[Row]) -> Callable[..., dict[str, Any]]:
    """A resolver for a nested connection whose rows come in a fixed order."""

    def resolve(_info: Any, first: int | None = None, after: str | None = None, **_: Any) -> dict[str, Any]:
        places = range(len(nodes))
        return connection(places, lambda place: Key(place, place), lambda place: nodes[place], first, after)

    return resolve


def field_list(nodes: Sequence[Row]) -> Callable[..., list[Row]]:
    """A resolver for a plain list with a `first` argument, which has no cursor."""
    return lambda _info, first=None: list(nodes) if first is None else list(nodes[: _checked(first)])


def _checked(first: int | None) -> int:
    if first is None:
        raise GraphQLError("you must provide one of first or last", extensions={"code": "BAD_REQUEST"})
    if not 0 <= first <= LARGEST_PAGE:
        raise GraphQLError(f"first must be between 0 and {LARGEST_PAGE}, not {first}", extensions={"code": "BAD_REQUEST"})
    return first


def _encoded(key: Key) -> str:
    text = json.dumps({"last_id": key.id, "last_value": key.value}, separators=(",", ":"))
    return base64.b64encode(text.encode()).decode()


def _decoded(cursor: str) -> Key:
    try:
        content = json.loads(base64.b64decode(cursor, validate=True))
        return Key(content["last_value"], int(content["last_id"]))
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise GraphQLError("Invalid cursor for current pagination sort.", extensions={"code": "BAD_REQUEST"}) from error
