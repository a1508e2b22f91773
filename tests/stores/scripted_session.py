"""A `requests` session that answers from a list or a function, and keeps what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests


@dataclass
class Asked:
    method: str
    address: str
    params: dict[str, str]
    body: Any
    headers: dict[str, str]
    login: Any


def answer(content: object = None, *, status: int = 200, text: str | None = None, headers: dict[str, str] | None = None):
    response = requests.Response()
    response.status_code = status
    response._content = (json.dumps(content) if text is None else text).encode()
    response.encoding = "utf-8"
    response.headers.update(headers or {})
    return response


@dataclass
class ScriptedSession:
    """Give it a function of what is asked, or answers (or exceptions) in the order in which they come."""

    respond: Callable[[Asked], Any] | None = None
    answers: list[Any] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def request(self, method, url, *, params, json, headers, auth, timeout, allow_redirects):
        assert timeout == (5, 60)
        assert allow_redirects is False
        self.asked.append(Asked(method, url, dict(params or {}), json, headers, auth))
        given = self.respond(self.asked[-1]) if self.respond else self.answers.pop(0)
        if isinstance(given, Exception):
            raise given
        return given if isinstance(given, requests.Response) else answer(given)
