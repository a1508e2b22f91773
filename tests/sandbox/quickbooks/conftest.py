"""A sandbox company over real HTTP, fresh for every test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import requests

from sandbox.quickbooks.server import Running, running

Body = dict[str, Any]
TOKEN_PATH = "/oauth2/v1/tokens/bearer"


class Books:
    """A client of the sandbox's API, and of its control API."""

    def __init__(self, sandbox: Running, realm: str = "", refresh_token: str = "") -> None:
        """Of the first company, unless another realm is named."""
        self.sandbox = sandbox
        self.session = requests.Session()
        self.of_realm = {"realm": realm} if realm else {}
        self.base = f"{sandbox.url}/v3/company/{realm or sandbox.realm}"
        self.others: list[Books] = []
        self.sign_in(refresh_token or sandbox.refresh_token)

    def company(self, sample: str) -> Books:
        """A client of another company, newly made of `sample`."""
        made = self.control("companies", sample=sample)
        self.others.append(Books(self.sandbox, made["realm"], made["refresh_token"]))
        return self.others[-1]

    def close(self) -> None:
        for books in (self, *self.others):
            books.session.close()

    def token(self, refresh_token: str, **form: str) -> requests.Response:
        return self.session.post(
            self.sandbox.url + TOKEN_PATH,
            auth=(self.sandbox.client_id, self.sandbox.client_secret),
            data={"grant_type": "refresh_token", "refresh_token": refresh_token, **form},
        )

    def sign_in(self, refresh_token: str) -> Body:
        tokens = self.token(refresh_token).json()
        self.session.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        return tokens

    def post(self, path: str, body: Any, **parameters: str) -> requests.Response:
        text = json.dumps(body, default=str)
        headers = {"Content-Type": "application/json"}
        return self.session.post(f"{self.base}/{path}", data=text, headers=headers, params=parameters, timeout=5)

    def get(self, path: str, **parameters: str) -> requests.Response:
        return self.session.get(f"{self.base}/{path}", params=parameters, timeout=5)

    def make(self, kind: str, body: Body, **parameters: str) -> Body:
        """A written document, numbers as Decimal; fails the test when it is refused."""
        answer = self.post(kind.lower(), body, **parameters)
        assert answer.status_code == 200, answer.text
        return exact(answer)[kind]

    def refused(self, kind: str, body: Any, **parameters: str) -> Body:
        """The one error with which a write is refused."""
        answer = self.post(kind.lower(), body, **parameters)
        assert answer.status_code == 400, answer.text
        (error,) = answer.json()["Fault"]["Error"]
        return error

    def read(self, kind: str, id: str) -> Body:
        return exact(self.get(f"{kind.lower()}/{id}"))[kind]

    def query(self, text: str) -> Body:
        answer = self.get("query", query=text)
        assert answer.status_code == 200, answer.text
        return exact(answer)["QueryResponse"]

    def batch(self, *items: Body, **parameters: str) -> dict[str, Body]:
        """The answers of a batch by bId."""
        answer = self.post("batch", {"BatchItemRequest": list(items)}, **parameters)
        assert answer.status_code == 200, answer.text
        return {item["bId"]: item for item in exact(answer)["BatchItemResponse"]}

    def control(self, path: str, /, **body: Any) -> Any:
        address = f"{self.sandbox.url}/_sandbox/{path}"
        answer = self.session.post(address, json=body, params=self.of_realm, timeout=5)
        assert answer.status_code == 200, answer.text
        return exact(answer)

    def calls(self) -> dict[str, int]:
        return self.session.get(f"{self.sandbox.url}/_sandbox/calls", timeout=5).json()

    def documents(self, kind: str) -> list[Body]:
        asked = {"kind": kind, **self.of_realm}
        return exact(self.session.get(f"{self.sandbox.url}/_sandbox/documents", params=asked, timeout=5))


def exact(answer: requests.Response) -> Any:
    return json.loads(answer.text, parse_float=Decimal)


def line(amount: str | float, item: str = "10", **detail: Any) -> Body:
    return {
        "Amount": amount,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": item}, **detail},
    }


class Bodies:
    """Requests as a loader would send them."""

    line = staticmethod(line)

    @staticmethod
    def form(amount: str | float = "35.00", customer: str = "1", **more: Any) -> Body:
        return {"CustomerRef": {"value": customer}, "Line": [line(amount)], **more}

    @staticmethod
    def link(document: Body, type: str) -> Body:
        return {"TxnId": document["Id"], "TxnType": type}

    @classmethod
    def payment(cls, total: str, *applied: tuple[str, Body, str], customer: str = "1", **more: Any) -> Body:
        """`applied`: (amount, document, its type)."""
        lines = [{"Amount": amount, "LinkedTxn": [cls.link(document, type)]} for amount, document, type in applied]
        return {"CustomerRef": {"value": customer}, "TotalAmt": total, "Line": lines, **more}


@pytest.fixture(scope="session")
def _sandbox() -> Iterator[Running]:
    with running(seed=1) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_sandbox: Running) -> Running:
    with _sandbox.intuit.lock:
        _sandbox.intuit.reset()
    return _sandbox


@pytest.fixture
def books(sandbox: Running) -> Iterator[Books]:
    client = Books(sandbox)
    yield client
    client.close()


@pytest.fixture
def bodies() -> type[Bodies]:
    return Bodies
