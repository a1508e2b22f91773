"""Requests and answers, free of the HTTP server that carries them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.quickbooks.errors import refusal
from sandbox.quickbooks.money import as_json

JSON = "application/json"
JSON_UTF8 = "application/json;charset=utf-8"


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    parameters: dict[str, str]
    headers: dict[str, str]  # names in lower case
    body: bytes

    @classmethod
    def of(cls, method: str, target: str, headers: dict[str, str], body: bytes) -> Request:
        parts = urlsplit(target)
        parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
        return cls(method, parts.path, parameters, {name.lower(): value for name, value in headers.items()}, body)

    def json(self) -> Any:
        """The body, numbers with a fraction as Decimal. Raises 2010 where it is no JSON."""
        try:
            return json.loads(self.body or b"{}", parse_float=Decimal)
        except (ValueError, RecursionError) as error:
            text = f"Property Name:Unexpected content: {error} specified is unsupported or invalid"
            raise refusal("2010", text) from None

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


def json_answer(value: Any, status: int = 200, content_type: str = JSON_UTF8, **headers: str) -> Answer:
    return Answer(
        status, as_json(value).encode(), content_type, {name.replace("_", "-"): text for name, text in headers.items()}
    )
